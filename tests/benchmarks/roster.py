"""A school roll of any length, always the same for a seed, written as Excel writes one (shared strings).

Names are made of syllables, ID numbers are of the unassigned region 513399: nobody is in it. A few rows in a
thousand have faults that a check finds: a wrong check digit, another birth date, a pupil twice, no ID number.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from eduaid_desktop.domain.id_number import check_digit

TITLE = "2018年春季学期学籍名册"
HEADER = (
    "学校标识码", "学校名称", "学籍号", "姓名", "性别", "出生日期", "民族", "身份证号", "学段", "年级", "班级",
    "入学年月", "就读地", "是否寄宿", "就读形式", "是否建档立卡", "行政村", "家庭住址", "监护人姓名", "联系电话",
)  # fmt: skip
_SYLLABLES = (
    "扎西", "卓玛", "次仁", "多吉", "白玛", "央金", "旺堆", "格桑", "尼玛", "达瓦", "洛桑", "丹增", "拉姆", "泽仁",
    "曲珍", "仁青", "桑珠", "贡布", "索朗", "巴登", "德吉", "措姆", "嘎玛", "平措",
)  # fmt: skip
_SURNAMES, _GIVEN = "王李张刘陈杨曾单任罗马何", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉力玲梅"
_GRADES = (
    *(("学前", g, 3 + n) for n, g in enumerate(("小班", "中班", "大班"))),
    *(("小学", g, 6 + n) for n, g in enumerate(("一年级", "二年级", "三年级", "四年级", "五年级", "六年级"))),
    *(("初中", g, 12 + n) for n, g in enumerate(("七年级", "八年级", "九年级"))),
    *(("普高", g, 15 + n) for n, g in enumerate(("高一", "高二", "高三"))),
)
_TOWNSHIPS = ["格桑", "达瓦", "热柯", "措卡", "绒巴", "亚曲", "俄洛", "仁真"]
_VILLAGES = [f"{place}{n}村" for place in _TOWNSHIPS for n in "一二三四五六七八"]
_BORN, _DAYS = date(2017, 8, 31), 365
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="学籍名册" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="worksheets/sheet1.xml"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        '<Relationship Id="r2" Target="sharedStrings.xml"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    ),
}
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def write(path: Path, pupils: int, seed: int = 20180612) -> Path:
    """A workbook with one title row, the header and this many pupils; returns its path."""
    shared: dict[str, int] = {}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"<worksheet {_MAIN}><sheetData>".encode())
            for number, row in enumerate([(TITLE,), HEADER, *rows(pupils, seed)], 1):
                sheet.write(_row(number, row, shared).encode())
            sheet.write(b"</sheetData></worksheet>")
        texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
        archive.writestr("xl/sharedStrings.xml", f"<sst {_MAIN}>{texts}</sst>")
    return path


def _row(number: int, row: tuple[str, ...], shared: dict[str, int]) -> str:
    cells = (
        f'<c r="{chr(65 + column)}{number}" t="s"><v>{shared.setdefault(text, len(shared))}</v></c>'
        for column, text in enumerate(row)
        if text
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def rows(pupils: int, seed: int) -> Iterator[tuple[str, ...]]:
    """The cells of every pupil under HEADER, "" for an empty one."""
    chance = random.Random(seed)
    born: Counter[date] = Counter()
    previous: tuple[str, ...] = ()
    for serial in range(pupils):
        row = _pupil(chance, serial, born)
        if previous and chance.random() < 0.001:
            row = (*row[:2], *previous[2:8], *row[8:])
        yield row
        previous = row


def _pupil(chance: random.Random, serial: int, on_day: Counter[date]) -> tuple[str, ...]:
    stage, grade, age = chance.choice(_GRADES)
    born = _BORN.replace(year=_BORN.year - age) - timedelta(chance.randrange(_DAYS))
    on_day[born] += 1
    number = f"513399{born:%Y%m%d}{on_day[born]:03d}"
    number += check_digit(number)
    school = serial * 7 % 120
    village = chance.choice(_VILLAGES)
    written = _faulty(chance, number)
    return (
        f"51{school:08d}", f"{_TOWNSHIPS[school % 8]}镇第{school // 8 + 1}学校", f"G{number}", _name(chance),
        "男" if int(number[16]) % 2 else "女",
        f"{born:%Y%m%d}" if chance.random() > 0.002 else "20100101",
        chance.choices(("藏族", "汉族", "彝族", "羌族"), (80, 14, 4, 2))[0],
        written, stage, grade, f"{chance.randint(1, 8)}班", f"{chance.choice((2015, 2016, 2017))}09",
        chance.choices(("县内", "县外省内", "省外"), (94, 5, 1))[0], chance.choice("是否"), "普通就读",
        chance.choices("是否", (3, 7))[0], village, f"{village}{chance.randint(1, 9)}组{chance.randint(1, 400)}号",
        _name(chance), f"164{chance.randrange(10**8):08d}",
    )  # fmt: skip


def _faulty(chance: random.Random, number: str) -> str:
    luck = chance.random()
    if luck < 0.001:
        return number[:17] + ("0" if number[17] != "0" else "1")
    return "" if luck < 0.004 else number


def _name(chance: random.Random) -> str:
    if chance.random() < 0.8:
        return "".join(chance.sample(_SYLLABLES, 2))
    return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
