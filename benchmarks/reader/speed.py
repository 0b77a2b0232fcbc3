"""How fast the reader is: `python benchmarks/reader/speed.py [GOLD_DIR]`.

Seconds of CPU, start-up not counted, least of some rounds: documents a second, what of a document's time goes where,
beside what trafilatura takes to find the same text in a bare page; and a text of 2 MB against one of 100 KB.
"""

import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path

import trafilatura

from extractors.facts import extract, reader
from extractors.facts.judge import judge
from extractors.facts.learn import document, labelled
from extractors.model import Document
from extractors.registry import registry
from extractors.text import language
from flows import show

DEV = Path(__file__).parents[2] / "tests" / "corpus" / "dev"
ROUNDS = 5
SMALL, LARGE = 100_000, 2_000_000  # characters


def main(folder: Path) -> None:
    documents = [document(gold) for gold in labelled([folder])]
    pages = [page(doc) for doc in documents]
    whole = least(lambda: [extract(doc, judge()) for doc in documents])
    found = least(lambda: [mentioned(doc) for doc in documents])
    peer = least(lambda: [trafilatura.extract(each) for each in pages])
    per = 1000 / len(documents)
    rows: list[list[object]] = [
        ["read facts", f"{whole * per:.2f}", f"{len(documents) / whole:.0f}", f"{whole / peer:.2f}"],
        ["of it: find words, names, numbers, times", f"{found * per:.2f}", "", f"{found / peer:.2f}"],
        ["trafilatura: find the text", f"{peer * per:.2f}", f"{len(documents) / peer:.0f}", "1"],
    ]
    print(show.as_table(("step", "ms a document", "documents a second", "to trafilatura"), rows))
    small, large = (of_size(documents, size) for size in (SMALL, LARGE))
    print(f"{LARGE / 1e6:.0f} MB of text take {large / small:.1f} times {SMALL / 1e3:.0f} KB")


def mentioned(doc: Document) -> None:
    """What the reader does before it decides anything."""
    spoken = language(doc.lang)
    reader.read(reader.mentions(doc.text, spoken, doc.published, registry()), spoken)


def page(doc: Document) -> str:
    """The text as a page without anything around it."""
    return "".join(["<html><body><article>", *(f"<p>{escape(p)}</p>" for p in doc.text.split("\n\n"))])


def of_size(documents: list[Document], size: int) -> float:
    """Seconds for English documents one after the other, up to a size."""
    texts = [doc.text for doc in documents if doc.lang == "en"]
    whole = "\n\n".join(texts * (size // sum(map(len, texts)) + 1))[:size]
    sized = Document("sized", "", None, None, "en", None, documents[0].published, whole)
    return least(lambda: extract(sized, judge()), 1)


def least(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of CPU of the fastest round, after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEV)
