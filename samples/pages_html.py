"""Sets a text into the page structure of a site: navigation, cookie banner, newsletter, other stories around it."""

import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from textwrap import fill
from typing import Any

HERE = Path(__file__).parent
Text = dict[str, Any]  # a document as docs/facts.md has it


@dataclass(frozen=True)
class Site:
    """A publisher: where it stands, how its pages are built.

    `problem` is what each of its pages ends in; `source` names the recipe that reads it, in the archive's records;
    `hour` is when it publishes, by its own clock: papers that write of shares do so after the close.
    """

    host: str
    name: str
    lang: str
    author: str
    offset: str
    template: str
    path: str
    problem: str = ""
    source: str = ""
    hour: int = 12


@dataclass(frozen=True)
class Page:
    """One text at one site; `captured` also picks the stories around it, which change from day to day."""

    site: Site
    text: Text
    url: str
    number: int
    captured: datetime
    template: str


@cache
def template(name: str) -> Template:
    return Template((HERE / "templates" / f"{name}.html").read_text("utf-8"))


@cache
def words(lang: str) -> dict[str, Any]:
    return dict(tomllib.loads((HERE / "words.toml").read_text("utf-8"))[lang])


def slug(text: Text) -> str:
    """The title in plain letters, or the id where it has none."""
    plain = unicodedata.normalize("NFKD", text["title"]).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return short if len(short) > 12 else text["id"]


def rows(block: str) -> list[list[str]]:
    """Cells of a table block, line by line."""
    return [
        [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
        for line in block.split("\n")
    ]


def cells(line: list[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in line) + "</tr>"


def table(block: str) -> str:
    """The table as editors paste it; a second line with an empty first cell is a heading too."""
    lines = rows(block)
    heads = 1 if lines[1][0] else 2
    head = "".join(cells(line, "th") for line in lines[:heads])
    body = "".join(cells(line, "td") for line in lines[heads:])
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def filed_table(block: str) -> str:
    """As filing agents set it: a spacer before every figure, the percent sign in a cell of its own."""
    head, *body = rows(block)
    out = ["<TR>", f"<TD>{escape(head[0]) or '&nbsp;'}</TD>"]
    out += [
        f'<TD>&nbsp;</TD><TD COLSPAN="2" STYLE="text-align: center"><B>{escape(cell)}</B></TD>' for cell in head[1:]
    ]
    for line in body:
        out.append(f'</TR>\n<TR STYLE="vertical-align: bottom; background-color: #CCEEFF"><TD>{escape(line[0])}</TD>')
        for cell in line[1:]:
            sign = "%" if cell.endswith("%") else "&nbsp;"
            out.append(f'<TD>&nbsp;</TD><TD STYLE="text-align: right">{escape(cell.rstrip("%"))}</TD><TD>{sign}</TD>')
    return f'<TABLE CELLPADDING="0" CELLSPACING="0" STYLE="width: 100%">{"".join(out)}</TR></TABLE>'


def paragraph(block: str, style: str) -> str:
    """A paragraph as the site's editors leave it: links, bold figures, fixed blanks, wrapped lines, indents."""
    whole = escape(block)
    if style == "edgar":
        return f'<P STYLE="font: 10pt Times New Roman, Times, Serif; margin: 0 0 10pt">{whole}</P>'
    if style == "nextjs":
        return f'<p class="editor-paragraph">{whole}</p>'
    if style in ("ir", "wire"):
        return f"<p>{escape(fill(block, 96, break_long_words=False, break_on_hyphens=False))}</p>"
    if style == "portal":
        return f"<p>　　{whole}</p>"
    if style in ("wordpress", "arc"):
        whole = re.sub(r"(?<=\d) (?=\d{3}\b)", "&nbsp;", whole)
        whole = re.sub(r"(?<![&#\w])\d[\d.,]*\d", r"<strong>\g<0></strong>", whole, count=1)
        whole = re.sub(r"\b[A-Z][a-z]{2,}", r'<a href="/tag/\g<0>/">\g<0></a>', whole, count=1)
    return f"<p>{whole}</p>"


def blocks(text: str, style: str = "") -> list[str]:
    """The text's blocks as HTML: paragraphs, lists, tables, and short lines without a full stop as headings."""
    out: list[str] = []
    for block in text.split("\n\n"):
        if block.startswith("- "):
            items = "".join(f"<li>{escape(line.removeprefix('- '))}</li>" for line in block.split("\n"))
            if out and out[-1].endswith("</ul>"):
                out[-1] = f"{out[-1].removesuffix('</ul>')}{items}</ul>"
            else:
                out.append(f"<ul>{items}</ul>")
        elif block.startswith("|"):
            out.append(filed_table(block) if style == "edgar" else table(block))
        elif len(block) < 60 and block[-1].isalpha() and block[-1] != "日":
            out.append(f"<h2>{escape(block)}</h2>")
        else:
            out.append(paragraph(block, style))
    return out


def teaser(text: Text, limit: int = 180) -> str:
    """How a list of stories sums one up: its beginning, figures and all."""
    first: str = next(block for block in text["text"].split("\n\n") if len(block) > 24 and block[0] not in "-|")
    return first if len(first) <= limit else first[:limit].rsplit(" ", 1)[0] + " …"


def link(site: Site, text: Text) -> str:
    return f"https://{site.host}/{slug(text)}/"


def script(value: object) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def html_page(page: Page, others: list[Text], charset: str) -> str:
    """The page as HTML. `others` are the stories its boxes may name, `charset` is what its meta element declares."""
    site, text, word = page.site, page.text, words(page.site.lang)
    day = f"{text['published']}T{site.hour}:30:00"
    local = datetime.fromisoformat(day + site.offset)
    turn = page.captured.toordinal() % len(others) if others else 0
    near = [others[(turn + step) % len(others)] for step in range(min(6, len(others)))]
    cards = "".join(
        f'<div class="card"><h4><a href="{link(site, other)}">{escape(other["title"])}</a></h4>'
        f"<p>{escape(teaser(other))}</p></div>"
        for other in near[:3]
    )
    entries = "".join(f'<li><a href="{link(site, other)}">{escape(other["title"])}</a></li>' for other in near[-4:])
    also = near[-1] if near else text
    body = blocks(text["text"], page.template)
    cut = next(index for index, block in enumerate(body, 1) if block.lower().startswith("<p"))
    canonical = page.url
    news = {
        "@type": "NewsArticle",
        "headline": text["title"],
        "datePublished": local.isoformat(),
        "dateModified": local.isoformat(),
        "mainEntityOfPage": {"@id": canonical},
        "author": {"@type": "Person", "name": site.author},
        "publisher": {"@type": "Organization", "name": site.name},
        "inLanguage": site.lang,
        "description": teaser(text),
    }
    graph = {
        "@context": "https://schema.org",
        "@graph": [news, {"@type": "WebSite", "name": site.name, "url": f"https://{site.host}/"}],
    }
    content = {
        "articleId": page.number,
        "title": text["title"],
        "publishDate": f"{local:%Y-%m-%d %H:%M:%S}",
        "author": site.author,
        "content": "".join(body),
    }
    recommended = [
        {"articleId": index, "title": other["title"], "summary": teaser(other)} for index, other in enumerate(near)
    ]
    state = {
        "props": {"pageProps": {"articleContent": content, "recommendList": recommended}},
        "page": "/news/[id]",
        "buildId": "k2v9",
    }
    plain = {
        **{key: value for key, value in word.items() if isinstance(value, str)},
        "lang": site.lang,
        "host": site.host,
        "site": site.name,
        "author": site.author,
        "publisher": text["publisher"],
        "title": text["title"],
        "teaser": teaser(text),
        "canonical": canonical,
        "filename": page.url.rsplit("/", 1)[-1],
        "root": f"https://{site.host}/",
        "number": page.number,
        "published": local.isoformat(),
        "naive": f"{local:%Y-%m-%d %H:%M:%S}",
        "day": text["published"],
        "date": local.strftime(word["date"]),
        "year": page.captured.year,
        "section": word["nav"][2],
        "related_label": word["related"],
        "also_url": link(site, also),
        "also_title": also["title"],
        "also_teaser": teaser(also),
    }
    markup = {
        "charset": f'<meta charset="{charset}">' if charset else "",
        "nav": "".join(f'<li><a href="/{index}/">{escape(name)}</a></li>' for index, name in enumerate(word["nav"])),
        "body": "\n".join(body),
        "lead": "\n".join(body[:cut]),
        "rest": "\n".join(body[cut:]),
        "related": cards,
        "popular_list": f"<ol>{entries}</ol>",
        "jsonld": script(graph if page.template != "amp" else {"@context": "https://schema.org", **news}),
        "next": script(state),
    }
    return template(page.template).substitute({**{key: escape(str(value)) for key, value in plain.items()}, **markup})
