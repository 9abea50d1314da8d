"""One durable save of an aid application against a bare insert into a WAL/FULL table, in one run.

The save cleans every field, runs the checks, writes the record and the hash-chained audit lines; a child
the office does not know yet brings a person and fourteen search keys with it. Both sides take turns, so that
a slow moment of the disk hits both.
"""

import sqlite3
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.services import aid, office

ROUNDS = 1000
_COLUMNS = 25


def main() -> None:
    """Print both medians and 95th percentiles in ms, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare(Path(folder) / "bare.db")
        desk = office.create(
            Path(folder) / "office.eduaid", name="格桑镇", code="513399101", fixed_date="2018-06-12",
            villages=[("513399101200", "上格桑村")],
        )  # fmt: skip
        floor, new, known = [], [], []
        for index in range(ROUNDS):
            start = perf_counter()
            bare.execute(
                f"INSERT INTO r VALUES ({', '.join('?' * _COLUMNS)})",
                [f"{index}-{c}" for c in range(_COLUMNS)],
            )
            middle = perf_counter()
            aid.save(desk, _form(index))
            after_new = perf_counter()
            aid.save(desk, _form(index) | {"programme": "寄宿生生活补助", "amount": "850"})
            floor.append(middle - start)
            new.append(after_new - middle)
            known.append(perf_counter() - after_new)
        desk.close()
    print("durable save              p50 ms   p95 ms   p50 ratio")
    for name, times in (
        ("bare WAL/FULL insert", floor),
        ("aid, child known", known),
        ("aid and a new child", new),
    ):
        ratio = statistics.median(times) / statistics.median(floor)
        print(f"{name:24}  {statistics.median(times) * 1000:6.3f}   {_p95(times) * 1000:6.3f}   {ratio:6.2f}")


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"CREATE TABLE r ({', '.join(f'c{c} TEXT' for c in range(_COLUMNS))})")
    connection.execute("CREATE INDEX r_c0 ON r(c0)")
    return connection


def _form(index: int) -> dict[str, str]:
    first_17 = f"5133992008{1 + index % 12:02d}{1 + index // 12 % 28:02d}{index % 1000:03d}"
    return {
        "name": "扎西·卓玛", "id_number": first_17 + check_digit(first_17), "ethnic": "藏族", "village": "上格桑村",
        "term": "2018S", "stage": "小学", "school": "格桑镇中心小学", "grade": "三年级", "class_name": "1班",
        "boarding": "是", "population": "5", "annual_income": "12000", "hardship_category": "建档立卡",
        "hardship_level": "困难", "reason": "家庭收入低，多名子女同时上学", "guardian_name": "尼玛·洛布",
        "guardian_relation": "父亲", "phone": "16407469236", "payee_name": "尼玛·洛布", "payee_relation": "父亲",
        "payee_bank": "云岭县农村信用合作联社格桑分社", "payee_account": "6299903245885431594",
        "programme": "营养改善计划", "amount": "400", "application_date": "2018-06-01",
    }  # fmt: skip


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


if __name__ == "__main__":
    main()
