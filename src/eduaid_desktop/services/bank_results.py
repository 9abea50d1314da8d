"""读回盘: what the bank's file says about a payment list, first to look at it, then to register it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import reader
from eduaid_desktop.domain import bank_matching, cells, header, roles, text
from eduaid_desktop.domain.bank_result import PAID, Answer, Entry, Preview
from eduaid_desktop.domain.bank_words import outcome
from eduaid_desktop.domain.header import Header
from eduaid_desktop.domain.payment_list import OPEN, RESULT
from eduaid_desktop.domain.reply import RowProblem
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.domain.workflow_steps import choose
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import payment_lists, relief, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.relief_writing import case_of
from eduaid_desktop.store import payment_queries as queries
from eduaid_desktop.store.store import Change, Row

_LIST_NO = re.compile(r"FF-\d{6,9}-\d{4}[SA]-\d{3,}")
# The time of day behind a date: 2018-06-05 10:11:22, 2018-06-05-10.11.22, 20180605101122.
_TIME = re.compile(r"(?<=[\d日])(?:[ T]+|-(?=\d\d\.))\d{1,2}[:.时：]\d{2}.*$|(?<=^\d{8})\d{6}$")
_TOTAL = ("合计", "总计", "小计", "共计", "汇总")
_NO_REASON = "银行没有写明原因"
_OTHER = "09"


@dataclass(frozen=True)
class File:
    """A file from the bank. named: the numbers of lists that stand anywhere in it or in its name."""

    name: str
    sha256: str
    named: tuple[str, ...]
    answers: tuple[Answer, ...]
    problems: tuple[RowProblem, ...]


def preview(
    desk: Desk, path: Path, list_no: str = "", on_date: str = "", *, rest_paid: bool = False
) -> Preview:
    """What a file from the bank says against the list it answers; nothing is written.

    list_no: the list where the file does not say it. on_date: the ISO date of what bears none, today when "".
    rest_paid: the bank names only those that failed, and all others of the list arrived.
    Raises UserError when the file is no answer of a bank, or is that of another list.
    """
    return _compared(desk, read(desk, path, on_date), list_no, _rest(desk, on_date, rest_paid))


def apply(
    desk: Desk, path: Path, list_no: str = "", on_date: str = "", *, rest_paid: bool = False
) -> Preview:
    """Register every new answer of a file as one change; reading it again changes nothing.

    Raises UserError as preview does, Refused when a step of a case is closed (nothing is written then).
    """
    from eduaid_desktop.services import backups

    desk.store.require_writer()
    file = read(desk, path, on_date)
    found = _compared(desk, file, list_no, _rest(desk, on_date, rest_paid))
    if not found.new:
        return found
    backups.automatic(desk, backups.REPLY)
    row = payment_lists.find(desk, found.list_no)
    counts = f"到账 {_count(found.paid)} 笔，失败 {_count(found.failed)} 笔"
    with desk.change(
        f"登记发放表 {found.list_no} 的银行结果（{counts}）", role=roles.REVIEWER, final=True
    ) as change:
        for entry in found.new:
            _register(change, desk, entry)
        change.insert("bank_result", _result_row(desk, row, file, found))
    return found


def read(desk: Desk, path: Path, on_date: str = "") -> File:
    """The rows of a file from the bank. Raises UserError when no sheet of it has a header that names results."""
    book = reader.read(path)
    rules, day = desk.rules(), on_date or desk.today().isoformat()
    answers: list[Answer] = []
    problems: list[RowProblem] = []
    named = dict.fromkeys(_LIST_NO.findall(path.stem))
    for sheet in book.sheets:
        named |= dict.fromkeys(
            no for row in sheet.rows for c in row if isinstance(c, str) for no in _LIST_NO.findall(c)
        )
        head = header.find(sheet.rows, sheet.merged, [RESULT])
        if head and _names_a_payment(head):
            rows = _Rows(sheet, head, rules, day)
            answers += rows.answers()
            problems += rows.problems
    if not answers:
        raise UserError(
            f"“{path.name}”里没有银行结果（要有账号、户名、金额，还要有处理结果或失败原因的列）。请选择银行给的回盘文件。"
        )
    return File(path.name, book.sha256, tuple(named), tuple(answers), tuple(problems))


def _names_a_payment(head: Header) -> bool:
    return (
        bool({"payee_account", "case_no"} & head.columns.keys())
        or {"position", "payee_name"} <= head.columns.keys()
    )


class _Rows:
    """The rows under a header, in the words of the domain."""

    def __init__(self, sheet: reader.Sheet, head: Header, rules: Rules, day: str) -> None:
        self._sheet, self._head, self._rules, self._day = sheet, head, rules, day
        self.problems: list[RowProblem] = []
        for name, label in (("amount", "金额"), ("paid_on", "到账日期")):
            if name not in head.columns:
                then = f"没有日期的按 {day} 登记。" if name == "paid_on" else "没有金额不能核对，不会登记。"
                self.problems.append(RowProblem(0, label, f"回盘里没有{label}这一列，{then}"))

    def answers(self) -> Iterator[Answer]:
        """One for every row that names a payee or a case; totals, notes and empty rows are left out."""
        first = self._head.last + 1
        for number, row in enumerate(self._sheet.rows[first:], first):
            named = {
                n: row[c] for n, c in self._head.columns.items() if c < len(row) and row[c] not in (None, "")
            }
            total = any(isinstance(c, str) and header.plain(c).startswith(_TOTAL) for c in row)
            if {"case_no", "payee_account", "payee_name"} & named.keys() and not total:
                yield self._answer(number, named)

    def _answer(self, number: int, raw: dict[str, Any]) -> Answer:
        for name, column in self._head.columns.items():
            if (number, column) in self._sheet.unread:
                words = "单元格是没有算出结果的公式或错误值，请用 Excel 或 WPS 打开保存后再读。"
                self.problems.append(RowProblem(number + 1, RESULT_LABELS[name], words))
        result, failure = cells.as_text(raw.get("result")), text.tidy(cells.as_text(raw.get("failure")))
        decided, code, words = outcome(self._rules, text.tidy(result), failure)
        return Answer(
            number + 1,
            self._sheet.name,
            self._field("position", raw, number),
            text.half_width(text.tidy(cells.as_text(raw.get("case_no")))).upper(),
            text.name(cells.as_text(raw.get("payee_name"))),
            text.compact(cells.as_text(raw.get("payee_account"))),
            self._field("amount", raw, number),
            decided,
            text.tidy(result),
            code,
            words,
            self._paid_on(raw, number),
            text.tidy(cells.as_text(raw.get("receipt_no"))),
        )

    def _paid_on(self, raw: dict[str, Any], number: int) -> str:
        """The day of a row; "" for one that is written and cannot be read: another day would be a wrong one."""
        written = raw.get("paid_on")
        if isinstance(written, str):
            raw = {**raw, "paid_on": _TIME.sub("", written.strip())}
        return self._field("paid_on", raw, number) or ("" if written else self._day)

    def _field(self, name: str, raw: dict[str, Any], number: int) -> Any:
        """A number or a date; one that cannot be read is told of and counts as not there."""
        field = next(f for f in RESULT.fields if f.name == name)
        value, problems = field.clean(raw.get(name), self._rules)
        if value is None and problems and name != "position":
            self.problems.append(RowProblem(number + 1, field.label, problems[0].message))
        return value


RESULT_LABELS = {field.name: field.label for field in RESULT.fields}


def _rest(desk: Desk, on_date: str, rest_paid: bool) -> str:
    return (on_date or desk.today().isoformat()) if rest_paid else ""


def _compared(desk: Desk, file: File, list_no: str, rest: str) -> Preview:
    """rest: the day on which all others arrived, "" where the file names them all."""
    row = _list_of(desk, file, list_no)
    lines = payment_lists.sent(desk, row["id"])
    found = bank_matching.compare(row["list_no"], lines, file.answers, file.sha256)
    accounts = {line.account for line in lines}
    if len(found.unknown) == len(file.answers) and not accounts & {answer.account for answer in file.answers}:
        raise UserError(_of_another(desk, file, row["list_no"]))
    if rest:
        bank_matching.rest_paid(found, rest)
    found.problems[:0] = [*file.problems, *_used_before(desk, row, found)]
    found.paid = [entry for entry in found.paid if not _closed(desk, entry, found)]
    found.failed = [entry for entry in found.failed if not _closed(desk, entry, found)]
    return found


def _used_before(desk: Desk, row: Row, found: Preview) -> Iterator[RowProblem]:
    """Receipts of payments outside this list: money that arrived is not to be counted for somebody else."""
    rows = {entry.answer.receipt_no: entry.answer.row for entry in found.paid if entry.answer}
    for used in queries.receipts(desk.store, json.dumps([no for no in rows if no]), row["id"]):
        words = f"流水号 {used['receipt_no']} 已经登记在{used['payee_name']}（{used['case_no']}）名下，请与银行核对。"
        yield RowProblem(rows[used["receipt_no"]], "流水号", words)


def _list_of(desk: Desk, file: File, wanted: str) -> Row:
    """The list that a file answers: the one named, else the one that most of its accounts stand on."""
    if wanted:
        row = payment_lists.find(desk, wanted)
        if file.named and row["list_no"] not in file.named:
            raise UserError(
                f"“{file.name}”是发放表 {file.named[0]} 的回盘，不是 {row['list_no']} 的。请改选文件或发放表。"
            )
        return row
    if len(file.named) > 1:
        raise UserError(
            f"“{file.name}”里有几张发放表（{'、'.join(file.named)}）。请写明读哪一张，一张一张读。"
        )
    number = file.named[0] if file.named else _fitting(desk, file)
    if number is None:
        raise UserError(f"“{file.name}”里的账号不在任何一张发放表里。请核对是不是别的单位的回盘文件。")
    return payment_lists.find(desk, number)


def _fitting(desk: Desk, file: File) -> str | None:
    """The list that most of its accounts or cases stand on; of damaged numbers the only list that waits."""
    named = [name for answer in file.answers for name in (answer.account, answer.case_no)]
    found = queries.fitting_list(desk.store, json.dumps(named))
    open_ = desk.store.select("payment_list", status=OPEN)
    return open_[0]["list_no"] if found is None and len(open_) == 1 and _any_damaged(file) else found


def _any_damaged(file: File) -> bool:
    return any(not answer.account.isdecimal() or answer.account.endswith("000") for answer in file.answers)


def _of_another(desk: Desk, file: File, list_no: str) -> str:
    other = _fitting(desk, file)
    if other and other != list_no:
        return f"“{file.name}”里没有一行是发放表 {list_no} 的，它像是 {other} 的回盘。请改选发放表后再读。"
    return f"“{file.name}”里没有一行对得上发放表 {list_no}。请核对是不是别的单位或别的批次的回盘。"


def _closed(desk: Desk, entry: Entry, found: Preview) -> bool:
    """Whether the road keeps an answer from being registered; the row is then missing, with the reason."""
    if not entry.new or entry.sent is None:
        return False
    case = case_of(desk, entry.sent.case_id)
    action, given = _given(entry)
    try:
        _require_day(given)
        choose(case, relief_checks.circumstances(desk, case), action, given)
    except Refused as wrong:
        row = entry.answer.row if entry.answer else 0
        found.problems.append(RowProblem(row, "处理结果", f"{entry.sent.payee_name}：{wrong.sentence}"))
        found.missing.append(replace(entry, reason=wrong.sentence, new=False))
        return True
    return False


def _require_day(given: Given) -> None:
    if not given.on_date:
        raise Refused("日期看不懂，没有登记；请改成 2018-06-05 这样，再读一次。")


def _given(entry: Entry) -> tuple[str, Given]:
    """The step that an answer takes, and what is keyed with it."""
    answer = entry.answer
    assert answer is not None
    if answer.outcome == PAID:
        return "paid", Given(on_date=answer.paid_on, amount=answer.amount, document=answer.receipt_no)
    code, words = answer.code or _OTHER, answer.failure or _NO_REASON
    return "pay_failed", Given(on_date=answer.paid_on, failure_code=code, reason=words)


def _register(change: Change, desk: Desk, entry: Entry) -> None:
    assert entry.sent is not None
    assert entry.answer is not None
    action, given = _given(entry)
    names = ("on_date", "amount", "document", "failure_code", "reason")
    keyed: dict[str, Any] = {name: getattr(given, name) or None for name in names}
    try:
        relief.move(change, desk, case_of(desk, entry.sent.case_id), action, **keyed)
    except Refused as wrong:
        where = f"第 {entry.answer.row} 行 {entry.sent.payee_name}"
        raise Refused(f"{where}：{wrong.sentence}整个回盘都没有登记，请处理这一笔后再读一次。") from wrong


def _count(entries: list[Entry]) -> int:
    return sum(entry.new for entry in entries)


def _result_row(desk: Desk, row: Row, file: File, found: Preview) -> Row:
    head = {"payment_list_id": row["id"], "file_name": file.name, "sha256": file.sha256}
    counts = {"paid": _count(found.paid), "failed": _count(found.failed)}
    missing = len(found.missing) + len(found.amount)
    return {**head, **counts, "missing": missing, "read_on": desk.today().isoformat()}
