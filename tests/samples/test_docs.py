"""The twenty questions of docs/sql.md run on the sample; make test-slow also holds the file to what the sample says."""

import shutil
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse import query

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS))
import build  # noqa: E402


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docs") / "sample.duckdb"
    build.sample(path)
    return path


def test_twenty_questions_have_an_answer_and_stand_in_the_docs(sample: Path) -> None:
    written = (DOCS / "sql.md").read_text("utf-8")
    assert len(build.QUESTIONS) == 20
    for question in build.QUESTIONS:
        answer = query(sample, question["sql"])
        assert answer.rows, question["ask"]
        head = f"| {' | '.join(answer.columns)} |"
        assert f"{question['ask']}\n\n```sql\n{question['sql']}\n```\n\n{head}\n" in written, "run make docs"


def test_answers_do_not_depend_on_where_rows_lie(sample: Path, tmp_path: Path) -> None:
    other = tmp_path / "shuffled.duckdb"
    shutil.copy(sample, other)
    with duckdb.connect(str(other)) as db:
        for (name,) in db.sql("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall():
            rows = db.table(name).order("hash(rowid)").arrow().read_all()  # shuffled
            db.execute(f"DELETE FROM {name}")  # noqa: S608
            db.from_arrow(rows).insert_into(name)
    for question in build.QUESTIONS:
        assert query(other, question["sql"]).rows == query(sample, question["sql"]).rows, question["ask"]


def test_one_synthetic_series_contradicts_its_text(sample: Path) -> None:
    sql = "SELECT company, session, direction, round(measured) FROM stock_move_checks WHERE verdict = 'wrong direction'"
    assert ("xpeng", "2022-03-01", "down", 3.0) in [(a, str(b), c, d) for a, b, c, d in query(sample, sql).rows]
    assert query(sample, "SELECT DISTINCT provider FROM prices").rows == [("synthetic-prices",)]


@pytest.mark.slow
def test_the_docs_are_what_the_sample_and_the_comments_say(sample: Path) -> None:
    assert build.text(sample) == (DOCS / "sql.md").read_text("utf-8"), "run make docs"


@pytest.mark.slow
def test_the_synthetic_prices_are_what_their_builder_writes(tmp_path: Path) -> None:
    samples = build.SAMPLES
    sys.path.insert(0, str(samples))
    import build_prices

    build_prices.main(tmp_path)
    for path in (samples / "synthetic-prices").iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
