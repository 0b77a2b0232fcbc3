"""Words of a language that say what a number means: one compiled expression, one linear pass over a text.

A pattern is a literal phrase; `*` at either end stands for the rest of the word. Latin letters are matched as whole
words, other scripts anywhere, because Chinese and Japanese write no blanks and Korean glues its particles on.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from extractors.text.lexicon import lowered

LATIN = "0-9A-Za-zÀ-ɏ"
INNER = frozenset({"metrics", "up", "down"})
BLANKS = re.compile(r"\s+")


class Cue(NamedTuple):
    """A word that says something about the numbers around it; `value` is the metric, region … of such a kind."""

    start: int
    end: int
    kind: str
    value: str


Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lexicon:
    """The fact words of one language."""

    pattern: re.Pattern[str]
    exact: Mapping[str, Tags]
    prefixes: Mapping[str, Tags]
    suffixes: Mapping[str, Tags]

    def cues(self, text: str) -> Iterator[Cue]:
        """Every known phrase; of overlapping phrases the first and longest, a phrase of two kinds twice."""
        text = lowered(text)
        for match in self.pattern.finditer(text):
            tags = self._tags(normal(match.group()))
            for kind, value in tags:
                yield Cue(match.start(), match.end(), kind, value)
            # "has sold" is a cue, and so is the "sold" in it; only noise hides what it holds.
            blank = match.group().find(" ") + match.start() + 1
            if blank > match.start() and not any(kind == "noise" for kind, _ in tags):
                for inner in self.pattern.finditer(text, blank, match.end()):
                    for kind, value in self._tags(normal(inner.group())):
                        if kind == "metrics":
                            yield Cue(inner.start(), inner.end(), kind, value)

    def _tags(self, word: str) -> Tags:
        found = list(self.exact.get(word, ()))
        longest = next((size for size in range(len(word), 0, -1) if word[:size] in self.prefixes), 0)
        kinds = {kind for kind, _ in found}
        found += [tag for tag in self.prefixes.get(word[:longest], ()) if tag[0] not in kinds]
        found += next((self.suffixes[word[i:]] for i in range(len(word)) if word[i:] in self.suffixes), ())
        return tuple(dict.fromkeys(found))


def normal(word: str) -> str:
    """Comparison form of a phrase: lower case, one blank, straight apostrophe."""
    return BLANKS.sub(" ", word.lower()).replace("’", "'").strip()


def phrases(section: Mapping[str, Any], kind: str = "") -> Iterator[tuple[str, str, str]]:
    """(phrase, kind, value) of a `[facts]` section; a nested table gives its key as the value."""
    for key, entry in section.items():
        if isinstance(entry, Mapping):
            yield from phrases(entry, key)
        else:
            yield from ((phrase, kind or key, key if kind else "") for phrase in entry)


def compile_lexicon(section: Mapping[str, Any]) -> Lexicon:
    """Lexicon of a language's `[facts]` section."""
    tables: dict[str, dict[str, list[tuple[str, str]]]] = {"exact": {}, "prefix": {}, "suffix": {}}
    for phrase, kind, value in phrases(section):
        word = normal(phrase)
        table = "prefix" if word.endswith("*") else "suffix" if word.startswith("*") else "exact"
        tables[table].setdefault(word.strip("*"), []).append((kind, value))
    inherit(tables["exact"])
    exact, prefix, suffix = ({word: tuple(dict.fromkeys(tags)) for word, tags in tables[t].items()} for t in tables)
    forms = [(word, "") for word in exact] + [(word, "*") for word in prefix]
    parts = [trie([form for form in forms if is_latin(form[0]) == latin]) for latin in (True, False)]
    body = "|".join(part for part in (f"(?<![{LATIN}])(?:{parts[0]})" if parts[0] else "", parts[1]) if part)
    tail = "".join(f"|(?<![{LATIN}])[{LATIN}-]{{1,30}}{re.escape(word)}(?![{LATIN}])" for word in suffix)
    return Lexicon(re.compile((body + tail) or r"(?!)"), exact, prefix, suffix)


def inherit(words: dict[str, list[tuple[str, str]]]) -> None:
    """Give phrases of scripts without blanks what the words in them say: 交付目標 is a goal, and of deliveries."""
    inner = {word: [t for t in tags if t[0] in INNER] for word, tags in words.items() if not is_latin(word)}
    for word, tags in words.items():
        kinds = {kind for kind, _ in tags}
        if is_latin(word) or "noise" in kinds:
            continue
        for part in sorted(inner, key=len, reverse=True):
            if part != word and part in word:
                tags += [tag for tag in inner[part] if tag[0] not in kinds]
                kinds |= {kind for kind, _ in tags}


def is_latin(word: str) -> bool:
    """Whether a phrase begins with a letter or digit of the Latin script, so that word boundaries apply."""
    return re.match(f"[{LATIN}]", word) is not None


def trie(forms: list[tuple[str, str]]) -> str:
    """Expression that matches the longest of the phrases; common beginnings are shared, so that it takes one walk."""
    root: dict[str, Any] = {}
    for word, star in forms:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node["*" if star else ""] = {}
    return _branch(root, "") if root else ""


def _branch(node: dict[str, Any], last: str) -> str:
    ends = [_end(mark, last) for mark in ("*", "") if mark in node]
    letters = [_letter(letter) + _branch(child, letter) for letter, child in node.items() if letter not in ("", "*")]
    options = letters + ends[:1]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def _end(mark: str, last: str) -> str:
    if mark:
        return f"[{LATIN}]*"
    return f"(?![{LATIN}])" if is_latin(last) else ""


def _letter(letter: str) -> str:
    return {" ": r"[\s-]+", "'": "['’]"}.get(letter, re.escape(letter))
