"""待补正: what the county returned or refused, the column its reason means, and how far the mending is.

A returned line stays until its case went up again in a correction (补正) or was given up; a refused one until the
family was told: its letter was printed, or the case archived.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from eduaid_desktop.domain.batch import NAMES
from eduaid_desktop.domain.batch_fields import FIELD
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.services import payments
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import worklist_queries

# How a line stands, in the order in which it is worked on.
MEND, ON_THE_WAY, READY, TELL = "mend", "way", "ready", "tell"
STANDS = {
    MEND: "退回，待更正",
    ON_THE_WAY: "已更正，审核中",
    READY: "已更正，待上报",
    TELL: "不予，待告知家庭",
}
# What a reason speaks of, to the column that it means; the first that is found comes first.
_WORDS = {
    "户名": "收款人", "收款人": "收款人", "账号": "账号", "卡号": "账号", "一卡通": "账号", "社保卡": "账号",
    "开户": "开户银行", "银行": "开户银行", "身份证": "身份证号", "证件": "身份证号", "姓名": "姓名",
    "学籍": "学籍号", "学校": "学校名称", "年级": "年级", "学段": "学段", "户类型": "户类型", "建档立卡": "户类型",
    "户编号": "户编号", "户主": "户主姓名", "监护人": "监护人姓名", "电话": "联系电话", "手机": "联系电话",
    "用途": "救助用途", "资助": "已享受资助", "费用": "就学费用合计", "金额": "申请金额", "标准": "申请金额",
    "人口": "家庭人口", "收入": "人均年收入", "寄宿": "是否寄宿", "就读": "就读地", "民族": "民族", "性别": "性别",
}  # fmt: skip
# What a clerk cannot mend in a case.
_OF_THE_BATCH = ("批次号", "学期", "乡镇代码", "申请编号", "公示开始", "公示结束", "备注", "校验码")


@dataclass(frozen=True)
class Counts:
    """How many lines of the worklist stand how."""

    mend: int = 0
    way: int = 0
    ready: int = 0
    tell: int = 0

    @property
    def all(self) -> int:
        """The whole list."""
        return self.mend + self.way + self.ready + self.tell

    @property
    def words(self) -> str:
        """待更正 2，更正后待上报 1."""
        told = {
            "待更正": self.mend,
            "已更正审核中": self.way,
            "已更正待上报": self.ready,
            "不予待告知": self.tell,
        }
        return "，".join(f"{words} {count}" for words, count in told.items() if count)


def counts(desk: Desk) -> Counts:
    """How the worklist stands."""
    return Counts(**worklist_queries.county_counts(desk.store))


@dataclass(frozen=True)
class Left:
    """What a batch leaves to be done: lines to be mended, families to be told, slips to be printed anew, lines missing.

    read: a reply to it was read.
    """

    mend: int
    tell: int
    changed: int
    missing: int
    read: bool


def left(desk: Desk, batch_no: str) -> Left:
    """The same of a batch by its number, as things are now."""
    batch_id = int(desk.store.select("batch", batch_no=batch_no)[0]["id"])
    of_batch = Counts(**worklist_queries.county_counts(desk.store, batch_id))
    return Left(
        of_batch.mend,
        of_batch.tell,
        worklist_queries.changed(desk.store, batch_id),
        len(worklist_queries.open_lines(desk.store, batch_id)),
        bool(worklist_queries.last_read(desk.store, batch_id)),
    )


def columns_of(reason: str) -> list[str]:
    """The columns of the sheet 导入数据 that a reason of the county means, by their names; [] where it names none."""
    known = {name: name for name in NAMES if name not in _OF_THE_BATCH} | _WORDS
    named, rest = [], reason
    for word in sorted(known, key=len, reverse=True):
        if word in rest:
            named.append((rest.index(word), known[word]))
            # 收款人与学生关系 speaks of no 收款人.
            rest = rest.replace(word, "\0" * len(word))
    return list(dict.fromkeys(column for _, column in sorted(named)))


def field_of(column: str) -> str:
    """The field of the application form behind a column; "" where it is none of the form."""
    return FIELD.get(column, "")


def field_meant(desk: Desk, case_id: int) -> str:
    """The field in which a returned case is to be mended; "" where the reason names none."""
    line = worklist_queries.county_line(desk.store, case_id)
    fields = (field_of(column) for column in columns_of((line or {}).get("reason") or ""))
    return next(filter(None, fields), "")


class _Meant(Mapping[str, str]):
    """What a list shows of a reason or a failure code: the columns or the field that it means."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def __getitem__(self, said: str) -> str:
        return self._read(said)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


MEANT = _Meant(lambda reason: "、".join(columns_of(reason)))
MEANT_BY_BANK = _Meant(lambda code: RELIEF[payments.field_meant(code)].label)
