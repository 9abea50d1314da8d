"""The parts of the attendance tables: the children, those to be looked for, and the tables that count them.

Every table says how its sums come together, and with what (domain section 9.4).
"""

from collections.abc import Callable, Iterator, Sequence

from eduaid_desktop.domain import attendance
from eduaid_desktop.domain.attendance import AT_SCHOOL, AWAY, OPEN, Child, Table, standing
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.sheet import Column, Section
from eduaid_desktop.services.attendance import Count, head_name, id_number

# Rows for children whom no record knows, and room to write in, in mm.
_BLANK_ROWS, _TO_WRITE = 3, 16.0
_NOT_KNOWN = "未登记"
_EXCUSED = "免学、缓学、休学"
_LOOKED_FOR = "未在校（待核实）"
_WHO = (
    Column("序号", 8), Column("户编号", 23), Column("户主", 17), Column("儿童", 18), Column("身份证号", 27),
    Column("性别", 8),
)  # fmt: skip
_WHERE = (
    Column("年级班级", 17), Column("就读地", 15), Column("户类型", 19), Column("特殊类别\n安置方式", 16),
    Column("备注", 15),
)  # fmt: skip
_OPEN = (
    *_WHO, Column("出生", 24), Column("户类型", 19), Column("记录情况", 26), Column("原因", 24),
    Column("劝返记录（时间、人员、方式、结果）", 42), Column("返校日期或去向", 24),
)  # fmt: skip


class Parts:
    """The parts for one count; whole: ID numbers are not masked."""

    def __init__(self, count: Count, *, whole: bool) -> None:
        self._count, self._whole = count, whole
        self._label = count.rules.label

    def children(self, title: str, children: Sequence[Child], *, by_school: bool = False) -> Section:
        """Everybody at school or excused, in the order given; in the book of a school with the village."""
        where = Column("行政村", 20) if by_school else Column("学校", 25)
        columns = (*_WHO, Column("民族", 10), Column("出生", 26), Column("学段", 9), where, *_WHERE)
        rows = [self._row(place, child, by_school) for place, child in enumerate(children, 1)]
        foot = ("", "合计", f"{len(rows)} 人", *[""] * (len(columns) - 3))
        return Section(title, "" if rows else "没有。", columns if rows else (), rows, foot)

    def looked_for(self, title: str, children: Sequence[Child]) -> Section:
        """Whoever is of age and not at school as far as the records go, and empty rows for others."""
        rows = [self._open_row(place, child) for place, child in enumerate(children, 1)]
        rows += [("",) * len(_OPEN)] * _BLANK_ROWS
        reasons = "、".join(code.label for code in self._count.rules.codes["dropout_reason"].codes)
        words = f"共 {len(children)} 人。逐人入户核实后手写，空行供补登。原因填：{reasons}。"
        return Section(title, words, _OPEN, rows, least=_TO_WRITE)

    def totals(self, title: str, children: Sequence[Child]) -> Section:
        """Stage by place by sex of everybody on the list, and how it adds up with those who are looked for."""
        listed = [child for child in children if standing(child) != OPEN]
        found = attendance.table(
            listed, self._stage, _place_and_sex, self._stages(listed), self._cells(listed)
        )
        columns = (Column("学段", 30), *self._heads(found))
        rows = [(row, *self._figures(found, row)) for row in found.rows]
        words = f"{self._sums(children, found)}\n{self._count.scope()}"
        return Section(title, words, columns, rows, ("合计", *self._figures(found)))

    def placements(self, title: str, children: Sequence[Child]) -> Section:
        """How disabled children, and others taught in a way of their own, are placed: kind by placement."""
        placed = [child for child in children if attendance.is_placed(child)]
        ways = (*attendance.TAUGHT[1:], *attendance.EXCUSED[:2], attendance.TAUGHT[0])
        kinds = [code.label for code in self._count.rules.codes["disability_kind"].codes]
        found = attendance.table(placed, self._disability, _way, [], ways)
        rows_in_order = sorted(
            found.rows, key=lambda kind: kinds.index(kind) if kind in kinds else len(kinds)
        )
        words = "残疾儿童和随班就读、特教、送教上门、免学、缓学的儿童，每人计一处。"
        return self._counted(title, words, "残疾类别", found, rows_in_order)

    def registered(self, title: str, children: Sequence[Child]) -> Section:
        """Pupils of registered-poor households by stage; what the two records disagree about stands by itself."""
        entries = self._count.rules.policy["registered_household"].values()
        heading = next((entry["heading"].removeprefix("其中：") for entry in entries), "登记的困难户")
        words = {True: heading, None: "名册写“是”、户籍未登记", False: "其他"}
        found = attendance.table(
            children, self._stage, lambda child: words[self._count.registered(child)], self._stages(children),
            [*words.values()],
        )  # fmt: skip
        return self._counted(title, "", "学段", found, found.rows)

    def _counted(self, title: str, words: str, first: str, found: Table, rows: Sequence[str]) -> Section:
        if not rows:
            return Section(title, f"{words}没有。")
        columns = (
            Column(first, 30),
            *(Column(each, 20, right=True) for each in (*found.columns, "合计")),
        )
        cells = [(row, *map(str, found.line(row))) for row in rows]
        return Section(title, words, columns, cells, ("合计", *map(str, found.line())))

    def _row(self, place: int, child: Child, by_school: bool) -> tuple[str, ...]:
        where = self._count.village_name(child["village"]) if by_school else child["school"] or ""
        return (
            *self._who(place, child), self._label("ethnic", child["ethnic"]), spoken(child["birth_date"]) or _NOT_KNOWN,
            self._label("stage", child["stage"]), where, f"{child['grade'] or ''}{child['class_name'] or ''}",
            self._label("place", child["place"]) or _NOT_KNOWN, self.household_type(child), self._special(child),
            "；".join(_remarks(child)),
        )  # fmt: skip

    def _open_row(self, place: int, child: Child) -> tuple[str, ...]:
        born = spoken(child["birth_date"]) or _NOT_KNOWN
        return (
            *self._who(place, child), born, self.household_type(child), attendance.doubt(child), "", "", "",
        )  # fmt: skip

    def _who(self, place: int, child: Child) -> tuple[str, ...]:
        return (
            str(place), child["household_number"] or "", head_name(child), child["name"],
            id_number(child, whole=self._whole), self._label("sex", child["sex"]) or _NOT_KNOWN,
        )  # fmt: skip

    def household_type(self, child: Child) -> str:
        """What her household counted as; what only the roll says is told as such."""
        kinds = [
            self._label("household_type", child["household_type"]),
            self._label("monitor_kind", child["monitor_kind"]),
        ]
        if any(kinds):
            return "、".join(filter(None, kinds))
        return "名册写建档立卡" if child["registered_poor"] else ""

    def _special(self, child: Child) -> str:
        way = child["placement"] if child["placement"] not in (None, attendance.TAUGHT[0]) else ""
        return "、".join(
            filter(None, (self._disability(child) if attendance.is_disabled(child) else "", way))
        )

    def _disability(self, child: Child) -> str:
        if not attendance.is_disabled(child):
            return "没有登记残疾"
        return self._label("disability_kind", child["disability_kind"]) or "残疾（类别没有登记）"

    def _stage(self, child: Child) -> str:
        if standing(child) == AT_SCHOOL:
            return self._label("stage", child["stage"])
        return _EXCUSED if standing(child) == AWAY else _LOOKED_FOR

    def _stages(self, children: Sequence[Child]) -> list[str]:
        """小学 and 初中 always, the others where somebody is, in the order of the stages."""
        found = {self._stage(child) for child in children}
        codes = self._count.rules.codes["stage"].codes
        stages = [c.label for c in codes if c.code in attendance.COMPULSORY or c.label in found]
        return [*stages, *(each for each in (_EXCUSED, _LOOKED_FOR) if each in found)]

    def _cells(self, listed: Sequence[Child]) -> list[str]:
        places = [*attendance.PLACES, *([""] if any(not c["place"] for c in listed) else [])]
        sexes = ["1", "2", *([""] if any(_sex(c) == "" for c in listed) else [])]
        return [f"{place}|{sex}" for place in places for sex in sexes]

    def _heads(self, found: Table) -> Iterator[Column]:
        groups = list(dict.fromkeys(key.partition("|")[0] for key in found.columns))
        sexes = list(dict.fromkeys(key.partition("|")[2] for key in found.columns))
        for group in (*(self._label("place", each) or "就读地未登记" for each in groups), "合计"):
            for sex in sexes:
                yield Column(self._label("sex", sex) or _NOT_KNOWN, 12, right=True, group=group)
            yield Column("小计", 14, right=True, group=group)

    def _figures(self, found: Table, row: str | None = None) -> Iterator[str]:
        """As the heads: each place by sex with its sum, then all places."""
        places = list(dict.fromkeys(key.partition("|")[0] for key in found.columns))
        sexes = list(dict.fromkeys(key.partition("|")[2] for key in found.columns))
        cells = [[found.count(row, f"{place}|{sex}") for sex in sexes] for place in places]
        for line in (*cells, [sum(column) for column in zip(*cells, strict=True)]):
            yield from map(str, (*line, sum(line)))

    def _sums(self, children: Sequence[Child], found: Table) -> str:
        """核对: each sum counted again from the children themselves."""
        listed = [child for child in children if standing(child) != OPEN]
        looked_for = len(children) - len(listed)
        places = [self._label("place", place) for place in attendance.PLACES]
        by_place = _added(listed, lambda c: self._label("place", c["place"]) or "就读地未登记", places)
        by_stage = _added(listed, self._stage, self._stages(listed))
        sound = found.count() == len(listed) == sum(found.line()[:-1])
        return (
            f"核对：{by_place}；{by_stage}；在册 {len(listed)} ＋ 待核实 {looked_for} ＝ 适龄 {len(children)}，"
            f"{'相符' if sound else '不符，请核对'}。"
        )


def _added(children: Sequence[Child], key: Callable[[Child], str], order: Sequence[str]) -> str:
    """县内 871 ＋ 县外省内 65 ＝ 936: who is counted, in this order."""
    found = attendance.table(children, key, lambda child: "", order)
    parts = [f"{row} {found.count(row)}" for row in found.rows]
    return f"{' ＋ '.join(parts)} ＝ {found.count()}"


def _sex(child: Child) -> str:
    return child["sex"] if child["sex"] in ("1", "2") else ""


def _place_and_sex(child: Child) -> str:
    return f"{child['place'] or ''}|{_sex(child)}"


def _way(child: Child) -> str:
    if child["enrolment_id"] is None:
        return _LOOKED_FOR
    return child["placement"] or _NOT_KNOWN


def _remarks(child: Child) -> Iterator[str]:
    if child["boarding"]:
        yield "寄宿"
    if child["other_schools"]:
        yield f"另在{child['other_schools']}有学籍，请核对"
