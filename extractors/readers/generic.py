"""Pages with no recipe: the element that holds the article, without the furniture around and inside it."""

import functools
import re
import tomllib
from collections import defaultdict
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from extractors.readers.blocks import blocks, squeeze, take_out, weight

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TEXT = frozenset({"p", "table", "ul", "ol", "blockquote"})
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
        take_out(tag)
    root = soup.body if isinstance(soup.body, Tag) else soup
    title = _title_tag(root, heading)
    _prune(root, title)
    _prune_cards(root)
    sizes = Sizes(root)
    body = _body(root, sizes)
    leads = _leads(title, body[0]) if title is not None else []
    for part in body:
        _prune_links(part, sizes)
    found = [block for part in leads + body for block in blocks(part)]
    times = {squeeze(time.get_text()) for part in body for time in part.find_all("time", limit=50)}
    return [block for block in found if block != heading and block not in times]


def _title_tag(root: Tag, heading: str | None) -> Tag | None:
    tags = root.find_all(["h1", "h2", "h3"], limit=200) if heading else []
    return next((tag for tag in tags if squeeze(tag.get_text()) == heading), None)


def _prune(root: Tag, title: Tag | None) -> None:
    """Take furniture out: by element, role, and class words; never the title, nor most of the text without need."""
    sizes = Sizes(root)
    limit = sizes.text[id(root)] / 2
    tags, roles, words = set(_furniture()["tags"]), set(_furniture()["roles"]), _words("words")
    kept = {id(tag) for tag in title.parents} | {id(title)} if title is not None else set()
    for tag in root.find_all(True):
        hidden = tag.get("hidden") is not None or str(tag.get("aria-hidden")) == "true" or _invisible(tag)
        if not (hidden or tag.name in tags or str(tag.get("role") or "") in roles or words.search(_names(tag))):
            continue
        if id(tag) in kept or (sizes.text[id(tag)] > limit and not (kept and _body_beside(tag, root, sizes))):
            continue
        _drop(tag)


def _body_beside(tag: Tag, root: Tag, sizes: Sizes) -> bool:
    """Whether an article stands outside of `tag`: then comments may well be longer than it."""
    above = {id(parent) for parent in tag.parents}
    marked = [*root.find_all(itemprop="articleBody"), *root.find_all("article"), *_by_class(root)]
    beside = (t for t in marked if t is not tag and all(parent is not tag for parent in t.parents))
    return any(sizes.plain(t) - (sizes.plain(tag) if id(t) in above else 0) > 300 for t in beside)


def _by_class(root: Tag) -> list[Tag]:
    return [tag for tag in root.find_all(True) if _words("body").search(_names(tag))]


def _prune_cards(root: Tag) -> None:
    """Take out teasers of other stories: boxes of one kind, side by side, under a heading that is a link."""
    sizes = Sizes(root)
    linked: dict[int, int] = defaultdict(int)
    headings = [h for h in root.find_all(list(_HEADINGS)) if sizes.linked(h) > 0.9 or h.find_parent("a")]
    for heading in headings:
        for parent in heading.parents:
            linked[id(parent)] += 1
    cards: dict[tuple[int, str], list[Tag]] = defaultdict(list)
    for heading in headings:
        card: Tag = heading
        while card.parent is not None and linked[id(card.parent)] == 1 and card is not root:
            card = card.parent
        if card is not heading and card is not root:
            cards[id(card.parent), card.name + _names(card)].append(card)
    for alike in cards.values():
        if len(alike) > 1 and not any(sizes.plain(card) * 2 > sizes.plain(root) for card in alike):
            for card in alike:
                take_out(card)


def _invisible(tag: Tag) -> bool:
    return bool(re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", str(tag.get("style") or "")))


def _drop(tag: Tag) -> None:
    """Take an element out, and the heading before it that announced it."""
    before = tag.previous_sibling
    while isinstance(before, NavigableString) and not before.strip():
        before = before.previous_sibling
    if isinstance(before, Tag) and before.name in _HEADINGS and tag.name in {"ul", "ol"}:
        take_out(before)
    take_out(tag)


def _body(root: Tag, sizes: Sizes) -> list[Tag]:
    """The article's element, or the parts it is cut into: marked as articleBody, by class, an article, or by weight."""
    whole = sizes.plain(root)
    for tags in (root.find_all(itemprop="articleBody"), _by_class(root)):
        best = max(tags, key=sizes.plain, default=None)
        if best is None:
            continue
        parts = [tag for tag in tags if tag is best or (tag.parent is best.parent and _names(tag) == _names(best))]
        if sum(map(sizes.plain, parts)) * 5 >= whole * 2:
            return parts
    for name in ("article", "main"):
        best = max(root.find_all(name), key=sizes.plain, default=None)
        if best is not None and sizes.plain(best) * 5 >= whole * 2:
            return [_narrow(best, sizes)]
    return [_narrow(root, sizes)]


def _narrow(tag: Tag, sizes: Sizes) -> Tag:
    """Step into the child that holds nearly all of the text, unless paragraphs stand beside it."""
    while True:
        children = [child for child in tag.children if isinstance(child, Tag)]
        inner = max(children, key=sizes.plain, default=None)
        if inner is None or sizes.plain(inner) < 0.8 * sizes.plain(tag) or inner.name in _TEXT:
            return tag
        if any(child.name in _TEXT and sizes.plain(child) > 30 for child in children):
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
    """Take out lists, boxes and lines that only link to other stories; not those that set figures beside the links."""
    whole = sizes.text[id(body)]
    for tag in body.find_all(["ul", "ol", "div", "section", "p", "table", "article", "h2", "h3", "h4", "li"]):
        if sizes.linked(tag) < 0.6 or sizes.text[id(tag)] * 2 > whole or _has_figures(tag):
            continue
        text = squeeze(tag.get_text())
        many = tag.name not in {"p", "h2", "h3", "h4", "li"}
        if _also().match(text) or not re.search(r"[.。]\W*$", text) or (many and len(tag.find_all("a", limit=2)) > 1):
            _drop(tag)


def _has_figures(tag: Tag) -> bool:
    """Whether a list or table has figures beside its links that are no dates or times."""
    if tag.name not in {"ul", "ol", "li", "table"}:
        return False
    plain = " ".join(text for text in tag.find_all(string=True) if text.find_parent(["a", tag.name]).name != "a")
    return bool(re.search(r"\d{3}", re.sub(r"\d{1,4}([./:-]\d{1,2}){1,2}([./-]\d{2,4})?|\b(19|20)\d\d\b", " ", plain)))
