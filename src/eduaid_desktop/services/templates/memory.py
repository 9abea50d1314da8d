"""What was said of the columns of somebody's templates, which holds for the next one of the same sender."""

from collections import Counter
from collections.abc import Mapping

from eduaid_desktop.domain.fields import Field
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import mappings
from eduaid_desktop.services.templates import kept
from eduaid_desktop.services.templates.kinds import TemplateKind


def remembered(desk: Desk, kind: str, sender: str, headings: Mapping[int, str]) -> dict[int, str | None]:
    """What columns were said to hold the last time: under the same headings of the sender, wherever they stand now."""
    words = mappings.names(headings)
    ends = {c: w.rpartition("/")[2] for c, w in words.items()}
    alone = {c: e for c, e in ends.items() if Counter(ends.values())[e] == 1}
    found: dict[int, str | None] = {}
    for template in kept.templates(desk, kind):
        if template.id is None:
            continue
        known = mappings.names(template.headings)
        same_sender = template.sender == sender
        if not same_sender and sorted(known.values()) != sorted(words.values()):
            continue
        short = {w.rpartition("/")[2]: n for w, n in template.said.items()}
        for column, word in words.items():
            if column not in found and word in template.said:
                found[column] = template.said[word]
            elif column not in found and alone.get(column) in short:
                found[column] = short[alone[column]]
    return found


def learned(desk: Desk, kind: TemplateKind, sender: str, columns: Mapping[str, str]) -> list[Field]:
    """The words that somebody said mean a field, before those that anybody would write."""
    names = {f.label: f.name for f in kind.table.fields} | {n: n for n in kind.labels}
    found = [Field(names[wanted], words) for words, wanted in columns.items() if wanted in names]
    for template in kept.templates(desk, kind.name):
        if template.id is not None and template.sender == sender:
            said = ((w.partition("#")[0], n) for w, n in template.said.items())
            found += [Field(name, words) for words, name in said if name in kind.labels]
    return found
