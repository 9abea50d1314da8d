"""What a family is told about its application, in the words of a family: where it is, and what comes next.

The states are those of domain.workflow; {town} is the office, {to_date} the last day of the notice.
"""

import re
from collections.abc import Collection

from eduaid_desktop.domain import workflow

_WHERE = {
    workflow.DRAFT: "申请已经登记，申请表还没有填完整",
    workflow.ACCEPTED: "申请已经受理，就要送到村里初审",
    workflow.VILLAGE_REVIEW: "村里正在初审，会到家里了解情况，还要民主评议",
    workflow.VILLAGE_NOTICE: "村里已经同意，名单正在村里公示",
    workflow.OBJECTION: "公示时有人反映了情况，正在核实",
    workflow.TOWN_REVIEW: "村里的公示已经结束，{town}正在审核",
    workflow.TOWN_NOTICE: "{town}已经同意，名单正在公示",
    workflow.READY: "{town}已经同意，等着报到县里",
    workflow.REPORTED: "已经报到县里，县里正在审批",
    workflow.COUNTY_RETURNED: "县里退了回来，补正以后才能再报",
    workflow.APPROVED: "县里已经批准，正在准备发放",
    workflow.OVERCAP_PENDING: "县教育部门已经同意；因为金额超过一般标准，还要等县人民政府批准",
    workflow.IN_PAYMENT: "救助金已经交给银行发放，还没有收到银行的结果",
    workflow.PAY_FAILED: "银行这一次没有发成，钱没有少，账户改好以后再发",
    workflow.PAID: "救助金已经发放",
    workflow.ARCHIVED: "已经办完",
    workflow.REJECTED: "没有批准",
    workflow.WITHDRAWN: "已经按您家的意愿撤回",
    workflow.RECOVERED: "救助金已经退回",
}
_NEXT = {
    workflow.DRAFT: "申请表填完整以后，就正式受理，送到村里初审",
    workflow.ACCEPTED: "村里到家里了解情况，并民主评议",
    workflow.VILLAGE_REVIEW: "村里同意的，把名单在村里公示",
    workflow.VILLAGE_NOTICE: "公示到{to_date}为止，没有人提出异议的，由{town}审核",
    workflow.OBJECTION: "核实清楚以后继续公示；如果不能救助，会书面告诉您原因",
    workflow.TOWN_REVIEW: "审核同意的，报到县里审批",
    workflow.TOWN_NOTICE: "公示到{to_date}为止，没有人提出异议的，报到县里审批",
    workflow.READY: "随本学期的一批报到县里审批",
    workflow.REPORTED: "县里审查、公示、批准以后，由银行发到卡上",
    workflow.COUNTY_RETURNED: "补正以后重新审核，再报到县里",
    workflow.APPROVED: "由银行发到收款人的卡上",
    workflow.OVERCAP_PENDING: "县人民政府批准以后，由银行发到收款人的卡上",
    workflow.IN_PAYMENT: "钱会到收款人的卡上，请留意到账",
    workflow.PAY_FAILED: "账户改好以后，由银行再发一次",
}
# Who said no, by the state from which a case was refused.
_REFUSED_BY = {
    workflow.VILLAGE_REVIEW: "{village}初审（民主评议）",
    workflow.OBJECTION: "公示期间的核实",
    workflow.TOWN_REVIEW: "{town}审核",
    workflow.REPORTED: "县级审批",
    workflow.OVERCAP_PENDING: "县人民政府审批",
}


def where(state: int, town: str) -> str:
    """Where an application stands."""
    return _WHERE[state].format(town=town)


def what_next(state: int, town: str, to_date: str) -> str:
    """What comes next; "" for one that has ended."""
    return _NEXT.get(state, "").format(town=town, to_date=to_date)


def refused_by(state: int, town: str, village: str) -> str:
    """Which step said no. state: the one before."""
    return _REFUSED_BY[state].format(town=town, village=village)


def without_others(text: str, others: Collection[str], kept: Collection[str]) -> str:
    """A text with 他人 for every name of other people. kept: the family's own names, villages and schools.

    A longer word goes first, so that 扎西 is not cut out of 扎西岗村.
    """
    hidden = {name for name in others if len(name) > 1} - {*kept}
    words = sorted(hidden.union(filter(None, kept)), key=len, reverse=True)
    if not hidden:
        return text
    return re.sub("|".join(map(re.escape, words)), lambda m: "他人" if m[0] in hidden else m[0], text)
