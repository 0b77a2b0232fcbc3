"""The command: what it prints, how it ends, what it imports."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_archive import FirstRun

TEXT = """Tesla zählt durch

Tesla delivered 10,000 vehicles in April 2024, the company said on Friday. The plant had been closed for a week.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article-1.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_extract_gives_the_contracts_fields_and_true_spans(evledger, article: Path) -> None:
    done = evledger("extract", article, "--published", "2024-05-03", "--lang", "en", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (answer,) = json.loads(done.stdout)
    assert (answer["id"], answer["lang"], answer["published"], answer["problems"]) == (
        "article-1",
        "en",
        "2024-05-03",
        [],
    )
    (fact,) = answer["milestones"]
    expected = {"company": "tesla", "metric": "deliveries", "value": 10_000, "period": "2024-04", "scope": "period"}
    assert expected.items() <= fact.items()
    assert fact["quote"] in TEXT
    assert len(fact["quote"]) == fact["quote_end"] - fact["quote_start"]


def test_extract_reads_standard_input_and_writes_a_file(evledger, tmp_path: Path) -> None:
    out = tmp_path / "facts.json"
    done = evledger("extract", "-", "--json", "--out", out, given=TEXT.split("\n\n")[1])
    assert (done.returncode, done.stdout) == (0, "")
    (answer,) = json.loads(out.read_text("utf-8"))
    assert [fact["value"] for fact in answer["milestones"]] == [10_000]


def test_extract_reads_a_folder_and_ignores_the_labels_of_a_document(evledger, tmp_path: Path, article: Path) -> None:
    label = {"company": "byd", "value": 5}
    document = {"id": "d-1", "lang": "en", "published": "2024-05-03", "text": TEXT, "milestones": [label]}
    (tmp_path / "labelled.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    done = evledger("extract", tmp_path, "--json")
    answers = {it["id"]: it for it in json.loads(done.stdout)}
    assert set(answers) == {"article-1", "d-1"}
    assert [fact["company"] for fact in answers["d-1"]["milestones"]] == ["tesla"]


def test_extract_shows_a_table_by_default(evledger, article: Path) -> None:
    done = evledger("extract", article, "--lang", "en")
    assert done.returncode == 0
    assert "10,000" in done.stdout and "tesla" in done.stdout


def test_extract_reports_what_it_cannot_read_as_a_problem(evledger, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4 nothing")
    done = evledger("extract", path, "--json")
    (answer,) = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["problems"] and not answer["milestones"]


def test_extract_imports_neither_prefect_nor_duckdb(article: Path) -> None:
    code = (
        "import sys; from flows.cli import app;"
        f"app(['extract', {str(article)!r}, '--json'], standalone_mode=False);"
        "sys.exit(bool({'prefect', 'duckdb', 'pyarrow', 'fastapi'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["nonsense"], "nonsense"),
        (["extract"], "INPUT"),
        (["extract", "/nowhere.txt"], "/nowhere.txt"),
        (["extract", "/dev/null"], ".html"),
        (["extract", "-", "--lang", "tlh"], "tlh"),
        (["extract", "-", "--published", "soon"], "soon"),
        (["run", "--archive", "/nowhere.warc.gz"], "/nowhere.warc.gz"),
        (["run", "--source", "nowhere"], "nowhere"),
        (["run", "--archive", "/dev/null", "--source", "electrek"], "not both"),
        (["sql", "SELECT 1"], "evledger run"),
        (["status"], "evledger run"),
        (["eval", "/nowhere"], "/nowhere"),
    ],
)
def test_wrong_use_is_one_sentence_and_code_2(evledger, words: list[str], hint: str) -> None:
    done = evledger(*words, given="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("evledger: ")
    assert done.stderr.count("\n") == 1
    assert hint in done.stderr


def test_a_wrong_setting_is_named(evledger) -> None:
    done = evledger("status", EVLEDGER_FETCH_PACE="slow")
    assert done.returncode == 2
    assert "EVLEDGER_FETCH_PACE" in done.stderr


def test_eval_scores_a_folder(evledger, tmp_path: Path) -> None:
    facts = {"company": "tesla", "metric": "deliveries", "value": 10_000, "scope": "period", "status": "actual"}
    gold = {"lang": "en", "published": "2024-05-03", "text": TEXT, "stock_moves": []}
    for name, value in (("right", 10_000), ("wrong", 11_000)):
        labelled = gold | {"id": name, "milestones": [facts | {"value": value, "quote": "10,000"}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(labelled), "utf-8")
    done = evledger("eval", tmp_path, "--errors", "1")
    assert done.returncode == 0, done.stderr
    (overall,) = [
        line.split() for line in done.stdout.splitlines() if line.split()[:3] == ["overall", "milestones", "core"]
    ]
    assert overall[3:] == ["0.500", "0.500", "0.500", "2", "2"]
    assert "wrong (0.00)" in done.stdout and "right (" not in done.stdout


def test_sources_lists_the_catalogue(evledger) -> None:
    done = evledger("sources")
    assert done.returncode == 0
    assert "electrek" in done.stdout


def test_sql_answers_in_every_form_and_from_standard_input(evledger, first_run: FirstRun) -> None:
    data, _ = first_run
    query = "SELECT company, count(*) AS n FROM milestones GROUP BY company"
    assert json.loads(evledger("sql", query, "--format", "json", data=data).stdout) == [{"company": "tesla", "n": 60}]
    table = evledger("sql", "--format", "csv", data=data, given=f"SELECT 1;\n{query};\n").stdout
    assert list(csv.reader(io.StringIO(table))) == [["company", "n"], ["tesla", "60"]]
    assert "| tesla | 60 |" in evledger("sql", query, "--format", "markdown", data=data).stdout
    assert "tesla" in evledger("sql", query, data=data).stdout
    refused = evledger("sql", "DELETE FROM milestones", data=data)
    assert refused.returncode == 2 and "read-only" in refused.stderr
    state = evledger("status", data=data)
    assert state.returncode == 0
    assert "done" in state.stdout and "http_error" in state.stdout


def test_explain_writes_a_page_in_which_nothing_of_the_text_is_markup(evledger, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.txt"
    hostile.write_text(f"<script>document.title = 'broken'</script> {TEXT}", "utf-8")
    page = tmp_path / "page.html"
    done = evledger("explain", hostile, "--lang", "en", "--published", "2024-05-03", "--html", page)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    assert not soup.find_all("script")
    assert hostile.read_text("utf-8").strip() in soup.select_one(".text").get_text()
    facts = [mark.get_text() for mark in soup.select(".text mark.fact")]
    assert len(facts) == 1 and facts[0].startswith("10,000")


def test_explain_shows_each_number_with_its_decisions(evledger, article: Path) -> None:
    done = evledger("explain", article, "--lang", "en", "--published", "2024-05-03")
    assert done.returncode == 0
    assert "tesla deliveries 10,000" in " ".join(done.stdout.split())
    assert "chance" in done.stdout


def test_explain_of_nothing_is_one_sentence(evledger, tmp_path: Path) -> None:
    done = evledger("explain", tmp_path / "none.txt")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "cannot be read" in done.stderr
