"""A county that handles its reply as counties do, and what must be read of it all the same.

A Mess is a reply as plain rows, with what every line of it truly says beside them. A damage changes rows and, where it
changes what is said, the truth; nothing here asks the program under test.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from . import xlsb

DECIDED = ("审批结果", "审批金额", "不予原因", "审批文号", "审批日期")
Row = dict[str, Any]
# The list that a line belongs in, and what was approved, in fen.
Truth = tuple[str, int | None]


@dataclass
class Mess:
    """rows: cells by column; SERIAL tells the line, and is written nowhere. words: what has to be said somewhere."""

    columns: list[str]
    rows: list[Row]
    truth: dict[int, Truth]
    cover: list[list[Any]]
    heads: dict[str, str] = field(default_factory=dict)
    above: list[list[Any]] = field(default_factory=list)
    groups: bool = False
    below: list[list[Any]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden: bool = False
    title: str = "导入数据"
    touched: set[tuple[int, str]] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    sheets: list[tuple[str, list[list[Any]]]] = field(default_factory=list)

    def of(self, serial: int) -> Row:
        """The row of a line."""
        return next(row for row in self.rows if row[SERIAL] == serial)

    def table(self) -> list[list[Any]]:
        """All rows of the sheet as they are to be written."""
        lines = [list(line) for line in self.above]
        if self.groups:
            lines.append(
                ["县级审批" if c == DECIDED[0] else None if c in DECIDED else "上报" for c in self.columns]
            )
        lines.append([self.heads.get(c, c) for c in self.columns])
        lines += [row[RAW] if RAW in row else [row.get(c) for c in self.columns] for row in self.rows]
        return lines + [list(line) for line in self.below]

    def ranges(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Equal neighbours of the merged columns, as ((row, column), (row, column)) from 0."""
        first = len(self.above) + 1 + self.groups
        found = []
        for name in self.merged:
            place, start = self.columns.index(name), 0
            values = [row.get(name) for row in self.rows]
            for end in range(1, len(values) + 1):
                if end == len(values) or values[end] != values[start]:
                    if end - start > 1 and values[start] is not None:
                        found.append(((first + start, place), (first + end - 1, place)))
                    start = end
        return found

    def xlsx(self, path: Path) -> Path:
        """Write it with openpyxl."""
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.active)
        for title, lines in [*self.sheets, ("封面", self.cover), (self.title, self.table())]:
            sheet = book.create_sheet(title)
            for number, line in enumerate(lines, 1):
                for place, cell in enumerate(line, 1):
                    sheet.cell(number, place).value = cell
        for (top, left), (bottom, right) in self.ranges():
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
        if self.hidden:
            for number in range(3, len(self.rows) + 2, 2):
                sheet.row_dimensions[number].hidden = True
            sheet.column_dimensions["B"].hidden = True
        book.save(path)
        return path

    def csv(self, path: Path, encoding: str) -> Path:
        """Write the one sheet as text, as a spreadsheet program does: of a merged cell only the first is left."""
        lines = self.table()
        for (top, left), (bottom, _) in self.ranges():
            for row in range(top + 1, bottom + 1):
                lines[row][left] = None
        target = io.StringIO(newline="")
        csv.writer(target).writerows([_text(cell) for cell in line] for line in lines)
        path.write_bytes(target.getvalue().encode(encoding, errors="replace"))
        return path

    def xlsb(self, path: Path) -> Path:
        """Write the one sheet in binary records."""
        lines = [[_text(c) if isinstance(c, datetime) else c for c in line] for line in self.table()]
        path.write_bytes(xlsb.workbook(lines, self.title, merged=self.ranges()))
        return path

    def html(self, path: Path) -> Path:
        """Write the one sheet as a web page under the name of a workbook."""
        rows = "".join(
            "<tr>" + "".join(f"<td>{_text(c)}</td>" for c in line) + "</tr>" for line in self.table()
        )
        path.write_text(f"<html><meta charset=utf-8><table>{rows}</table></html>", encoding="utf-8")
        return path


SERIAL, RAW = "#", "=row"
Damage = Callable[[Mess, Random], None]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return f"{cell:%Y/%m/%d}" if isinstance(cell, datetime) else str(cell)


def mess(
    header: list[str],
    rows: list[list[Any]],
    cover: list[list[Any]],
    said: Mapping[int, Row],
    truth: Mapping[int, Truth],
) -> Mess:
    """The sheet that went up, filled in: serial to the five cells."""
    made = []
    for line in rows:
        row = dict(zip(header, line, strict=False))
        serial = int(row["申请编号"][-4:])
        made.append({**row, **said.get(serial, {}), SERIAL: serial})
    return Mess(list(header), made, dict(truth), cover)


def _each(mess: Mess, column: str, change: Callable[[Any], Any]) -> None:
    for row in mess.rows:
        if row.get(column) is not None:
            row[column] = change(row[column])


def sorted_(mess: Mess, dice: Random) -> None:
    dice.shuffle(mess.rows)


def columns_moved(mess: Mess, dice: Random) -> None:
    dice.shuffle(mess.columns)


def columns_added(mess: Mess, dice: Random) -> None:
    for name in ("县局备注", "经办", "复核"):
        mess.columns.insert(dice.randrange(len(mess.columns)), name)
        for row in mess.rows:
            row[name] = "已阅"


def columns_gone(mess: Mess, dice: Random) -> None:
    for name in ("民族", "班级", "校验码", "批次号", "身份证号", "公示开始"):
        mess.columns.remove(name)


def numbers_gone(mess: Mess, dice: Random) -> None:
    mess.columns.remove("申请编号")


def title_above(mess: Mess, dice: Random) -> None:
    mess.above = [["2018年春季学期教育扶贫救助基金审批表"], ["填报单位：格桑镇", None, "单位：元"]]


def two_header_rows(mess: Mess, dice: Random) -> None:
    mess.groups = True
    mess.heads |= dict(zip(DECIDED, ("结果", "金额", "原因", "文号", "日期"), strict=True))
    mess.columns.sort(key=lambda name: name in DECIDED)


def dressed_heads(mess: Mess, dice: Random) -> None:
    mess.heads |= {
        "审批结果": "审批\n结果*", "审批金额": "审批金额(元)", "不予原因": "不予原因（选填）", "姓名": "＊姓名：",
        "审批文号": " 审批 文号 ", "审批日期": "审批日期【必填】", "身份证号": "身份证号　",
        "申请编号": "申请编号\n(必填)",
    }  # fmt: skip


def other_heads(mess: Mess, dice: Random) -> None:
    mess.heads |= {
        "审批结果": "县教育局意见", "审批金额": "核定金额（元）", "不予原因": "退回原因", "审批文号": "批复文号",
        "审批日期": "批复时间", "姓名": "学生姓名", "身份证号": "公民身份号码", "账号": "银行卡号",
    }  # fmt: skip


def wan(mess: Mess, dice: Random) -> None:
    mess.heads["审批金额"] = "审批金额（万元）"
    for row in mess.rows:
        fen = mess.truth[row[SERIAL]][1] if SERIAL in row else None
        if row.get("审批金额") is not None:
            row["审批金额"] = fen / 1_000_000 if fen else None
    mess.words.append("以万元为单位")


def hidden(mess: Mess, dice: Random) -> None:
    mess.hidden = True


def renamed(mess: Mess, dice: Random) -> None:
    mess.title = dice.choice(("Sheet1", "审批（县局）", "导入数据 (2)"))


def blank_rows(mess: Mess, dice: Random) -> None:
    for _ in range(3):
        mess.rows.insert(dice.randrange(1, len(mess.rows)), {SERIAL: 0, RAW: [None]})


def subtotals(mess: Mess, dice: Random) -> None:
    line = [None] * len(mess.columns)
    line[0] = "小计"
    line[mess.columns.index("乡镇建议金额")] = 4402.0
    line[mess.columns.index("审批结果")] = "同意"
    line[mess.columns.index("审批金额")] = 4402.0
    mess.rows.insert(4, {SERIAL: 0, RAW: line})
    mess.below.append(["合计", None, "9 人"])
    mess.words.append("小计")


def note_at_the_end(mess: Mess, dice: Random) -> None:
    mess.below += [[None], ["以上经 2018 年第 3 次局务会审定。审核人：洛桑"]]
    mess.words.append("第 3 次局务会")


def header_again(mess: Mess, dice: Random) -> None:
    mess.rows.insert(5, {SERIAL: 0, RAW: [mess.heads.get(c, c) for c in mess.columns]})


def dropped(mess: Mess, dice: Random) -> None:
    mess.rows.remove(mess.of(7))
    mess.truth[7] = ("missing", None)


def doubled(mess: Mess, dice: Random) -> None:
    mess.rows.append(dict(mess.of(1)))
    mess.words.append("只算一次")


def contradicting(mess: Mess, dice: Random) -> None:
    mess.rows.append({**mess.of(2), "审批结果": "不同意", "审批金额": None, "不予原因": "重复"})
    mess.truth[2] = ("missing", None)
    mess.words.append("互相矛盾")


def words(mess: Mess, dice: Random) -> None:
    said = {
        "同意": ("批准", "√", "通过", " 同 意 ", "同意。", "符合", "Y", "１", "ＯＫ", "拟同意"),
        "不同意": ("×", "不予救助", "未通过", "N", "不 同意！"),
        "退回": ("退补材料", "补正"),
        "超限额待批": ("报县政府", "待批"),
    }
    _each(mess, "审批结果", lambda word: dice.choice(said[word]) if word in said else word)


def reasons_inside(mess: Mess, dice: Random) -> None:
    for serial in (4, 5):
        row = mess.of(serial)
        row["审批结果"] = f"{row['审批结果']}：{row['不予原因']}"
        row["不予原因"] = None
    mess.words.append("已读作不予原因")


def amounts(mess: Mess, dice: Random) -> None:
    ways: tuple[Callable[[float], Any], ...] = (
        lambda x: f"{x:,.2f}元", lambda x: f"￥{x}", lambda x: f"{x / 10000:.6f}万", lambda x: f" {x} ",
        lambda x: "".join(chr(ord(c) + 0xFEE0) for c in f"{x:.2f}"), lambda x: f"{x:.2f} 元整",
    )  # fmt: skip
    _each(mess, "审批金额", lambda x: dice.choice(ways)(x) if isinstance(x, (int, float)) else x)


def amount_in_words(mess: Mess, dice: Random) -> None:
    mess.of(3)["审批金额"] = dice.choice(("捌佰元整", "人民币捌佰圆正", "八百元"))
    mess.words.append("读作 800.00 元")


def days(mess: Mess, dice: Random) -> None:
    ways = ("20180612", "2018.6.12", "2018/6/12", "二〇一八年六月十二日", datetime(2018, 6, 12, 9, 30), 43263, "43263",
            "2018-06-12 09:30:00", "２０１８年６月１２日", 20180612.0)  # fmt: skip
    _each(mess, "审批日期", lambda _: dice.choice(ways))


def no_year(mess: Mess, dice: Random) -> None:
    mess.of(1)["审批日期"] = "6月12日"
    mess.words.append("没有写年份，读作 2018-06-12")


def american(mess: Mess, dice: Random) -> None:
    mess.of(8)["审批日期"] = "06/12/2018"
    mess.truth[8] = ("missing", None)
    mess.words.append("请填写日期")


def amount_behind_consent(mess: Mess, dice: Random) -> None:
    mess.of(8).update({"审批结果": "同意，按800元"})
    mess.truth[8] = ("missing", None)
    mess.words.append("里面的金额没有采用")


def merged_decisions(mess: Mess, dice: Random) -> None:
    mess.merged += ["审批文号", "审批日期", "村名称"]


def damaged_numbers(mess: Mess, dice: Random) -> None:
    mess.of(1)["申请编号"] = " ｊｙｊｚ－513399101–2018s—0001 "
    mess.of(2)["身份证号"] = (
        float(mess.of(2)["身份证号"]) if mess.of(2)["身份证号"].isdigit() else "5.13399E+17"
    )
    mess.of(3)["账号"] = f"{mess.of(3)['账号'][:15]}00"
    mess.of(4)["身份证号"] = mess.of(4)["身份证号"].lower()
    mess.touched |= {(2, "身份证号"), (3, "账号")}
    mess.words.append("变成了数字")


def truncated_number(mess: Mess, dice: Random) -> None:
    mess.of(6)["申请编号"] = "513399101-2018S-0006"
    mess.touched.add((6, "申请编号"))
    mess.words.append("号码不完整")


def reformatted(mess: Mess, dice: Random) -> None:
    for row in mess.rows:
        if RAW not in row:
            row |= {
                "申请金额": f"{row['申请金额']:,.2f}",
                "公示开始": datetime(2018, 5, 20),
                "公示结束": "2018/5/26",
            }
            row |= {"联系电话": float(row["联系电话"]), "班级": "３班 ", "户主姓名": f"{row['户主姓名']}　"}


def class_altered(mess: Mess, dice: Random) -> None:
    mess.of(3)["学校名称"] = "云岭县第三中学"
    mess.touched.add((3, "学校名称"))


def account_altered(mess: Mess, dice: Random) -> None:
    mess.of(8)["账号"] = "62999012345678999"
    mess.touched.add((8, "账号"))
    mess.truth[8] = ("missing", None)
    mess.words.append("“账号”被改动")


def own_sheet_in_front(mess: Mess, dice: Random) -> None:
    mess.sheets.append(
        (
            "县局汇总",
            [["单位", "申请编号", "姓名", "审批结果", "审批金额"], ["格桑镇", None, None, None, None]],
        )
    )


# Damages that speak of the same thing do not go together.
DAMAGES: dict[Damage, str] = {
    sorted_: "order", columns_moved: "columns", columns_added: "added", columns_gone: "columns", title_above: "above",
    two_header_rows: "heads", dressed_heads: "heads", other_heads: "heads", wan: "heads amount", hidden: "hidden",
    renamed: "title", blank_rows: "rows merged", subtotals: "rows merged columns", note_at_the_end: "below",
    header_again: "rows merged columns", dropped: "7", doubled: "double merged", contradicting: "double merged 2",
    words: "result", reasons_inside: "result 4", amounts: "amount", amount_in_words: "amount", days: "day",
    no_year: "day", american: "day 8", amount_behind_consent: "result 8", merged_decisions: "merged order day",
    damaged_numbers: "numbers columns", truncated_number: "numbers columns", reformatted: "cells columns rows added",
    class_altered: "cells", account_altered: "8 numbers", own_sheet_in_front: "sheets", numbers_gone: "numbers columns",
}  # fmt: skip


def together(one: Damage, other: Damage) -> bool:
    """Whether both can happen to one file."""
    return one is not other and not set(DAMAGES[one].split()) & set(DAMAGES[other].split())
