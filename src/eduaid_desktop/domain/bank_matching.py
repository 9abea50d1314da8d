"""Matching the rows of a file from the bank to the rows of the payment list that they are about.

A row is known by its number or account together with name and amount, never by a name alone. Source: section 5.5
(90 to 100 and 95) and 11.4 of the domain rules.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from eduaid_desktop.domain import text
from eduaid_desktop.domain.bank_result import FAILED, PAID, Answer, Entry, Preview, Sent
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.reply import RowProblem

# A spreadsheet keeps this many digits of a number.
_KEPT = 15


def compare(list_no: str, sent: Sequence[Sent], answers: Sequence[Answer], sha256: str = "") -> Preview:
    """Sort every row of the list by what the file says about it."""
    found = Preview(list_no, sha256)
    given = _assigned(sent, answers, found)
    for line in sent:
        _place(line, given.get(line.payment_id, []), found)
    _receipts(found)
    return found


def rest_paid(found: Preview, day: str) -> None:
    """Take those that a list of failures alone does not name as paid on a day (ISO), because somebody said so."""
    if found.unknown and not found.paid:
        words = "有对不上的行，可能就是没有列出的某一笔，其余的没有按到账登记；请先与银行核对这些行。"
        found.problems.append(
            RowProblem(found.unknown[0].answer.row if found.unknown[0].answer else 0, "户名", words)
        )
    for entry in found.absent:
        if entry.sent is not None:
            answer = Answer(0, amount=entry.sent.amount, outcome=PAID, paid_on=day)
            found.missing.remove(entry)
            found.paid.append(Entry(entry.sent, answer, "银行只列了失败的，按到账登记。", new=True))


def agrees(answer: Answer, line: Sent) -> bool:
    """Whether a row of the file can be about a row of the list: whatever it names is the same, and it is enough."""
    if answer.case_no and answer.case_no != line.case_no:
        return False
    if answer.name and not _same_name(answer.name, line.payee_name):
        return False
    exact = bool(answer.account) and answer.account == line.account
    if answer.account and not exact and not damaged(answer.account, line.account):
        return False
    if answer.case_no or exact:
        return bool(answer.name or answer.account)
    # Without a sound account the rest has to be there whole.
    known = bool(answer.account) or answer.position == line.position
    return known and bool(answer.name) and answer.amount == line.amount


def damaged(written: str, account: str) -> bool:
    """Whether a number is what a spreadsheet makes of an account: 6.29900E+18, the last digits 0, no leading 0."""
    if not account.isdecimal() or not re.fullmatch(r"[0-9]+|[0-9.]+E\+?[0-9]+", written):
        return False
    if written == account.lstrip("0"):
        return True
    try:
        number = Decimal(written)
    except InvalidOperation:
        return False
    if number == Decimal(account):
        return True
    digits = min(len(number.as_tuple().digits), _KEPT)
    lossy = "E" in written or (len(written) > _KEPT and not written[_KEPT:].strip("0"))
    lost = len(account) - digits
    return lossy and digits > 3 and lost > 0 and abs(Decimal(account) - number) <= Decimal(10) ** lost


def _same_name(written: str, name: str) -> bool:
    """扎*多吉 of the bank is 扎西多吉 of the list."""
    if written == name or text.without_spaces(written) == text.without_spaces(name):
        return True
    if "*" not in written or not written.strip("*"):
        return False
    return bool(re.fullmatch("".join("." if c == "*" else re.escape(c) for c in written), name))


def _assigned(sent: Sequence[Sent], answers: Sequence[Answer], found: Preview) -> Mapping[int, list[Answer]]:
    """payment id to the rows of the file about it; what finds no place goes to unknown."""
    given: dict[int, list[Answer]] = defaultdict(list)
    open_: dict[tuple[int, ...], list[Answer]] = defaultdict(list)
    near = _Near(sent)
    choices = [(answer, [line for line in near.of(answer) if agrees(answer, line)]) for answer in answers]
    counted = all(a.position == c[0].position for a, c in choices if len(c) == 1 and a.position is not None)
    for answer, fitting in choices:
        fitting = _narrowed(answer, fitting, counted)
        if not fitting:
            found.unknown.append(Entry(None, answer, near.why(answer)))
        elif len(fitting) == 1:
            given[fitting[0].payment_id].append(answer)
        else:
            open_[tuple(line.payment_id for line in fitting)].append(answer)
    for ids, group in open_.items():
        _share_out([i for i in ids if i not in given], group, given, found)
    return given


class _Near:
    """The rows of a list by what a row of the file may name."""

    def __init__(self, sent: Sequence[Sent]) -> None:
        self._sent = sent
        self._by_account: dict[str, list[Sent]] = defaultdict(list)
        self._by_case = {line.case_no: line for line in sent}
        self._by_name: dict[str, list[Sent]] = defaultdict(list)
        for line in sent:
            self._by_account[line.account].append(line)
            self._by_name[line.payee_name].append(line)

    def of(self, answer: Answer) -> Sequence[Sent]:
        """Those that are worth a comparison."""
        if answer.case_no:
            return [self._by_case[answer.case_no]] if answer.case_no in self._by_case else []
        return self._by_account.get(answer.account) or self._by_name.get(answer.name) or self._sent

    def why(self, answer: Answer) -> str:
        """Why a row is of no row of the list."""
        if answer.case_no and answer.case_no not in self._by_case:
            return f"这张发放表里没有 {answer.case_no}。"
        same = self._by_account.get(answer.account, []) if answer.account else []
        if same:
            return f"账号对得上，户名不是“{same[0].payee_name}”；请与银行核对。"
        if answer.name in self._by_name:
            return "户名对得上，账号与送发的不同；只凭姓名不认，请与银行核对。"
        return "这张发放表里没有这个户名和账号。"


def _narrowed(answer: Answer, fitting: list[Sent], counted: bool) -> list[Sent]:
    """Of several rows that a row may be about those that its place, else its amount, points to."""
    if len(fitting) > 1 and counted and answer.position is not None:
        fitting = [line for line in fitting if line.position == answer.position] or fitting
    if len(fitting) > 1:
        fitting = [line for line in fitting if line.amount == answer.amount] or fitting
    return fitting


def _share_out(
    free: Sequence[int], group: Sequence[Answer], given: dict[int, list[Answer]], found: Preview
) -> None:
    """Rows that several payments of one payee share: one each where they all say the same."""
    if free and len(group) >= len(free) and len({answer.said for answer in group}) == 1:
        for place, answer in enumerate(group):
            given[free[min(place, len(free) - 1)]].append(answer)
        return
    for answer in group:
        words = "同一户名和账号有几笔，回盘里没有序号或申请编号，分不清是哪一笔；请银行补上后再读。"
        found.unknown.append(Entry(None, answer, words))


def _place(line: Sent, rows: Sequence[Answer], found: Preview) -> None:
    if not rows:
        _absent(line, "回盘里没有这一行。", None, found)
        return
    answer = rows[0]
    if len(rows) > 1 and not _doubled(line, rows, found):
        return
    if answer.amount != line.amount:
        told = f"回盘 {yuan(answer.amount)} 元" if answer.amount is not None else "回盘没有写金额"
        found.amount.append(Entry(line, answer, f"送发 {yuan(line.amount)} 元，{told}，没有登记。"))
    elif not answer.outcome:
        words = f"结果“{answer.words}”看不懂" if answer.words else "没有写处理结果"
        told = f"{line.payee_name}：{words}，请与银行核对。"
        found.problems.append(RowProblem(answer.row, "处理结果", told))
        _absent(line, f"{words}。", answer, found)
    else:
        _answered(line, answer, found)


def _doubled(line: Sent, rows: Sequence[Answer], found: Preview) -> bool:
    """Whether rows that stand for one payment say the same, so that one of them can be taken."""
    numbers = "、".join(str(row.row) for row in rows)
    same = len({row.said for row in rows}) == 1
    words = "内容相同，只算一次。" if same else "内容互相矛盾，没有采用；请与银行核对。"
    told = f"{line.payee_name}在第 {numbers} 行重复出现，{words}"
    found.problems.append(RowProblem(rows[0].row, "序号", told))
    if not same:
        _absent(line, f"第 {numbers} 行互相矛盾。", rows[0], found)
    return same


def _answered(line: Sent, answer: Answer, found: Preview) -> None:
    """A row that says paid or failed, against what is registered."""
    where = found.paid if answer.outcome == PAID else found.failed
    if line.result is None:
        if answer.outcome == FAILED and not answer.failure:
            found.problems.append(RowProblem(answer.row, "失败原因", f"{line.payee_name}失败，没有写原因。"))
        where.append(Entry(line, answer, answer.failure if answer.outcome == FAILED else "", new=True))
        return
    told = ""
    if line.result != answer.outcome:
        known = "已到账" if line.result == PAID else f"失败（{line.failure_text}）"
        told = f"已经登记为{known}，与回盘不一致，没有改动。"
        found.problems.append(RowProblem(answer.row, "处理结果", f"{line.payee_name}：{told}"))
    where.append(Entry(line, answer, told or "已经登记过。"))


def _absent(line: Sent, why: str, answer: Answer | None, found: Preview) -> None:
    known = "" if line.result is None else "（已经登记过结果）"
    found.missing.append(Entry(line, answer, f"{why}{known}"))


def _receipts(found: Preview) -> None:
    """The same receipt on several payments: perhaps one transfer, perhaps one of them copied."""
    used = Counter(e.answer.receipt_no for e in found.paid if e.answer and e.answer.receipt_no)
    for receipt, count in used.items():
        if count > 1:
            names = _names(e for e in found.paid if e.answer and e.answer.receipt_no == receipt)
            message = f"流水号 {receipt} 用在 {count} 笔上（{names}），请核对是不是同一笔转账。"
            found.problems.append(RowProblem(0, "流水号", message))


def _names(entries: Iterator[Entry]) -> str:
    names = [entry.sent.payee_name for entry in entries if entry.sent]
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")
