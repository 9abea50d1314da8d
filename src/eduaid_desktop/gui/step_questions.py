"""What a step of a relief case asks, in the words of that step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.money import plain_yuan
from eduaid_desktop.domain.workflow_steps import Step


@dataclass(frozen=True)
class Question:
    """name: an input of services.relief.act. kind: text, money, date, choice or flag.

    choices: (stored value, words). answer: what stands there beforehand, as a person would type it.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    answer: str = ""
    hint: str = ""
    choices: tuple[tuple[Any, str], ...] = ()


_KINDS = {
    "on_date": "date",
    "from_date": "date",
    "amount": "money",
    "failure_code": "choice",
    "override": "flag",
}
_LABELS = {
    "on_date": "纸上的日期",
    "amount": "金额（元）",
    "reason": "理由",
    "signer": "签字人",
    "document": "文号",
    "account": "账号",
    "failure_code": "退回原因",
    "from_date": "公示开始",
    "override": "特批受理",
    "finding": "核查结果",
    "contact": "联系方式",
}
_LABELS_OF_STEP = {
    ("accept", "signer"): "审核人",
    ("accept", "reason"): "特批理由",
    ("village_agree", "signer"): "村负责人",
    ("objection", "on_date"): "收到日期",
    ("objection", "reason"): "异议内容",
    ("objection", "signer"): "提出人",
    ("objection_done", "reason"): "不予救助的理由",
    ("objection_done", "signer"): "核查人",
    ("township_agree", "amount"): "建议金额（元）",
    ("township_notice", "amount"): "建议金额（元）",
    ("report", "document"): "批次号",
    ("decide", "amount"): "批准金额（元）",
    ("decide", "document"): "批复文号",
    ("paid", "on_date"): "到账日期",
    ("paid", "amount"): "到账金额（元）",
    ("paid", "document"): "回单号",
    ("pay", "document"): "发放表编号",
    ("pay_failed", "reason"): "银行的说明",
    ("repay", "signer"): "复核人",
    ("repay", "account"): "新账号",
    ("recover", "amount"): "追回金额（元）",
    ("archive", "document"): "档案号",
    ("archive", "reason"): "先归档的原因",
}
_HINTS = {
    "from_date": "空着即本步骤的日期",
    "amount": "如 1200",
    "contact": "只供核查，不打印，不公示",
    "override": "审核人同意，允许重复受理",
    ("township_agree", "reason"): "超标准或超基金余额时必填",
    ("township_notice", "reason"): "超标准或超基金余额时必填",
    ("report", "document"): "空着即封存的批次",
    ("objection_done", "from_date"): "名单有变、重新公示的才填",
    ("repay", "signer"): "另一个人的姓名",
}
_FIRST = ("on_date", "failure_code", "amount", "account", "finding")


def questions(
    step: Step,
    case: Mapping[str, Any],
    known: Mapping[str, str],
    failures: tuple[tuple[str, str], ...],
    target: int,
) -> list[Question]:
    """The questions of a step in the order of the paper, required ones marked.

    known: answers that the office has already, by input. target: the state chosen where there are several.
    """
    needs, takes = step.needs, step.takes
    if step.targets:
        way = next(w for w in workflow.ways(case["state"], step.action) if w.target == target)
        needs, takes = way.needs, tuple(n for n in way.takes if n != "override")
    asked = ["on_date", *(n for n in (*needs, *takes) if n not in ("date", "on_date"))]
    if step.action == "accept" and step.open:
        asked = ["on_date"]
    asked.sort(key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    found = [_question(step.action, name, name in needs, known, failures) for name in asked]
    return [*_targets(step, target), *found]


def known_answers(
    case: Mapping[str, Any], action: str, today: str, actor: str, waiting: int | None, recovered: int = 0
) -> dict[str, str]:
    """waiting: the amount of the step before, which the county government has still to agree to.

    recovered: what came back already, in fen; the rest is proposed.
    """
    amount = {
        "township_agree": case["proposed"] or case["applied"],
        "township_notice": case["proposed"] or case["applied"],
        "decide": waiting if case["state"] == workflow.OVERCAP_PENDING else case["proposed"],
        "paid": case["approved"],
        "recover": (case["approved"] or 0) - recovered,
    }.get(action)
    known = {"on_date": today, "amount": plain_yuan(amount)}
    if action == "repay":
        known["account"] = case["payee_account"] or ""
    if action in ("township_agree", "township_notice"):
        known["signer"] = actor
    return known


def _targets(step: Step, target: int) -> Iterator[Question]:
    if step.targets:
        yield Question("target", "结果", "choice", True, str(target), "", step.targets)


def _question(
    action: str, name: str, required: bool, known: Mapping[str, str], failures: tuple[tuple[str, str], ...]
) -> Question:
    hint = _HINTS.get((action, name)) or _HINTS.get(name, "") or ("必填" if required else "可不填")
    return Question(
        name,
        _LABELS_OF_STEP.get((action, name), _LABELS[name]),
        _KINDS.get(name, "text"),
        required or name == "on_date",
        known.get(name, ""),
        hint,
        failures if name == "failure_code" else (),
    )
