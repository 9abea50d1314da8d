"""资助项目: to whom a programme is open, what it pays, and what may stand side by side.

Everything is dated data (resources/policies: programme, rate, stacking; a county's own packages before them);
here stands only how it is read. Rules of section 6 of the domain reference.

Facts about a child in a term, by name: stage, grade, boarding (1, 0 or None for unknown), place,
registered (whether the household is 建档立卡 in the words of the day; None for unknown), hardship (whether
she is recognised this school year, or registered; None when nobody has looked yet), hardship_level.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import dates, money
from eduaid_desktop.domain.rules import CodeTable, Rules

Entry = Mapping[str, Any]
Facts = Mapping[str, Any]
UNITS = {"day": "天", "month": "月", "term": "学期", "year": "学年"}
FORMS = {"waiver": "免", "subsidy": "补", "in_kind": "实物", "loan": "贷款"}
# 领域说明 6.1 P04b, [S13], （P04e）: where the domain reference has it.
_OF_REFERENCE = re.compile(r"^领域说明[^：；，]*|\s*\[[A-Z]\d*\]|（P\d+[a-z]?）")
_CERTAIN = "有文件或报道写明"
_UNCERTAIN = {"L": "标准由总数推算，须核实", "M": "标准的日期或地区不清，须核实", "I": "暂定，须核实"}


@dataclass(frozen=True)
class Priced:
    """What a child receives of a programme in one term: fen, and the sentence that says why.

    fen is None when the programme has no standard amount (it is typed child by child) or pays none.
    rate: the key of the entry of rate.toml it comes from, or "".
    """

    fen: int | None
    why: str
    rate: str = ""


class NoRate(ValueError):
    """No rate, or more than one, fits; the message says what to mend."""


def programme(rules: Rules, key: str) -> Entry:
    """The programme in force. Raises KeyError for none."""
    found: Entry = rules.policy["programme"][key]
    return found


def closed_because(entry: Entry, facts: Facts, rules: Rules) -> list[str]:
    """Why a programme is not open to a child; [] when it is. What is unknown is asked for, not guessed."""
    return list(_closed(entry, facts, rules))


def _closed(entry: Entry, facts: Facts, rules: Rules) -> Iterator[str]:
    if not facts.get("stage"):
        yield "还不知道学段，请先登记在读"
    elif facts["stage"] not in entry["stages"]:
        yield f"面向{_labels(rules, 'stage', entry['stages'])}，该生在{rules.label('stage', facts['stage'])}"
    if entry.get("only_area") and entry["only_area"] != rules.settings.get("area"):
        yield f"只在{'民族自治地方' if entry['only_area'] == 'ethnic' else '民族自治地方以外'}实行"
    if entry.get("only_grades") and facts.get("grade") not in entry["only_grades"]:
        yield f"只面向{'、'.join(entry['only_grades'])}，该生在{facts.get('grade') or '未登记的年级'}"
    if entry.get("only_places") and facts.get("place") not in entry["only_places"]:
        where = rules.label("place", facts.get("place")) or "未登记"
        yield f"只面向就读地为{_labels(rules, 'place', entry['only_places'])}的学生，该生为{where}"
    yield from _flag(entry, facts, "boarding", ("是否寄宿", "寄宿生", "非寄宿生"))
    yield from _flag(entry, facts, "registered", ("户类型", "建档立卡等户的学生", "非建档立卡户的学生"))
    yield from _flag(entry, facts, "hardship", ("本学年的困难认定", "家庭经济困难学生", "家庭不困难的学生"))


def _flag(entry: Entry, facts: Facts, name: str, words: tuple[str, str, str]) -> Iterator[str]:
    wanted, known = entry.get(f"only_{name}"), facts.get(name)
    what, yes, no = words
    if wanted is None or (known is not None and bool(known) == wanted):
        return
    yield f"只面向{yes if wanted else no}，" + (f"{what}还没有登记" if known is None else "该生不是")


def _labels(rules: Rules, table: str, codes: Sequence[str]) -> str:
    return "、".join(rules.label(table, code) for code in codes)


def price(entry: Entry, facts: Facts, rules: Rules) -> Priced:
    """What the programme pays this child in a term. Raises NoRate for a gap or an overlap of rates."""
    if entry["rate"] != "fixed":
        words = "不计金额" if entry["rate"] == "none" else "没有统一标准，金额逐人填写"
        return Priced(None, f"“{entry['name']}”{words}{_in_brackets(readable(entry.get('source', '')))}。")
    fitting = [r for r in rules.policy["rate"].values() if r["programme"] == entry["key"] and _fits(r, facts)]
    if len(fitting) != 1:
        raise NoRate(_unclear(entry, fitting, facts, rules))
    rate = fitting[0]
    return Priced(per_term(rate, entry["period"]), _why(rate, entry), rate["key"])


def _fits(rate: Entry, facts: Facts) -> bool:
    for column, name in (("stages", "stage"), ("grades", "grade"), ("levels", "hardship_level")):
        if rate.get(column) and facts.get(name) not in rate[column]:
            return False
    return all(
        name not in rate or (facts.get(name) is not None and bool(facts[name]) == rate[name])
        for name in ("boarding", "registered")
    )


def _unclear(entry: Entry, fitting: Sequence[Entry], facts: Facts, rules: Rules) -> str:
    who = "、".join(
        filter(
            None,
            (
                rules.label("stage", facts.get("stage")),
                str(facts.get("grade") or ""),
                rules.label("hardship_level", facts.get("hardship_level")),
            ),
        )
    )
    if fitting:
        names = "、".join(f"“{r['key']}”" for r in fitting)
        return f"“{entry['name']}”对{who}有 {len(fitting)} 条标准（{names}），不知道用哪一条。请在政策包里改成一条。"
    missing = "没有标准。请补齐学段、年级、困难等级，或在政策包里补上标准。"
    return f"“{entry['name']}”在这一天对{who or '这样的学生'}{missing}"


def per_term(rate: Entry, period: str) -> int:
    """The fen of one payment. Raises NoRate when half a year's rate is no whole number of fen."""
    fen = money.yuan_to_fen(rate["yuan"])
    if rate["unit"] in ("day", "month"):
        return fen * int(rate.get("per_term", 1))
    if rate["unit"] == "year" and period == "term":
        if fen % 2:
            raise NoRate(f"标准“{rate['key']}”的一半不是整数分，请在政策包里按学期写。")
        return fen // 2
    return fen


def _why(rate: Entry, entry: Entry) -> str:
    per = f"{money.yuan(money.yuan_to_fen(rate['yuan']))} 元/{UNITS[rate['unit']]}"
    if rate["unit"] in ("day", "month"):
        per += f" × {rate.get('per_term', 1)} {UNITS[rate['unit']]}"
    elif rate["unit"] == "year" and entry["period"] == "term":
        per += "，每学期一半"
    doubt = _UNCERTAIN.get(rate["certainty"], "")
    source = "；".join(filter(None, (rate["clause"], readable(rate.get("source", "")), doubt)))
    return f"{per}（{source}）"


def readable(source: str) -> str:
    """A source as a clerk reads it: without its place in the domain reference; "" where nothing is left."""
    return _OF_REFERENCE.sub("", source).strip("：；，、 ")


def grounds(entry: Entry) -> str:
    """依据：clause and source of an entry, and whether the county has to be asked."""
    known = [part for part in (entry.get("clause", ""), readable(entry.get("source", ""))) if part]
    if entry.get("certainty") != "H" and not any("核实" in part for part in known):
        known.append("须向县里核实")
    return f"依据：{'；'.join(known)}" if known else ""


def _in_brackets(words: str) -> str:
    return f"（{words}）" if words else ""


def certainty(entry: Entry) -> str:
    """How certain an entry is, in words; what must be checked with the county ends in 须核实."""
    return _UNCERTAIN.get(entry["certainty"], _CERTAIN)


def stacking(rules: Rules, first: str, second: str) -> Entry | None:
    """The rule about two programmes for one child in one term, in whatever order; None when there is none."""
    for entry in rules.policy.get("stacking", {}).values():
        if {entry["first"], entry["second"]} == {first, second}:
            found: Entry = entry
            return found
    return None


def faults(
    programmes: Sequence[Entry], rates: Sequence[Entry], stages: CodeTable | None = None
) -> Iterator[str]:
    """What is wrong with rates taken together: an unknown programme, overlaps, days without a rate.

    stages: the table of stages, for their names.
    """
    names = {entry["key"]: entry["name"] for entry in programmes}
    for rate in rates:
        if rate["programme"] not in names:
            yield f"标准“{rate['key']}”的资助项目 {rate['programme']} 不在目录里。"
    for entry in programmes:
        if entry["rate"] == "fixed":
            own = [r for r in rates if r["programme"] == entry["key"]]
            yield from _overlaps(names[entry["key"]], own)
            yield from _gaps(entry, own, stages)


def _overlaps(name: str, rates: Sequence[Entry]) -> Iterator[str]:
    for n, one in enumerate(rates):
        for other in rates[n + 1 :]:
            start = max(one["valid_from"], other["valid_from"])
            end = min(one["valid_to"] or _OPEN, other["valid_to"] or _OPEN)
            if start <= end and _meet(one, other):
                yield f"“{name}”的标准“{one['key']}”和“{other['key']}”从 {start} 起重叠，请关掉其中一条。"


_OPEN = "9999-12-31"


def _meet(one: Entry, other: Entry) -> bool:
    """Whether there can be a child that both rates fit."""
    for column in ("stages", "grades", "levels"):
        if one.get(column) and other.get(column) and not set(one[column]) & set(other[column]):
            return False
    return all(
        name not in one or name not in other or one[name] == other[name]
        for name in ("boarding", "registered")
    )


def _gaps(entry: Entry, rates: Sequence[Entry], stages: CodeTable | None) -> Iterator[str]:
    for stage in entry["stages"]:
        spans = sorted(
            (r["valid_from"], r["valid_to"] or _OPEN)
            for r in rates
            if not r.get("stages") or stage in r["stages"]
        )
        day, last = entry["valid_from"], entry["valid_to"] or _OPEN
        for start, end in spans:
            if start > day:
                break
            day = max(day, dates.next_day(end) if end < _OPEN else end)
        if day <= last and day < _OPEN:
            named = stages.label(stage) if stages else stage
            yield f"“{entry['name']}”从 {day} 起对学段 {named} 没有标准，请补上一条。"
