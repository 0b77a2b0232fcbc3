"""Rows as text, in each form."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

from flows import show

COLUMNS = ("company", "value", "on")
ROWS = [("byd", 1000, date(2024, 1, 2)), ('a|b,"c"', None, None), ("小米", Decimal("1.5"), None)]


def test_csv_is_read_back() -> None:
    assert list(csv.reader(io.StringIO(show.as_csv(COLUMNS, ROWS)))) == [
        ["company", "value", "on"],
        ["byd", "1000", "2024-01-02"],
        ['a|b,"c"', "", ""],
        ["小米", "1.5", ""],
    ]


def test_json_is_an_array_of_objects_with_numbers_as_numbers() -> None:
    assert json.loads(show.as_json(COLUMNS, ROWS)) == [
        {"company": "byd", "value": 1000, "on": "2024-01-02"},
        {"company": 'a|b,"c"', "value": None, "on": None},
        {"company": "小米", "value": 1.5, "on": None},
    ]


def test_markdown_keeps_its_columns() -> None:
    lines = show.as_markdown(COLUMNS, ROWS).splitlines()
    assert lines[:3] == ["| company | value | on |", "| --- | --- | --- |", "| byd | 1000 | 2024-01-02 |"]
    assert lines[3] == '| a\\|b,"c" |  |  |'


def test_a_table_holds_every_value_whole() -> None:
    quote = "word " * 100
    text = show.as_table(("quote",), [(quote,), ("x" * 500,)])
    assert text.split().count("word") == 100
    assert text.count("x") == 500


def test_an_empty_table_has_its_head() -> None:
    assert "company" in show.as_table(COLUMNS, [])


def test_nothing_from_a_page_reaches_the_terminal_raw() -> None:
    hostile = "a\x1b[31mred\x1b]0;title\x07\u202eevil\u200b\n[bold]b[/bold]\x9b1m"
    for text in (show.as_table(("t",), [(hostile,)]), show.as_markdown(("t",), [(hostile,)])):
        assert not {"\x1b", "\x07", "\u202e", "\u200b", "\x9b"} & set(text)
        assert "[bold]b[/bold]" in text
