# ruff: noqa: E501 - mark-up stands as sites write it
"""Pages around a text as sites build them, with the furniture that readers must leave out.

Every function takes a title, the text's blocks, a language and a day, and gives the page's HTML. The furniture speaks of
other carmakers' figures, so that a reader that takes it in shows at once.
"""

import json
from collections.abc import Callable
from html import escape

from extractors.model import Capture

Make = Callable[..., Capture]

OTHER = "Fictional Motors delivered 777,777 cars"
LEGAL = "We and our partners store cookies on your device. You can change your choices at any time in the settings."
CARD = (
    f'<h3><a href="/other">{OTHER}</a></h3><p>{OTHER} last month, and 888,888 the month before that, it said.</p>'
    '<a href="/other">More</a>'
)
ALSO = {"de": "Lesen Sie auch:", "fr": "Lire aussi :", "es": "Lea también:", "zh": "相关阅读：", "ja": "関連記事："}


def paragraphs(blocks: list[str], tag: str = "p") -> list[str]:
    """Blocks as elements: list items as lists, rows of a table as a table."""
    out = []
    for block in blocks:
        lines = block.split("\n")
        if block.startswith("|") and len(lines) > 1:
            cells = [[f"<td>{escape(c.strip())}</td>" for c in line.strip("|").split("|")] for line in lines]
            out.append(f"<table>{''.join(f'<tr>{chr(10).join(row)}</tr>' for row in cells)}</table>")
        elif block.startswith("- "):
            out.append(f"<ul>{''.join(f'<li>{escape(line[2:])}</li>' for line in lines)}</ul>")
        else:
            out.append(f"<{tag}>{'<br>'.join(map(escape, lines))}</{tag}>")
    return out


def wordpress(title: str, blocks: list[str], lang: str, day: str) -> str:
    """WordPress: JSON-LD graph, boxes of other stories with and without telling classes, comments."""
    body = paragraphs(blocks)
    half = len(body) // 2 + 1
    also = f'<p><strong>{ALSO.get(lang, "Read also:")}</strong> <a href="/x">{OTHER}</a></p>'
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Site"},
            {"@type": "Organization", "@id": "#org", "name": "The Charge"},
            {"@type": "NewsArticle", "headline": title, "datePublished": f"{day}T06:00:00+00:00",
             "publisher": {"@id": "#org"}},
        ],
    }  # fmt: skip
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} – The Charge</title>
<script type="application/ld+json">{json.dumps(graph)}</script><link rel="canonical" href="https://charge.example/a/story/">
</head><body class="single tag-newsletter"><div class="cookie-notice">{LEGAL}</div><header><a href="/">The Charge</a><nav>
<ul><li><a href="/">Home</a></li><li><a href="/cars">Cars</a></li></ul></nav></header><main><article class="post tag-share">
<header class="entry-header"><h1 class="entry-title">{escape(title)}</h1><div class="entry-meta">By <a>Jo</a></div></header>
<div class="entry-content">{"".join(body[:half])}{also}<ul><li><a href="/1">{OTHER}</a></li><li><a href="/2">{OTHER} too</a>
</li></ul>{"".join(body[half:])}<div class="wp-block-newsletter newsletter-signup"><p>{LEGAL}</p></div>
<h3>You may also like</h3><ul><li><a href="/1">{OTHER}</a></li><li><a href="/2">{OTHER} again</a></li></ul></div>
<div class="author-box"><p>Jo has written about cars for 1,000 years and drives a car.</p></div></article>
<section id="comments" class="comments-area"><p>{OTHER}? I do not believe it. {LEGAL}</p></section></main>
<aside class="widget-area">{CARD}</aside><footer><p>© The Charge</p></footer></body></html>"""


def microdata(title: str, blocks: list[str], lang: str, day: str) -> str:
    """Arc style: microdata, hashed class names, an interstitial in the body, a rail of cards that are articles too."""
    body = paragraphs(blocks)
    cards = "".join(f'<article class="css-1x9">{CARD}</article>' for _ in range(5))
    return f"""<html lang="{lang}"><head><meta charset="utf-8"><meta property="og:title" content="{escape(title)}">
<title>{escape(title)} | Ledger</title></head><body><div id="fusion-app"><section class="css-0">
<article class="css-8fs" itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline" class="css-77">
{escape(title)}</h1><time itemprop="datePublished" datetime="{day}T23:10:00-05:00">today</time>
<div itemprop="articleBody" class="css-4k">{body[0]}<aside><p><a href="/o">{OTHER}</a></p></aside>{"".join(body[1:])}
<div class="css-9"><a href="/o">{OTHER}</a></div></div><form>{LEGAL}</form></article>{cards}</section></div></body></html>"""


def release(title: str, blocks: list[str], lang: str, day: str) -> str:
    """An investor-relations page: no article element, the body in a generic field, a stock ticker."""
    body = "\n".join(paragraphs(blocks))
    return f"""<html lang="{lang}"><head><meta charset="utf-8"><meta name="dcterms.date" content="{day}T12:00Z"><title>
{escape(title)}</title></head><body><div class="stock-ticker">NYSE: CAR 12.34 +5.6%</div><div class="page"><ul class="menu">
<li><a href="/">Overview</a></li></ul><div class="region"><h1>{escape(title)}</h1><div class="row"><div class="col-8">
<div class="field">{body}</div></div><div class="col-4"><h2>Contact</h2><p>ir@car.example</p></div></div>
<div class="releases"><h2>Latest</h2><ul><li><a href="/r1">{OTHER}</a></li><li><a href="/r2">{OTHER}</a></li></ul></div>
</div></div></body></html>"""


def filing(title: str, blocks: list[str], lang: str, day: str) -> str:
    """An exhibit as filing agents write it: no semantics, upper-case tags, empty paragraphs, page numbers."""
    body = "<P STYLE='margin:0'>&nbsp;</P>".join(paragraphs(blocks, "P"))
    return f"""<DOCUMENT><TYPE>EX-99.1<SEQUENCE>2<FILENAME>ex99.htm<TEXT><HTML><HEAD><TITLE>EX-99.1</TITLE></HEAD>
<BODY STYLE="font: 10pt Times"><P ALIGN="RIGHT"><B>Exhibit 99.1</B></P><P>&nbsp;</P><P ALIGN="CENTER"><B>{escape(title)}</B></P>
{body}<P>&nbsp;</P><P ALIGN="CENTER">2</P><HR></BODY></HTML></TEXT></DOCUMENT>"""


def state(title: str, blocks: list[str], lang: str, day: str) -> str:
    """A page that scripts draw: the article in a state object, other stories' teasers beside it."""
    data = {
        "list": {"itemList": [{"title": OTHER, "summary": CARD} for _ in range(8)]},
        "detail": {
            "data": {"widgetTitle": title, "publishTime": f"{day} 10:00", "widgetContent": "".join(paragraphs(blocks))}
        },
    }
    return f"""<html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}_36</title></head><body><div id="app"></div>
<script>window.initialState={json.dumps(data)};</script><script>var a={{b:1}}</script></body></html>"""


def sections(title: str, blocks: list[str], lang: str, day: str) -> str:
    """Arc's own JSON: a list of content elements, with a video and a link to another story among them."""
    elements: list[dict[str, object]] = []
    for block in blocks:
        if block.startswith("- "):
            items = [{"type": "text", "content": escape(line[2:])} for line in block.split("\n")]
            elements.append({"type": "list", "items": items})
        else:
            kind = "raw" if block.startswith("|") else "text"
            elements.append({"type": kind, "content": paragraphs([block])[0]})
    elements.insert(1, {"type": "interstitial_link", "content": OTHER})
    data = {"headlines": {"basic": title}, "first_publish_date": f"{day}T10:00:00Z", "content_elements": elements}
    return f"""<html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} | Wire</title></head><body><p>Loading</p>
<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={json.dumps(data)};Fusion.x="y";</script></body></html>"""


def portal(title: str, blocks: list[str], lang: str, day: str) -> str:
    """An old portal: a page laid out by tables, paragraphs parted by line breaks."""
    body = "<br><br>".join("<br>".join(map(escape, block.split("\n"))) for block in blocks)
    links = "".join(f'<tr><td><a href="/{i}">{OTHER}</a></td></tr>' for i in range(6))
    return f"""<html><head><meta charset="utf-8"><title>{escape(title)}</title></head><body><table width=960><tr><td>
<table><tr><td><a href="/">Home</a></td><td><a href="/n">News</a></td></tr></table></td></tr><tr><td><h1>{escape(title)}</h1>
<div>{body}</div></td><td width=200><table>{links}</table></td></tr></table></body></html>"""


LAYOUTS = (wordpress, microdata, release, filing, state, sections, portal)
