"""Words of a language that say what a number means, found in one pass over a text.

A pattern is a literal phrase; `*` at either end stands for the rest of the word, `(came|rolled) off (its|the) line` for
each of its four phrases, `setzte … ab` for a verb whose parts enclose a number. Latin letters are matched as whole
words, other scripts anywhere, because Chinese and Japanese write no blanks and Korean glues its particles on.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from extractors.text.lexicon import lowered, trie

LATIN = "0-9A-Za-zÀ-ɏ"
CHANGES = frozenset({"up", "down"})
NAMED = frozenset({"metrics", "plain"})
GOALS = frozenset({"target", "goal", "forecast", "outsider"})
INNER = CHANGES | NAMED
KEPT = NAMED | GOALS  # said also where a longer phrase holds the word
# Lists of words that tell finer what the phrases of a kind say: "deliveries" names the metric plainly, "found buyers"
# does not; "analysts expect" names an outsider; "target" is a goal, "will build" looks ahead only.
FINER = {"metrics": ("plain",), "forecast": ("outsider",), "target": ("goal",)}
NAMES = frozenset(name for names in FINER.values() for name in names)
LETTER = re.compile(f"[{LATIN}]")
REACH = 140  # characters from the first part of a parted verb to the second
SENTENCE = re.compile(r"[!?;]|\.(?!\d)")
DIGIT = re.compile(r"\d")
PARTED = " … "
GATE = 3  # letters of a phrase by which one pass over the text finds where any may begin
REST = re.compile(f"[{LATIN}]*")
# One character for another, so that offsets stay.
FORM = str.maketrans(dict.fromkeys("\t\n\r\u00a0\u202f\u2009\u3000-", " ") | {"’": "'"})
BLANKS = re.compile(" +")
ALTERNATIVES = re.compile(r"\(([^()|]*\|[^()]*)\)")


class Cue(NamedTuple):
    """A word that says something about the numbers around it; `value` is the metric, region … of such a kind."""

    start: int
    end: int
    kind: str
    value: str


Tags = tuple[tuple[str, str], ...]
Found = tuple[int, int, Tags]  # start, end, and what the phrase says


class Node(dict[str, "Node"]):
    """A letter of the phrases: what a phrase says that ends here (`exact`), and a word that goes on (`prefix`)."""

    __slots__ = ("exact", "prefix")

    def __init__(self) -> None:
        self.exact: Tags | None = None
        self.prefix: Tags | None = None


@dataclass(frozen=True)
class Lexicon:
    """The fact words of one language."""

    root: Node
    gate: re.Pattern[str]  # where a phrase may begin
    suffix: re.Pattern[str]
    suffixes: Mapping[str, Tags]
    heads: re.Pattern[str]  # first parts of parted verbs
    tails: Mapping[str, re.Pattern[str]]  # by the first part
    parted: Mapping[tuple[str, str], Tags]

    def cues(self, text: str) -> Iterator[Cue]:
        """Every known phrase; of overlapping phrases the first and longest, a phrase of two kinds twice."""
        text = lowered(text).translate(FORM)
        for start, end, tags in self._find(text, 0, len(text)):
            yield from (Cue(start, end, kind, value) for kind, value in tags)
            # "has sold" is a cue, and so is the "sold" in it; only noise hides what it holds.
            blank = text.find(" ", start, end)
            if blank > 0 and not any(kind == "noise" for kind, _ in tags):
                for left, right, inner in self._find(text, blank, end):
                    yield from (Cue(left, right, kind, value) for kind, value in inner if kind in KEPT)
        for head in self.heads.finditer(text) if self.parted else ():
            yield from self._parted(text, head)

    def _parted(self, text: str, head: re.Match[str]) -> Iterator[Cue]:
        """Both parts of a verb that enclose a number: "setzte im Mai 300 Autos ab"."""
        stop = min(len(text), head.end() + REACH)
        ended = SENTENCE.search(text, head.end(), stop)
        stop = ended.start() if ended else stop
        digit = DIGIT.search(text, head.end(), stop)
        tail = self.tails[head.group()].search(text, digit.end(), stop) if digit else None
        if tail is not None:
            tags = self.parted[head.group(), tail.group()]
            yield from (Cue(part.start(), part.end(), kind, value) for part in (head, tail) for kind, value in tags)

    def _find(self, text: str, place: int, stop: int) -> Iterator[Found]:
        begins = [match.start() for match in self.gate.finditer(text, place, stop)]
        endings = {match.start(): match for match in self.suffix.finditer(text, place, stop)} if self.suffixes else {}
        for begin in sorted({*begins, *endings}) if endings else begins:
            if begin >= place and (found := self._at(text, begin, stop, endings.get(begin))):
                place = found[1]
                yield found

    def _at(self, text: str, start: int, stop: int, ending: re.Match[str] | None) -> Found | None:
        """The longest phrase that begins at a place, with what its beginning and its ending say too."""
        node, place, end = self.root, start, 0
        tags: Tags = ()
        prefix: Tags = ()
        while place < stop and (child := node.get(text[place])) is not None:
            place += 1
            if text[place - 1] == " ":
                while place < stop and text[place] == " ":
                    place += 1
            node = child
            if node.prefix is not None:
                prefix = node.prefix
                end, tags = _rest(text, place, stop), prefix
            if node.exact is not None and _free(text, place, stop):
                end, tags = place, _joined(node.exact, prefix)
        if ending and ending.end() >= end:
            end, tags = ending.end(), _joined(tags, self.suffixes[ending.group(1)])
        return (start, end, tags) if end else None


def _rest(text: str, place: int, stop: int) -> int:
    rest = REST.match(text, place, stop)
    return rest.end() if rest else place


def _free(text: str, place: int, stop: int) -> bool:
    """Whether a phrase may end at a place: not within a Latin word."""
    return place >= stop or not (LETTER.match(text, place) and LETTER.match(text, place - 1))


def _joined(tags: Tags, more: Tags) -> Tags:
    kinds = {kind for kind, _ in tags}
    return tags + tuple(tag for tag in more if tag[0] not in kinds)


def normal(phrase: str) -> str:
    """Comparison form of a phrase: lower case, one blank, straight apostrophe."""
    return BLANKS.sub(" ", lowered(phrase).translate(FORM)).strip()


def phrases(section: Mapping[str, Any], kind: str = "") -> Iterator[tuple[str, str, str]]:
    """(phrase, kind, value) of a `[facts]` section; a nested table gives its key as the value."""
    for key, entry in section.items():
        if isinstance(entry, Mapping):
            yield from phrases(entry, key)
        else:
            yield from ((phrase, kind or key, key if kind else "") for written in entry for phrase in spelled(written))


def spelled(pattern: str) -> Iterator[str]:
    """The phrases of a pattern, one for each choice of its alternatives."""
    parts = ALTERNATIVES.split(pattern)
    return map("".join, product(*(part.split("|") if i % 2 else (part,) for i, part in enumerate(parts))))


def compile_lexicon(section: Mapping[str, Any]) -> Lexicon:
    """Lexicon of a language's `[facts]` section; raises ValueError for a `*` within a phrase, as nothing matches it."""
    tables: dict[str, dict[str, list[tuple[str, str]]]] = {"exact": {}, "prefix": {}, "suffix": {}}
    finer = {kind: [(name, _holding(section.get(name, ()))) for name in names] for kind, names in FINER.items()}
    parted: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for phrase, kind, value in phrases({key: entry for key, entry in section.items() if key not in NAMES}):
        word = normal(phrase)
        if PARTED in word:
            head, _, tail = word.partition(PARTED)
            parted.setdefault((head, tail), []).append((kind, value))
            parted[head, tail] += [(name, "") for name, holding in finer.get(kind, ()) if holding.search(word)]
            continue
        table = "prefix" if word.endswith("*") else "suffix" if word.startswith("*") else "exact"
        bare = word.strip("*")
        if "*" in bare:
            raise ValueError(f"{phrase!r}: a `*` stands for the rest of a word only at the end of a phrase")
        tables[table].setdefault(bare, []).append((kind, value))
        tables[table][bare] += [(name, "") for name, holding in finer.get(kind, ()) if holding.search(bare)]
    inherit(tables["exact"])
    exact, prefix, suffix = ({word: tuple(dict.fromkeys(tags)) for word, tags in tables[t].items()} for t in tables)
    root = Node()
    for word, tags in exact.items():
        _leaf(root, word).exact = tags
    for word, tags in prefix.items():
        _leaf(root, word).prefix = tags
    endings = "|".join(re.escape(word) for word in sorted(suffix, key=len, reverse=True))
    pattern = re.compile(f"(?<![{LATIN}])[{LATIN}]{{1,30}}?({endings})(?![{LATIN}])" if endings else "(?!)")
    heads = {word[:GATE].partition(" ")[0] for word in (*exact, *prefix)}  # there may be several blanks
    latin = {head for head in heads if LETTER.match(head)}
    gate = re.compile(f"(?<![{LATIN}])(?={trie(latin)})|(?={trie(heads - latin)})")
    tails = {head: [tail for first, tail in parted if first == head] for head, _ in parted}
    return Lexicon(
        root,
        gate,
        pattern,
        suffix,
        _words(tails),
        {head: _words(own) for head, own in tails.items()},
        {both: tuple(tags) for both, tags in parted.items()},
    )


def _words(words: Iterable[str]) -> re.Pattern[str]:
    """One of the phrases, as whole words."""
    return re.compile(f"(?<![{LATIN}])(?:{trie(words)})(?![{LATIN}])")


def _holding(words: Iterable[str]) -> re.Pattern[str]:
    """What finds phrases that have one of the words in them."""
    found = []
    for word in (normal(phrase) for written in words for phrase in spelled(written)):
        bare = re.escape(word.rstrip("*"))
        edges = (f"(?<![{LATIN}])", "" if word.endswith("*") else f"(?![{LATIN}])") if LETTER.match(word) else ("", "")
        found.append(edges[0] + bare + edges[1])
    return re.compile("|".join(found) or "(?!)")


def _leaf(node: Node, word: str) -> Node:
    for letter in word:
        if letter not in node:
            node[letter] = Node()
        node = node[letter]
    return node


def inherit(words: dict[str, list[tuple[str, str]]]) -> None:
    """Give phrases what the words in them say: 交付目標 is a goal, and of deliveries; "more than" begins with more."""
    inner = {word: [t for t in tags if t[0] in INNER] for word, tags in words.items() if not LETTER.match(word)}
    for word, tags in words.items():
        kinds = {kind for kind, _ in tags}
        if "noise" in kinds:
            continue
        if LETTER.match(word):
            heads = (word[:blank] for blank, char in enumerate(word) if char == " ")
            tags += [t for head in heads for t in words.get(head, ()) if t[0] in CHANGES - kinds]
            continue
        for size in range(len(word) - 1, 0, -1):
            for part in (word[i : i + size] for i in range(len(word) - size + 1)):
                tags += [tag for tag in inner.get(part, ()) if tag[0] not in kinds]
                kinds |= {kind for kind, _ in tags}
