"""Fill a small disk to the brim and load: full_disk_child.py FOLDER, an empty file system of its own.

For each amount of space left: a load and publication either succeed or end in one sentence, the published copy is a
whole one, and with space again the same load ends as it would have. Prints how many attempts failed for want of space.
"""

import os
import sys
from pathlib import Path

from ledger_data import batch, day, plain, rows

from warehouse import WarehouseError, publish, store

FREE = (0, 300_000, 1_000_000, 3_000_000, 6_000_000)


def attempt(path: Path, number: int) -> None:
    readings = [(day(number), plain(f"doc-{number}-{item}", 1, 2, 3)) for item in range(200)]
    store(path, batch(*readings, run=f"run-{number}", at=day(number)))
    publish(path)


def fill(filler: Path, free: int) -> None:
    """Take all space but `free` bytes."""
    state = os.statvfs(filler.parent)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, state.f_bavail * state.f_frsize - free))


def main(folder: Path) -> None:
    path, filler, failed = folder / "ledger.duckdb", folder / "filler", 0
    attempt(path, 0)
    for number, free in enumerate(FREE, 1):
        before = rows(path)
        fill(filler, free)
        try:
            attempt(path, number)
        except WarehouseError as error:
            failed += 1
            assert "\n" not in str(error), error
            assert rows(path) == before, free
        filler.unlink()
        attempt(path, number)
        assert len(rows(path)["documents"]) == 200 * (number + 1), free
    print(failed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
