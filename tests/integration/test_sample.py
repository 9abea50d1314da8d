"""The sample township shows every state worth seeing, on its own dates, whatever the clock says."""

import shutil
from pathlib import Path

import pytest

from eduaid_desktop.services import checking, deadlines, home, sample
from eduaid_desktop.services.desk import Desk

STATES = {10, 20, 30, 40, 45, 50, 60, 70, 75, 80, 85, 90, 95, 100, 110, 200, 210, 220}


@pytest.fixture
def built_years_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sample township that was made in a window which counts from another day."""
    monkeypatch.setenv("EDUAID_TODAY", "2024-10-08")
    sample.build(tmp_path / "格桑镇.eduaid")
    monkeypatch.delenv("EDUAID_TODAY")
    return tmp_path / "格桑镇.eduaid"


@pytest.mark.parametrize("made", ["township", "built_years_later"])
def test_the_sample_is_built_on_its_own_dates(
    request: pytest.FixtureRequest, tmp_path: Path, made: str
) -> None:
    path = Path(shutil.copy(request.getfixturevalue(made), tmp_path / "示例.eduaid"))
    with Desk.open(path) as desk:
        assert desk.today().isoformat() == "2018-06-12"
        assert {row["state"] for row in desk.store.select("relief_case")} == STATES
        due = " ".join(d.text for d in home.overview(desk)["due"])
        assert "明天期满" in due
        assert "发放失败" in due
        assert deadlines.board(desk).missing == ("仁真村",)
        assert checking.check(desk)["ok"]
