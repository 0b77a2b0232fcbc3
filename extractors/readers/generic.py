"""Pages with no recipe: the element that holds the article, without the furniture around and inside it."""

import functools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from extractors.readers.blocks import blocks, squeeze, weight

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_DEAD = ["script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "input", "head"]
_CLASS_OF_TOPIC = re.compile(r"^(tag|category|cat|topic|section|author)-")


@functools.cache
def _furniture() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("furniture.toml").read_text("utf-8"))


@functools.cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(f"-(?:{'|'.join(map(re.escape, _furniture()[kind]))})-")


@functools.cache
def _also() -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{'|'.join(map(re.escape, _furniture()['also']))})", re.I)


def _names(tag: Tag) -> str:
    """Class names and id as "-a-b-c-", camel case parted, topics of the article left out."""
    classes = tag.get("class") or []
    names = [*(classes if isinstance(classes, list) else [str(classes)]), str(tag.get("id") or "")]
    parts = (re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name) for name in names if not _CLASS_OF_TOPIC.match(name))
    return "-" + "-".join(re.sub(r"[\s_:]+|-+", "-", part) for part in parts).lower().replace("--", "-") + "-"


class Sizes:
    """Weight of the text under every element, and of what of it is link text; computed once, in one pass."""

    def __init__(self, root: Tag) -> None:
        self.text: dict[int, int] = defaultdict(int)
        self.link: dict[int, int] = defaultdict(int)
        for node in reversed(list(root.descendants)):
            if isinstance(node, NavigableString):
                size = 0 if isinstance(node, PreformattedString) else weight(node)
                self.text[id(node.parent)] += size
            elif isinstance(node, Tag):
                self.text[id(node.parent)] += self.text[id(node)]
                self.link[id(node.parent)] += self.text[id(node)] if node.name == "a" else self.link[id(node)]

    def plain(self, tag: Tag) -> int:
        """Weight of the text that is no link."""
        return self.text[id(tag)] - self.link[id(tag)]

    def linked(self, tag: Tag) -> float:
        """Share of link text, 0 to 1."""
        return self.link[id(tag)] / self.text[id(tag)] if self.text[id(tag)] else 0.0


def article(soup: BeautifulSoup, heading: str | None = None) -> list[str]:
    """Blocks of the article without its title. Takes what is no article out of `soup`."""
    for tag in soup.find_all(_DEAD):
        tag.extract()
    root = soup.body if isinstance(soup.body, Tag) else soup
    title = _title_tag(root, heading)
    _prune(root, title)
    sizes = Sizes(root)
    body = _body(root, sizes, title)
    leads = _leads(title, body) if title is not None else []
    _prune_links(body, sizes)
    found = [block for lead in leads for block in blocks(lead)] + blocks(body)
    times = {squeeze(time.get_text()) for time in body.find_all("time", limit=50)}
    return [block for block in found if block != heading and block not in times]


def _title_tag(root: Tag, heading: str | None) -> Tag | None:
    tags = root.find_all(["h1", "h2", "h3"], limit=200) if heading else []
    return next((tag for tag in tags if squeeze(tag.get_text()) == heading), None)


def _prune(root: Tag, title: Tag | None) -> None:
    """Take furniture out: by element, role, and class words; never what holds most of the text, or the title."""
    sizes = Sizes(root)
    limit = sizes.text[id(root)] / 2
    tags, roles, words = set(_furniture()["tags"]), set(_furniture()["roles"]), _words("words")
    kept = {id(tag) for tag in title.parents} | {id(title)} if title is not None else set()
    for tag in list(root.find_all(True)):
        hidden = tag.get("hidden") is not None or str(tag.get("aria-hidden")) == "true" or _invisible(tag)
        if not (hidden or tag.name in tags or str(tag.get("role") or "") in roles or words.search(_names(tag))):
            continue
        if sizes.text[id(tag)] > limit or id(tag) in kept:
            continue
        _drop(tag)


def _invisible(tag: Tag) -> bool:
    return bool(re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", str(tag.get("style") or "")))


def _drop(tag: Tag) -> None:
    """Take an element out, and the heading before it that announced it."""
    before = tag.previous_sibling
    while isinstance(before, NavigableString) and not before.strip():
        before = before.previous_sibling
    if isinstance(before, Tag) and before.name in _HEADINGS and tag.name in {"ul", "ol"}:
        before.extract()
    tag.extract()


def _body(root: Tag, sizes: Sizes, title: Tag | None) -> Tag:
    """The article's element: marked as articleBody, else by class, else an article or main element; then narrowed."""
    best = _largest(root.find_all(itemprop="articleBody"), sizes)
    if best is not None and sizes.plain(best) * 4 >= sizes.plain(root):
        return best
    for tags, least in (
        ([tag for tag in root.find_all(True) if _words("body").search(_names(tag))], 0.4),
        (root.find_all("article"), 0.4),
        (root.find_all(["main"]), 0.4),
    ):
        best = _largest(tags, sizes)
        if best is not None and sizes.plain(best) >= least * sizes.plain(root):
            return _narrow(best, sizes)
    return _narrow(root, sizes)


def _largest(tags: Iterable[Tag], sizes: Sizes) -> Tag | None:
    """The element with most text; of nested ones that hold nearly the same the inner."""
    return max(tags, key=sizes.plain, default=None)


def _narrow(tag: Tag, sizes: Sizes) -> Tag:
    """Step into the child that holds nearly all of the text, as long as there is one."""
    while True:
        inner = max((c for c in tag.children if isinstance(c, Tag)), key=sizes.plain, default=None)
        if inner is None or sizes.plain(inner) < 0.8 * sizes.plain(tag) or inner.name in {"p", "table", "ul", "ol"}:
            return tag
        tag = inner


def _leads(title: Tag, body: Tag) -> list[Tag]:
    """First paragraphs that stand between title and body."""
    if body in title.parents:
        return []
    found: list[Tag] = []
    inside = set(map(id, body.parents)) | {id(body)}
    skip: set[int] = set()
    for tag in title.find_all_next(True, limit=60):
        if not isinstance(tag, Tag):
            continue
        if tag is body:
            return found
        if id(tag.parent) in skip:
            skip.add(id(tag))
        elif id(tag) not in inside and _words("lead").search(_names(tag)):
            found.append(tag)
            skip.add(id(tag))
    return []


def _prune_links(body: Tag, sizes: Sizes) -> None:
    """Take out lists, boxes and lines that only link to other stories."""
    for tag in list(body.find_all(["ul", "ol", "div", "section", "p", "table", "article", "h2", "h3", "h4", "li"])):
        if sizes.linked(tag) < 0.6 or sizes.text[id(tag)] * 2 > sizes.text[id(body)]:
            continue
        text = squeeze(tag.get_text())
        many = tag.name not in {"p", "h2", "h3", "h4", "li"}
        if _also().match(text) or not re.search(r"[.。]\W*$", text) or (many and len(tag.find_all("a", limit=2)) > 1):
            _drop(tag)
