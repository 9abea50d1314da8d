"""What an outside template can be for: a payment list, a term batch, any list that may leave the office."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from eduaid_desktop.domain import payment_list
from eduaid_desktop.domain.batch import COLUMNS
from eduaid_desktop.domain.batch_fields import CODED, FIELD
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.importing import ImportKind
from eduaid_desktop.domain.relief_table import RELIEF_TABLE
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.list_kinds import KINDS_OF_LIST

# template.kind; any other is the name of a list.
PAYMENT, BATCH = "payment", "batch"
_POSITION = Field("position", "序号", "integer", headers=("编号", "顺序号", "行号", "NO.", "NO"))
# Columns that lead to a field of the application without asking the same.
_OTHERWISE = ("学期", "学校标识码", "就学费用合计", "乡镇建议金额", "超限标志")
# The same question in an application, whose headings in the villages' lists are known.
_ASKED_AS = {column: field for column, field in FIELD.items() if column not in _OTHERWISE}
# What else a bureau writes above a column; these go before the words of the applications.
_MORE = {
    "乡镇建议金额": (
        "拟救助金额", "救助金额", "建议救助金额", "乡镇建议救助金额", "建议金额", "乡镇审核金额", "乡镇意见金额",
        "金额", "拟补助金额", "补助金额", "乡镇/审核金额", "乡镇/意见金额",
    ),
    "学校标识码": ("学校代码", "学校编码"), "乡镇代码": ("乡镇编码", "行政区划代码"),
    "申请编号": ("编号", "申请表编号"), "公示开始": ("公示起始日期", "公示开始日期", "公示/开始"),
    "公示结束": ("公示截止日期", "公示结束日期", "公示/结束", "公示/截止"), "就学费用合计": ("就学费用",),
    "学期": ("资助学期",), "批次号": ("批次",), "超限标志": ("是否超限",), "联系电话": ("联系方式/电话",),
}  # fmt: skip
_ABOUT = (
    Field("组", "组", headers=("组别", "村民小组", "村组", "社")),
    Field("出生日期", "出生日期", "date", headers=("出生年月", "出生年月日")),
    Field("证件类型", "证件类型", headers=("身份证件类型", "证件种类")),
    Field("县", "县", headers=("县名称", "县(市、区)", "县市区", "区县", "所在县")),
    Field("乡镇", "乡镇", headers=("乡镇名称", "乡(镇)", "所在乡镇", "填报单位", "上报单位")),
    Field("年度", "年度", "integer", headers=("年份", "资助年度")),
)
# The proposed amount once more, as it stands on a voucher.
_PROPOSED = "乡镇建议金额"
_IN_WORDS = Field("金额大写", "金额大写", "money", headers=("大写金额", "大写", "人民币大写"))
_IN_LISTS = {"state": "text", "term": "text", "words": "text", "moment": "text", "code_points": "text"}


@dataclass(frozen=True)
class TemplateKind:
    """name: as in template.kind. table: the fields that columns are matched to; needed: those it cannot do without."""

    name: str
    title: str
    table: ImportKind
    needed: frozenset[str] = frozenset()

    @property
    def labels(self) -> dict[str, str]:
        """Name of each field to its label."""
        return {f.name: f.label for f in self.table.fields}


@cache
def kind_of(name: str) -> TemplateKind:
    """A kind by its name. Raises UserError where there is none, or where a list does not leave the office."""
    if name == PAYMENT:
        fields = tuple(_with_units(f) for f in payment_list.TEMPLATE.fields)
        return _made(PAYMENT, "银行代发", fields, payment_list.TEMPLATE.signature)
    if name == BATCH:
        return _made(BATCH, "上报批次", _batch_fields(), frozenset({"姓名"}))
    if name in KINDS_OF_LIST and KINDS_OF_LIST[name].title:
        listed = KINDS_OF_LIST[name]
        return _made(name, listed.title, _list_fields(listed.columns), frozenset())
    raise UserError(f"没有“{name}”这种模板。可用：{'、'.join(names())}。")


def names() -> list[str]:
    """The kinds there are."""
    return [PAYMENT, BATCH, *(name for name, kind in KINDS_OF_LIST.items() if kind.title)]


def serial_of(columns: Iterable[Column]) -> str:
    """The name of the field that numbers the rows of a written list; no column of the list that counts otherwise."""
    own = any(c.name == _POSITION.name and c.title != _POSITION.label for c in columns)
    return "serial" if own else _POSITION.name


def _made(name: str, title: str, fields: tuple[Field, ...], needed: frozenset[str]) -> TemplateKind:
    # Any header will do to begin with; what it lacks is told.
    every = frozenset(f.name for f in fields)
    return TemplateKind(
        name, title, ImportKind(f"{name}_template", title, fields, frozenset(), one_of=every), needed
    )


def _batch_fields() -> tuple[Field, ...]:
    asked = {f.name: f for f in RELIEF_TABLE.fields}
    taken = {word for words in _MORE.values() for word in words}
    made = [_POSITION]
    for column in COLUMNS:
        known = asked.get(_ASKED_AS.get(column.name, ""))
        words = (known.label, *known.headers) if known else ()
        headers = (*_MORE.get(column.name, ()), *(w for w in words if w not in taken))
        table, _ = CODED.get(column.name, ("", ""))
        kind = "choice" if table else "integer" if column.name == "家庭人口" else column.kind
        field = Field(column.name, column.name, kind, choices=table, headers=headers)
        made.append(_with_units(field))
    amount = next(field for field in made if field.name == _PROPOSED)
    named = (amount.label, *amount.headers)
    spelled = [f"{word}{ending}" for word in named for ending in ("(大写)", "大写")]
    return (*made, *_ABOUT, replace(_IN_WORDS, headers=(*_IN_WORDS.headers, *spelled)))


def _list_fields(columns: Sequence[Column]) -> tuple[Field, ...]:
    titles = {c.title for c in columns}
    headers = tuple(w for w in _POSITION.headers if w not in titles)
    made = [replace(_POSITION, name=serial_of(columns), headers=headers)]
    for column in columns:
        if column.name == made[0].name:
            continue
        known = [f for f in RELIEF_TABLE.fields if f.name == column.name]
        words = {w: None for f in known for w in (f.label, *f.headers) if w not in titles}
        kind = _IN_LISTS.get(column.kind, column.kind)
        field = Field(column.name, column.title, kind, choices=column.choices, headers=tuple(words))
        made.append(_with_units(field))
    return tuple(made)


def _with_units(field: Field) -> Field:
    """Amounts are asked for in yuan or 万元, choices by their word or their code."""
    words = [field.label.replace("（元）", ""), *field.headers]
    more: list[str] = []
    if field.kind == "money":
        more = [f"{word}{unit}" for word in words for unit in ("", "元", "万元")]
    elif field.choices:
        more = [f"{word}{ending}" for word in words for ending in ("代码", "编码", "码")]
    return replace(field, headers=tuple(dict.fromkeys([*field.headers, *more])))
