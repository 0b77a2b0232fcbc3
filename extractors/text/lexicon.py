"""What a language knows, read from languages/<xx>.toml: one file a language, `_common.toml` for what all share.

Sections read by this room: numbers, units, periods, hedges, sentences. Any other section (metrics, changes, ...)
belongs to whoever reads it, through `Language.section`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent / "languages"
COMMON = FOLDER / "_common.toml"

# One character becomes one character, so offsets of the folded text are offsets of the text.
_FOLD = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2008", "\u00a0"),
        **dict.fromkeys("\u2019\u2018\u02bc", "'"),
        **dict.fromkeys("\u2010\u2011\u2012", "-"),
        "％": "%",
        "．": ".",
        "＄": "$",
    }
)


# Japanese papers set numbers upright: ２・２％.
_POINT = re.compile(r"(?<=\d)・(?=\d)")


@dataclass(frozen=True, eq=False)
class Language:
    """One language. `spaced`: words stand between spaces (not so in Chinese and Japanese); `verb_final`: the verb ends
    the sentence (Japanese, Korean)."""

    code: str
    name: str
    spaced: bool
    verb_final: bool
    sections: Mapping[str, Any] = field(repr=False)

    def section(self, name: str) -> Mapping[str, Any]:
        """The table [name] of the language's file, joined with that of `_common.toml`; empty where neither has it."""
        found: Mapping[str, Any] = self.sections.get(name, MappingProxyType({}))
        return found


def fold(text: str) -> str:
    """The text with one form for full-width digits and points, fixed spaces, apostrophes and hyphens; of its length."""
    return _POINT.sub(".", text.translate(_FOLD))


def lowered(text: str) -> str:
    """The text in lower case, of the same length: letters whose lower case is longer stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def trie(words: Iterable[str]) -> str:
    """A regex that matches the longest of the words, sharing prefixes, so that a failure costs one look."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def render(node: dict[str, Any]) -> str:
        branches: list[str] = []
        singles: list[str] = []
        for char, child in sorted(node.items()):
            if char:
                rest = render(child)
                (branches if rest else singles).append(re.escape(char) + rest)
        if len(singles) > 1:
            branches.append("[" + "".join(singles) + "]")
        else:
            branches += singles
        if not branches:
            return ""
        body = branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"
        return f"(?:{body})?" if "" in node else body

    return render(root) or "(?!)"


def bounded(words: Iterable[str], spaced: bool) -> str:
    """`trie` between word boundaries; a boundary is asked for only at an end that is a letter of a spaced script."""
    pattern = trie(words)
    return f"(?<![^\\W\\d_])(?:{pattern})(?![^\\W_])" if spaced else f"(?:{pattern})"


def _join(base: Any, own: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        return {**base, **own, **{key: _join(base[key], own[key]) for key in base.keys() & own.keys()}}
    if isinstance(base, list) and isinstance(own, list):
        return own + base
    return own


def load_language(path: Path, common: Path = COMMON) -> Language:
    """The language of a file `<xx>.toml`, joined with what all share."""
    sections = _join(tomllib.loads(common.read_text("utf-8")), tomllib.loads(path.read_text("utf-8")))
    return Language(
        path.stem,
        str(sections.get("name", path.stem)),
        bool(sections.get("spaced", True)),
        bool(sections.get("verb_final", False)),
        MappingProxyType(sections),
    )


def load_languages(folder: Path) -> dict[str, Language]:
    """Languages of a folder by code; files that begin with `_` are not languages."""
    return {path.stem: load_language(path) for path in sorted(folder.glob("[!_]*.toml"))}


@cache
def languages() -> frozenset[str]:
    """ISO 639-1 codes of the packaged languages."""
    return frozenset(path.stem for path in FOLDER.glob("[!_]*.toml"))


def language(code: str) -> Language:
    """The packaged language of a code such as `de` or `zh-Hant`; KeyError where there is none."""
    return _packaged(code.replace("_", "-").split("-")[0].lower())


@cache
def _packaged(code: str) -> Language:
    if code not in languages():
        raise KeyError(code)
    return load_language(FOLDER / f"{code}.toml")
