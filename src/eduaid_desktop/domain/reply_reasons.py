"""What the county's reason for a rejected or returned line is about: the columns of the batch that it names.

The words are data, the code table reply_reason (resources/codes/reply_reason.toml).
"""

from eduaid_desktop.domain.batch_fields import FIELD
from eduaid_desktop.domain.header import plain
from eduaid_desktop.domain.rules import CodeTable


def columns_of(reason: str, words: CodeTable) -> tuple[str, ...]:
    """The columns that a reason names, in the order in which it names them; () when it names none.

    The longest wording goes first and uses its characters up: 账号与户名不符 is about 账号 and 收款人.
    """
    written = plain(reason)
    found: dict[str, int] = {}
    for word, column in _wordings(words):
        while (place := written.find(word)) >= 0:
            found[column] = min(place, found.get(column, place))
            written = written[:place] + "\0" * len(word) + written[place + len(word) :]
    return tuple(sorted(found, key=lambda column: found[column]))


def fields_of(reason: str, words: CodeTable) -> tuple[str, ...]:
    """The fields of the relief form in which those columns are put right, each once."""
    return tuple(dict.fromkeys(FIELD[column] for column in columns_of(reason, words) if column in FIELD))


def _wordings(words: CodeTable) -> list[tuple[str, str]]:
    """Every wording with its column, the longest first."""
    pairs = [(plain(word), code.code) for code in words.codes for word in (code.label, *code.aliases)]
    return sorted(pairs, key=lambda pair: -len(pair[0]))
