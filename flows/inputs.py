"""What `evledger extract` and `eval` read, files, folders and standard input, and its facts as plain data."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from extractors.facts import extract
from extractors.model import Document, Extraction, Problem
from extractors.readers import read_file
from flows.show import SIGN

SUFFIXES = frozenset({".html", ".htm", ".pdf", ".txt", ".md", ".json"})


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and in folders every readable one below, by name. Raises FileNotFoundError, ValueError."""
    for path in paths:
        if path.is_dir():
            yield from sorted(it for it in path.rglob("*") if it.suffix.lower() in SUFFIXES and it.is_file())
        elif not path.exists():
            raise FileNotFoundError(path)
        elif path.suffix.lower() not in SUFFIXES:
            raise ValueError(path)
        else:
            yield path


def answer(name: str, body: bytes, published: date | None = None, lang: str | None = None) -> dict[str, Any]:
    """What one input says, with the field names of docs/facts.md; one that cannot be read has a problem alone."""
    document = read_file(name, body, published, lang)
    if isinstance(document, Document):
        return as_data(extract(document))
    nothing = Document(PurePath(name).stem, name, None, None, lang or "", None, published, "")
    return as_data(Extraction(nothing, problems=(document,))) | {"lang": lang}


def as_data(extraction: Extraction) -> dict[str, Any]:
    """An extraction as plain data, ready for JSON but for dates."""
    document = extraction.document
    return {
        "id": document.id,
        "lang": document.lang,
        "published": document.published,
        "milestones": [asdict(fact) for fact in extraction.milestones],
        "stock_moves": [asdict(fact) for fact in extraction.stock_moves],
        "problems": [_problem(problem) for problem in extraction.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "message": problem.message}


def as_json(answers: Iterable[dict[str, Any]]) -> str:
    """A JSON array; dates in ISO form."""
    return json.dumps(list(answers), ensure_ascii=False, indent=1, default=str) + "\n"


def rows(answer: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """The facts of one input, and what is wrong with it, as rows for a person in the order of COLUMNS."""
    name = answer["id"]
    for fact in answer["milestones"]:
        what = " ".join(str(fact[name]) for name in ("metric", "brand", "model", "powertrain", "region") if fact[name])
        value = f"{SIGN[fact['qualifier']]}{fact['value']:,}"
        when = " ".join(
            filter(None, (fact["scope"], fact["period"], fact["elapsed_days"] and f"in {fact['elapsed_days']} days"))
        )
        yield name, fact["company"], what, value, when, fact["status"], fact["quote"]
    for fact in answer["stock_moves"]:
        pct = "" if fact["pct"] is None else f" {SIGN[fact['qualifier']]}{fact['pct']:+g}%"
        price = "" if fact["price"] is None else f" {fact['currency'] or ''} {fact['price']:g}"
        when = " ".join(str(it) for it in (fact["window"], fact["since"], fact["date"]) if it)
        yield (
            name,
            fact["company"],
            f"share {fact['venue'] or ''}".strip(),
            f"{fact['direction']}{pct}{price}",
            when,
            "",
            fact["quote"],
        )
    for problem in answer["problems"]:
        yield name, "", "problem", problem["code"], "", "", problem["message"]


COLUMNS = ("document", "company", "what", "value", "when", "status", "quote")
