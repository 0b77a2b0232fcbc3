"""Sentences, numbers, periods, lexicon; languages/<xx>.toml."""

from extractors.text.hedges import Hedge, hedges
from extractors.text.lexicon import Language, language, languages, load_languages
from extractors.text.numbers import Number, numbers
from extractors.text.periods import Period, periods
from extractors.text.sentences import Span, sentences

__all__ = [
    "Hedge",
    "Language",
    "Number",
    "Period",
    "Span",
    "hedges",
    "language",
    "languages",
    "load_languages",
    "numbers",
    "periods",
    "sentences",
]
