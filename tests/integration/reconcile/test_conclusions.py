"""Conclusions: they stick until the facts change, correct what they say, stop a case, and can be undone."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from eduaid_desktop.domain.reconciling import AS_IT_IS, BASE_RIGHT, MENDED, NOT_FOUND, ROLL_RIGHT, Finding
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import attachments, checking, home, imports, lists, people, reconciling, relief
from eduaid_desktop.services.desk import Desk

ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"
TERM = "2018S"
NOTE = "2018-06-11 驻村干部入户核实"


def only(desk: Desk, rule: str, name: str = "") -> Finding:
    (found,) = [
        f for f in reconciling.findings(desk, TERM) if f.rule == rule and (not name or f.name == name)
    ]
    return found


def last_change(desk: Desk) -> int:
    found: int = desk.store.value("SELECT MAX(id) FROM change")
    return found


def person(desk: Desk, found: Finding) -> dict[str, Any]:
    assert found.person_id is not None
    return desk.store.get("person", found.person_id)


def changed(samples: Path, folder: Path, name: str, **cells: str) -> Path:
    """A sample workbook with other words in some cells."""
    path = Path(shutil.copy(samples / name, folder / name))
    book = load_workbook(path)
    for cell, words in cells.items():
        book.worksheets[0][cell] = words
    book.save(path)
    return path


def test_a_name_is_taken_from_the_base_and_found_under_it_until_that_is_undone(township: Desk) -> None:
    found = only(township, "X_NAME_VARIANT", "泽仁多吉")
    reconciling.conclude(township, found, BASE_RIGHT, NOTE)
    assert person(township, found)["name"] == "泽让多吉"
    assert [p["id"] for p in people.find(township, "泽让多吉")] == [found.person_id]
    decided = only(township, "X_NAME_VARIANT", "泽让多吉")
    assert decided.decision is not None
    assert (decided.decision.decision, decided.decision.note) == (BASE_RIGHT, NOTE)
    assert decided.sides == found.sides
    checking.undo(township, last_change(township))
    again = only(township, "X_NAME_VARIANT", "泽仁多吉")
    assert again.decision is None
    assert people.find(township, "泽让多吉") == []


def test_without_its_correction_a_conclusion_changes_no_record(township: Desk) -> None:
    found = only(township, "X_MOVED")
    before = person(township, found)
    reconciling.conclude(township, found, BASE_RIGHT, correct=False)
    assert person(township, found) == before
    reconciling.conclude(township, found, BASE_RIGHT)
    assert person(township, found)["village"] == "513399101205"
    assert len(township.store.select("finding")) == 1


def test_the_state_of_the_base_is_set_to_what_the_roll_says(township: Desk) -> None:
    found = only(township, "X_STATE", "土登·白姆")
    reconciling.conclude(township, found, ROLL_RIGHT)
    assert person(township, found)["student_state"] == "七年级"
    decided = only(township, "X_STATE", "土登·白姆").decision
    assert decided is not None


def test_of_two_schools_one_is_current_and_counts(township: Desk) -> None:
    found = only(township, "W_DUP_ENROL")
    count = "SELECT COUNT(*) FROM enrolment WHERE person_id = ? AND current = 1"
    assert township.store.value(count, (found.person_id,)) == 2
    pupils = home.overview(township)["figures"][0].value
    reconciling.conclude(township, found, "现在就读锦川市实验小学", NOTE)
    assert township.store.value(count, (found.person_id,)) == 1
    assert people.prefill(township, found.person_id or 0)["school"] == "锦川市实验小学"
    decided = only(township, "W_DUP_ENROL").decision
    assert decided is not None
    assert (decided.decision, decided.note) == (MENDED, f"现在就读锦川市实验小学；{NOTE}")
    assert home.overview(township)["figures"][0].value == pupils


def test_of_two_households_one_is_hers(township: Desk) -> None:
    found = only(township, "W_DUP_PERSON")
    other = next(c for c in found.choices if "5133991060" in c.label)
    reconciling.conclude(township, found, other.label)
    household = township.store.get("household", person(township, found)["household_id"])
    assert household["household_number"] == "5133991060"


def test_who_does_not_exist_is_counted_nowhere_and_her_case_stands_still(township: Desk) -> None:
    found = only(township, "X_GHOST")
    (case,) = township.store.select("relief_case", person_id=found.person_id)
    listed = len(lists.open_list(township, "students").ids())
    reconciling.conclude(township, found, NOT_FOUND, NOTE)
    assert len(lists.open_list(township, "students").ids()) == listed - 1
    (step,) = [s for s in relief.steps(township, case["id"]) if s.action == "accept"]
    assert (step.open, "查无此人" in step.why) == (False, True)
    with pytest.raises(Refused, match="查无此人"):
        relief.act(township, case["id"], "accept")
    assert relief.act(township, case["id"], "withdraw", reason="查无此人")["state"] == 210


def test_that_nobody_exists_can_be_undone(township: Desk) -> None:
    found = only(township, "X_GHOST")
    (case,) = township.store.select("relief_case", person_id=found.person_id)
    reconciling.conclude(township, found, NOT_FOUND, NOTE)
    checking.undo(township, last_change(township))
    assert only(township, "X_GHOST").decision is None
    (step,) = [s for s in relief.steps(township, case["id"]) if s.action == "accept"]
    assert "查无此人" not in step.why


def test_a_pupil_who_does_not_exist_is_no_pupil(township: Desk) -> None:
    def pupils() -> int:
        return int(home.overview(township)["figures"][0].value.replace(",", ""))

    before = pupils()
    reconciling.conclude(township, only(township, "W_AGE"), NOT_FOUND, NOTE)
    assert pupils() == before - 1


@pytest.mark.parametrize("decision", [NOT_FOUND, AS_IT_IS])
def test_some_conclusions_need_a_reason(township: Desk, decision: str) -> None:
    found = only(township, "X_AWAY")
    with pytest.raises(UserError, match="写明依据"):
        reconciling.conclude(township, found, decision, "  ")
    reconciling.conclude(township, found, decision, NOTE)


def test_only_what_is_offered_can_be_concluded(township: Desk) -> None:
    found = only(township, "W_POP")
    assert NOT_FOUND not in [choice.label for choice in found.offered]
    with pytest.raises(UserError, match=MENDED):
        reconciling.conclude(township, found, NOT_FOUND, NOTE)


def test_a_conclusion_sticks_when_the_same_is_read_again(
    township: Desk, samples: Path, tmp_path: Path
) -> None:
    reconciling.conclude(township, only(township, "X_MOVED"), ROLL_RIGHT, NOTE)
    other = changed(samples, tmp_path, BASE, AD2="16400000009")
    assert imports.apply(township, imports.read(township, other)).change_id is not None
    found = only(township, "X_MOVED")
    assert found.decision is not None
    assert [side.proof.endswith("导入") for side in found.sides] == [True] * 3


def test_it_opens_again_with_the_earlier_one_when_the_facts_change(
    township: Desk, samples: Path, tmp_path: Path
) -> None:
    reconciling.conclude(township, only(township, "X_MOVED"), ROLL_RIGHT, NOTE)
    imports.apply(township, imports.read(township, changed(samples, tmp_path, BASE, C893="热柯村")))
    found = only(township, "X_MOVED")
    assert found.decision is None
    assert found.earlier is not None
    assert (found.earlier.decision, found.earlier.note) == (ROLL_RIGHT, NOTE)
    assert [side.says for side in found.sides if side.source == "户籍"] == ["热柯村"]
    reconciling.conclude(township, found, BASE_RIGHT)
    decided = only(township, "X_MOVED")
    assert decided.earlier is None
    assert decided.decision is not None


def test_a_corrected_row_read_again_is_no_finding_any_more(
    township: Desk, samples: Path, tmp_path: Path
) -> None:
    assert only(township, "X_ID_DIGIT", "昂旺降措")
    imports.apply(
        township, imports.read(township, changed(samples, tmp_path, ROLL, J238="51339920090412715X"))
    )
    names = [f.name for f in reconciling.findings(township, TERM, "identity") if f.rule == "X_ID_DIGIT"]
    assert "昂旺降措" not in names
    assert len(names) == 2


def test_findings_go_with_the_import_that_is_undone(clerk: Desk, samples: Path) -> None:
    for name in (ROLL, BASE):
        result = imports.apply(clerk, imports.read(clerk, samples / name))
    assert len(reconciling.findings(clerk, TERM)) == 23
    assert result.change_id is not None
    checking.undo(clerk, result.change_id)
    assert [f.rule for f in reconciling.findings(clerk, TERM)] == ["W_DUP_ENROL", "W_AGE"]


def test_a_photograph_is_kept_with_a_conclusion(township: Desk, tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), "red").save(tmp_path / "证明.jpg")
    number = reconciling.conclude(
        township, only(township, "X_AWAY"), AS_IT_IS, NOTE, proof=tmp_path / "证明.jpg"
    )
    assert [row["name"] for row in attachments.of(township, "finding", number)] == ["证明.jpg"]
    assert checking.check(township)["findings"] == []


def test_what_files_said_cannot_be_changed_behind_the_back(township: Desk) -> None:
    assert checking.check(township)["findings"] == []
    township.store.connection.execute(
        "UPDATE source_row SET village = '513399101200' WHERE household_number IS NOT NULL AND row = 893"
    )
    (told,) = checking.check(township)["findings"]
    assert "原表内容被程序以外改动" in told


def test_records_of_before_are_proved_by_their_change(township: Desk) -> None:
    """An office file of an earlier version kept no rows of what it imported."""
    township.store.connection.execute("DELETE FROM source_row")
    found = only(township, "W_AGE")
    assert found.sides[0].proof.startswith(f"导入学籍名册《{ROLL}》，2018-06-12")
    assert only(township, "X_STATE", "土登·白姆").sides[0].says == "小学"


def test_a_term_without_a_roll_lists_nobody_as_missing(township: Desk) -> None:
    assert [f.rule for f in reconciling.findings(township, "2017A")] == [
        "X_ID_DIGIT",
        "X_ID_REISSUED",
        "W_DUP_PERSON",
        "W_POP",
    ]


def test_an_unknown_view_or_rule_is_refused(township: Desk) -> None:
    with pytest.raises(UserError, match="identity"):
        reconciling.findings(township, TERM, "names")
    with pytest.raises(UserError, match="X_MOVED"):
        reconciling.find(township, "X_WRONG", "1")
    with pytest.raises(UserError, match="eduaid reconcile"):
        reconciling.find(township, "X_MOVED", "0")
