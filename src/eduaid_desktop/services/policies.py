"""政策包: a county's own programmes, rates and bands, added from a file, and what applies when."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from eduaid_desktop.domain import programmes, roles
from eduaid_desktop.domain.rules import CodeTable
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import band_table, rules, table_checks, tables
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

_LARGEST = 1 << 20
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Package:
    """A package that was read and found sound: nothing is kept yet.

    says: one sentence for each entry, what it sets from when; doubts: days left without a rate, people without a
    band or cap. of_fund: whether it has bands of the relief fund.
    """

    name: str
    document: str
    file_name: str
    content: str
    says: list[str]
    doubts: list[str]
    of_fund: bool = False


def read(desk: Desk, path: Path) -> Package:
    """Look at a package. Raises UserError, naming the file and the line, when it is not sound.

    An overlap or an unknown programme within the package is refused; days for which a programme would have
    no rate are doubts, because the office may know that they do not matter.
    """
    content = _content(path)
    head, entries = tables.package(content, path.name)
    for policy, number, why in _unknown(desk, entries):
        line = tables.line_of(content, policy, number)
        raise UserError(f"“{path.name}”不能加入：第 {line} 行的 [[{policy}]] {why}")
    known = [
        *rules.shipped("programme"),
        *rules.added(desk.store, "programme"),
        *entries.get("programme", ()),
    ]
    rates_ = entries.get("rate", ())
    priced = [_while_priced(entry, rates_) for entry in known]
    found = list(programmes.faults(priced, rates_, desk.rules().codes["stage"]))
    wrong = [*(fault for fault in found if "没有标准" not in fault), *band_table.faults(entries)]
    if wrong:
        raise UserError(f"“{path.name}”不能加入：{wrong[0]}")
    names = {entry["key"]: entry["name"] for entry in known}
    own = {names[entry["programme"]] for entry in rates_}
    doubts = [f for f in found if any(f"“{name}”" in f for name in own)]
    doubts += band_table.doubts(entries, desk.rules())
    says = [_sentence(policy, entry, names, desk) for policy, rows in entries.items() for entry in rows]
    return Package(head["name"], head["document"], path.name, content, says, doubts, "relief_band" in entries)


_CODES = {
    "stages": "stage", "grades": "grade", "only_grades": "grade", "levels": "hardship_level",
    "only_places": "place", "purposes": "relief_purpose", "categories": "relief_category",
}  # fmt: skip


# What these say is looked up under the names that the program knows; under another nobody would find it.
_KEYED = ("age_window", "attendance_texts", "opinion_texts", "relief_purpose", "relief_timetable")


def _unknown(desk: Desk, entries: Mapping[str, Sequence[Entry]]) -> Iterator[tuple[str, int, str]]:
    """What would silently do nothing or something else: (policy, which of its entries from 1, what is wrong)."""
    codes = band_table.codes(entries, desk.rules())
    for policy, rows in entries.items():
        for number, row in enumerate(rows, 1):
            faults = chain(_columns(policy, row), _key(policy, row, codes), _coded(row, codes))
            twin = (other["key"] for other in rows[: number - 1] if _same(row, other))
            faults = chain(faults, (f"和前面的重名：有两条都叫“{key}”，请改其中一条的名称。" for key in twin))
            yield from ((policy, number, why) for why in faults)


def _columns(policy: str, row: Entry) -> Iterator[str]:
    """A misspelt column would be as good as none, and the entry for everybody."""
    shipped = rules.shipped(policy) if policy != "relief_category" else ()
    known = {column for entry in shipped for column in entry}
    strange = (column for column in row if not (column in table_checks.COLUMNS or column in known))
    yield from (f"有一项 {column} 程序不认识，请核对拼写。" for column in strange)
    if row.get("when") == "hardship" and not (row.get("categories") or row.get("causes")):
        yield "的 when 是 hardship，要写 categories（类别）或 causes（原因）。"


def _key(policy: str, row: Entry, codes: Mapping[str, CodeTable]) -> Iterator[str]:
    key = row["key"]
    if policy == "relief_eligibility" and codes["household_type"].get(key) is None:
        known = "、".join(c.label for c in codes["household_type"].codes)
        yield f"没有“{key}”这种户类型，可以写的是 {known}。"
    elif policy == "evidence_rule" and codes["evidence"].get(key) is None:
        yield f"的 key“{key}”不是材料代码，可以写的是 {_listed(codes['evidence'])}。"
    elif policy in _KEYED and key not in (keys := [entry["key"] for entry in rules.shipped(policy)]):
        yield f"的 key 不能是“{key}”，可以写的是 {'、'.join(dict.fromkeys(keys))}。"


def _coded(row: Entry, codes: Mapping[str, CodeTable]) -> Iterator[str]:
    """Codes that no child can have."""
    for column, table in _CODES.items():
        for word in row.get(column, ()):
            if codes[table].get(word) is None:
                yield f"“{row['key']}”的 {column} 里没有“{word}”，可以写的是 {_listed(codes[table])}。"


def _listed(table: CodeTable) -> str:
    return "、".join(f"{code.code}（{code.label}）" for code in table.codes)


def _same(one: Entry, other: Entry) -> bool:
    """Whether two entries of a policy have one name on one day."""
    met = (not a["valid_to"] or b["valid_from"] <= a["valid_to"] for a, b in ((one, other), (other, one)))
    return bool(one["key"] == other["key"] and all(met))


def _while_priced(entry: Mapping[str, Any], rates_: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """A programme for as long as the package prices it: before and after that the shipped rates apply."""
    own = [rate for rate in rates_ if rate["programme"] == entry["key"]]
    if not own:
        return entry
    first = max(entry["valid_from"], min(rate["valid_from"] for rate in own))
    ends = [rate["valid_to"] for rate in own]
    last = "" if "" in ends else max(ends)
    return {
        **entry,
        "valid_from": first,
        "valid_to": min(filter(None, (entry["valid_to"], last)), default=""),
    }


def _content(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST:
            raise UserError(f"“{path.name}”太大，不是政策包。政策包是一个几页的文字文件，请重新选择。")
        return data.decode("utf-8-sig")
    except ValueError:
        raise UserError(
            f"“{path.name}”不是 UTF-8 文字，读不出来。请用记事本另存为 UTF-8 后再加入。"
        ) from None
    except OSError as error:
        raise UserError(f"读不了“{path.name}”（{error.strerror}）。请检查文件还在不在，再选一次。") from error


def _sentence(policy: str, entry: Mapping[str, Any], names: Mapping[str, str], desk: Desk) -> str:
    until = f"至 {entry['valid_to']}" if entry["valid_to"] else "起"
    when = f"{entry['valid_from'] or '一直'} {until}"
    if policy == "rate":
        amount = f"{entry['yuan']} 元/{programmes.UNITS[entry['unit']]}"
        return f"{when}：{names.get(entry['programme'], entry['programme'])}“{entry['key']}” {amount}"
    if words := band_table.sentence(policy, entry, desk.rules()):
        return f"{when}：{words}"
    ends = "，此后不再实行" if policy == "programme" and entry["valid_to"] else ""
    return f"{when}：{_POLICY_NAMES[policy]}“{entry.get('name', entry['key'])}”{ends}"


_POLICY_NAMES = {
    "age_window": "年龄范围", "grade_order": "年级顺序", "opinion_texts": "意见用语", "programme": "资助项目",
    "rate": "资助标准", "stacking": "能否同时享受", "registered_household": "汇总的户类型",
    "relief_purpose": "救助用途", "evidence_rule": "佐证材料要求", "relief_timetable": "办理时限",
    "attendance_texts": "控辍保学用语", "supervision_phone": "监督电话",
}  # fmt: skip


def add(desk: Desk, package: Package) -> int:
    """Keep a package; from now on it goes before what is shipped. Returns its id.

    Raises Refused when the same file was added already.
    """
    digest = hashlib.sha256(package.content.encode()).hexdigest()
    with desk.change(f"加入政策包《{package.name}》（{package.document}）", role=roles.ADMIN) as change:
        if change.select("policy_package", sha256=digest):
            raise Refused(f"《{package.name}》已经加入过了，内容一模一样，不用再加。")
        row = {"name": package.name, "document": package.document, "file_name": package.file_name}
        row |= {"content": package.content, "sha256": digest, "added_on": desk.today().isoformat()}
        return change.insert("policy_package", row)


def withdraw(desk: Desk, package_id: int) -> None:
    """Take a package out: what is shipped, or an earlier package, applies again."""
    row = desk.store.get("policy_package", package_id)
    with desk.change(f"停用政策包《{row['name']}》", role=roles.ADMIN) as change:
        change.withdraw("policy_package", package_id)


def listed(desk: Desk) -> list[Row]:
    """The packages in the order they were added."""
    return desk.store.select("policy_package")


def rates(desk: Desk, day: date | None = None) -> list[dict[str, Any]]:
    """Every rate in force on a day (today when None): programme, key, yuan, unit, for whom, from, to, source.

    package: the county's package it comes from, or "" for the shipped one; certainty as in the data.
    """
    day = day or desk.today()
    applied = desk.rules(day)
    names = applied.codes["programme"]
    own = {e["key"]: row["name"] for row in listed(desk) for e in rules.entries_of(row).get("rate", ())}
    return [
        {**entry, "programme_name": names.label(entry["programme"]), "package": own.get(entry["key"], "")}
        for entry in sorted(applied.policy["rate"].values(), key=lambda e: (e["programme"], e["key"]))
    ]
