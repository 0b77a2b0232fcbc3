"""What dlt takes for the same rows: dlt_child.py PARQUET FOLDER arrow|dicts. Prints wall and processor seconds."""

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
import pyarrow.parquet


def main(rows: Path, folder: Path, kind: str) -> None:
    table = pyarrow.parquet.read_table(rows)
    given: Any = table if kind == "arrow" else table.to_pylist()

    @dlt.resource(name="milestones", primary_key="id", write_disposition="merge")
    def milestones() -> Any:
        yield given

    pipeline = dlt.pipeline(
        kind,
        destination=dlt.destinations.duckdb(str(folder / f"{kind}.duckdb")),
        dataset_name="ledger",
        pipelines_dir=str(folder / f"{kind}-state"),
    )
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    pipeline.run(milestones())
    print(time.perf_counter() - wall, sum(os.times()[:4]) - cpu)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
