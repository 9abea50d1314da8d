"""What an office sets for its forms and answers for its slips, seen on the paper."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import policies, slips
from eduaid_desktop.services.desk import Desk

WORDING = """\
name = "云岭县意见用语"
document = "云教〔2018〕12号"

[[opinion_texts]]
key = "village.空白"
text = "经村民代表会议评议，______。"
valid_from = "2018-03-01"
valid_to = ""
source = "云教〔2018〕12号"
"""


@pytest.fixture
def approved(office_file: Path) -> Any:
    """A desk and the number of a case that the county approved."""
    with Desk.open(office_file) as desk:
        with desk.store.change("拥珍", "登记") as change:
            person = change.insert("person", {"name": "泽仁·扎西", "sex": "1", "ethnic": "04"})
            case = {
                "case_no": "JYJZ-513399101-2018S-0001", "person_id": person, "term": "2018S", "state": 80,
                "since": "2018-06-01", "application_date": "2018-05-02", "village": "513399101200",
                "approved": 100_000, "approved_on": "2018-06-01", "approval_document": "云教〔2018〕9号",
                "payee_account": "62990000000000018",
            }  # fmt: skip
            change.insert("relief_case", case)
        yield desk, case["case_no"]


def written(path: Path) -> list[str]:
    return [re.sub(r"\s", "", page) for page in pages.text(path)]


def setting(desk: Desk, key: str, value: Any) -> None:
    with desk.store.change("拥珍", f"设置 {key}") as change:
        change.insert("setting", {"key": key, "value": json.dumps(value)})


def test_a_slip_has_a_stub_when_it_is_answered_so(approved: tuple[Desk, str], tmp_path: Path) -> None:
    desk, number = approved
    path = tmp_path / "slip.pdf"
    slips.write(desk, "approval_slip", path, case=number)
    assert pages.size_mm(path, 0) == pytest.approx((210, 148), abs=0.5)
    slips.write(desk, "approval_slip", path, case=number, answers={"stub": "是"})
    assert pages.size_mm(path, 0) == pytest.approx((210, 297), abs=0.5)
    (page,) = written(path)
    assert page.index("家庭联") < page.index("存根联")
    assert "62990000" not in page
    with pytest.raises(Refused) as refused:
        slips.write(desk, "approval_slip", path, case=number, answers={"stub": "也许"})
    assert refused.value.field == "stub"


def test_copies_and_sides_are_as_the_office_sets_them(approved: tuple[Desk, str], tmp_path: Path) -> None:
    desk, number = approved
    path = tmp_path / "form.pdf"
    setting(desk, "form_copies", 2)
    slips.write(desk, "approval_form", path, case=number)
    assert "本表一式2份" in written(path)[1]
    two_sided = path.read_bytes()
    setting(desk, "form_two_sided", value=False)
    slips.write(desk, "approval_form", path, case=number)
    assert path.read_bytes() != two_sided


def test_a_county_words_the_empty_boxes_itself(approved: tuple[Desk, str], tmp_path: Path) -> None:
    desk, number = approved
    package, path = tmp_path / "云岭县.toml", tmp_path / "form.pdf"
    package.write_text(WORDING, encoding="utf-8")
    policies.add(desk, policies.read(desk, package))
    slips.write(desk, "approval_form", path, case=number)
    back = written(path)[1]
    assert "经村民代表会议评议，______。" in back
    assert "经入户核查" not in back
    assert "经核实，该户" in back


def test_a_box_may_ask_for_words_that_it_does_not_have(approved: tuple[Desk, str], tmp_path: Path) -> None:
    desk, number = approved
    package, path = tmp_path / "云岭县.toml", tmp_path / "form.pdf"
    package.write_text(WORDING.replace("______", "救助{yuan}元（{words}）"), encoding="utf-8")
    policies.add(desk, policies.read(desk, package))
    slips.write(desk, "approval_form", path, case=number)
    assert "经村民代表会议评议，救助元（）。" in written(path)[1]


@pytest.mark.parametrize(
    "blank", ["{}", "{days:>99999999}", "{days!x}", "{days:d}", "{county}", "{days.real}"]
)
def test_a_blank_that_nobody_could_fill_in_is_refused_with_its_package(
    approved: tuple[Desk, str], tmp_path: Path, blank: str
) -> None:
    package = tmp_path / "云岭县.toml"
    package.write_text(WORDING.replace("______", blank), encoding="utf-8")
    with pytest.raises(UserError, match="text 写得不对"):
        policies.read(approved[0], package)
