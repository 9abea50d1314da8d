"""What was answered to the questions of a paper (Document.asks)."""

from collections.abc import Iterable
from typing import Any

from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.problems import blocking
from eduaid_desktop.errors import Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.kinds import Wanted


def answered(desk: Desk, wanted: Wanted, asks: Iterable[Field]) -> dict[str, Any]:
    """The answers, cleaned, by the name of their question. Raises Refused for the first that cannot be read."""
    rules, values, problems = desk.rules(), {}, []
    for each in asks:
        values[each.name], found = each.clean(wanted.answers.get(each.name) or each.default, rules)
        problems += found
    for wrong in blocking(problems):
        raise Refused(wrong.message, wrong.field)
    return values
