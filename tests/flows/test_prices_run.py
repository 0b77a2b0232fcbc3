"""Closes by the command, and the steps of their run against a real server."""

import gzip
import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extractors.model import Problem, Split
from extractors.prices.ecb import Ecb
from extractors.prices.tiingo import Tiingo
from extractors.prices.yahoo import Yahoo
from extractors.web.client import Client, Limits
from flows import closes
from flows.prices import ask_the_web
from flows.settings import Prices, Settings
from warehouse import query

NOW = datetime(2024, 11, 18, 12, tzinfo=UTC)
DAYS = [
    {"date": "2024-11-14T00:00:00.000Z", "close": 310.0, "adjClose": 103.3, "splitFactor": 1.0},
    {"date": "2024-11-15T00:00:00.000Z", "close": 104.0, "adjClose": 104.0, "splitFactor": 3.0},
]
RATES = "Date,USD,CNY,\n2024-11-15,1.0583,7.6502,\n2024-11-14,1.0533,N/A,\n"


class Market(BaseHTTPRequestHandler):
    """Tiingo and the bank; Yahoo answers 404, as for a symbol that it does not know."""

    def do_GET(self) -> None:
        self.server.shown.append(self.headers.get("Authorization"))  # type: ignore[attr-defined]
        found = "/tiingo/TSLA/" in self.path or "eurofxref" in self.path
        body = json.dumps(DAYS).encode() if "/tiingo/" in self.path else RATES.encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(body) if found else 0))
        self.end_headers()
        self.wfile.write(body if found else b"")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def market() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Market)
    server.shown = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_what_is_asked_of_whom(market: ThreadingHTTPServer) -> None:
    url = f"http://127.0.0.1:{market.server_port}"
    with Client(Limits(allow_private=True, ask_rights=False, pace=0.0, attempts=1)) as client:
        fetch = ask_the_web(client)
        asking = [Tiingo("secret", fetch, f"{url}/tiingo/"), Yahoo(fetch, f"{url}/yahoo/")]
        asked = closes.wanted(Prices(), ["tesla", "rivian"])
        assert [(it.venue, it.symbol) for it in asked] == [("NASDAQ", "TSLA"), ("NASDAQ", "RIVN"), ("NASDAQ", "^IXIC")]
        known = {("NASDAQ", "TSLA"): date(2024, 11, 14)}
        found = closes.ask(asked, asking, known, None, NOW, Prices())
        money = closes.rates(Ecb(fetch, f"{url}/"), None, date(2024, 11, 1), NOW)
    assert [(it.symbol, it.date.day, it.close) for it in found.prices] == [("TSLA", 14, 310.0), ("TSLA", 15, 104.0)]
    assert found.splits == (Split("TSLA", "NASDAQ", date(2024, 11, 15), 3.0, "tiingo"),)
    assert [(it.currency, it.date.day) for it in money.rates] == [("USD", 15), ("CNY", 15), ("USD", 14)]
    assert {(it.source, it.code) for it in found.problems} == {("tiingo", "no_data"), ("yahoo", "empty_body")}
    fared = {it.source: it.status for it in closes.outcomes(found)}
    assert fared == {"tiingo": "done", "yahoo": "failed"}
    assert set(market.shown) == {None, "Token secret"}  # type: ignore[attr-defined]


def test_the_batch_has_the_sessions_of_every_venue_with_closes() -> None:
    found = closes.together([Problem("yahoo", None, "no_data", "none")])
    run = closes.Run("run", NOW)
    batch = closes.batch(run, found, [("HKEX", "1810")], NOW, Prices(sessions_since=date(2024, 10, 1)))
    assert {it.venue for it in batch.sessions} == {"HKEX"}
    assert (batch.sessions[0].date, batch.sessions[-1].date) == (date(2024, 10, 2), date(2024, 11, 18))
    places = {(row["company"], row["place"]) for row in batch.shares}
    assert {("xpeng", 1), ("xpeng", 2), ("tesla", 1), (None, None)} <= places


def test_settings_of_prices_are_read_and_hide_their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVLEDGER_PRICES_TIINGO_KEY", "secret")
    monkeypatch.setenv("EVLEDGER_PRICES_BENCHMARKS", '{"HKEX": "^HSCE"}')
    settings = Settings()
    assert settings.prices.tiingo_key.get_secret_value() == "secret"
    assert "secret" not in repr(settings)
    assert settings.prices.benchmarks == {"HKEX": "^HSCE"}
    monkeypatch.setenv("EVLEDGER_PRICES_BENCHMARKS", '{"MOON": "^X"}')
    with pytest.raises(ValueError, match="unknown venue MOON"):
        Settings()


def test_the_command_loads_a_folder_and_says_what_it_contradicts(evledger, tmp_path: Path) -> None:
    folder = tmp_path / "made-up"
    folder.mkdir()
    (folder / "TSLA.csv").write_text("Date,Close\n2024-11-14,310\n2024-11-15,320\n")
    (folder / "eurofxref-hist.csv").write_text(RATES)
    data = tmp_path / "data"
    for new in ("2 closes, 0 splits and 3 exchange rates are new", "0 closes, 0 splits and 0 exchange rates are new"):
        done = evledger("prices", "--files", folder, data=data)
        assert done.returncode == 0, done.stderr
        assert new in done.stdout and "Claimed moves against closes" in done.stdout
    path = data / "evledger.duckdb"
    assert query(path, "SELECT round(pct, 2) FROM closes ORDER BY date DESC LIMIT 1").rows == [(3.23,)]
    assert query(path, "SELECT DISTINCT provider FROM prices").rows == [("made-up",)]
    assert query(path, "SELECT count(*), min(status) FROM runs").rows == [(2, "done")]


def test_a_failing_provider_ends_the_command_with_a_sentence_and_its_key_is_written_nowhere(
    evledger, tmp_path: Path
) -> None:
    key, data = "open-sesame-8841", tmp_path / "data"
    # Nobody is reached within a microsecond, so nobody outside is asked.
    out = {"EVLEDGER_FETCH_CONNECT_SECONDS": "0.000001", "EVLEDGER_FETCH_ATTEMPTS": "1"}
    done = evledger("prices", "--company", "tesla", data=data, EVLEDGER_PRICES_TIINGO_KEY=key, **out)
    assert done.returncode == 1
    assert "evledger: The run is not complete: " in done.stderr and "tiingo: " in done.stderr
    assert query(data / "evledger.duckdb", "SELECT status FROM runs").rows == [("incomplete",)]
    files = [path for path in data.rglob("*") if path.is_file()]
    unpacked = [gzip.decompress(it.read_bytes()) if it.suffix == ".gz" else it.read_bytes() for it in files]
    assert any(path.name == "prefect.db" for path in files)
    assert not any(key.encode() in content for content in (*unpacked, done.stdout.encode(), done.stderr.encode()))


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["--files", "/nowhere"], 2, "/nowhere"),
        (["--company", "nobody"], 2, "nobody"),
        ([], 1, "EVLEDGER_PRICES_YAHOO"),
    ],
)
def test_what_the_command_cannot_do_is_one_sentence(evledger, words: list[str], code: int, hint: str) -> None:
    done = evledger("prices", *words)
    assert done.returncode == code
    said = [line for line in done.stderr.splitlines() if line.startswith("evledger: ")]
    assert len(said) == 1 and hint in said[0]
