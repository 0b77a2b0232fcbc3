"""Mentions to milestones and stock moves, in text and tables: `extract(document)`, pure and linear in the text."""

from extractors.facts import milestones, stock
from extractors.facts.judge import Judge, judge
from extractors.facts.quotes import settle_milestones, settle_moves
from extractors.facts.reader import mentions, read
from extractors.model import Document, Extraction, Problem
from extractors.registry import registry
from extractors.text import language, languages

__all__ = ["extract"]


def extract(document: Document, by: Judge | None = None) -> Extraction:
    """Every vehicle count and share move that the document states, each with the stretch of text that states it.

    A language without a file gives no facts and the Problem `unsupported_language`.
    """
    code = document.lang.replace("_", "-").split("-")[0].lower()
    if code not in languages():
        problem = Problem(
            document.source, document.url, "unsupported_language", f"no language file for {document.lang!r}"
        )
        return Extraction(document, problems=(problem,))
    names = registry()
    parts = read(mentions(document.text, language(code), document.published, names), language(code))
    title = [n for n in names.mentions(document.title or "") if n.kind != "plant"]
    by = by or judge()
    drafts = milestones.read(parts, title, document.published, by)
    moves = stock.read(parts, next(iter(title), None), document.published, by)
    return Extraction(document, settle_milestones(drafts), settle_moves(moves))
