"""Typed settings: arguments, then `EVLEDGER_…` variables, then these defaults."""

from pathlib import Path
from typing import Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractors.web.client import Limits


class Settings(BaseSettings):
    """Everything that can be set. Paths are absolute once read, so a later change of directory moves nothing."""

    model_config = SettingsConfigDict(
        env_prefix="EVLEDGER_", env_nested_delimiter="_", env_nested_max_split=1, frozen=True
    )

    data: Path = Field(
        Path("data"), description="folder of all that the project keeps: archive, warehouse, Prefect's home"
    )
    warehouse: Path = Field(
        Path("evledger.duckdb"), description="the published file; a relative default lies in `data`"
    )
    fetch: Limits = Field(Limits(), description="bounds and manners; `EVLEDGER_FETCH_CONTACT`, `EVLEDGER_FETCH_PACE` …")
    batch_size: int = Field(64, ge=50, description="pages in one task; below 50 Prefect's own work outweighs ours")
    retries: int = Field(2, ge=0, description="how often a source whose list was not to be had is tried again")
    retry_seconds: float = Field(20, ge=0, description="wait before the first of these tries; doubled for each further")
    lock_seconds: float = Field(120, ge=0, description="how long load and publish wait for another writer")
    sources: Path | None = Field(None, description="a folder of your own sources, beside the packaged ones")
    prefect_api_url: str | None = Field(
        None, description="record runs in this Prefect server instead of the embedded one"
    )

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
