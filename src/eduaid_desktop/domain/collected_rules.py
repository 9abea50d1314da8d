"""What stands out among the rows of many townships: children claimed twice, one account for several payees."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from eduaid_desktop.domain import id_number, masks
from eduaid_desktop.domain.collected import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    Found,
    Line,
    found,
    household,
    named,
)
from eduaid_desktop.domain.matching import plain
from eduaid_desktop.domain.money import yuan

Key = Callable[[Line], Hashable]


def doubles(lines: Sequence[Line]) -> Iterator[Found]:
    """One child in several rows, by its number or, less surely, by its name; each set of rows is told once."""
    told: set[int] = set()
    for key, sure, why, fits in _SAME_CHILD:
        for group in _groups(lines, key):
            ids = {line.id for line in group}
            if fits(group) and not ids <= told:
                told |= ids
                yield found("double", _doubled(group, why), group, _sure(group, sure))


def _by_id(line: Line) -> Hashable:
    return line.id_number or None


def _by_student_number(line: Line) -> Hashable:
    return line.student_number or None


def _by_birth(line: Line) -> Hashable:
    born = id_number.birth_day(line.id_number)
    return (plain(line.name), born) if born and line.name else None


def _by_head(line: Line) -> Hashable:
    return (plain(line.name), plain(line.head_name)) if line.name and line.head_name else None


def _any(group: Sequence[Line]) -> bool:
    return True


def _one_without_number(group: Sequence[Line]) -> bool:
    """Two numbers are two children, as far as names can tell."""
    return any(not line.id_number for line in group)


_SAME_CHILD: tuple[tuple[Key, str, str, Callable[[Sequence[Line]], bool]], ...] = (
    (_by_id, CERTAIN, "身份证号相同", _any),
    (_by_student_number, LIKELY, "学籍号相同", _any),
    (_by_head, POSSIBLE, "姓名和户主相同，有一人没有身份证号", _one_without_number),
    (_by_birth, POSSIBLE, "姓名和出生日期相同，身份证号不同", _any),
)


def _sure(group: Sequence[Line], usual: str) -> str:
    """A name that stands for the same school too says more than a name."""
    same_school = len({line.school for line in group}) == 1
    return LIKELY if usual == POSSIBLE and same_school else usual


def _doubled(group: Sequence[Line], why: str) -> str:
    places = {line.township_code for line in group}
    number = next((line.id_number for line in group if line.id_number), "")
    who = group[0].name + (f"（{masks.id_number(number)}）" if number else "")
    where = f"在 {len(places)} 个乡镇" if len(places) > 1 else f"在{group[0].township}"
    total = yuan(sum(line.amount for line in group))
    return f"{who}{where}申报了 {len(group)} 次，合计 {total} 元（{why}）：{named(group)}。"


def names(lines: Sequence[Line]) -> Iterator[Found]:
    """One ID number that stands for different names; a separator more or less makes no other name."""
    for group in _groups(lines, _by_id):
        called = dict.fromkeys(plain(line.name) for line in group)
        if len(called) > 1:
            told = f"身份证号 {masks.id_number(group[0].id_number)} 有 {len(called)} 个姓名：{'、'.join(called)}。"
            yield found("name", f"{told}{named(group)}。", group)


def accounts(lines: Sequence[Line]) -> Iterator[Found]:
    """F12: an account that several payees use; that one payee takes it for several children of a family is no fault.

    One payee for several families may be right (an aunt, a village cashier), and is worth a look.
    """
    for group in _groups(lines, _by_account):
        payees = dict.fromkeys(plain(line.payee_name) for line in group)
        families = {household(line) for line in group}
        account = masks.account(group[0].payee_account)
        if len(payees) > 1:
            told = f"账号（{account}）有 {len(payees)} 个收款人：{'、'.join(payees)}"
            yield found("account", f"{told}。{named(group)}。", group)
        elif len(families) > 1:
            told = f"收款人{group[0].payee_name}的账号（{account}）收 {len(families)} 户的款"
            yield found("account", f"{told}。{named(group)}。", group, POSSIBLE)


def _by_account(line: Line) -> Hashable:
    return line.payee_account or None


def _groups(lines: Iterable[Line], key: Key) -> Iterator[list[Line]]:
    """The rows that share a key, where several do; in the order of the rows."""
    by_key: dict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        if (own := key(line)) is not None:
            by_key[own].append(line)
    return (group for group in by_key.values() if len(group) > 1)


def altered(lines: Sequence[Line], batches: Sequence[tuple[str, str, int]]) -> Iterator[Found]:
    """Files that are not what was sealed, with their rows that tell; batches: (number, township, differences)."""
    rows: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.differences:
            rows[line.batch_no].append(line)
    for batch_no, township, count in batches:
        if not count:
            continue
        own = rows[batch_no]
        told = "；".join(f"第 {line.row} 行 {line.name} {line.differences}" for line in own[:5])
        more = f"等 {len(own)} 行" if len(own) > 5 else ""
        where = f"：{told}{more}" if own else "：有行或列被删去、加入，或封面、花名册被改动"
        sentence = masks.in_text(f"{township}的批次 {batch_no} 与封存时有 {count} 处不同{where}。")
        yield Found("sealed", sentence, tuple(own), CERTAIN, (batch_no,), (township,))
