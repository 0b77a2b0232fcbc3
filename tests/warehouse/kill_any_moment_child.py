"""Loads and publications without end, one fork for each line on standard input: kill_any_moment_child.py PATH.

Each line gives the number to begin with; the fork tells its process id and then, for each number, when it begins to
load, when the load is done and when it is published. Whoever reads this kills it when it likes.
"""

import os
import sys
from pathlib import Path

from ledger_data import batch, day, plain

from warehouse import publish, store

DOCUMENTS = 10


def loads(path: Path, number: int) -> None:
    print("process", os.getpid(), flush=True)
    while True:
        print("begun", number, flush=True)
        readings = [(day(number), plain(f"doc-{number}-{item}", 1, 2)) for item in range(DOCUMENTS)]
        store(path, batch(*readings, run=f"run-{number}", at=day(number)))
        print("loaded", number, flush=True)
        publish(path)
        print("published", number, flush=True)
        number += 1


def main(path: Path) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            loads(path, int(line))
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
