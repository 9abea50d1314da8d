"""A batch of any number of made-up cases, straight in the shape that the workbook is built from."""

from eduaid_desktop.domain import batch
from eduaid_desktop.domain.batch import Batch, Line, Lines

_STAGES = ("学前", "小学", "初中", "普高", "中职", "大专", "本科")
_NAMES = ("扎西", "卓玛", "多吉", "央金", "平措", "曲珍", "洛布", "德吉", "泽仁", "拥忠")


def values(n: int) -> list[str]:
    """The thirty-nine values of a made-up case; region 513399 is unassigned, so that nobody is hit."""
    number = f"513399200601{n:06d}"
    name = _NAMES[n % 10] + _NAMES[n // 10 % 10]
    money = f"{1000 + n % 500}.{n % 4 * 25:02d}"
    return [
        "PC-513399101-2018S-001", "2018年春季学期", "513399101", f"第{n % 12 + 1}村", f"JYJZ-513399101-2018S-{n:06d}",
        f"{name}·{_NAMES[n // 100 % 10]}", number, "女" if n % 2 else "男", "藏族", f"G{number}", _STAGES[n % 7],
        "2151000001", "云岭县第二中学", "三年级", f"{n % 9 + 1}班", "是", "县内", "多吉", f"51339910{n:06d}",
        "低保贫困户" if n % 4 else "一般农户", "", str(n % 7 + 2), "2800.00", "多吉", "父亲", f"164{n:08d}",
        "在校生活费", "无", "600.00", money, money, "否", "多吉", "父亲", "云岭县农村信用合作联社",
        f"6299901234{n:08d}", "2018-05-20", "2018-05-26", "",
    ]  # fmt: skip


def content(rows: int) -> Batch:
    """A batch of so many cases."""
    return Batch(
        "PC-513399101-2018S-001", "2018年春季学期", "云岭县", "格桑镇", "云岭县教育局", "16400000001",
        "2018-06-12 09:30:00", "经办人甲", "1.0", 7, Lines(range(rows), _line), _STAGES,
        {"同意": ("审批金额", "审批文号", "审批日期"), "不同意": ("不予原因", "审批日期")}, "其中：建档立卡户",
    )  # fmt: skip


def _line(n: int) -> Line:
    return line(n, values(n))


def line(n: int, given: list[str], group: str = "一组") -> Line:
    """A case of these thirty-nine values."""
    cells = batch.sealed([*given, ""])
    return Line(n, batch.fen_of(cells[30]), cells, f"5133991012{n % 12:02d}", group, n % 4 > 0)
