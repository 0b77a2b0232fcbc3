"""What every test may use."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder beside the checkout with labelled documents and the seed article; without it a test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, which is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def problem_codes() -> frozenset[str]:
    """Every code of docs/problems.md."""
    found = re.findall(r"^\| ([a-z_]+) \|", (ROOT / "docs" / "problems.md").read_text("utf-8"), re.M)
    return frozenset(found) - {"code"}
