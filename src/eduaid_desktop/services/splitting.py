"""拆分: a wrong merge taken apart again, days later too; what was edited since stays as it is."""

from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.merging import MAY_MERGE, counted
from eduaid_desktop.store import history, merges, naming, people
from eduaid_desktop.store.store import Row


@dataclass(frozen=True)
class Split:
    """What taking a merge apart does; (table, id) lists.

    back: what goes back as it was. stays: what was edited since, and is kept so. later: what came to the one that
    was kept after the merge, and stays with her until somebody says whose it is.
    """

    keep: Row
    gone: Row
    change_id: int
    back: list[tuple[str, int]]
    stays: list[tuple[str, int]]
    later: list[tuple[str, int]]
    names: list[str]

    def told(self) -> list[str]:
        """The same in sentences."""
        both = f"{self.gone['name']}（第 {self.gone['id']} 号）恢复为单独的人员"
        lines = [both, *(f"{words}恢复原样" for words in counted(self.back))]
        lines += [f"{words}合并后改过，改过的部分保留" for words in counted(self.stays)]
        where = f"留在{self.keep['name']}（第 {self.keep['id']} 号）名下"
        return lines + [f"{name}是合并之后登记的，{where}，请核对归谁" for name in self.names]

    def as_json(self) -> dict[str, Any]:
        """The object that `eduaid split --json` prints."""
        head = {"keep": self.keep["id"], "gone": self.gone["id"], "merge": self.change_id}
        return head | {n: [list(r) for r in getattr(self, n)] for n in ("back", "stays", "later")}


def split(desk: Desk, person_id: int, *, dry_run: bool = False) -> Split:
    """Take apart the merge in which this person went into another; with dry_run only tried out.

    Raises Refused when she was merged into nobody, when the other was merged on since, while a case is with the
    county or the bank, and when her number was given to somebody else meanwhile.
    """
    merge = merges.merge_of(desk.store, person_id)
    if merge is None:
        raise Refused("这个人没有并入别人，不用拆分。请在操作日志里核对是哪一次合并。")
    role, change_id = desk.acting(MAY_MERGE), merge["change_id"]
    keep, gone = (person(desk, each) for each in (merge["keep_id"], person_id))
    later = merges.since(desk.store, keep["id"], change_id)
    done = history.undo(desk.store, desk.actor, change_id, role=role, dry_run=dry_run, word="拆分")
    back = [*dict.fromkeys((*done.withdrawn, *done.restored))]
    back = [place for place in back if place != ("person", person_id)]
    names = [_named(desk, table, row_id) for table, row_id in later]
    return Split(keep, gone, change_id, back, [*dict.fromkeys(done.kept)], later, names)


def merged_into(desk: Desk, person_id: int) -> list[Row]:
    """The people who were merged into somebody; since: the day."""
    return merges.into(desk.store, person_id)


def person(desk: Desk, person_id: int) -> Row:
    """A person, merged into another one or not; raises UserError when there is none."""
    found = people.anybody(desk.store, person_id)
    if found is None:
        raise UserError("没有这个人，请核对编号。")
    return found


def find(desk: Desk, reference: str) -> Row:
    """The person whom a number names: her id, an ID number, a student number or a temporary number, former ones too.

    One who was merged into another is found by her id alone. Raises UserError when it is nobody's or several people's.
    """
    written = text.compact(reference) if not reference.isascii() else reference.strip().upper()
    found = people.by_number(desk.store, written)
    if not found and written.isdecimal() and len(written) < 15:
        return person(desk, int(written))
    if len(found) != 1:
        several = "、".join(f"第 {row['id']} 号" for row in found)
        words = (
            f"“{reference}”是几个人的：{several}，请写编号。"
            if found
            else f"找不到“{reference}”，请核对编号或号码。"
        )
        raise UserError(words)
    return found[0]


def one_merged(desk: Desk, found: Row) -> int:
    """Whom to split: the person herself, or the only one who was merged into her. Raises UserError for several."""
    if found["merged_into"]:
        return int(found["id"])
    gone = merged_into(desk, found["id"])
    if len(gone) > 1:
        several = "、".join(f"{row['name']}（第 {row['id']} 号）" for row in gone)
        raise UserError(f"并入{found['name']}的有几人：{several}，请写明拆分哪一位的编号。")
    return int(gone[0]["id"] if gone else found["id"])


def _named(desk: Desk, table: str, row_id: int) -> str:
    return naming.row(desk.store, table, desk.store.get(table, row_id)).strip()
