"""救助标准: which band an amount of the fund is held against, the caps of a year, and what a band suggests.

Everything is dated data (resources/policies: relief_band and relief_cap; a county's own packages before them), with
amounts in yuan; here stands only how it is read, in fen. Presets A to E of section 5.3 of the domain reference are
what five counties do; which of them an office follows is its setting relief_preset.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import dates, money
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.rules import CodeTable, Rules

Entry = Mapping[str, Any]
PRESETS = {
    "A": "仪陇县：按学段分范围",
    "B": "固定数，不分学段",
    "C": "按救助对象类别定数",
    "D": "按所填的就学费用",
    "E": "巍山县：非义务教育阶段，分等次",
}
STUDENT, HOUSEHOLD = "student", "household"
KINDS = {"range": "范围", "fixed": "固定", "itemised": "按费用"}
WHOSE = {STUDENT: "每生", HOUSEHOLD: "每户"}
YEARS = {"calendar": "每年", "school": "每学年"}
# Who may agree to more than a cap.
ABOVE = {"county_government": "县人民政府"}
# What decides between bands: the column of a band, the field of a case, the table of its codes.
BY = (
    ("stages", "stage", "stage"),
    ("purposes", "purpose", "relief_purpose"),
    ("categories", "relief_category", "relief_category"),
)
_FIRST, _OPEN = "0001-01-01", "9999-12-31"


@dataclass(frozen=True)
class Band:
    """What an amount is held against, in fen; step: what it has to be a multiple of.

    kind: range (least to most), fixed (most), itemised (up to most, what the family still has to pay), plausible
    (no table says anything, only the window that every amount should lie in) or none (the table has nothing for
    whom). source: where it stands written, "" for the last two.
    """

    kind: str
    least: int = 0
    most: int = 0
    step: int = 1
    whom: str = ""
    source: str = ""

    def misfit(self, fen: int) -> str:
        """How an amount differs from the band, to be read after the amount; "" when it fits."""
        if self.kind == "none":
            return f"没有标准可比，执行的标准里没有{self.whom}"
        if self.kind == "fixed":
            return "" if fen == self.most else f"不是规定的固定标准 {yuan(self.most)} 元"
        if self.kind == "itemised" and fen > self.most:
            return f"超过已填的就学费用合计 {yuan(self.most)} 元" if self.most else "还没有就学费用可以核对"
        if self.kind != "itemised" and not self.least <= fen <= self.most:
            span = f"{yuan(self.least)} 至 {yuan(self.most)} 元"
            return f"不在合理范围 {span}之内" if self.kind == "plausible" else f"不在本学段标准 {span}之内"
        return "" if fen % self.step == 0 else f"不是 {yuan(self.step)} 元的整数倍"

    @property
    def suggested(self) -> int | None:
        """The amount the band itself names: the fixed one, or the costs; None where the office decides."""
        return self.most or None if self.kind in ("fixed", "itemised") else None


@dataclass(frozen=True)
class Cap:
    """The most that a child or a household may receive in a year, in fen; above: who may agree to more."""

    fen: int
    year_basis: str
    above: str
    source: str


def band(values: Mapping[str, Any], rules: Rules) -> Band | None:
    """The one band for a case with these values; None while its stage is not known."""
    table = bands(rules)
    if not table:
        return _plausible(rules)
    if not values.get("stage"):
        return None
    found = next((entry for entry in table if fits(entry, values)), None)
    return _read(found, values) if found else Band("none", whom=_whom(values, table, rules))


def bands(rules: Rules) -> list[Entry]:
    """The bands in force: those of a package, else those of the preset that the office follows."""
    return _followed(rules, "relief_band")


def cap(rules: Rules, whose: str) -> Cap | None:
    """The cap in force for a STUDENT or a HOUSEHOLD; None where there is none."""
    for entry in caps(rules):
        if entry["whose"] == whose:
            above = ABOVE[entry["override"]]
            return Cap(money.yuan_to_fen(entry["yuan"]), entry["year_basis"], above, entry["source"])
    return None


def caps(rules: Rules) -> list[Entry]:
    """The caps in force: those of a package, else those of the preset that the office follows."""
    return _followed(rules, "relief_cap")


def _followed(rules: Rules, policy: str) -> list[Entry]:
    preset = rules.settings.get("relief_preset", "A")
    entries = rules.policy.get(policy, {}).values()
    return [entry for entry in entries if entry.get("preset", preset) == preset]


def fits(entry: Entry, values: Mapping[str, Any]) -> bool:
    """Whether a band is for cases with these values."""
    return all(not entry.get(column) or values.get(name) in entry[column] for column, name, _ in BY)


def _read(entry: Entry, values: Mapping[str, Any]) -> Band:
    step, source = money.yuan_to_fen(entry.get("step_yuan", 0)) or 1, entry["source"]
    if entry["kind"] == "fixed":
        fixed = money.yuan_to_fen(entry["yuan"])
        return Band("fixed", fixed, fixed, source=source)
    if entry["kind"] == "itemised":
        costs = sum(fen or 0 for name, fen in values.items() if name.startswith("cost_"))
        return Band("itemised", 0, costs, step, source=source)
    least, most = (money.yuan_to_fen(entry[name]) for name in ("min_yuan", "max_yuan"))
    return Band("range", least, most, step, source=source)


def _plausible(rules: Rules) -> Band | None:
    """The window of section 5.3, as the office sets it; None where it is switched off by 0."""
    most = rules.settings.get("plausible_most", 0)
    if not most:
        return None
    return Band("plausible", money.yuan_to_fen(rules.settings["plausible_least"]), money.yuan_to_fen(most))


def _whom(values: Mapping[str, Any], table: Iterable[Entry], rules: Rules) -> str:
    """What of a case decides and fits nothing: 普高、还没选救助对象类别."""
    words = []
    for column, name, codes in BY:
        if name == "stage" or any(entry.get(column) for entry in table):
            label = rules.label(codes, values.get(name))
            words.append(label or {"purpose": "还没选用途"}.get(name, "还没选救助对象类别"))
    return f"“{'、'.join(words)}”这一种"


def who(entry: Entry, codes: Mapping[str, CodeTable]) -> str:
    """For whom a band is: 普高、中职；孤儿; 全部 where it makes no difference."""
    parts = ["、".join(codes[table].label(code) for code in entry.get(column, ())) for column, _, table in BY]
    return "；".join(filter(None, parts)) or "全部"


def amount_words(entry: Entry) -> str:
    """What a band allows, in words: 500 至 2,000 元；固定 200 元；按所填就学费用."""
    step = entry.get("step_yuan", 0)
    multiple = f"，{step} 元的整数倍" if step > 1 else ""
    if entry["kind"] == "fixed":
        return f"固定 {entry['yuan']:,} 元"
    if entry["kind"] == "itemised":
        return f"不超过所填的就学费用合计{multiple}"
    return f"{entry['min_yuan']:,} 至 {entry['max_yuan']:,} 元{multiple}"


def overlaps(entries: Sequence[Entry]) -> Iterator[str]:
    """Bands of one table that one case could fit on one day, caps of the same people, two of one name."""
    for n, one in enumerate(entries):
        for other in entries[n + 1 :]:
            start = max(one["valid_from"], other["valid_from"])
            end = min(one["valid_to"] or _OPEN, other["valid_to"] or _OPEN)
            if start <= end and one["key"] == other["key"]:
                yield f"有两条都叫“{one['key']}”，请改其中一条的名称。"
            elif start <= end and _meet(one, other):
                yield f"“{one['key']}”和“{other['key']}”从 {start or '一开始'} 起重叠，请关掉其中一条。"


def _meet(one: Entry, other: Entry) -> bool:
    if one.get("whose") != other.get("whose"):
        return False
    return all(
        not one.get(column) or not other.get(column) or set(one[column]) & set(other[column])
        for column, _, _ in BY
    )


def gaps(entries: Sequence[Entry], codes: Mapping[str, CodeTable]) -> Iterator[str]:
    """Stages, and where a band asks for one categories, that a table in force leaves without a band from some day on.

    On a day on which none of its bands is in force the table as a whole is not, and nothing is missing.
    """
    ends = {dates.next_day(entry["valid_to"]) for entry in entries if entry["valid_to"]}
    turns = sorted({entry["valid_from"] or _FIRST for entry in entries} | ends)
    days = [day for day in turns if any(_on(entry, day) for entry in entries)]
    for stage in codes["stage"].codes:
        own = [entry for entry in entries if not entry.get("stages") or stage.code in entry["stages"]]
        asked = any(entry.get("categories") for entry in own)
        for code in codes["relief_category"].codes if asked else (None,):
            fitting = [e for e in own if not code or not e.get("categories") or code.code in e["categories"]]
            if day := next((day for day in days if not any(_on(e, day) for e in fitting)), ""):
                whom = "、".join(filter(None, (stage.label, code.label if code else "")))
                yield f"从 {day} 起对{whom}没有救助标准，请补上一条。"


def _on(entry: Entry, day: str) -> bool:
    return bool(entry["valid_from"] <= day <= (entry["valid_to"] or _OPEN))
