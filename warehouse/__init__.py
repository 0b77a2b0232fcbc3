"""The only room that imports duckdb; of extractors it sees model.py alone.

A run is `begin`, then extraction with no database open, then `store` and `publish`; each takes the writer's lock for
its own short time. Analysts and the command read the published copy by `query` and `status`. `connect_writer`,
`migrate`, `load` and `check` are the same steps on an open connection.
"""

from warehouse.batch import LoadBatch
from warehouse.check import CheckFailed, Failure, check
from warehouse.connect import WAIT, WarehouseError, connect_reader, connect_writer, lock, utc, writer_path
from warehouse.load import load
from warehouse.migrate import migrate, schema_version
from warehouse.period import bounds
from warehouse.prices import PriceBatch, PricesLoaded, latest_closes, load_prices, store_prices
from warehouse.publish import Published, begin, publish, store, writing
from warehouse.query import Result, Status, last_success, query, status
from warehouse.runs import Loaded, Run, RunStatus, SourceOutcome

__all__ = [
    "WAIT",
    "CheckFailed",
    "Failure",
    "LoadBatch",
    "Loaded",
    "PriceBatch",
    "PricesLoaded",
    "Published",
    "Result",
    "Run",
    "RunStatus",
    "SourceOutcome",
    "Status",
    "WarehouseError",
    "begin",
    "bounds",
    "check",
    "connect_reader",
    "connect_writer",
    "last_success",
    "latest_closes",
    "load",
    "load_prices",
    "lock",
    "migrate",
    "publish",
    "query",
    "schema_version",
    "status",
    "store",
    "store_prices",
    "utc",
    "writer_path",
    "writing",
]
