"""历史补录: cases of earlier terms count like any other, and nobody can pay or move them."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.relief_past import earlier
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import checking, imports, lists, parked, people, relief, relief_past, slips
from eduaid_desktop.services.records import Invalid
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.store import history, relief_audit
from eduaid_desktop.store import relief_queries as queries

from .conftest import VILLAGES, Office, id_number

HEAD = ("姓名", "身份证号", "学期/年度", "学校", "学段", "村", "救助金额", "发放日期", "依据")


def past(**values: Any) -> dict[str, Any]:
    """A past case as it is keyed."""
    return {
        "name": "旺堆", "id_number": id_number(501), "term": "2016A", "stage": "小学", "school": "格桑镇中心小学",
        "village": "上格桑村", "household_number": "5133991077", "approved": "800", "past_paid_on": "2016-12-20",
        "past_source": "云教基金〔2016〕3号", "payee_name": "拉姆", **values,
    }  # fmt: skip


def keyed(office: Office, **values: Any) -> int:
    return relief_past.save(office.desk, past(**values)).id


def workbook(path: Path, *rows: tuple[Any, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def row(serial: int = 601, **values: Any) -> tuple[Any, ...]:
    """A line of an old ledger."""
    line = {
        "姓名": "洛桑", "身份证号": id_number(serial), "学期/年度": "2016年秋季学期", "学校": "格桑镇中心小学",
        "学段": "小学", "村": "上格桑村", "救助金额": 600, "发放日期": "2016-12-18", "依据": "2016年台账", **values,
    }  # fmt: skip
    return tuple(line[name] for name in HEAD)


def test_a_past_case_comes_in_archived_with_a_number_of_its_own_series(office: Office) -> None:
    first, second = keyed(office), keyed(office, name="泽仁", id_number=id_number(502))
    case = relief.load(office.desk, first)
    assert (case["state"], case["historical"], case["approved"]) == (workflow.ARCHIVED, 1, 80_000)
    assert case["case_no"] == "JYJZ-513399101-2016A-L0001"
    assert relief.load(office.desk, second)["case_no"] == "JYJZ-513399101-2016A-L0002"
    living = office.to(workflow.ACCEPTED, term="2018S")
    assert relief.load(office.desk, living)["case_no"] == "JYJZ-513399101-2018S-0001"
    assert relief.find_case(office.desk, "jyjz-513399101-2016a-l0001")["id"] == first
    told = relief_past.told(office.desk, case)
    assert told.startswith("历史补录：2016年12月20日发放 800.00 元；依据：云教基金〔2016〕3号；拥珍")
    assert checking.check(office.desk)["findings"] == []


def test_a_number_is_not_given_twice_after_an_undo(office: Office) -> None:
    keyed(office)
    history.undo(office.desk.store, "拥珍", office.desk.store.value("SELECT MAX(id) FROM change"))
    assert relief.load(office.desk, keyed(office))["case_no"].endswith("-L0002")
    with office.desk.store.change("拥珍", "改号段") as change:
        change.next_serial("past-513399101-2016A")
    assert checking.check(office.desk)["ok"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"term": "2018S"}, "不是以前的学期"), ({"term": "2018A"}, "不是以前的学期"),
        ({"past_paid_on": "2018-06-13"}, "在今天之后"), ({"past_paid_on": ""}, "发放日期还没有填写"),
        ({"past_source": ""}, "依据还没有填写"), ({"approved": "0"}, "要大于 0"), ({"approved": ""}, "发放金额"),
        ({"id_number": "", "no_id_reason": ""}, "无证原因"),
    ],
)  # fmt: skip
def test_what_cannot_be_past_is_refused(office: Office, wrong: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        keyed(office, **wrong)
    assert office.desk.store.select("relief_case") == []


def test_a_payment_outside_its_term_is_asked_about(office: Office) -> None:
    late = relief_past.save(office.desk, past(past_paid_on="2017-01-15"))
    assert [p.rule for p in late.problems] == ["W_PAST_DATE"]
    assert "晚于2016年秋季学期的发放期限2016年12月31日" in late.problems[0].message


def test_autumn_comes_after_spring() -> None:
    assert earlier("2016S", "2016A")
    assert not earlier("2016A", "2016S")
    assert not earlier("2016A", "2016A")
    assert earlier("2016A", "2017S")


def test_no_step_is_open_and_none_can_be_taken(office: Office) -> None:
    case_id = keyed(office)
    found = relief.steps(office.desk, case_id)
    assert len(found) == len(workflow.ACTIONS)
    assert {(s.open, s.why.startswith("这是历史补录")) for s in found} == {(False, True)}
    assert relief.status(office.desk, case_id)["next"] is None
    before = office.desk.store.get("relief_case", case_id)
    for action in workflow.ACTIONS:
        with pytest.raises(Refused, match="这是历史补录"):
            office.act(
                case_id, action, amount=100, reason="试一试", signer="扎西", document="1", override=True
            )
    with pytest.raises(Refused, match="请在历史补录里更正"):
        relief.save(office.desk, {"remark": "改"}, case_id)
    assert office.desk.store.get("relief_case", case_id) == before


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("payment", {"payee_name": "拉姆", "payee_account": "62990001", "amount": 80_000, "sent_on": "2018-06-12"}),
        ("relief_step", {"action": "recover", "from_state": 110, "to_state": 220, "on_date": "2018-06-12"}),
        ("opinion", {"box": "education", "decision": "同意"}),
    ],
)  # fmt: skip
def test_the_store_itself_lets_nobody_pay_or_move_it(
    office: Office, table: str, values: dict[str, Any]
) -> None:
    case_id = keyed(office)
    with (
        pytest.raises(Refused, match="L0001 是历史补录"),
        office.desk.store.change("拥珍", "绕过去") as change,
    ):
        change.insert(table, {"case_id": case_id, **values})
    assert office.desk.store.select(table, case_id=case_id) == []


@pytest.mark.parametrize(
    "columns", [{"state": 80}, {"historical": 0}, {"case_no": "JYJZ-513399101-2016A-0001"}]
)
def test_the_store_lets_nobody_make_it_a_living_case(office: Office, columns: dict[str, Any]) -> None:
    case_id = keyed(office)
    before = office.desk.store.get("relief_case", case_id)
    with pytest.raises(Refused, match="是历史补录"), office.desk.store.change("拥珍", "绕过去") as change:
        change.update("relief_case", case_id, columns)
    assert office.desk.store.get("relief_case", case_id) == before


def test_a_living_case_does_not_become_past(office: Office) -> None:
    case_id = office.draft()
    with pytest.raises(Refused, match="是历史补录"), office.desk.store.change("拥珍", "绕过去") as change:
        change.update("relief_case", case_id, {"historical": 1})
    assert relief.load(office.desk, case_id)["historical"] == 0


def test_the_check_tells_of_a_past_case_that_was_paid_behind_the_programs_back(office: Office) -> None:
    case_id = keyed(office)
    office.desk.store.connection.execute(
        "INSERT INTO payment (case_id, payee_name, payee_account, amount, sent_on)"
        " VALUES (?, '甲', '1', 5, '2018-06-12')",
        (case_id,),
    )
    assert any("历史补录的申请被办理或发放过" in fault for fault in relief_audit.faults(office.desk.store))
    office.desk.store.connection.execute("DELETE FROM payment")


def test_no_batch_takes_it(office: Office, tmp_path: Path) -> None:
    keyed(office)
    with pytest.raises(Refused, match="没有“待上报”的申请"):
        batches.export(office.desk, "2016A", tmp_path)


def test_it_counts_in_caps_duplicates_and_totals(office: Office) -> None:
    spring = keyed(office, term="2017S", past_paid_on="2017-06-20", approved="3000")
    child = relief.load(office.desk, spring)["person_id"]
    about = {"id": 0, "person_id": child, "term": "2017A", "household_number": "5133991077"}
    year = ("2017S", "2017A")
    assert queries.student_sum(office.desk.store, about, year, approved_only=True) == 300_000
    sibling = {**about, "person_id": -1}
    assert queries.household_sum(office.desk.store, sibling, year, approved_only=False) == 300_000
    with pytest.raises(Invalid, match=r"已有救助申请 JYJZ-513399101-2017S-L0001（历史补录）"):
        keyed(office, term="2017S", past_paid_on="2017-06-21")
    doubled = relief.save(office.desk, office.form(name="旺堆", id_number=id_number(501), term="2017S"))
    assert "B_DUP_CASE" in [p.rule for p in doubled.problems]
    found = lists.open_list(office.desk, "relief_register", term="2017S")
    assert found.totals()["approved"] == "3,000.00"
    (shown,) = found.rows([spring]).values()
    assert (shown["historical"], shown["paid_on"]) == ("历史补录", "2017年6月20日")


def test_a_correction_says_why_and_keeps_its_term(office: Office) -> None:
    case_id = keyed(office)
    with pytest.raises(Invalid, match="更正的原因"):
        relief_past.save(office.desk, {"approved": "900"}, case_id)
    with pytest.raises(Invalid, match="撤回后重新补录"):
        relief_past.save(office.desk, {"term": "2016S", "correction_reason": "录错"}, case_id)
    relief_past.save(office.desk, {"approved": "900", "correction_reason": "台账看错一行"}, case_id)
    assert relief.load(office.desk, case_id)["approved"] == 90_000
    assert office.desk.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1") == (
        "更正历史补录 JYJZ-513399101-2016A-L0001（旺堆，900.00 元）：台账看错一行"
    )


def test_withdrawn_with_a_reason_it_counts_nowhere(office: Office) -> None:
    case_id = keyed(office)
    with pytest.raises(Refused, match="原因"):
        relief_past.withdraw(office.desk, case_id, " ")
    relief_past.withdraw(office.desk, case_id, "重复录入")
    assert lists.open_list(office.desk, "relief").totals()["count"] == "0"
    with pytest.raises(UserError):
        relief.load(office.desk, case_id)
    with pytest.raises(Refused, match="不是历史补录"):
        relief_past.withdraw(office.desk, office.draft(), "不对")


def test_a_past_case_has_no_form_and_no_slip(office: Office, tmp_path: Path) -> None:
    number = relief.load(office.desk, keyed(office))["case_no"]
    for document in ("approval_form", "approval_slip"):
        with pytest.raises(Refused, match="历史补录"):
            slips.write(office.desk, document, tmp_path / "a.pdf", case=number)
        with pytest.raises(Refused, match="还没有可以打印"):
            slips.write(office.desk, document, tmp_path / "a.pdf", term="2016A")


def test_an_old_ledger_is_read_once(office: Office, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "2016年救助台账.xlsx",
        row(601), row(602, 姓名="格桑", 依据=None), row(603, 姓名="益西", **{"学期/年度": "2016年度"}),
        row(604, 姓名="多吉", 发放日期="2018-07-01"), row(605, 姓名="白珍", **{"学期/年度": "2018年春季学期"}),
    )  # fmt: skip
    result = imports.apply(office.desk, imports.preview(office.desk, path))
    assert result.kind.name == "relief_past"
    assert result.equation() == "历年救助名单：读入 5 = 接收 3 + 待定 0 + 拒收 2 + 跳过 0 + 未变 0"
    cases = office.desk.store.select("relief_case")
    assert [c["case_no"][-5:] for c in cases] == ["L0001", "L0002", "L0003"]
    assert {c["term"] for c in cases} == {"2016A"}
    assert [c["past_source"] for c in cases] == ["2016年台账", "《2016年救助台账.xlsx》", "2016年台账"]
    assert {c["village"] for c in cases} == {VILLAGES[0][0]}
    again = imports.apply(office.desk, imports.preview(office.desk, path))
    assert (again.count("accepted"), again.count("unchanged")) == (0, 3)
    assert len(office.desk.store.select("relief_case")) == 3
    assert checking.check(office.desk)["ok"]


def test_a_doubtful_child_is_parked_and_decided(office: Office, tmp_path: Path) -> None:
    about = {"sex": "男", "ethnic": "藏", "guardian_name": "拉姆", "village": "上格桑村"}
    people.save(office.desk, {"name": "洛桑", "id_number": id_number(601), **about})
    path = workbook(tmp_path / "台账.xlsx", row(609))
    result = imports.apply(office.desk, imports.preview(office.desk, path))
    assert (result.count("parked"), office.desk.store.select("relief_case")) == (1, [])
    (waiting,) = office.desk.store.select("parked_row")
    parked.decide(office.desk, waiting["id"], "different")
    (case,) = office.desk.store.select("relief_case")
    assert (case["historical"], case["approved"]) == (1, 60_000)


def test_undoing_the_import_takes_everything_back(office: Office, tmp_path: Path) -> None:
    path = workbook(tmp_path / "台账.xlsx", row(601), row(602, 姓名="格桑"))
    result = imports.apply(office.desk, imports.preview(office.desk, path))
    assert result.change_id is not None
    checking.undo(office.desk, result.change_id)
    assert (office.desk.store.select("relief_case"), office.desk.store.select("person")) == ([], [])


def test_a_line_that_says_otherwise_is_refused_with_the_case_it_is_about(
    office: Office, tmp_path: Path
) -> None:
    imports.apply(office.desk, imports.preview(office.desk, workbook(tmp_path / "a.xlsx", row(601))))
    second = imports.preview(office.desk, workbook(tmp_path / "b.xlsx", row(601, 救助金额=700)))
    (line,) = second.lines
    assert line.outcome == "refused"
    assert "该生这个学期已有JYJZ-513399101-2016A-L0001（历史补录）" in line.reason()
