"""companies.toml and launches.toml are consistent."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extractors.registry import launches, load_registry, registry
from extractors.registry.names import FOLD, entries, names

COMPANIES = registry().companies


def isin_ok(isin: str) -> bool:
    """ISO 6166: letters become two digits, then Luhn."""
    digits = "".join(str(int(c, 36)) for c in isin)
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return bool(re.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}\d", isin)) and sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def test_slugs_are_unique_and_parents_exist_without_cycles() -> None:
    assert len(COMPANIES) >= 183
    assert [slug for slug, n in Counter(c.slug for c in COMPANIES).items() if n > 1] == []
    for company in COMPANIES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", company.slug)
        assert company.parent is None or company.parent in registry().by_slug
        assert len(registry().chain(company.slug)) < 5


def test_listings_are_unique_and_their_isins_have_right_check_digits() -> None:
    listings = [listing for company in COMPANIES for listing in company.listings]
    assert [code for code, n in Counter(x.code for x in listings).items() if n > 1] == []
    assert [x for x in listings if x.isin and not isin_ok(x.isin)] == []
    symbols = [x.yahoo for x in listings if x.yahoo] + [x.stooq for x in listings if x.stooq]
    assert len(set(symbols)) == len(symbols)


def test_an_altered_isin_is_noticed() -> None:
    assert isin_ok("US88160R1014") and not isin_ok("US88160R1015") and not isin_ok("US88160R0114")


def test_ambiguous_names_are_names_and_brands_of_models_exist() -> None:
    for company in COMPANIES:
        known = {name for name, _ in names(company)}
        assert [name for name in company.ambiguous if name not in known] == [], company.slug
        spelled = {x for model in company.models for x in (model.name, *model.aliases)}
        assert [name for name in company.bound if name not in spelled or name in company.ambiguous] == [], company.slug
        brands = {brand.name for brand in company.brands}
        assert [m for m in company.models if m.brand and m.brand not in brands] == [], company.slug
        assert len({m.name for m in company.models}) == len(company.models), company.slug


def test_within_a_maker_one_model_spelling_leads_to_one_model() -> None:
    for company in COMPANIES:
        spelled = Counter(x for m in company.models for x in {m.name, *m.aliases, *m.spellings})
        assert [name for name, n in spelled.items() if n > 1] == [], company.slug


def test_a_name_leads_to_one_maker_or_is_ambiguous() -> None:
    shared = [entry for entry in entries(COMPANIES) if len({r.company for r in entry.readings}) > 1]
    assert shared and all(entry.ambiguous for entry in shared)


def test_risky_names_are_ambiguous() -> None:
    index = {entry.name: entry for entry in entries(COMPANIES)}
    risky = "理想,海豹,元,汉,大众,长城,Seat,smart,Tank,Air,Semi,R2,P7,Ora,Mini,001,208,911,L6,X,Born,Spring"
    assert [name for name in risky.split(",") if not index[name.translate(FOLD)].ambiguous] == []
    assert [e.name for e in index.values() if len(e.name) == 1 and e.readings and not e.ambiguous] == []


def test_launches_name_models_of_the_registry() -> None:
    assert len(launches()) >= 260
    for launch in launches():
        company = registry().by_slug[launch.company]
        spelled = {x.casefold() for m in company.models for x in (m.name, *m.aliases, *m.spellings)}
        spelled |= {brand.name.casefold() for brand in company.brands}  # Firefly is one car
        assert launch.model.casefold() in spelled, (launch.company, launch.model)
        assert launch.event in {"launch", "production_start", "first_delivery"} and launch.sure in {"H", "M", "L"}
        date.fromisoformat(launch.date if len(launch.date) == 10 else f"{launch.date}-01")


def test_unknown_or_missing_keys_are_named(tmp_path: Path) -> None:
    path = tmp_path / "companies.toml"
    path.write_text('[[company]]\nslug = "x"\nalias = ["Y"]\n', "utf-8")
    with pytest.raises(ValueError, match=r"x: unknown keys \['alias'\]"):
        load_registry(path)
    path.write_text('[[company]]\nslug = "x"\n', "utf-8")
    with pytest.raises(ValueError, match=r"x: .*missing"):
        load_registry(path)
