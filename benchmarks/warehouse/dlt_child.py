"""What dlt takes for the same rows: dlt_child.py FOLDER arrow|dicts. Prints wall and processor seconds."""

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
import pyarrow.parquet

KEYS = {"documents": ("id", "version"), "milestones": ("id",), "stock_moves": ("id",)}


def main(folder: Path, kind: str) -> None:
    resources = []
    for name, key in KEYS.items():
        table = pyarrow.parquet.read_table(folder / f"{name}.parquet")
        rows: Any = [table] if kind == "arrow" else table.to_pylist()
        resources.append(dlt.resource(rows, name=name, primary_key=key, write_disposition="merge"))
    pipeline = dlt.pipeline(
        kind,
        destination=dlt.destinations.duckdb(str(folder / f"{kind}.duckdb")),
        dataset_name="ledger",
        pipelines_dir=str(folder / f"{kind}-state"),
    )
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    pipeline.run(resources)
    print(time.perf_counter() - wall, sum(os.times()[:4]) - cpu)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
