"""Carmakers and their names in every language: companies.toml, launches.toml, and finding those names in text."""

from functools import cache, cached_property
from pathlib import Path

from extractors.registry.company import Brand, Company, Launch, Listing, Model, Plant, read_companies, read_launches
from extractors.registry.names import Index, NameMention, Reading
from extractors.registry.resolve import cue_pattern, resolve

__all__ = [
    "Brand",
    "Company",
    "Launch",
    "Listing",
    "Model",
    "NameMention",
    "Plant",
    "Reading",
    "Registry",
    "launches",
    "load_registry",
    "registry",
]

FOLDER = Path(__file__).parent


class Registry:
    """All companies, looked up by slug, listing or name."""

    def __init__(self, companies: tuple[Company, ...], cues: tuple[str, ...] = ()) -> None:
        self.companies = companies
        self.by_slug = {company.slug: company for company in companies}
        self._parents = {company.slug: company.parent for company in companies}
        self._cues = cue_pattern(cues)

    @cached_property
    def _index(self) -> Index:
        return Index(self.companies)

    @cached_property
    def _listings(self) -> dict[str, tuple[Company, Listing]]:
        return {listing.code: (company, listing) for company in self.companies for listing in company.listings}

    def find(self, text: str) -> list[NameMention]:
        """Every name in the text, left to right, none overlapping; ambiguous ones are flagged and keep all readings."""
        return self._index.find(text)

    def mentions(self, text: str) -> list[NameMention]:
        """`find`, with ambiguous names settled by their context or dropped."""
        return self.resolve(text, self.find(text))

    def resolve(self, text: str, mentions: list[NameMention]) -> list[NameMention]:
        """The mentions with each ambiguous one settled or dropped; see `resolve.resolve` for the rules."""
        return resolve(text, mentions, self._cues, self._parents)

    def chain(self, slug: str) -> tuple[Company, ...]:
        """The company, its parent, and so on up. KeyError for an unknown slug."""
        company = self.by_slug[slug]
        return (company, *(self.chain(company.parent) if company.parent else ()))

    def listing(self, venue: str, ticker: str) -> tuple[Company, Listing] | None:
        """Who is listed as VENUE:TICKER, now or formerly. Hong Kong tickers may lack or carry leading zeros."""
        plain = ticker.lstrip("0") if venue == "HKEX" else ticker
        spellings = (ticker, *(plain.zfill(n) for n in (4, 5) if venue == "HKEX"))
        return next((hit for t in spellings if (hit := self._listings.get(f"{venue}:{t}"))), None)


def load_registry(path: Path) -> Registry:
    """A registry from a file like companies.toml. ValueError names a row with unknown or missing keys."""
    return Registry(*read_companies(path))


@cache
def registry() -> Registry:
    """The registry that comes with the package."""
    return load_registry(FOLDER / "companies.toml")


@cache
def launches() -> tuple[Launch, ...]:
    """When models were launched, from launches.toml."""
    return read_launches(FOLDER / "launches.toml")
