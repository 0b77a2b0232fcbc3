"""EDGAR as it answers: submissions, filing indexes, and what goes wrong with them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from filing_site import Listed, asking, capture, serving

from extractors.channels import Further, edgar
from extractors.model import Problem, Ref
from extractors.registry import registry

ZERO_PADDED = "CIK0001736541"
BASE = "https://data.sec.gov/submissions/"
SOURCE = Listed(BASE, "edgar", "America/New_York")
FILINGS = [
    # accession, form, filed, items
    ("0001104659-26-091841", "6-K", "2026-09-01", ""),
    ("0001104659-26-091001", "20-F", "2026-08-30", ""),
    ("0001104659-26-090900", "8-K", "2026-08-20", "5.02,9.01"),
    ("0001104659-26-090800", "8-K/A", "2026-08-19", "2.02,9.01"),
    ("0001104659-26-080000", "6-K", "2026-06-01", ""),
]


def submissions(rows=FILINGS, **changed) -> dict:
    numbers, forms, days, items = (list(column) for column in zip(*rows, strict=True))
    recent = {
        "accessionNumber": numbers,
        "filingDate": days,
        "reportDate": days,
        "acceptanceDateTime": [f"{day}T10:01:27.000Z" for day in days],
        "form": forms,
        "items": items,
        "size": [1] * len(rows),
        "core_type": forms,
        "primaryDocument": ["a.htm"] * len(rows),
    } | changed
    recent = {name: column for name, column in recent.items() if column is not None}
    older = [{"name": f"{ZERO_PADDED}-submissions-001.json", "filingCount": 9, "filingTo": "2026-05-31"}]
    return {"cik": "1736541", "name": "Our Motors", "tickers": [], "filings": {"recent": recent, "files": older}}


def index(rows: str, accepted: str = "2026-09-01 06:01:27") -> str:
    return f"""<html><body><div id="formName"><strong>Form 6-K</strong></div><div class="formGrouping">
<div class="infoHead">Filing Date</div><div class="info">2026-09-01</div>
<div class="infoHead">Accepted</div> <div class="info">{accepted}</div></div>
<table class="tableFile" summary="Document Format Files"><tr><th scope="col">Seq</th><th scope="col">Description</th>
<th scope="col">Document</th><th scope="col">Type</th><th scope="col">Size</th></tr>{rows}
<tr class="evenRow"><td>&nbsp;</td><td>Complete submission text file</td><td><a href="all.txt">all.txt</a></td>
<td>&nbsp;</td><td>9</td></tr></table>
<table class="tableFile" summary="Data Files"><tr><th>Seq</th><th>Description</th><th>Document</th><th>Type</th></tr>
<tr><td>3</td><td>X</td><td><a href="x.xml">x.xml</a></td><td>EX-99.9</td></tr></table></body></html>"""


def row(kind: str, link: str, description: str = "") -> str:
    cells = ("1", description, f'<a href="{link}">{link}</a>', kind, "9")
    return "<tr>" + "".join(f'<td scope="row">{cell}</td>' for cell in cells) + "</tr>"


FOLDER = "https://www.sec.gov/Archives/edgar/data/1736541/000110465926091841/"
INDEX = FOLDER + "0001104659-26-091841-index.htm"
ROWS = (
    row("6-K", "/ix?doc=/Archives/edgar/data/1736541/000110465926091841/cover.htm", "FORM 6-K")
    + row("EX-99.1", "release.htm", "PRESS&nbsp;RELEASE – AUGUST  DELIVERIES")
    + row("EX-99.2", "/Archives/edgar/data/1736541/000110465926091841/notice.pdf", "EX-99.2")
    + row("EX-101.SCH", "facts.xsd")
    + row("EX-99.3", "picture.jpg")
    + row("EX-99.4", "https://elsewhere.example/000110465926091841/a.htm")
    + row("EX-99.5", "/Archives/edgar/data/1/000000000026000001/b.htm")
)


def found(body, url=f"{BASE}{ZERO_PADDED}.json", source=SOURCE):
    return list(edgar.entries(capture(body if isinstance(body, str | bytes) else json.dumps(body), url), source))


def code(items) -> list[str]:
    return [item.code for item in items if isinstance(item, Problem)]


def test_every_maker_that_files_current_reports_is_a_start() -> None:
    urls = edgar.starts(SOURCE)
    assert BASE + "CIK0001318605.json" in urls and BASE + "CIK0001736541.json" in urls
    assert len(urls) == len(set(urls)) >= 25
    silent = {c.cik for c in registry().companies if c.cik and not c.sec_form}
    assert silent and not any(f"CIK{cik:010d}" in url for cik in silent for url in urls)
    chosen = replace(SOURCE, options={"companies": ["nio"]})
    assert edgar.starts(chosen) == [f"{BASE}{ZERO_PADDED}.json"]


def test_submissions_name_the_recent_releases() -> None:
    items = found(submissions())
    assert [(edgar.accession(it.url), it.changed.date()) for it in items] == [
        ("0001104659-26-091841", date(2026, 9, 1)),
        ("0001104659-26-090800", date(2026, 8, 19)),
    ]
    assert items[0] == Further(INDEX, datetime(2026, 9, 1, 4, tzinfo=UTC))
    assert edgar.fixed(items[0].url) and not edgar.fixed(f"{BASE}{ZERO_PADDED}.json")


def test_a_longer_look_back_reaches_older_parts() -> None:
    long = replace(SOURCE, options={"days": 400})
    items = found(submissions(), source=long)
    assert len(items) == 4 and items[-1].url == f"{BASE}{ZERO_PADDED}-submissions-001.json"
    assert [edgar.accession(it.url) for it in found(submissions()["filings"]["recent"], items[-1].url, long)] == [
        edgar.accession(it.url) for it in items[:3]
    ]


def test_index_names_the_cover_and_the_exhibits_of_this_filing() -> None:
    accepted = datetime(2026, 9, 1, 10, 1, 27, tzinfo=UTC)
    assert found(index(ROWS), INDEX) == [
        Ref("edgar", FOLDER + "cover.htm", None, accepted),
        Ref("edgar", FOLDER + "release.htm", "PRESS RELEASE – AUGUST DELIVERIES", accepted),
        Ref("edgar", FOLDER + "notice.pdf", None, accepted),
    ]
    winter = found(index(row("EX-99.1", "a.htm"), "2026-01-02 08:00:00"), INDEX)
    assert winter[0].published == datetime(2026, 1, 2, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "empty_body"),
        (b"  \n", "empty_body"),
        ("<!DOCTYPE html><title>Request Rate Threshold Exceeded</title>", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        ("[" * 100_000, "not_json"),
        ("[]", "changed_fields"),
        ({"cik": "1"}, "changed_fields"),
        (submissions(form=None), "changed_fields"),
        (submissions(form=["6-K"]), "changed_fields"),
        (submissions(form="6-K"), "changed_fields"),
        (submissions(accessionNumber=["../../x"] * 5), "changed_fields"),
        (submissions(filingDate=["01/09/2026"] * 5), "changed_fields"),
        ({"filings": {"recent": {"accessionNumber": [], "form": [], "filingDate": []}}}, "no_items"),
    ],
)
def test_other_submissions_are_a_problem(body, expected) -> None:
    items = found(body)
    assert code(items) == [expected] and len(items) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "empty_body"),
        ("<html><body>Maintenance</body></html>", "changed_fields"),
        (index(ROWS).replace(">Type<", ">Kind<"), "changed_fields"),
        (index(row("EX-101.SCH", "a.xsd")), "no_items"),
        (index(ROWS, "yesterday"), "changed_fields"),
    ],
)
def test_other_indexes_are_a_problem(body, expected) -> None:
    assert code(found(body, INDEX)) == [expected]


def test_the_walk_over_a_server() -> None:
    makers = {"nio": ZERO_PADDED, "xpeng": "CIK0001810997", "li-auto": "CIK0001791706", "tesla": "CIK0001318605"}
    shared = [("0001104659-26-091841", "6-K", "2026-09-01", "")]
    with serving() as site, asking() as client:
        source = replace(
            SOURCE,
            url=site.url("/submissions/"),
            options={"companies": list(makers), "archives": site.url("/Archives/edgar/data/")},
        )
        site.pages |= {
            f"/submissions/{makers['nio']}.json": json.dumps(submissions(FILINGS[:3])),
            # Filed together: the same accession number in another maker's folder.
            f"/submissions/{makers['xpeng']}.json": json.dumps(submissions(shared)),
            f"/submissions/{makers['li-auto']}.json": "<html>not here</html>",
            "/Archives/edgar/data/1736541/000110465926091841/0001104659-26-091841-index.htm": index(ROWS),
        }
        items = list(edgar.pages(source, lambda url: client.get(url, "edgar", "list")))
        assert [it.url.rsplit("/", 1)[1] for it in items if isinstance(it, Ref)] == [
            "cover.htm",
            "release.htm",
            "notice.pdf",
        ]
        assert sorted(code(items)) == ["http_error", "not_json"]
        assert all("name@evledger.test" in agent for agent in site.agents)
        assert sum("-index.htm" in path for path in site.asked) == 1


def test_a_host_that_refuses_is_left_alone() -> None:
    with serving() as site, asking() as client:
        source = replace(SOURCE, url=site.url("/submissions/"))
        for url in edgar.starts(source):
            site.pages[url.removeprefix(site.url(""))] = (403, "<html>Request Rate Threshold Exceeded</html>")
        items = list(edgar.pages(source, lambda url: client.get(url, "edgar", "list")))
        assert code(items) == ["http_error", "host_stopped"]
        assert sum(path.startswith("/submissions") for path in site.asked) == 1


def test_since_and_the_bound_on_lists() -> None:
    asked = []

    def fetch(url):
        asked.append(url)
        return capture(json.dumps(submissions()) if url.endswith("json") else index(ROWS), url)

    one = replace(SOURCE, options={"companies": ["nio"]})
    assert len(list(edgar.pages(one, fetch, since=date(2026, 9, 1)))) == 3
    assert len(asked) == 2
    assert code(edgar.pages(one, fetch, limit=2)) == ["page_limit"]
