"""Stored sums, counters and copies against the rows they were taken from.

Sums of batches are in services.term_batch.batch_audit, those of relief cases in store.relief_audit.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

from eduaid_desktop.domain import notices, search, serials
from eduaid_desktop.domain.project import LEDGER
from eduaid_desktop.store import naming
from eduaid_desktop.store.change import SOURCE_ROW, digest_of_rows
from eduaid_desktop.store.store import Row, Store

_SHOWN = 10


def faults(store: Store) -> list[str]:
    """What does not add up, one sentence each; empty when all is well."""
    return [
        *_serials(store),
        *_imports(store),
        *_replies(store),
        *_notices(store),
        *_projects(store),
        *_payment_lists(store),
        *_attachments(store),
        *_office(store),
    ]


_NUMBERED = (
    ("relief_case", "case_no"), ("batch", "batch_no"), ("packet", "packet_no"), ("payment_list", "list_no"),
    ("person", "temporary_number"),
)  # fmt: skip


def _serials(store: Store) -> Iterator[str]:
    """No series may stand below a number it gave out, undone or not: it would be given again."""
    last = {row["name"]: row["last"] for row in store.rows("SELECT name, last FROM serial")}
    used: dict[str, int] = {}
    for table, column in _NUMBERED:
        given = store.column(
            f"SELECT json_extract(after, '$.{column}') FROM change_log WHERE table_name = ? AND after LIKE ?",
            (table, f'%"{column}"%'),
        )
        for series, number in filter(None, map(serials.counted, given)):
            used[series] = max(number, used.get(series, 0))
    for series, number in sorted(used.items()):
        if last.get(series, 0) < number:
            yield (
                f"{serials.spoken(series)}已经编到 {number} 号，记下的最后一号却是 {last.get(series, 0)}，"
                "再编会重号。用最近的备份恢复，编号会接着往后排。"
            )


def _imports(store: Store) -> Iterator[str]:
    runs = store.rows(
        "SELECT r.*, l.change_id FROM import_run r JOIN change_log l"
        " ON l.table_name = 'import_run' AND l.row_id = r.id AND l.action = 'insert'"
    )
    for run in runs:
        name = f"{run['imported_on']} 的导入（第 {run['id']} 号记录）"
        parts = run["accepted"] + run["parked"] + run["refused"] + run["skipped"] + run["unchanged"]
        if run["read"] != parts:
            yield f"{name}读入 {run['read']} 行，各项相加却是 {parts} 行。"
        refused = store.value(
            "SELECT COUNT(DISTINCT sheet || char(31) || row) FROM import_problem"
            " WHERE import_run_id = ? AND severity = 'block'",
            (run["id"],),
        )
        if run["refused"] != refused:
            yield f"{name}记拒收 {run['refused']} 行，导入问题里有 {refused} 行。"
        if (made := _made(store, run["change_id"])) > run["accepted"]:
            yield f"{name}记接收 {run['accepted']} 行，那次操作却登记了 {made} 条人员或在读。"
        if run["said_sha256"] not in (None, _said(store, run["id"])):
            yield f"{name}记下的原表内容被程序以外改动过，核对时请对照原表。"


def _said(store: Store, run_id: int) -> str:
    rows = store.each(f"SELECT {', '.join(SOURCE_ROW)} FROM source_row WHERE import_run_id = ?", (run_id,))
    return digest_of_rows(tuple(row.values()) for row in rows)


def _made(store: Store, change_id: int) -> int:
    """How many people a change registered, or enrolments, whichever is more: each came from a row of its own."""
    counted = store.column(
        "SELECT COUNT(*) FROM change_log WHERE change_id = ? AND action = 'insert'"
        " AND table_name IN ('person', 'enrolment') GROUP BY table_name",
        (change_id,),
    )
    return max(counted, default=0)


def _replies(store: Store) -> Iterator[str]:
    """Each line of a batch ends in one list of its reply; what the reply wrote is in these lists."""
    for reply in store.rows(
        "SELECT r.*, l.change_id, b.batch_no, b.row_count FROM reply r JOIN batch b ON b.id = r.batch_id"
        " JOIN change_log l ON l.table_name = 'reply' AND l.row_id = r.id AND l.action = 'insert'"
    ):
        name = f"批次 {reply['batch_no']} 的回执（第 {reply['id']} 号记录）"
        listed = reply["matched"] + reply["changed"] + reply["rejected"] + reply["missing"]
        if listed > reply["row_count"]:
            yield f"{name}各项件数相加是 {listed}，批次只有 {reply['row_count']} 件。"
        written = _written(store, reply["change_id"])
        for column, words in (("matched", "一致"), ("changed", "金额有变"), ("rejected", "不予或退回")):
            if written.get(column, 0) > reply[column]:
                yield f"{name}记{words} {reply[column]} 件，登记的却有 {written[column]} 件。"


def _written(store: Store, change_id: int) -> dict[str, int]:
    """How many decisions of each kind a change wrote into batch lines."""
    sql = (
        "SELECT CASE WHEN decision IN ('reject', 'return') THEN 'rejected'"
        " WHEN decided IS NULL OR decided = sent THEN 'matched' ELSE 'changed' END AS kind, COUNT(*) AS count"
        " FROM (SELECT json_extract(l.after, '$.decision') AS decision,"
        " json_extract(l.after, '$.decided_amount') AS decided, b.amount AS sent"
        " FROM change_log l JOIN batch_line b ON b.id = l.row_id"
        " WHERE l.change_id = ? AND l.table_name = 'batch_line' AND l.action = 'update')"
        " WHERE decision IN ('approve', 'reject', 'return') GROUP BY kind"
    )
    return {row["kind"]: row["count"] for row in store.rows(sql, (change_id,))}


def _notices(store: Store) -> Iterator[str]:
    """The last day of a notice in natural days; that in working days follows a calendar that is amended later."""
    for row in store.select("notice", day_kind=notices.NATURAL):
        end = notices.end_of(date.fromisoformat(row["from_date"]), row["days"], notices.NATURAL)
        if end.to_date.isoformat() != row["to_date"]:
            yield f"公示第 {row['id']} 号记录从 {row['from_date']} 起 {row['days']} 天，截止日期却是 {row['to_date']}。"


def _projects(store: Store) -> Iterator[str]:
    for row in store.rows(
        "SELECT p.project_no, p.stage, MAX(CAST(m.stage AS INTEGER)) AS reached FROM project p"
        " LEFT JOIN milestone m ON m.project_id = p.id AND m.withdrawn = 0"
        " AND (m.done_on IS NOT NULL OR m.document = ?) WHERE p.withdrawn = 0 GROUP BY p.id",
        (LEDGER,),
    ):
        if int(row["stage"] or 0) != (row["reached"] or 0):
            yield f"项目 {row['project_no']} 的“现在节点”与办完的节点不一致。再保存一次任一节点即可更正。"


def _payment_lists(store: Store) -> Iterator[str]:
    """A list says how many rows for how much it holds, and whether the bank has answered them all."""
    rows = store.rows(
        "SELECT l.list_no, l.row_count, l.amount, l.status, COUNT(y.id) AS rows, COALESCE(SUM(y.amount), 0) AS sum,"
        " COALESCE(SUM(y.result IS NULL), 0) AS open, COUNT(DISTINCT y.position) AS places FROM payment_list l"
        " LEFT JOIN payment y ON y.payment_list_id = l.id AND y.withdrawn = 0 WHERE l.withdrawn = 0 GROUP BY l.id"
    )
    for row in rows:
        if (row["row_count"], row["amount"]) != (row["rows"], row["sum"]) or row["places"] != row["rows"]:
            yield f"发放表 {row['list_no']} 的人数或金额与表里的各行不一致。"
        if row["open"] and row["status"] == "answered":
            yield f"发放表 {row['list_no']} 记为已有结果，却还有 {row['open']} 行没有结果。"


def _attachments(store: Store) -> Iterator[str]:
    """The first of a batch, its own workbook, is compared where batches are."""
    own = "SELECT MIN(id) FROM attachment WHERE owner_table = 'batch' GROUP BY owner_id"
    for row in store.each(f"SELECT * FROM attachment WHERE id NOT IN ({own})"):
        if hashlib.sha256(row["content"]).hexdigest() != row["sha256"]:
            yield f"{naming.row(store, 'attachment', row)}的内容与校验值不一致。"


def _office(store: Store) -> Iterator[str]:
    for row in store.select("office"):
        level = {9: "township", 6: "county"}.get(len(row["code"]))
        if row["county_code"] != row["code"][:6] or row["level"] != level:
            yield "单位的县代码、级别与单位代码不一致。"


def unfindable(store: Store) -> list[int]:
    """The ids of the live people whom the search box would not find by name, pinyin, or a number they had."""
    names = {*_findable_names(store)}
    former: dict[int, list[Row]] = defaultdict(list)
    for row in store.select("former_number"):
        former[row["person_id"]].append(row)
    kept: dict[int, set[str]] = defaultdict(set)
    for row in store.each("SELECT person_id, key FROM search_key"):
        kept[row["person_id"]].add(row["key"])
    found = []
    for person in store.each("SELECT id, name, temporary_number FROM person WHERE withdrawn = 0 ORDER BY id"):
        others = search.numbers_of(person, former.get(person["id"], ()))
        nameless = search.written_keys(person["name"]) and person["name"] not in names
        if nameless or not _keys_of(others) <= kept.get(person["id"], set()):
            found.append(person["id"])
    return found


def _findable_names(store: Store) -> Iterator[str]:
    rows = store.each("SELECT name, key FROM name_key ORDER BY name")
    for name, own in groupby(rows, itemgetter("name")):
        keys = {row["key"] for row in own}
        written = {*search.written_keys(name)}
        if written <= keys and {key[0] for key in keys} >= {"p", "i"}:
            yield name


def _keys_of(others: Iterable[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    for kind, value in others:
        found.update(search.written_keys(value) if kind == "name" else search.keys_of(kind, value))
    return found


def search_faults(store: Store) -> list[str]:
    """One sentence when anybody cannot be found; services.checking.mend_search puts it right."""
    lost = unfindable(store)
    if not lost:
        return []
    some = "、".join(map(str, lost[:_SHOWN]))
    more = "等" if len(lost) > _SHOWN else ""
    return [f"检索里找不到 {len(lost)} 人（人员第 {some} 号{more}）。请“重建检索”，记录本身没有问题。"]
