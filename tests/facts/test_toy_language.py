"""A language is one file: laid into a copy of the package, it is read by the command."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NORWEGIAN = """
name = "Norwegian"

[numbers]
decimal = ","
group = "."
space_group = true
joins = []

[numbers.words]
to = 2

[numbers.scales]
tusen = 1000

[units]
vehicle = ["biler", "bil"]
percent = ["prosent"]

[hedges.before]
over = ["mer enn"]

[periods]
months = { "mars" = 3, "mai" = 5 }

[periods.patterns]
month = ["{month} {year}", "i {month}"]

[facts]
yoy = ["fra året før"]
up = ["opp"]
target = ["mål"]
past = ["levert*", "bygd*"]

[facts.metrics]
deliveries = ["levert*"]
production = ["bygd*"]
"""
TEXT = """Xpeng leverte 33 205 biler i mars 2025, opp 268 prosent fra året før.
I mars ble mer enn to tusen biler bygd i Graz."""


def test_a_language_laid_into_the_package_is_read(tmp_path: Path) -> None:
    for room in ("extractors", "flows", "warehouse"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "extractors/text/languages/nb.toml").write_text(NORWEGIAN, "utf-8")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    command = [sys.executable, "-m", "flows", "extract", "a.txt", "--lang", "nb", "--published", "2025-04-02", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    (answer,) = json.loads(done.stdout)
    found = [(m["company"], m["metric"], m["value"], m["qualifier"], m["period"]) for m in answer["milestones"]]
    assert found == [
        ("xpeng", "deliveries", 33_205, "exact", "2025-03"),
        ("xpeng", "production", 2_000, "over", "2025-03"),
    ]
