"""An analyst: reader_child.py PATH MODE. Queries the published copy until standard input closes; prints what it saw.

Every load in the test adds ten documents with two milestones each, so any other proportion is half a load. MODE is
`anew` for one who opens the file for each question, `open` for one session that must go on answering as it did,
`tenfold` for `anew` where some runs load nothing.
"""

import select
import sys
from pathlib import Path

from warehouse import connect_reader, query

SQL = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM milestones), (SELECT count(*) FROM runs)"


def main(path: Path, mode: str) -> None:
    seen = set()
    session = connect_reader(path) if mode == "open" else None
    print("ready", flush=True)
    over = False
    while not over:
        # One more look after the end is told, so that the last publication is seen.
        over = bool(select.select([sys.stdin], [], [], 0.01)[0])
        documents, milestones, runs = session.execute(SQL).fetchall()[0] if session else query(path, SQL).rows[0]
        assert milestones == 2 * documents, (documents, milestones)
        assert documents % 10 == 0 if mode == "tenfold" else documents == 10 * runs, (documents, runs)
        seen.add(runs)
    print(*sorted(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
