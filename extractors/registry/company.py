"""Who the carmakers are: typed rows of companies.toml and launches.toml, and how they are read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A share on one exchange. `yahoo` and `stooq` are those providers' symbols; `until` is when the listing ended."""

    venue: str
    ticker: str
    isin: str | None = None
    yahoo: str | None = None
    stooq: str | None = None
    until: str | None = None

    @property
    def code(self) -> str:
        """VENUE:TICKER."""
        return f"{self.venue}:{self.ticker}"


@dataclass(frozen=True, slots=True)
class Brand:
    """A marque without a slug of its own."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A model as facts spell it; `brand` is set where the maker has several.

    `spellings` are other names that facts keep as the text has them (Zoé, Kangoo Z.E.); `aliases` become `name`.
    """

    name: str
    aliases: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    brand: str | None = None


@dataclass(frozen=True, slots=True)
class Plant:
    """A plant that names its maker; `region` is its country."""

    name: str
    aliases: tuple[str, ...] = ()
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """A carmaker, or a marque with an identity of its own (then `parent` is its group's slug).

    `ambiguous` names are also something else, `decoys` are longer words that hold a name and are not it. `bound` names
    of models are too ordinary even where the maker is named (City, Note, 500): taken only behind their marque.
    """

    slug: str
    name: str
    legal_name: str
    country: str
    status: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    decoys: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    brands: tuple[Brand, ...] = ()
    models: tuple[Model, ...] = ()
    plants: tuple[Plant, ...] = ()
    listings: tuple[Listing, ...] = ()
    cik: int | None = None
    sec_form: tuple[str, ...] = ()
    ir_url: str | None = None
    disclosure: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Launch:
    """When a model was shown or put on sale (launch), first built (production_start) or first handed over."""

    company: str
    model: str
    event: str
    date: str
    sure: str
    variant: str | None = None
    source_url: str | None = None
    note: str | None = None


T = TypeVar("T", bound=Company | Brand | Model | Plant | Listing | Launch)
PARTS: dict[str, type[Brand] | type[Model] | type[Plant] | type[Listing]] = {
    "brands": Brand,
    "models": Model,
    "plants": Plant,
    "listings": Listing,
}


def build(kind: type[T], row: Row) -> T:
    """One row as its type. Raises ValueError that names the row where a key is unknown or missing."""
    unknown = set(row) - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{kind.__name__} {row.get('slug', row.get('name'))}: unknown keys {sorted(unknown)}")
    values: dict[str, Any] = {
        key: tuple(build(PARTS[key], part) for part in value)
        if key in PARTS
        else tuple(value)
        if isinstance(value, list)
        else value
        for key, value in row.items()
    }
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"{kind.__name__} {row.get('slug', row.get('name'))}: {error}") from error


def read_companies(path: Path) -> tuple[tuple[Company, ...], tuple[str, ...]]:
    """The companies of a registry file, in its order, and the words that tell a maker's name from an ordinary one."""
    data = tomllib.loads(path.read_text("utf-8"))
    return tuple(build(Company, row) for row in data["company"]), tuple(data.get("cues", ()))


def read_launches(path: Path) -> tuple[Launch, ...]:
    """The launches of launches.toml, in its order."""
    return tuple(build(Launch, row) for row in tomllib.loads(path.read_text("utf-8"))["launch"])
