"""The sample township shows every state worth seeing, on its own dates, whatever the clock says."""

from pathlib import Path

import pytest

from eduaid_desktop.services import checking, deadlines, home, sample
from eduaid_desktop.services.desk import Desk

STATES = {10, 20, 30, 40, 45, 50, 60, 70, 75, 80, 85, 90, 95, 100, 110, 200, 210, 220}


@pytest.mark.parametrize("today", ["", "2018-06-12", "2024-10-08"])
def test_the_sample_is_built_on_its_own_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: str
) -> None:
    monkeypatch.setenv("EDUAID_TODAY", today)
    sample.build(tmp_path / "格桑镇.eduaid")
    monkeypatch.delenv("EDUAID_TODAY")
    with Desk.open(tmp_path / "格桑镇.eduaid") as desk:
        assert desk.today().isoformat() == "2018-06-12"
        assert {row["state"] for row in desk.store.select("relief_case")} == STATES
        due = " ".join(d.text for d in home.overview(desk)["due"])
        assert "明天期满" in due
        assert "发放失败" in due
        assert deadlines.board(desk).missing == ("仁真村",)
        assert checking.check(desk)["ok"]
