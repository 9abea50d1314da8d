"""What may hang on a public board, whatever the data, a template or a setting says.

Source: 教财厅函〔2017〕28号 (domain section 13): name, school, grade and class may be shown; ID number, address,
telephone, birth date and account must not. Village custom adds the head of the household, the use and the
amount; the group only where villagers share a name.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import dates, masks
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
# A notice of student aid hangs in a school: nobody's parents, and not how poor a child was found (川教, S8).
AID_COLUMNS: Mapping[str, str] = {
    "student_name": "学生姓名",
    "school": "就读学校",
    "grade_class": "年级/班级",
    "programme": "资助项目",
    "amount_fen": "资助金额\n(元)",
}


@dataclass(frozen=True)
class Kind:
    """A kind of notice: the whole of what it can list, what it is called, how it begins and what its rows count."""

    columns: Mapping[str, str]
    listed: str
    opening: str
    counted: str = "人"


RELIEF = Kind(
    COLUMNS,
    "拟救助学生公示名单",
    "根据{basis}，经评议审核，现将{place}{term}{subject}拟救助学生名单予以公示，接受群众监督。"
    "公示期内对名单有异议的，可向监督电话反映。",
)
AID = Kind(
    AID_COLUMNS,
    "拟资助学生公示名单",
    "根据{basis}，经评审，现将{place}{term}{subject}拟资助学生名单予以公示，接受监督。"
    "公示期内对名单有异议的，可向监督电话反映。",
    # A child may stand on it once for each programme.
    "人次",
)
AMOUNT = "amount_fen"
_NAMES = ("student_name", "head_name")
_SOURCE = "教财厅函〔2017〕28号"
_NUMERAL = "0-9〇零○一二三四五六七八九十百"
_DIGITS = "0-9〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_DAY = r"(?:19|20)\d\d *[-./] *\d{1,2} *[-./] *\d{1,2}"
_MONTH = rf"[{_NUMERAL}]{{2,4}}年[{_NUMERAL}]{{1,3}}月"
_HOUSE = rf"[组社路街巷弄道村寨] *[{_NUMERAL}]+ *号|[{_NUMERAL}]+ *(?:单元|栋|幢|号楼|室)"
_FORBIDDEN = {
    "身份证号、电话或账号": re.compile(
        rf"[0-9](?:[\W_]{{0,3}}[0-9]){{6,}}|[{_DIGITS}](?:[\W_]{{0,3}}[{_DIGITS}]){{6,}}"
    ),
    "出生日期": re.compile(f"{_DAY}|{_MONTH}"),
    "家庭住址": re.compile(_HOUSE),
}
# 5 1 3 3 9 9 … and 51-33-99-…, as Tibetan too writes it between its stops.
_SPELT = re.compile(r"(?<!\d)\d{1,2}(?:[\W_]{1,3}\d{1,2}){8,}(?!\d)")
_TELEPHONE = re.compile(r"[0-9＿_ \-–—/、,，;；()（）转]*")
_LONGEST_TELEPHONE = 12
_BRACKET = re.compile(r"[(\[{<【〔〖「『〈《]")
_WITH_GROUP = re.compile(r"(.+)\((.{1,8})\)")
# Nobody in a township is given more: what is larger is a number of something else.
_MOST_FEN = 10**8
_DAY_KINDS = ("自然日", "工作日")


def require_columns(columns: Any, kind: Kind = RELIEF) -> tuple[str, ...]:
    """The columns of a notice, in the order of the paper. Raises Refused for one that may not be shown."""
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        raise Refused("设置“notice_columns”写得不对，公示名单没有打印。请改成栏目名称的列表。")
    wanted = [str(each) for each in columns]
    for each in wanted:
        if each not in kind.columns:
            raise Refused(
                f"公示名单不得列出“{each}”（{_SOURCE}），没有打印。请在设置“notice_columns”里去掉它。"
            )
    if "student_name" not in wanted:
        raise Refused("公示名单里要有学生姓名，没有打印。请在设置“notice_columns”里加上 student_name。")
    return tuple(name for name in kind.columns if name in wanted)


def require_row(row: Any, namesakes: Collection[str] = (), kind: Kind = RELIEF) -> None:
    """Every text of a row (attributes named like the columns), its amount, and whether its group is needed.

    Raises Refused for a number, a birth date, an address, a sum that nobody is given, anything in brackets behind
    a name but the group of somebody who shares it.
    """
    for name in kind.columns:
        if name == AMOUNT:
            _require_amount(row.amount_fen)
            continue
        require_text(getattr(row, name))
        if name in _NAMES:
            _require_name(getattr(row, name), namesakes if name == "student_name" else ())


def _require_amount(fen: Any) -> None:
    if fen is not None and (not isinstance(fen, int) or not 0 <= fen < _MOST_FEN):
        raise Refused(f"“{fen}”不是救助金额，公示名单没有打印。请在申请中改正后再打印。")


def _require_name(name: str, namesakes: Collection[str]) -> None:
    plain = _plain(name)
    found = _WITH_GROUP.fullmatch(plain)
    if found and found[1] in {_plain(each) for each in namesakes}:
        return
    if found:
        raise Refused(f"“{found[1]}”在村里没有同名的人，公示名单不写组别（{_SOURCE}），没有打印。")
    if _BRACKET.search(plain):
        raise Refused(f"公示名单里姓名后面不写别的，“{name}”里有，没有打印。请在申请中去掉括号里的内容。")


def require_text(text: str) -> None:
    """Raises Refused where a text of a row holds what must not be shown."""
    plain = _plain(text)
    for what, shape in _FORBIDDEN.items():
        if shape.search(plain):
            raise Refused(f"公示名单不得出现{what}（{_SOURCE}），“{text}”里有，请在申请中改正后再打印。")


def require_heading(text: str) -> None:
    """Raises Refused where what stands around the rows holds a long number; dates and addresses of offices may."""
    plain = _plain(text)
    if masks.in_text(plain) != plain or _SPELT.search(plain):
        raise Refused(f"公示名单不得出现身份证号、电话或账号（{_SOURCE}），“{text}”里有，请改正后再打印。")


def require_period(days: Iterable[str], length: Any, day_kind: str) -> None:
    """Raises Refused where the dates of a notice are none, or its length is no number of days."""
    for day in days:
        if dates.parse(day) is None:
            raise Refused(f"公示名单里的日期“{day}”不是日期，没有打印。")
    if not isinstance(length, int) or not 0 < length < 1000 or day_kind not in _DAY_KINDS:
        raise Refused(f"公示期“{length}个{day_kind}”读不懂，公示名单没有打印。")


def require_paper(lines: Iterable[str], allowed: Iterable[str]) -> None:
    """The lines that stand on the finished paper, whatever put them there. allowed: slip numbers and telephones.

    Raises Refused for a long number.
    """
    known = sorted(filter(None, allowed), key=len, reverse=True)
    for line in lines:
        for each in known:
            line = line.replace(each, "")
        require_heading(line)


def _plain(text: str) -> str:
    """As a reader takes it: no invisible characters, every digit of any script and form as an ASCII one."""
    shown = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in shown)


def require_telephone(written: str) -> None:
    """Raises Refused where the supervision telephone holds anything but a telephone number."""
    plain = _plain(written)
    runs = re.findall(r"\d+", plain)
    if not _TELEPHONE.fullmatch(plain) or any(len(run) > _LONGEST_TELEPHONE for run in runs):
        raise Refused(f"监督电话“{written}”不是电话号码，公示名单没有打印。请在设置“phones”里只写号码。")


def named(name: str, group: str | None, namesakes: Collection[str]) -> str:
    """A student's name, with the group behind it where somebody else in the village bears the same."""
    return f"{name}（{group}）" if group and name in namesakes else name
