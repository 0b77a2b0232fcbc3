"""Made-up statements in bulk: counts of 90 makers, each told by five papers, exact or rounded.

Five stand in a document, with one move of a share; 400 documents are published a day, from 2019 on. A text tells of a
count of the two years before it, as news does, or of any of fifteen years, which scatters what a day's load touches.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

import duckdb

from extractors.model import Document, Extraction, Milestone, Price, Session
from warehouse import LoadBatch, PriceBatch, Run
from warehouse.batch import MILESTONE, Tables, tables

MAKERS = 90
RECENT, ANY = 24, 180  # how many months before its publication a text may tell of
PUBLISHED = "CAST(DATE '2019-01-01' + CAST({} // 400 AS INTEGER) AS DATE)"  # of a document
_MILESTONES = f"""
WITH told_counts AS (
    -- Five documents after one another tell the same five counts.
    SELECT n, n // 25 * 5 + n % 5 AS story FROM range($first, $last) r(n)
), draws AS (
    SELECT
        n,
        CAST(hash(story, 1) % 90 AS INTEGER) AS maker,
        CAST(hash(story, 2) % 24 AS INTEGER) AS car,
        CAST(hash(story, 3) % 100 AS INTEGER) AS kind,
        CAST(hash(n, 4) % 100 AS INTEGER) AS wording,
        CAST(hash(story, 5) % 8 AS INTEGER) AS place,
        CAST(hash(story, 6) % 8 AS INTEGER) AS drive,
        -- counted from 2000 on; five documents after one another are of one day
        CAST(
            datesub('month', DATE '2000-01-01', {PUBLISHED.format("n // 5")})
            - 1 - CAST(hash(story, 7) % $back AS INTEGER) AS INTEGER
        ) AS month,
        1 + CAST(hash(story, 8) % 6 AS INTEGER) AS metric
    FROM told_counts
), placed AS (
    SELECT
        * REPLACE (['deliveries', 'sales', 'production', 'registrations', 'orders', 'exports'][metric] AS metric),
        CASE WHEN kind < 80 THEN 'period' WHEN kind < 90 THEN 'cumulative' ELSE 'rate' END AS scope,
        CASE WHEN kind < 60 OR kind >= 80 THEN 1 WHEN kind < 75 THEN 3 ELSE 12 END AS months
    FROM draws
), dated AS (
    SELECT *, CAST(DATE '2000-01-01' + to_months(CAST(month - month % months AS INTEGER)) AS DATE) AS period_start
    FROM placed
), counted AS (
    -- What is counted has one true number; papers round it.
    SELECT
        *,
        last_day(CAST(period_start + to_months(CAST(months - 1 AS INTEGER)) AS DATE)) AS period_end,
        CAST(
            months
            * (2000 + CAST(hash(maker, car, metric, place, drive) % 20000 AS INTEGER) + 50 * (month - month % months))
            * CASE scope WHEN 'cumulative' THEN 1 + month ELSE 1 END AS BIGINT
        ) AS truth
    FROM dated
), told AS (
    SELECT *, CASE WHEN wording < 60 THEN truth ELSE truth // 1000 * 1000 END AS value FROM counted
), quoted AS (
    SELECT *, value || ' ' || metric || ' were counted, said paper ' || n AS quote FROM told
)
SELECT
    'document-' || n // 5 AS document_id,
    sha256('text ' || n // 5) AS text_sha256,
    'maker-' || maker AS company,
    metric,
    value,
    CASE WHEN wording < 60 THEN 'exact' WHEN wording < 85 THEN 'over' ELSE 'about' END AS qualifier,
    scope,
    'actual' AS status,
    quote,
    CAST(n % 5 * 100 AS INTEGER) AS quote_start,
    CAST(n % 5 * 100 + length(quote) AS INTEGER) AS quote_end,
    CAST(NULL AS VARCHAR) AS brand,
    CASE WHEN car < 14 THEN 'Model ' || car END AS model,
    CASE WHEN drive < 3 THEN ['bev', 'phev', 'nev'][1 + drive] END AS powertrain,
    CASE WHEN place < 3 THEN ['China', 'Europe', 'Germany'][1 + place] END AS region,
    CASE months
        WHEN 1 THEN strftime(period_start, '%Y-%m')
        WHEN 3 THEN strftime(period_start, '%Y') || '-Q' || quarter(period_start)
        ELSE strftime(period_start, '%Y')
    END AS period,
    CAST(NULL AS INTEGER) AS elapsed_days,
    CASE WHEN wording % 4 = 0 THEN CAST(wording AS DOUBLE) END AS yoy_pct,
    CAST(NULL AS DOUBLE) AS seq_pct,
    period_start,
    period_end
FROM quoted
"""  # noqa: S608
_DOCUMENTS = f"""
SELECT
    'document-' || n AS id,
    'https://paper-' || n % 97 || '.example/article/' || n AS url,
    'source-' || n % 97 AS source,
    'paper-' || n % 97 AS publisher,
    ['en', 'zh', 'de', 'fr'][1 + n % 4] AS lang,
    'Headline number ' || n AS title,
    'meta' AS published_from,
    {PUBLISHED.format("n")} AS published,
    CAST(500 AS INTEGER) AS text_length,
    sha256('text ' || n) AS text_sha256,
    {PUBLISHED.format("n")} + to_seconds(n % 400) AS first_seen,
    {PUBLISHED.format("n")} + to_seconds(n % 400) AS last_seen,
    'v1' AS extractor_version
FROM range($first // 5, $last // 5) r(n)
"""  # noqa: S608
_MOVES = """
SELECT
    'document-' || n AS document_id,
    sha256('text ' || n) AS text_sha256,
    'maker-' || n % 90 AS company,
    CASE WHEN n % 3 = 0 THEN 'down' ELSE 'up' END AS direction,
    'moved by some percent' AS quote,
    CAST(479 AS INTEGER) AS quote_start,
    CAST(500 AS INTEGER) AS quote_end,
    round((1 + n % 97 / 10) * CASE WHEN n % 3 = 0 THEN -1 ELSE 1 END, 1) AS pct,
    ['exact', 'about', 'over'][1 + n % 3] AS qualifier,
    ['day', 'day', 'week', 'month', 'ytd'][1 + n % 5] AS "window",
    CAST(NULL AS VARCHAR) AS since,
    CAST(NULL AS DOUBLE) AS price,
    CAST(NULL AS VARCHAR) AS currency,
    CASE WHEN n % 2 = 0 THEN 'HKEX' END AS venue,
    CAST(NULL AS DATE) AS date
FROM range($first // 5, $last // 5) r(n)
"""


def staged(first: int, last: int, run: Run, back: int = RECENT) -> Tables:
    """The statements numbered `first` to `last`, both divisible by five, as Arrow tables ready to be merged.

    Each tells of one of the `back` months before its publication.
    """
    companies = [{"slug": f"maker-{number}", "name": f"Maker {number}"} for number in range(MAKERS)]
    plain = tables(LoadBatch(run, "v1", companies=companies))
    with duckdb.connect() as con:
        given = {"first": first, "last": last}
        return Tables(
            **{
                **{name: getattr(plain, name) for name in plain.__slots__},
                "documents": con.sql(_DOCUMENTS, params=given).to_arrow_table(),
                "milestones": con.sql(_MILESTONES, params={**given, "back": back}).to_arrow_table(),
                "stock_moves": con.sql(_MOVES, params=given).to_arrow_table(),
            }
        )


def market(run: Run) -> PriceBatch:
    """A share of every maker at one exchange, with a close on each weekday from December 2018 to June 2020."""
    days = [it for number in range(577) if (it := date(2018, 12, 1) + timedelta(number)).weekday() < 5]
    sessions = [
        Session("HKEX", it, datetime.combine(it, time(1, 30), UTC), datetime.combine(it, time(8), UTC)) for it in days
    ]
    symbols = [*((f"maker-{number}", str(number)) for number in range(MAKERS)), (None, "^HSI")]
    prices = [
        Price(symbol, "HKEX", it, 50 + (7 * place + 3 * number) % 41, None, "HKD", None, "made up")
        for place, (_, symbol) in enumerate(symbols)
        for number, it in enumerate(days)
    ]
    shares = [
        {"venue": "HKEX", "symbol": symbol, "company": company, "place": company and 1, "currency": company and "HKD"}
        for company, symbol in symbols
    ]
    return PriceBatch(run, prices, sessions=sessions, shares=shares)


def extractions(facts: int) -> list[Extraction]:
    """The first `facts` of these statements as the reader gives them."""
    rows = staged(0, facts, Run("", datetime(2026, 1, 1, tzinfo=UTC)))
    documents = {row["id"]: row for row in rows.documents.to_pylist()}
    found = []
    for name, told in groupby(rows.milestones.to_pylist(), lambda row: row["document_id"]):
        text, milestones = "", []
        for row in told:
            text = text.ljust(row["quote_start"]) + row["quote"]
            milestones.append(Milestone(**{field: row[field] for field in MILESTONE}))
        given = documents[name]
        names = ("id", "url", "source", "publisher", "lang", "title", "published", "published_from")
        found.append(Extraction(Document(text=text, **{field: given[field] for field in names}), tuple(milestones)))
    return found
