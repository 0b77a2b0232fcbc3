"""Finding names: one pass over the text, at each possible start the longest name that stands free there.

The work at a start is bounded by the longest bucket of names with the same first characters, whatever the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from extractors.registry.company import Company, Model

Kind = Literal["company", "brand", "model", "plant"]

HEAD = 3  # characters by which names are sorted into buckets; shorter names have their own
LATIN = "A-Za-z0-9À-ÖØ-öø-ɏЀ-ӿ"
# Typography that never tells two names apart; every replacement is one character, so offsets stay.
FOLD = str.maketrans(
    {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
    | dict.fromkeys("\u00a0\u202f\u2009\u3000", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013", "-")
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("·･‧", "・")
)
ENDING = re.compile(rf"s?(?![{LATIN}])")
PLAIN_END = re.compile(rf"(?![{LATIN}])")
DIGIT_END = re.compile(rf"s?(?![{LATIN}]|[.,']\d|\s?%|\s000(?!\d)|\s?[万萬]|\smila?\b)")
HANGUL, KATAKANA, HAN = re.compile("[가-힣]"), re.compile("[ァ-ヴー]"), re.compile("[一-鿿]")
PARTICLE = re.compile(
    "(?![가-힣])|가|이|은|는|을|를|의|와|과|도|에|로|으로|까지|차|측|만|보다|자동차|그룹|코리아|하고|라고|라는|처럼|부터"
)
LIST_LEFT, LIST_RIGHT = (
    re.compile(r"[、和与及与/“\"「『《（(]$"),
    re.compile('[、和与及/”"」』》）)]|EV|DM|家族|系列|车系'),
)
# A bare number names a model only behind its maker or another model, in quotes, or behind an article.
NUMBER_LEFT = re.compile(r"(?:[「『“\"《]|\b(?:the|der|dem|den|el|il|le|la) )$", re.IGNORECASE)
VENUE_SPELLINGS = {
    "NASDAQ": ("Nasdaq", "NasdaqGS"),
    "HKEX": ("SEHK", "HKG", "HK", "港交所"),
    "TSE": ("TYO",),
    "SSE": ("SHA", "SH"),
}
CODE_SUFFIX = {"HKEX": ("HK",), "SZSE": ("SZ",), "SSE": ("SS", "SH"), "KRX": ("KS",), "TSE": ("T",), "XETRA": ("DE",)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name stands for: a company's slug, and the brand, model or plant (with its country) it names."""

    company: str
    kind: Kind
    brand: str | None = None
    model: str | None = None
    plant: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name at text[start:end], without its possessive or plural ending.

    `company` to `region` are the first reading's; `ambiguous` says that context must confirm it, `candidates` are
    all readings (more than one where makers share the name).
    """

    start: int
    end: int
    company: str
    kind: Kind
    brand: str | None = None
    model: str | None = None
    plant: str | None = None
    region: str | None = None
    ambiguous: bool = False
    candidates: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the index; no readings: a decoy."""

    name: str
    readings: tuple[Reading, ...]
    ambiguous: bool


def mention(start: int, end: int, reading: Reading, ambiguous: bool, candidates: tuple[Reading, ...]) -> NameMention:
    """The mention of one reading."""
    return NameMention(
        start,
        end,
        reading.company,
        reading.kind,
        reading.brand,
        reading.model,
        reading.plant,
        reading.region,
        ambiguous,
        candidates,
    )


def codes(company: Company) -> Iterator[str]:
    """How texts write a share: NYSE: NIO, HKEX:9866, 09866.HK; so that no number is read out of the code."""
    for listing in company.listings:
        for venue in (listing.venue, *VENUE_SPELLINGS.get(listing.venue, ())):
            yield from (f"{venue}:{listing.ticker}", f"{venue}: {listing.ticker}", f"{venue} {listing.ticker}")
        for suffix in CODE_SUFFIX.get(listing.venue, ()):
            yield from (f"{listing.ticker}.{suffix}", f"{listing.ticker.zfill(5)}.{suffix}")


def names(company: Company) -> Iterator[tuple[str, Reading]]:
    """Every spelling of a company, the maker's before its brands', models' and plants'."""
    slug = company.slug
    for name in (company.name, *company.aliases, *codes(company)):
        yield name, Reading(slug, "company")
    for brand in company.brands:
        for name in (brand.name, *brand.aliases):
            yield name, Reading(slug, "brand", brand.name)
    marques = [(company.name, *company.aliases), *((b.name, *b.aliases) for b in company.brands)]
    for model in company.models:
        # Of one maker's readings the first holds, and a spelling is kept as the text has it.
        for name in model.spellings:
            yield name, Reading(slug, "model", model.brand, name)
        for name in (model.name, *model.aliases, *prefixed(model, marques)):
            for spelled in behind(name, model.brand or company.name, marques) if name in company.bound else (name,):
                yield spelled, Reading(slug, "model", model.brand, model.name)
    for plant in company.plants:
        for name in (plant.name, *plant.aliases):
            yield name, Reading(slug, "plant", plant=plant.name, region=plant.region)


def behind(name: str, marque: str, marques: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A model's name behind the spellings of its marque (日産ノート); a brand's row before its company's."""
    for other in [spelled for spelled in marques if spelled[0] == marque][-1]:
        yield f"{other} {name}"
        if not (other[-1].isascii() and name[0].isascii()):
            yield f"{other}{name}"


def prefixed(model: Model, marques: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A model spelled behind its marque (阿维塔12), behind the other spellings of that marque (AVATR 12, 阿維塔12).

    Without it the marque would be taken alone, and the model's number for a count.
    """
    spelled = (model.name, *model.aliases, *model.spellings)
    for marque in marques:
        for name in spelled:
            lead = max((m for m in marque if name.startswith(m)), key=len, default="")
            rest = name[len(lead) :].lstrip(" -")
            if not lead or not rest or rest in spelled or (name[: len(lead) + 1].isalpha() and name.isascii()):
                continue
            for other in marque:
                if " " in other and other.split()[0] in marque:
                    continue  # MG Motor India: what it makes is an MG
                yield f"{other} {rest}"
                if not (other[-1].isascii() and other[-1].isalpha() and rest[0].isalpha() and rest[0].isascii()):
                    yield f"{other}{rest}"


def capitalised(name: str) -> Iterator[str]:
    """Spellings of headlines (TESLA) and of papers that write acronyms of three letters or more as words (Byd, Yu7)."""
    if ":" in name:
        return
    if name.isupper() and len(name) >= 3:
        yield name[0] + name[1:].lower()
    elif len(name) >= 4 and len(name.upper()) == len(name):
        yield name.upper()


def entries(companies: Iterable[Company]) -> list[Entry]:
    """The index of all names. A name of several makers is ambiguous; of one maker's readings the first holds."""
    readings: defaultdict[str, dict[str, Reading]] = defaultdict(dict)
    doubtful: set[str] = set()
    decoys: set[str] = set()
    for company in companies:
        doubtful.update(name.translate(FOLD) for name in company.ambiguous)
        decoys.update(name.translate(FOLD) for name in company.decoys)
        for name, reading in names(company):
            readings[name.translate(FOLD)].setdefault(company.slug, reading)
    for name in list(readings):
        if name not in doubtful:
            for other in capitalised(name):
                if other not in doubtful:
                    readings.setdefault(other, readings[name])
    index = [
        Entry(name, tuple(found.values()), name in doubtful or len(found) > 1 or (name.isascii() and name.isdigit()))
        for name, found in readings.items()
    ]
    return index + [Entry(name, (), False) for name in decoys - readings.keys()]


class Index:
    """The compiled names of a registry; immutable after it is built."""

    def __init__(self, companies: Iterable[Company]) -> None:
        buckets: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries(companies):
            buckets[entry.name[:HEAD]].append(entry)
        self.buckets = {head: tuple(sorted(bucket, key=lambda e: -len(e.name))) for head, bucket in buckets.items()}
        firsts = sorted({head[0] for head in buckets})
        self.pairs = {head[:2] for head in buckets}  # two letters say of most words that they are no name
        latin = re.compile(f"[{LATIN}]")
        letters = "".join(re.escape(c) for c in firsts if latin.match(c))
        others = "".join(re.escape(c) for c in firsts if not latin.match(c))
        self.start = re.compile(f"(?<![{LATIN}])[{letters}]" + (f"|[{others}]" if others else ""))

    def find(self, text: str) -> list[NameMention]:
        """Every free-standing name, from left to right, none overlapping."""
        folded = text if text.isascii() else text.translate(FOLD)
        buckets, pairs, found, last = self.buckets, self.pairs, [], -1
        for match in self.start.finditer(folded):
            start = match.start()
            if start < last or (folded[start : start + 2] not in pairs and folded[start] not in pairs):
                continue
            head = folded[start : start + HEAD]
            for entry in chain.from_iterable(buckets.get(head[:n], ()) for n in range(len(head), 0, -1)):
                if folded.startswith(entry.name, start) and stands_free(folded, start, entry, last):
                    last = start + len(entry.name)
                    if entry.readings:
                        found.append(mention(start, last, entry.readings[0], entry.ambiguous, entry.readings))
                    break
        return found


def stands_free(text: str, start: int, entry: Entry, last: int) -> bool:
    """Whether the name at `start` is a word of its own; `last` is where the name before it ended."""
    if not entry.readings:
        return True
    name, end = entry.name, start + len(entry.name)
    before = text[max(start - 5, 0) : start]
    first, final, short = name[0], name[-1], len(name) <= 3
    touching = start == last
    if len(name) == 1 and HAN.match(name):
        return (touching or (bool(LIST_LEFT.search(before)) and not before[:-1].strip()[-1:].isdigit())) and bool(
            LIST_RIGHT.match(text, end)
        )
    if first.isdigit() and re.search(r"[\d.,$€£¥₩+]$", before):
        return False
    if name.isdigit() and not (start - last <= 3 and last > 0) and not NUMBER_LEFT.search(before):
        return False
    if HANGUL.match(first) and (entry.ambiguous or len(name) <= 2) and not touching and HANGUL.search(before[-1:]):
        return False
    if KATAKANA.match(first) and not touching and KATAKANA.search(before[-1:]):
        return False
    if HANGUL.match(final):
        return not (entry.ambiguous or len(name) <= 2) or bool(PARTICLE.match(text, end))
    if KATAKANA.match(final):
        return not (entry.ambiguous or short) or not KATAKANA.match(text, end)
    if final.isascii() or re.match(f"[{LATIN}]", final):
        if final.isdigit():
            return bool(DIGIT_END.match(text, end))
        return bool((PLAIN_END if entry.ambiguous else ENDING).match(text, end)) or not final.isalnum()
    return True
