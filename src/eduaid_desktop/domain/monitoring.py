"""监测对象: the periods in which a household was watched, as the monitoring system tells them (domain rules 8.6)."""

from calendar import monthrange
from datetime import date

from eduaid_desktop.domain.fields import Values

_LABELS = {"unstable": "脱贫不稳定户", "marginal": "边缘易致贫户", "sudden": "突发严重困难户"}
# What a household is once its risk is gone, where its kind tells it and the table does not.
_AFTER = {"unstable": "脱贫户", "marginal": "一般农户"}
NOT_WATCHED = frozenset({"无", "否", "非监测对象", "非监测户", "不是", "—", "-", "/"})


def statuses(values: Values, today: date) -> list[Values]:
    """The statuses of a watched household, oldest first: household_type, monitor_kind, valid_from, valid_to (ISO).

    valid_from "" is an unknown beginning, valid_to "" an open end. A month begins a status on its first day and
    ends it on its last; without the month in which the risk went, today ends it.
    """
    kind = values.get("monitor_kind")
    if not kind:
        return []
    begins = f"{values['monitored_from']}-01" if values.get("monitored_from") else ""
    gone = values.get("risk_gone") or bool(values.get("risk_gone_on"))
    ends = _last_day(values.get("risk_gone_on"), today) if gone else ""
    found: list[Values] = [
        {"household_type": _LABELS[kind], "monitor_kind": kind, "valid_from": begins, "valid_to": ends}
    ]
    written = values.get("household_type")
    after = written if written and written not in _LABELS.values() else _AFTER.get(kind)
    if gone and after:
        found.append({"household_type": after, "monitor_kind": None, "valid_from": ends, "valid_to": ""})
    return found


def _last_day(month: str | None, today: date) -> str:
    if not month:
        return today.isoformat()
    year, number = int(month[:4]), int(month[5:7])
    return f"{month}-{monthrange(year, number)[1]}"
