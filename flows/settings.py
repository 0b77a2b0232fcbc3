"""Typed settings: arguments, then `EVLEDGER_…` variables, then the settings file, then these defaults."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from extractors.prices.share import benchmarks
from extractors.web.client import Limits

FILE = "EVLEDGER_SETTINGS"
_BLOCK = "block:"


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
    """Everything that can be set. Paths are absolute once read, so a later change of directory moves nothing.

    A file that `EVLEDGER_SETTINGS` names holds the same fields as TOML: `data = "/srv/evledger"`, a table `[fetch]`.
    A secret may also be `block:NAME`, the Secret block of that name in Prefect's server; not the server's own database.
    """

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
    source_seconds: Annotated[float, Field(gt=0, description="time for one source in one run")] = 1800
    window_days: Annotated[int, Field(ge=0, description="how long a page is looked at again for corrections")] = 3
    retries: Annotated[int, Field(ge=0, description="further tries of a source whose list was not to be had")] = 2
    retry_seconds: Annotated[float, Field(ge=0, description="wait before the first further try, then doubled")] = 20
    failed_share: Annotated[
        float, Field(ge=0, le=1, description="share of a run's sources that may fail before the run itself does")
    ] = 0.5
    batch_size: Annotated[int, Field(ge=50, description="pages in a task; fewer cost more in Prefect than in us")] = 64
    lock_seconds: Annotated[float, Field(ge=0, description="how long a run waits for another one's load")] = 120
    webhook: Annotated[SecretStr | None, Field(description="address the digest is sent to; a secret")] = None
    webhook_shape: Annotated[Literal["slack", "json"], Field(description="what is sent there")] = "slack"
    archive_days: Annotated[int | None, Field(ge=1, description="days the archive is kept; for ever by default")] = None
    archive_bytes: Annotated[int | None, Field(ge=0, description="size the archive may have")] = None
    backups: Annotated[int, Field(ge=0, description="copies of the warehouse that maintenance keeps")] = 7
    prefect_api_url: Annotated[
        str | None, Field(description="record runs of the command in this Prefect server, not an embedded one")
    ] = None
    server_host: Annotated[str, Field(description="where `evledger up` serves Prefect")] = "127.0.0.1"
    server_port: Annotated[int, Field(ge=1, le=65535, description="and at which port")] = 4200
    workers: Annotated[int, Field(ge=1, description="workers of `evledger up`, all on this machine")] = 1
    starts: Annotated[int, Field(ge=1, description="how often a run is started that crashes each time")] = 3
    history_days: Annotated[int, Field(ge=1, description="days the server keeps its runs")] = 30
    prefect_database: Annotated[
        SecretStr | None,
        Field(description="the server's database, postgresql+asyncpg://…, else SQLite; a secret"),
    ] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, environment, the file."""
        first = (init_settings, env_settings)
        path = os.environ.get(FILE)
        return (*first, TomlConfigSettingsSource(settings_cls, Path(path))) if path else first

    @field_validator("data", "sources")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("prefect_database")
    @classmethod
    def _no_block(cls, address: SecretStr | None) -> SecretStr | None:
        if address and address.get_secret_value().startswith(_BLOCK):
            raise ValueError("the server cannot look up in itself where its database is: give the address")
        return address

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
    def server_home(self) -> Path:
        """Where `evledger up` keeps Prefect's database, its logs and its own state."""
        return self.data / "server"

    @property
    def ui_url(self) -> str:
        """Where the server of `evledger up` shows its pages."""
        host = "127.0.0.1" if self.server_host in {"0.0.0.0", "::"} else self.server_host
        return f"http://{host}:{self.server_port}"

    @property
    def api_url(self) -> str:
        """The API of the server of `evledger up`."""
        return f"{self.ui_url}/api"

    @property
    def archive(self) -> Path:
        """Where answers are kept as WARC files, one a day."""
        return self.data / "archive"

    @property
    def window(self) -> timedelta:
        """How long a page is looked at again."""
        return timedelta(days=self.window_days)


def secret(value: SecretStr | None) -> str | None:
    """What a secret setting says; where it names a block, asked of Prefect's server (ValueError for none there)."""
    text = value.get_secret_value() if value is not None else None
    if text is None or not text.startswith(_BLOCK):
        return text
    from prefect.blocks.system import Secret

    block: Any = Secret.load(text.removeprefix(_BLOCK))
    return str(block.get())
