"""What may hang on a public board, whatever the data, a template or a setting says.

Source: 教财厅函〔2017〕28号 (domain section 13): name, school, grade and class may be shown; ID number, address,
telephone, birth date and account must not. Village custom adds the head of the household, the use and the
amount; the group only where villagers share a name.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.text import half_width
from eduaid_desktop.errors import Refused

# The whole of what a notice can list, in the order of the paper.
COLUMNS: Mapping[str, str] = {
    "student_name": "学生姓名",
    "head_name": "户主姓名",
    "school": "就读学校",
    "grade_class": "年级/班级",
    "purpose": "救助用途",
    "amount_fen": "拟救助金额\n(元)",
}
_TEXTS = tuple(name for name in COLUMNS if name != "amount_fen")
_SOURCE = "教财厅函〔2017〕28号"
_NUMERAL = "0-9〇零○一二三四五六七八九十百"
_DAY = r"(?:19|20)\d\d *[-./] *\d{1,2} *[-./] *\d{1,2}"
_MONTH = rf"[{_NUMERAL}]{{4}}年[{_NUMERAL}]{{1,3}}月"
_HOUSE = rf"[组社路街巷弄道村寨] *[{_NUMERAL}]+ *号|[{_NUMERAL}]+ *(?:单元|栋|幢|号楼|室)"
_FORBIDDEN = {
    "身份证号、电话或账号": re.compile(r"[0-9](?:[ \-–—]?[0-9]){6,}"),
    "出生日期": re.compile(f"{_DAY}|{_MONTH}"),
    "家庭住址": re.compile(_HOUSE),
}
_TELEPHONE = re.compile(r"[0-9＿_ \-–—/、,，;；()（）转]*")
_LONGEST_TELEPHONE = 12
_WITH_GROUP = re.compile(r"(.+)（(.+)）")


def require_columns(columns: Any) -> tuple[str, ...]:
    """The columns of a notice, in the order of the paper. Raises Refused for one that may not be shown."""
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        raise Refused("设置“notice_columns”写得不对，公示名单没有打印。请改成栏目名称的列表。")
    wanted = [str(each) for each in columns]
    for each in wanted:
        if each not in COLUMNS:
            raise Refused(
                f"公示名单不得列出“{each}”（{_SOURCE}），没有打印。请在设置“notice_columns”里去掉它。"
            )
    if "student_name" not in wanted:
        raise Refused("公示名单里要有学生姓名，没有打印。请在设置“notice_columns”里加上 student_name。")
    return tuple(name for name in COLUMNS if name in wanted)


def require_row(row: Any, namesakes: Collection[str] = ()) -> None:
    """Every text of a row (attributes named like COLUMNS), and whether its group is needed.

    Raises Refused for a number, a birth date, an address, and a group behind a name that nobody shares.
    """
    for name in _TEXTS:
        require_text(getattr(row, name))
    found = _WITH_GROUP.fullmatch(row.student_name)
    if found and found[1] not in namesakes:
        raise Refused(f"“{found[1]}”在村里没有同名的人，公示名单不写组别（{_SOURCE}），没有打印。")


def require_text(text: str) -> None:
    """Raises Refused where a text of a row holds what must not be shown."""
    plain = half_width(text)
    for what, shape in _FORBIDDEN.items():
        if shape.search(plain):
            raise Refused(f"公示名单不得出现{what}（{_SOURCE}），“{text}”里有，请在申请中改正后再打印。")


def require_heading(text: str) -> None:
    """Raises Refused where what stands around the rows holds a long number; dates and addresses of offices may."""
    if masks.in_text(text) != text:
        raise Refused(f"公示名单不得出现身份证号、电话或账号（{_SOURCE}），“{text}”里有，请改正后再打印。")


def require_telephone(written: str) -> None:
    """Raises Refused where the supervision telephone holds anything but a telephone number."""
    plain = half_width(written)
    runs = re.findall(r"\d+", plain)
    if not _TELEPHONE.fullmatch(plain) or any(len(run) > _LONGEST_TELEPHONE for run in runs):
        raise Refused(f"监督电话“{written}”不是电话号码，公示名单没有打印。请在设置“phones”里只写号码。")


def named(name: str, group: str | None, namesakes: Collection[str]) -> str:
    """A student's name, with the group behind it where somebody else in the village bears the same."""
    return f"{name}（{group}）" if group and name in namesakes else name
