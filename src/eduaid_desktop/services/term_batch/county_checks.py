"""县级要求: the office's list of what the county asked for before, and what its replies suggest for it."""

from collections import defaultdict
from dataclasses import dataclass, replace

from eduaid_desktop.domain import county_check, reply_reasons, roles
from eduaid_desktop.domain.county_check import CountyCheck
from eduaid_desktop.domain.reply import REJECT, RETURN
from eduaid_desktop.errors import Conflict
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Row

_ROLES = (roles.REVIEWER, roles.CLERK)
_COLUMNS = ("batch_column", "test", "value", "sentence", "blocking", "enabled", "source", "learned_on")


@dataclass(frozen=True)
class Suggestion:
    """What the county's words suggest for the list. times: how many lines came back with them, in which batches.

    last_on: ISO date of the newest.
    """

    batch_column: str
    reason: str
    times: int
    batches: tuple[str, ...]
    last_on: str

    @property
    def entry(self) -> CountyCheck:
        """The entry that it becomes: the test that the words name, else a reminder in the county's own words."""
        test, value = county_check.guessed(self.batch_column, self.reason)
        where = f"批次 {self.batches[-1]}{f'等 {len(self.batches)} 批' if len(self.batches) > 1 else ''}"
        sentence = f"县里退回过 {self.times} 件，说“{self.reason}”（{where}）。"
        return CountyCheck(
            self.batch_column, test, value, sentence[:200], source=self.reason, learned_on=self.last_on
        )


def entries(desk: Desk) -> list[CountyCheck]:
    """The whole list, the newest first."""
    return [_entry(row) for row in reversed(desk.store.select("county_check"))]


def in_force(desk: Desk) -> list[CountyCheck]:
    """The entries that are asked of a batch."""
    return [entry for entry in entries(desk) if entry.enabled]


def suggestions(desk: Desk) -> list[Suggestion]:
    """What came back before and stands in no entry yet, the most frequent first."""
    rules = desk.rules()
    known = {(entry.batch_column, entry.source) for entry in entries(desk)}
    said: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in batch_queries.refused(desk.store):
        reason = (row["decided_reason"] or "").strip()
        if row["decision"] in (REJECT, RETURN) and reason:
            for column in reply_reasons.columns_of(reason, rules.codes["reply_reason"]):
                said[column, reason[:200]].append(row)
    found = [
        Suggestion(column, reason, len(rows), _batches(rows), max(r["decided_on"] or "" for r in rows))
        for (column, reason), rows in said.items()
        if (column, reason) not in known
    ]
    return sorted(found, key=lambda each: (-each.times, each.batch_column))


def save(desk: Desk, entry: CountyCheck) -> CountyCheck:
    """Enter a demand, or change the one of its id. Returns it as kept; raises Refused, with the field."""
    made = county_check.require_sound(entry)
    row = {name: getattr(made, name) for name in _COLUMNS} | {
        "blocking": int(made.blocking),
        "enabled": int(made.enabled),
        "value": made.value or None,
        "source": made.source or None,
        "learned_on": made.learned_on or None,
    }
    with desk.change(f"县级要求：{made.words}", role=_ROLES) as change:
        if not made.id:
            return replace(made, id=change.insert("county_check", row))
        _require_known(desk, made.id)
        change.update("county_check", made.id, row)
    return made


def turn(desk: Desk, check_id: int) -> CountyCheck:
    """Switch an entry on or off. Raises UserError for one that is gone."""
    entry = _require_known(desk, check_id)
    turned = replace(entry, enabled=not entry.enabled)
    with desk.change(f"{'启用' if turned.enabled else '停用'}县级要求：{entry.words}", role=_ROLES) as change:
        change.update("county_check", check_id, {"enabled": int(turned.enabled)})
    return turned


def remove(desk: Desk, check_id: int) -> None:
    """Take an entry out of the list. Raises UserError for one that is gone."""
    entry = _require_known(desk, check_id)
    with desk.change(f"删去县级要求：{entry.words}", role=_ROLES) as change:
        change.withdraw("county_check", check_id)


def _require_known(desk: Desk, check_id: int) -> CountyCheck:
    found = desk.store.select("county_check", id=check_id)
    if not found:
        raise Conflict("这一条县级要求已经删去了。请刷新列表后再选。")
    return _entry(found[0])


def _entry(row: Row) -> CountyCheck:
    return CountyCheck(
        **{
            name: row[name] or ""
            for name in ("batch_column", "test", "value", "sentence", "source", "learned_on")
        },
        blocking=bool(row["blocking"]),
        enabled=bool(row["enabled"]),
        id=row["id"],
    )


def _batches(rows: list[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["batch_no"] for row in rows))
