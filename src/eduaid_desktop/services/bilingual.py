"""藏文标签: the county's Tibetan words for the labels and titles of forms, and whether they are printed.

Nothing is translated here; what the county has approved is keyed or read from its table.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eduaid_desktop.domain import roles, text
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import tables
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change, Row

SETTING = "bilingual_labels"
_LONGEST, _LONGEST_REMARK = 120, 200
_COLUMNS = {"中文标签": "chinese", "藏文": "tibetan", "来源": "source", "备注": "remark"}


@dataclass(frozen=True)
class Entry:
    """One label. chinese: as it stands on the paper, without line breaks; source: who approved the Tibetan."""

    chinese: str
    tibetan: str
    source: str = ""
    remark: str = ""


def is_on(desk: Desk) -> bool:
    """Whether documents of today have the Tibetan line."""
    return bool(desk.rules().settings[SETTING])


@contextmanager
def in_force(desk: Desk) -> Iterator[None]:
    """Let what is drawn inside have the Tibetan lines that the office prints."""
    from eduaid_desktop.documents import labels

    words = {e.chinese: e.tibetan for e in entries(desk)} if is_on(desk) else {}
    with labels.using(labels.Labels(words)):
        yield


def entries(desk: Desk) -> list[Entry]:
    """The dictionary of the office, by the Chinese."""
    return sorted((_entry(row) for row in desk.store.select("bilingual_label")), key=lambda e: e.chinese)


def example() -> Entry:
    """The one pair that is shipped: it shows what an entry looks like, and is never printed."""
    (row,) = tables.rows(resources() / "labels" / "tibetan.toml", "label")
    return _entry(row)


def save(desk: Desk, entry: Entry) -> None:
    """Enter a label, or change it. Raises Refused, with the field, for what is no label or no Tibetan."""
    made = _tidied(entry)
    if fault := _fault(made):
        raise Refused(*fault)
    with desk.change(f"藏文标签“{made.chinese}”：{made.tibetan}", role=roles.ADMIN) as change:
        if not _write(change, made):
            raise Refused(f"“{made.chinese}”已经是这样登记的，没有改动。", "tibetan")


def withdraw(desk: Desk, chinese: str) -> None:
    """Take a label out of the dictionary. Raises UserError for one that is not in it."""
    with desk.change(f"删去藏文标签“{chinese}”", role=roles.ADMIN) as change:
        found = change.select("bilingual_label", chinese=chinese)
        if not found:
            raise UserError(f"对照里没有“{chinese}”。请在“台账—藏文标签”里核对。")
        change.withdraw("bilingual_label", found[0]["id"])


def read(desk: Desk, path: Path) -> tuple[int, list[str]]:
    """Take over the rows of a table (中文标签, 藏文, 来源, 备注) that have Tibetan.

    Returns how many were new or changed, and a sentence for each row that was left out. Raises UserError for a file
    without these columns.
    """
    desk.store.require_writer()
    good, left_out = [], []
    for number, entry in _rows_of(path):
        if fault := _fault(entry):
            left_out.append(f"第 {number} 行“{entry.chinese}”没有读入：{fault[0]}")
        else:
            good.append(entry)
    if not good:
        return 0, left_out
    with desk.change(f"读入藏文标签 {len(good)} 条（{path.name}）", role=roles.ADMIN) as change:
        count = sum(_write(change, entry) for entry in good)
    return count, left_out


def _rows_of(path: Path) -> Iterator[tuple[int, Entry]]:
    from eduaid_desktop.documents import reader

    for sheet in reader.read(path).sheets:
        titles: Mapping[str, int] = {}
        for number, row in enumerate(sheet.rows, 1):
            cells = [text.tidy(cell) if cell is not None else "" for cell in row]
            if titles:
                entry = _tidied(Entry(*(_cell(cells, titles.get(title)) for title in _COLUMNS)))
                if entry.chinese and entry.tibetan:
                    yield number, entry
            elif {"中文标签", "藏文"} <= set(cells):
                titles = {cell: place for place, cell in enumerate(cells)}
        if titles:
            return
    raise UserError(f"“{path.name}”里没有“中文标签”和“藏文”两列。请先导出一份，在里面填好藏文再读入。")


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _write(change: Change, entry: Entry) -> bool:
    """Whether anything is other than before."""
    row = {name: getattr(entry, name) or None for name in _COLUMNS.values()}
    known = change.select("bilingual_label", chinese=entry.chinese)
    if known and all(known[0][name] == value for name, value in row.items()):
        return False
    if known:
        change.update("bilingual_label", known[0]["id"], row)
    else:
        change.insert("bilingual_label", row)
    return True


def _fault(entry: Entry) -> tuple[str, str] | None:
    """Why it can be no entry, with its field."""
    from eduaid_desktop.documents import fonts, shaping

    if not entry.chinese:
        return "请填写中文标签，与单据上的字完全相同。", "chinese"
    if not shaping.RUN.search(entry.tibetan):
        return "请填写藏文。", "tibetan"
    if lost := fonts.missing(entry.tibetan):
        return f"藏文里有印不出的字符（{'、'.join(f'U+{ord(c):04X}' for c in lost)}），请核对。", "tibetan"
    long = next((n for n, most in _MOST.items() if len(getattr(entry, n)) > most), "")
    return (f"最多 {_MOST[long]} 个字，请缩短。", long) if long else None


_MOST = {"chinese": _LONGEST, "tibetan": _LONGEST, "source": _LONGEST, "remark": _LONGEST_REMARK}


def _tidied(entry: Entry) -> Entry:
    return Entry(*(text.tidy(getattr(entry, name)) for name in _COLUMNS.values()))


def _entry(row: Row) -> Entry:
    return Entry(row["chinese"], row["tibetan"], row["source"] or "", row["remark"] or "")
