"""Typed settings: arguments, then `EVLEDGER_…` variables, then these defaults."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractors.prices.share import benchmarks
from extractors.web.client import Limits


class Prices(BaseModel):
    """Who is asked for closes, since when, and what shares are measured against."""

    model_config = ConfigDict(frozen=True)

    files: Annotated[Path | None, Field(description="a folder of CSV files, read before anybody is asked")] = None
    tiingo_key: Annotated[SecretStr, Field(description="key of Tiingo, which is then asked")] = SecretStr("")
    yahoo: Annotated[bool, Field(description="ask Yahoo, which has no contract with anybody")] = False
    since: Annotated[date, Field(description="first day asked for of a share without closes")] = date(2015, 1, 1)
    sessions_since: Annotated[date, Field(description="first day of the table of sessions")] = date(2005, 1, 1)
    benchmarks: Annotated[dict[str, str], Field(description="index of each venue, as JSON")] = {
        "NASDAQ": "^IXIC",
        "NYSE": "^GSPC",
        "HKEX": "^HSI",
        "SSE": "000001.SS",
        "SZSE": "399001.SZ",
        "TSE": "^N225",
        "KRX": "^KS11",
        "XETRA": "^GDAXI",
        "EURONEXT-PARIS": "^FCHI",
        "EURONEXT-AMSTERDAM": "^AEX",
        "EURONEXT-MILAN": "FTSEMIB.MI",
        "NASDAQ-STOCKHOLM": "^OMX",
        "LSE": "^FTSE",
        "TSX": "^GSPTSE",
        "BSE": "^BSESN",
        "NSE": "^NSEI",
        "TWSE": "^TWII",
        "SGX": "^STI",
        "BIST": "XU100.IS",
    }

    @field_validator("files")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("benchmarks")
    @classmethod
    def _known(cls, symbols: dict[str, str]) -> dict[str, str]:
        benchmarks(symbols)
        return symbols


class Settings(BaseSettings):
    """Everything that can be set. Paths are absolute once read, so a later change of directory moves nothing."""

    model_config = SettingsConfigDict(
        env_prefix="EVLEDGER_", env_nested_delimiter="_", env_nested_max_split=1, frozen=True, validate_default=True
    )

    data: Annotated[Path, Field(description="folder of all that is kept: archive, warehouse, Prefect's home")] = Path(
        "data"
    )
    warehouse: Annotated[Path, Field(description="the published file; by default in the data folder")] = Path(
        "evledger.duckdb"
    )
    sources: Annotated[Path | None, Field(description="a folder of your own sources, beside the packaged ones")] = None
    fetch: Annotated[Limits, Field(description="bounds and manners: EVLEDGER_FETCH_CONTACT, EVLEDGER_FETCH_PACE …")] = (
        Limits()
    )
    prices: Annotated[Prices, Field(description="EVLEDGER_PRICES_TIINGO_KEY, EVLEDGER_PRICES_YAHOO …")] = Prices()
    pages: Annotated[int, Field(ge=1, description="pages fetched of one source in one run")] = 200
    window_days: Annotated[int, Field(ge=0, description="how long a page is looked at again for corrections")] = 3
    retries: Annotated[int, Field(ge=0, description="further tries of a source whose list was not to be had")] = 2
    retry_seconds: Annotated[float, Field(ge=0, description="wait before the first further try, then doubled")] = 20
    batch_size: Annotated[int, Field(ge=50, description="pages in a task; fewer cost more in Prefect than in us")] = 64
    lock_seconds: Annotated[float, Field(ge=0, description="how long a run waits for another one's load")] = 120
    prefect_api_url: Annotated[
        str | None, Field(description="record runs in this Prefect server, not an embedded one")
    ] = None

    @field_validator("data", "sources")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    def model_post_init(self, _: Any) -> None:
        """Place the default warehouse in the data folder; a path that was given counts from the current directory."""
        given = "warehouse" in self.model_fields_set
        path = self.warehouse.expanduser().absolute() if given else self.data / self.warehouse
        object.__setattr__(self, "warehouse", path)

    @property
    def prefect_home(self) -> Path:
        """Where the embedded Prefect keeps its database and results."""
        return self.data / "prefect"

    @property
    def archive(self) -> Path:
        """Where answers are kept as WARC files, one a day."""
        return self.data / "archive"
