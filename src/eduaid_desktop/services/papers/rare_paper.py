"""罕见字姓名表: the names that other offices may not be able to type or to print, with the codes of the characters."""

from collections.abc import Sequence

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.papers.kinds import TABLES, Document, Page, Wanted, drawn

_COLUMNS = (
    Column("序号", 12, right=True), Column("姓名", 36), Column("罕见字", 22), Column("编码", 34),
    Column("能否印出", 24), Column("监护人", 28), Column("行政村", 26),
)  # fmt: skip
_OPENING = (
    "　　下列姓名里有国标 GB 2312 以外的字，别的单位的电脑可能打不出或印不出。印不出的字以“〓”代替，"
    "请按编码核对户口簿，并与县局商定写法。"
)


def _pages(desk: Desk, wanted: Wanted) -> Sequence[Page]:
    lines = _lines(desk)
    if not lines:
        raise Refused("没有带罕见字的姓名，不用打印。")
    name = office.info(desk)["name"]
    section = Section(columns=_COLUMNS, rows=lines)
    above = (name, spoken(desk.today().isoformat()))
    sheet = Sheet(f"{name}罕见字姓名表", (section,), above, _OPENING, signed=("经办人", "审核人"))
    return [(sheet, None)]


def _lines(desk: Desk) -> list[tuple[str, ...]]:
    from eduaid_desktop.documents import fonts

    source = open_list(desk, "rare_names")
    found = source.ids()
    shown = source.rows(found)
    lost = set(fonts.missing("".join(row["rare"] for row in shown.values())))

    def whole(words: str) -> str:
        return "".join(fonts.GETA if c in lost else c for c in words)

    return [
        (
            str(number), whole(row["name"]), whole(row["rare"]), row["codes"],
            "印不出" if lost & set(row["rare"]) else "能印出", whole(row["guardian_name"]), row["village"],
        )
        for number, row in enumerate((shown[i] for i in found), 1)
    ]  # fmt: skip


DOCUMENTS = {"rare_names": Document("罕见字姓名表", drawn("rare_names", _pages), TABLES, numbered=False)}
