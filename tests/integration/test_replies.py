"""The county's reply comes down: read in whatever state it returns, looked at first, registered once."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import reply_file
from eduaid_desktop.domain.reply import Preview
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import office, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import replies
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.services.term_batch.replies import Wanted
from eduaid_desktop.store import integrity

Answered = Callable[..., Path]
ALL = range(2, 11)
MIXED: dict[int, dict[str, Any]] = {
    2: {},
    3: {},
    4: {"amount": 800},
    5: {"result": "不同意", "amount": None, "reason": "已享受同类资助"},
    6: {"result": "退回", "amount": None, "reason": "账号与户名不符", "document": None},
    7: {"result": "超限额待批"},
    8: {},
}


def numbers(entries: list[Any]) -> list[int]:
    return [int(entry.case_no[-4:]) for entry in entries]


def lists(found: Preview) -> dict[str, list[int]]:
    names = ("matched", "changed", "rejected", "returned", "pending", "missing", "conflicts")
    return {name: numbers(getattr(found, name)) for name in names}


def snapshot(desk: Desk) -> tuple[Any, ...]:
    tables = ("batch", "batch_line", "reply", "relief_case", "relief_step")
    return (*(desk.store.select(table) for table in tables), desk.store.value("SELECT COUNT(*) FROM change"))


def states(desk: Desk) -> dict[int, int]:
    return {int(case["case_no"][-4:]): case["state"] for case in desk.store.select("relief_case")}


def test_a_mixed_reply_is_sorted_into_lists(desk: Desk, answered: Answered) -> None:
    before = snapshot(desk)
    found = replies.preview(desk, answered(MIXED))
    assert lists(found) == {
        "matched": [1, 2, 7], "changed": [3], "rejected": [4], "returned": [5], "pending": [6],
        "missing": [8, 9], "conflicts": [],
    }  # fmt: skip
    assert (found.touched, found.unknown, found.problems) == ([], [], [])
    assert snapshot(desk) == before


def test_a_reply_is_registered_as_it_was_shown(
    desk: Desk, answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as without the preview, and the file is not read once more."""
    path = answered(MIXED)
    shown = replies.preview(desk, path)
    with monkeypatch.context() as patch:
        patch.setattr(reply_file, "read", lambda *given, **how: pytest.fail("read again"))
        done = replies.apply(desk, path, wanted=Wanted(shown.sha256, shown.batch_no, looked=shown))
    assert states(desk) == {1: 80, 2: 80, 3: 80, 4: 200, 5: 75, 6: 85, 7: 80, 8: 70, 9: 70}
    assert len(done.new) == 7
    assert replies.apply(desk, path, wanted=Wanted(shown.sha256, shown.batch_no, looked=shown)).new == []
    assert integrity.check(desk.store) == []


def test_what_was_decided_since_a_preview_is_weighed_anew(desk: Desk, answered: Answered) -> None:
    path = answered(MIXED)
    shown = replies.preview(desk, path)
    first = relief.find_case(desk, "JYJZ-513399101-2018S-0001")["id"]
    relief.act(desk, first, "reject", on_date="2018-06-12", reason="重复申请")
    done = replies.apply(desk, path, wanted=Wanted(shown.sha256, shown.batch_no, looked=shown))
    assert numbers(done.conflicts) == [1]
    assert states(desk) == {1: 200, 2: 80, 3: 80, 4: 200, 5: 75, 6: 85, 7: 80, 8: 70, 9: 70}


def test_a_file_changed_since_a_preview_is_not_registered(desk: Desk, answered: Answered) -> None:
    path = answered(MIXED)
    shown = replies.preview(desk, path)
    answered({**MIXED, 9: {}})
    with pytest.raises(UserError, match="在您看过之后被改动了"):
        replies.apply(desk, path, wanted=Wanted(shown.sha256, shown.batch_no, looked=shown))
    assert set(states(desk).values()) == {70}


def test_registering_moves_every_case_its_way(desk: Desk, exported: Exported, answered: Answered) -> None:
    replies.apply(desk, answered(MIXED))
    assert states(desk) == {1: 80, 2: 80, 3: 80, 4: 200, 5: 75, 6: 85, 7: 80, 8: 70, 9: 70}
    third = relief.find_case(desk, "JYJZ-513399101-2018S-0003")
    assert (third["approved"], third["approval_document"], third["approved_on"]) == (
        80000,
        "云教助〔2018〕7号",
        "2018-06-12",
    )
    lines = desk.store.select("batch_line", case_no="JYJZ-513399101-2018S-0004")
    assert (lines[0]["decision"], lines[0]["decided_reason"]) == ("reject", "已享受同类资助")
    assert [
        (r["matched"], r["changed"], r["rejected"], r["missing"]) for r in desk.store.select("reply")
    ] == [(3, 1, 2, 2)]
    assert desk.store.select("batch")[0]["status"] == "open"
    assert integrity.check(desk.store) == []


def test_reading_twice_changes_nothing(desk: Desk, answered: Answered) -> None:
    path = answered(MIXED)
    first = replies.apply(desk, path)
    before = snapshot(desk)
    second = replies.apply(desk, path)
    assert snapshot(desk) == before
    assert lists(second) == lists(first)
    assert (len(first.new), second.new) == (7, [])


def test_a_second_reply_completes_the_first(desk: Desk, answered: Answered) -> None:
    replies.apply(desk, answered(MIXED))
    rest = replies.apply(desk, answered({9: {}, 10: {"amount": 500}}, "回执2.xlsx"))
    assert numbers(rest.new) == [8, 9]
    assert lists(rest) == {
        "matched": [1, 2, 7, 8], "changed": [3, 9], "rejected": [4], "returned": [5], "pending": [6],
        "missing": [], "conflicts": [],
    }  # fmt: skip
    assert desk.store.select("batch")[0]["status"] == "answered"


def test_the_county_government_may_agree_later(desk: Desk, answered: Answered) -> None:
    replies.apply(desk, answered(MIXED))
    later = replies.apply(desk, answered({7: {"document": "云府函〔2018〕3号"}}, "县政府.xlsx"))
    assert numbers(later.new) == [6]
    assert states(desk)[6] == 80


def test_a_reply_that_contradicts_is_not_taken_over(desk: Desk, answered: Answered) -> None:
    replies.apply(desk, answered(MIXED))
    before = snapshot(desk)
    found = replies.apply(desk, answered({2: {"amount": 600}, 5: {}}, "改口.xlsx"))
    assert numbers(found.conflicts) == [1, 4]
    assert "审批金额已登记为“1,100.50”，这次是“600.00”" in found.conflicts[0].reason
    assert snapshot(desk) == before


def test_a_decision_entered_by_hand_is_recognised(desk: Desk, answered: Answered) -> None:
    case = relief.find_case(desk, "JYJZ-513399101-2018S-0001")
    relief.act(desk, case["id"], "decide", amount=110050, document="云教助〔2018〕7号", on_date="2018-06-12")
    found = replies.apply(desk, answered({2: {}}))
    assert (numbers(found.matched), found.conflicts) == ([1], [])
    assert len(desk.store.select("relief_step", case_id=case["id"], action="decide")) == 1


def test_the_json_has_its_five_lists(desk: Desk, answered: Answered) -> None:
    data = replies.preview(desk, answered(MIXED)).as_json()
    assert {"matched", "changed", "rejected", "missing", "touched"} <= data.keys()
    changed = data["changed"][0]
    assert changed["case_no"] == "JYJZ-513399101-2018S-0003"
    assert (changed["row"], changed["sent_fen"], changed["approved_fen"]) == (4, 130050, 80000)
    assert [(r["decision"], r["reason"]) for r in data["rejected"]] == [
        ("reject", "已享受同类资助"),
        ("return", "账号与户名不符"),
    ]
    assert data["missing"][0] == {**data["missing"][0], "row": 9, "reason": "没有填审批结果。"}


@pytest.mark.parametrize(
    ("given", "column", "words"),
    [
        ({"result": "看情况"}, "审批结果", "不认识“看情况”"),
        ({"amount": None}, "审批金额", "没有填审批金额"),
        ({"amount": "一千多"}, "审批金额", "请填写金额"),
        ({"amount": 0}, "审批金额", "却是 0"),
        ({"amount": -5}, "审批金额", "不能为负数"),
        ({"document": None}, "审批文号", "没有填审批文号"),
        ({"on": None}, "审批日期", "没有填审批日期"),
        ({"on": "2018-06-13"}, "审批日期", "在今天之后"),
        ({"on": "2018-06-11"}, "审批日期", "早于上报日期"),
        ({"on": "明天"}, "审批日期", "请填写日期"),
        ({"result": "不同意"}, "不予原因", "没有填不予原因"),
        ({"result": "退回"}, "不予原因", "没有填不予原因"),
        ({"result": None}, "审批结果", "没有填审批结果"),
        ({"amount": "=AE2*2"}, "审批金额", "没有算出结果的公式"),
    ],
)
def test_a_decision_that_cannot_be_used_is_named(
    desk: Desk, answered: Answered, given: dict[str, Any], column: str, words: str
) -> None:
    found = replies.preview(desk, answered({2: given, 3: {}}))
    assert (found.problems[0].row, found.problems[0].column) == (2, column)
    assert words in found.problems[0].message
    assert (numbers(found.matched), numbers(found.missing)[0]) == ([2], 1)
    assert words in found.missing[0].reason


@pytest.mark.parametrize(
    ("given", "decision"),
    [
        ({"result": " 批准 ", "amount": "1,100.50元", "on": "2018.6.12"}, "approve"),
        ({"result": "√", "amount": "１１００.５０", "on": 20180612}, "approve"),
        ({"result": "不批准", "amount": None, "reason": "重复", "on": "2018年6月12日"}, "reject"),
    ],
)
def test_decisions_are_read_as_people_write_them(
    desk: Desk, answered: Answered, given: dict[str, Any], decision: str
) -> None:
    found = replies.preview(desk, answered({2: given}))
    assert [entry.values["decision"] for entry in found.decided] == [decision]
    assert found.problems == []
    assert found.decided[0].values["decided_on"] == "2018-06-12"


def test_a_harmless_cell_that_was_altered_is_reported_and_not_taken_over(
    desk: Desk, answered: Answered
) -> None:
    def alter(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["班级"]).value = "4班"

    found = replies.apply(desk, answered({2: {}}, edit=alter))
    assert [(t.row, t.column, t.old, t.new) for t in found.touched] == [(2, "班级", "3班", "4班")]
    assert numbers(found.matched) == [1]
    assert relief.find_case(desk, "JYJZ-513399101-2018S-0001")["class_name"] == "3班"


@pytest.mark.parametrize(
    ("column", "new"),
    [
        ("申请金额", 1101.5), ("乡镇建议金额", 1101.5), ("账号", "6299901234567899"), ("姓名", "扎西"),
        ("身份证号", "513399200601010029"), ("申请编号", "JYJZ-513399101-2018S-9999"),
    ],
)  # fmt: skip
def test_a_row_whose_identity_amount_or_account_was_altered_is_not_decided(
    desk: Desk, answered: Answered, column: str, new: Any
) -> None:
    def alter(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns[column]).value = new

    found = replies.apply(desk, answered({2: {}, 3: {}}, edit=alter))
    assert [(t.row, t.column) for t in found.touched] == [(2, column)]
    assert (numbers(found.matched), numbers(found.missing)[0]) == ([2], 1)
    assert f"“{column}”被改动" in found.missing[0].reason
    assert states(desk)[1] == 70


def test_any_state_of_the_sheet_is_read(desk: Desk, answered: Answered) -> None:
    def mix(sheet: Any, columns: dict[str, int]) -> None:
        header, *body = sheet.iter_rows(values_only=True)
        order = list(range(len(header)))
        random.Random(5).shuffle(order)
        random.Random(6).shuffle(body)
        sheet.delete_rows(1, sheet.max_row)
        sheet.append(["2018年春季审批表"])
        for row in (header, *body):
            sheet.append(["县局" if row is header else "已阅", *(row[n] for n in order)])
        sheet.title = "审批"
        sheet.row_dimensions[4].hidden = True

    found = replies.preview(desk, answered(MIXED, edit=mix))
    assert {name: sorted(rows) for name, rows in lists(found).items()} == {
        "matched": [1, 2, 7], "changed": [3], "rejected": [4], "returned": [5], "pending": [6],
        "missing": [8, 9], "conflicts": [],
    }  # fmt: skip
    assert (found.touched, found.problems) == ([], [])


def test_rows_gone_doubled_and_unknown_are_named(desk: Desk, answered: Answered) -> None:
    def edit(sheet: Any, columns: dict[str, int]) -> None:
        sheet.append([cell.value for cell in sheet[3]])
        stranger = [cell.value for cell in sheet[4]]
        stranger[columns["申请编号"] - 1] = "JYJZ-513399102-2018S-0001"
        stranger[columns["身份证号"] - 1] = "513399200601019999"
        sheet.append(stranger)
        sheet.delete_rows(10)

    found = replies.preview(desk, answered({row: {} for row in ALL}, edit=edit))
    assert numbers(found.matched) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [(e.row, e.reason) for e in found.missing] == [(None, "回执里没有这一行。")]
    assert [p.message for p in found.unknown] == ["批次里没有这一行：JYJZ-513399102-2018S-0001 扎西·卓玛3。"]
    assert "只算一次" in found.problems[0].message


def test_a_doubled_row_that_contradicts_itself_is_not_decided(desk: Desk, answered: Answered) -> None:
    def double(sheet: Any, columns: dict[str, int]) -> None:
        sheet.append([cell.value for cell in sheet[2]])
        sheet.cell(11, columns["审批金额"]).value = 500

    found = replies.preview(desk, answered({2: {}}, edit=double))
    assert found.decided == []
    assert "互相矛盾" in found.missing[0].reason


def test_another_office_is_told_that_the_batch_is_not_its_own(answered: Answered, tmp_path: Path) -> None:
    path = answered(MIXED)
    with (
        office.create(tmp_path / "别的镇.eduaid", name="达瓦镇", code="513399102") as other,
        pytest.raises(UserError, match="本单位没有批次“PC-513399101-2018S-001”"),
    ):
        replies.apply(other, path)


def test_a_file_without_decision_columns_is_refused(desk: Desk, answered: Answered) -> None:
    def drop(sheet: Any, columns: dict[str, int]) -> None:
        sheet.delete_cols(41, 5)

    with pytest.raises(UserError, match="没有“审批结果”这一列"):
        replies.preview(desk, answered({}, edit=drop))


def test_a_decision_dated_before_the_last_step_is_not_taken(
    desk: Desk, exported: Exported, answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-20")
    replies.apply(desk, answered({2: {"result": "超限额待批", "on": "2018-06-18"}, 3: {}}))
    found = replies.apply(desk, answered({2: {"on": "2018-06-15"}, 4: {"on": "2018-06-15"}}, "县政府.xlsx"))
    assert numbers(found.new) == [3]
    assert "早于上一步的日期2018年6月18日" in found.missing[-1].reason
    assert states(desk)[1] == 85


def test_what_the_county_wrote_stands_above_the_cap_too(desk: Desk, answered: Answered) -> None:
    found = replies.apply(desk, answered({2: {"amount": 5100}}))
    assert numbers(found.changed) == [1]
    assert relief.find_case(desk, "JYJZ-513399101-2018S-0001")["approved"] == 510000
    assert states(desk)[1] == 80
