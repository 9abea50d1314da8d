"""What the county's reason for a rejected or returned line is about: the columns of the batch that it names.

The words are data: resources/codes/reply_reason.toml.
"""

from eduaid_desktop.domain.batch_fields import FIELD
from eduaid_desktop.domain.header import plain
from eduaid_desktop.domain.rules import Rules


def columns_of(reason: str, rules: Rules) -> tuple[str, ...]:
    """The columns that a reason names, in the order in which it names them; () when it names none.

    The longest wording goes first and uses its characters up: 账号与户名不符 is about 账号 and 收款人.
    """
    written = plain(reason)
    found: dict[str, int] = {}
    for word, column in _words(rules):
        while (place := written.find(word)) >= 0:
            found[column] = min(place, found.get(column, place))
            written = written[:place] + "\0" * len(word) + written[place + len(word) :]
    return tuple(sorted(found, key=lambda column: found[column]))


def fields_of(reason: str, rules: Rules) -> tuple[str, ...]:
    """The fields of the relief form in which those columns are put right, each once."""
    return tuple(dict.fromkeys(FIELD[column] for column in columns_of(reason, rules) if column in FIELD))


def _words(rules: Rules) -> list[tuple[str, str]]:
    """Every wording with its column, the longest first."""
    codes = rules.codes["reply_reason"].codes
    pairs = [(plain(word), code.code) for code in codes for word in (code.label, *code.aliases)]
    return sorted(pairs, key=lambda pair: -len(pair[0]))
