"""What was typed for a paper (Wanted.answers), read as its questions (Document.asks) say."""

from collections.abc import Sequence

from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.errors import Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.kinds import Wanted


def read(desk: Desk, asks: Sequence[Field], wanted: Wanted) -> Values:
    """The answer to every question by its name, None where nothing was typed. Raises Refused for one that is wrong."""
    values: Values = {}
    for field in asks:
        values[field.name], problems = field.clean(
            wanted.answers.get(field.name, field.default), desk.rules()
        )
        for problem in problems:
            if problem.blocking:
                raise Refused(problem.message, field.name)
    return values
