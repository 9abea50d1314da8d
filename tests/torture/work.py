"""What clerks do all day, by chance: every method of Clerk is one thing a user does at a desk."""

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import county_reply
from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import aid, backups, checking, imports, people, projects, relief, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_kinds, batches, replies

TERM = "2018S"
VILLAGES = ("上格桑村", "下格桑村", "达瓦村")
ROLL = (
    "学校名称", "学籍号", "姓名", "性别", "民族", "身份证件号", "学段", "年级", "是否寄宿", "行政村",
    "监护人姓名", "监护人关系", "联系电话",
)  # fmt: skip
# The usual road with the dates on the paper; the notice hangs 3 to 9 May.
ROAD: dict[int, tuple[str, dict[str, Any]]] = {
    workflow.DRAFT: ("accept", {"on_date": "2018-05-02"}),
    workflow.ACCEPTED: ("send_village", {"on_date": "2018-05-02"}),
    workflow.VILLAGE_REVIEW: ("village_agree", {"on_date": "2018-05-03", "signer": "四郎"}),
    workflow.VILLAGE_NOTICE: ("notice_end", {"on_date": "2018-05-10"}),
    workflow.TOWN_REVIEW: ("township_agree", {"on_date": "2018-05-11", "signer": "扎西"}),
    workflow.APPROVED: ("pay", {"on_date": "2018-06-12"}),
    workflow.IN_PAYMENT: ("paid", {"on_date": "2018-06-12"}),
    workflow.PAID: ("archive", {"on_date": "2018-06-12", "reason": "发放表还在村里签收"}),
}
DECISIONS: tuple[dict[str, str], ...] = (
    {"审批结果": "同意", "审批文号": "云教〔2018〕9号"},
    {"审批结果": "同意", "审批文号": "云教〔2018〕10号"},
    {"审批结果": "不予救助", "不予原因": "不符合条件"},
    {"审批结果": "退回", "不予原因": "材料不全"},
    {"审批结果": ""},
)


def id_number(serial: int) -> str:
    """A number of the unassigned county 513399, another one for every serial."""
    head = f"513399{2004 + serial // 999 % 10}0412{serial % 999 + 1:03d}"
    return head + check_digit(head)


def roll(path: Path, serials: list[int]) -> Path:
    """A school roll as CSV with one row for every serial."""
    rows = [
        ("格桑镇中心小学", f"G{id_number(n)}", f"曲批{n}", "", "藏", id_number(n), "小学", "三年级", "是",
         VILLAGES[n % 3], f"拉姆{n}", "母亲", f"1640000{n % 10000:04d}")
        for n in serials
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ROLL, *rows])
    return path


def said(act: Callable[[], object]) -> str:
    """The one sentence in which a thing was refused, "" when it was done. Anything else is raised."""
    sentence = ""
    try:
        act()
    except UserError as refused:
        sentence = refused.sentence
        if "\n" in sentence or not sentence.endswith(("。", "）")):
            raise AssertionError(f"not one plain sentence: {sentence!r}") from refused
    return sentence


class Clerk:
    """A person at a desk. Methods raise UserError where a rule forbids; nothing else may be raised.

    folder takes what goes out, incoming what comes from elsewhere; dice decides.
    """

    def __init__(self, desk: Desk, folder: Path, dice: random.Random, incoming: Path | None = None) -> None:
        self.desk, self.folder, self.dice = desk, folder, dice
        self.incoming = incoming or folder
        self.exported: list[batches.Exported] = []
        self.imported: list[tuple[int, imports.ImportResult]] = []

    @property
    def jobs(self) -> tuple[Callable[[], None], ...]:
        """Everything a clerk can do; steps of cases most often."""
        return (
            *(self.child, self.edit_child, self.aid, self.edit_aid, self.case, self.case, self.case),
            *(self.step, self.step, self.step, self.step, self.step, self.step, self.step, self.step),
            *(self.other_step, self.edit_case, self.delete_case, self.project, self.part, self.part),
            *(self.remove_part, self.roll, self.undo, self.export, self.export, self.reply, self.print_),
            *(self.back_up, self.back_up_beside),
        )  # fmt: skip

    def child(self) -> None:
        n = self.dice.randrange(5000)
        raw = {"name": f"曲批{n}", "id_number": id_number(n), "ethnic": "藏", "village": self._village()}
        raw |= {"guardian_name": f"拉姆{n}", "guardian_relation": "母亲"}
        people.save(self.desk, raw)

    def edit_child(self) -> None:
        if child := self._any("person"):
            raw = {"phone": f"1640000{self.dice.randrange(10000):04d}", "village": self._village()}
            people.save(self.desk, raw, child["id"], self.dice.choice([None, child["revision"]]))

    def aid(self) -> None:
        own = {
            "programme": "普高国家助学金", "amount": "1000", "hardship_category": "建档立卡", "stage": "普高",
            "hardship_level": "困难", "grade": "高一",
        }  # fmt: skip
        aid.save(self.desk, self._form({"applied", "purpose", "place", "household_type"}) | own)

    def edit_aid(self) -> None:
        if found := self._any("aid"):
            aid.save(self.desk, {"amount": str(self.dice.randrange(1, 3000))}, found["id"], found["revision"])

    def case(self) -> None:
        relief.save(self.desk, self._form(set()))

    def edit_case(self) -> None:
        if case := self._any("relief_case"):
            raw = {"applied": str(self.dice.choice([500, 1000, 1500])), "override_reason": "特别困难"}
            relief.save(self.desk, raw, case["id"], case["revision"])

    def delete_case(self) -> None:
        if case := self._any("relief_case", state=workflow.DRAFT):
            relief.delete_draft(self.desk, case["id"])

    def step(self) -> None:
        """The next step of the usual road."""
        under_way = [c for c in self.desk.store.select("relief_case") if c["state"] in ROAD]
        if under_way:
            case = self.dice.choice(under_way)
            action, inputs = ROAD[case["state"]]
            day = max(inputs["on_date"], case["since"])
            relief.act(self.desk, case["id"], action, **inputs | {"on_date": day})

    def other_step(self) -> None:
        """Any step that the page would offer."""
        if case := self._any("relief_case"):
            steps = relief.steps(self.desk, case["id"])
            step = self.dice.choice([s for s in steps if s.open or self.dice.random() < 0.05] or steps)
            known = {"signer": "扎西", "reason": "写明的理由", "document": "云教〔2018〕9号", "amount": 100_000,
                     "failure_code": "01", "account": "62990000000777", "date": None}  # fmt: skip
            inputs = {name: known[name] for name in step.needs if name != "date"}
            inputs |= {"target": self.dice.choice(step.targets)[0]} if step.targets else {}
            relief.act(self.desk, case["id"], step.action, **inputs)

    def project(self) -> None:
        raw = {"project_no": projects.next_number(self.desk), "name": "中心小学食堂", "kind": "宿舍食堂"}
        total = str(self.dice.randrange(1, 900) * 1000)
        projects.save(self.desk, raw | {"plan_year": "2018", "total_investment": total})

    def part(self) -> None:
        if project := self._any("project"):
            part, raw = self.dice.choice((
                ("funding", {"source": "county", "amount": str(self.dice.randrange(1, 90) * 1000)}),
                ("milestone", {"stage": str(self.dice.randrange(1, 9) * 10), "done_on": "2018-05-01"}),
                ("progress", {"month": f"2018-0{self.dice.randrange(1, 6)}", "physical": "40"}),
            ))  # fmt: skip
            projects.save_part(self.desk, part, raw, project_id=project["id"])

    def remove_part(self) -> None:
        part = self.dice.choice(list(projects.PARTS))
        if found := self._any(part):
            projects.remove_part(self.desk, part, found["id"])

    def roll(self) -> None:
        serials = [self.dice.randrange(5000) for _ in range(self.dice.randrange(1, 40))]
        path = roll(self.incoming / f"名册{self.dice.randrange(10**6)}.csv", serials)
        previewed = imports.preview(self.desk, path, term=self.dice.choice([TERM, "2017A"]))
        result = imports.apply(self.desk, previewed)
        path.unlink()
        self.imported.append((len(serials), result))

    def undo(self) -> None:
        last = self.desk.store.value("SELECT MAX(id) FROM change")
        checking.undo(self.desk, max(1, last - self.dice.randrange(8)))

    def export(self) -> None:
        kinds = [*batch_kinds.waiting(self.desk).get(TERM, {})] or [""]
        kind = kinds[self.dice.randrange(len(kinds))]
        self.exported.append(batches.export(self.desk, TERM, self.folder, kind=kind))

    def reply(self) -> None:
        if batch := self._any("batch", status="open") or self._any("batch"):
            numbers = [line["case_no"] for line in self.desk.store.select("batch_line", batch_id=batch["id"])]
            decided = {n: {**self.dice.choice(DECISIONS), "审批日期": "2018-06-12"} for n in numbers}
            for decision in decided.values():
                if decision["审批结果"] == "同意":
                    decision["审批金额"] = self.dice.choice(["500", "1000"])
            sent = self.folder / batch["file_name"]
            if not sent.exists():
                batches.write_again(self.desk, batch["batch_no"], self.folder)
            answer = self.incoming / f"回执{self.dice.randrange(10**6)}.xlsx"
            county_reply.fill(sent, answer, decided)
            replies.apply(self.desk, answer)
            answer.unlink()

    def print_(self) -> None:
        if case := self._any("relief_case"):
            ref = case["case_no"] or str(case["id"])
            slips.write(self.desk, "approval_form", self.folder / f"{ref}.pdf", case=ref)

    def back_up(self) -> None:
        backups.back_up(self.desk, self.folder)

    def back_up_beside(self) -> None:
        backups.automatic(self.desk, backups.TIMED)

    def _any(self, table: str, **equals: Any) -> dict[str, Any] | None:
        found = self.desk.store.select(table, **equals)
        return self.dice.choice(found) if found else None

    def _village(self) -> str:
        return self.dice.choice(VILLAGES)

    def _form(self, without: set[str]) -> dict[str, Any]:
        """A complete application as it is typed, for a child that is new or known."""
        n = self.dice.randrange(600)
        form = {
            "name": f"曲批{n}", "id_number": id_number(n), "ethnic": "藏", "term": TERM,
            "stage": "小学", "school": "格桑镇中心小学", "place": "县内", "grade": "三年级",
            "boarding": "是", "village": self._village(), "head_name": f"拉姆{n}",
            "household_number": f"51339910{n % 90:02d}", "household_type": "一般贫困户",
            "population": "4", "guardian_name": f"拉姆{n}", "guardian_relation": "母亲",
            "phone": f"1640000{n:04d}", "aid_received": "无", "reason": "家庭收入低，生活用品困难",
            "purpose": "2", "applied": "1000", "application_date": "2018-05-02",
            "payee_name": f"拉姆{n}", "payee_relation": "母亲", "payee_bank": "云岭县农村信用社",
            "payee_account": f"6299{n:011d}",
        }  # fmt: skip
        return {name: value for name, value in form.items() if name not in without}
