"""The database driver: opening a connection, plain or encrypted, and its errors in a clerk's words.

SQLCipher reads and writes plain files as SQLite does, so that one driver serves both kinds of office file and
its exceptions are the only ones. A key is 32 bytes, used as it is; a new file may be given 48, whose last 16
become its salt, the first bytes of the file. None is a plain file.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from eduaid_desktop.domain.text import rare_characters
from eduaid_desktop.errors import Conflict, Damaged, UserError

if TYPE_CHECKING:
    from sqlite3 import Connection, DatabaseError, Error, IntegrityError, OperationalError, Row
    from sqlite3 import connect as _connect
else:
    from sqlcipher3.dbapi2 import Connection, DatabaseError, Error, IntegrityError, OperationalError, Row
    from sqlcipher3.dbapi2 import connect as _connect

__all__ = ["Connection", "DatabaseError", "Error", "IntegrityError", "OperationalError", "Row"]

APPLICATION_ID = 0x45644169
BUSY_SECONDS = 20
# The driver drops the statement that was used least: once its usual 128 are full of those of a large change, whatever
# a page asks next is prepared anew each time, at several times its cost. The program has some hundreds.
_STATEMENTS = 1_000
KEY_BYTES = 32
# What a file begins with that needs no key.
PLAIN = b"SQLite format 3\x00"

DAMAGED = "数据文件已损坏。请不要继续录入，先用最近的备份恢复。"
_SENTENCES = (
    ("disk is full", "磁盘已满，这次修改没有保存，原有数据完好。请清理磁盘空间后再保存一次。"),
    ("readonly", "这里没有写入权限，没有办成，文件没有改动。请把文件复制到可以写入的文件夹后再打开。"),
    (
        "unable to open",
        "打不开这个文件。请检查它是否还在；放在只读文件夹里的，先复制到可以写入的文件夹再打开。",
    ),
    (
        "disk i/o error",
        "读写磁盘出错，这次没有办成，数据没有改动。请检查磁盘是否已满、U 盘是否松动，再试一次。",
    ),
)
_DAMAGE = (
    (
        "not a database",
        "这不是本程序的数据文件，或者文件已损坏。请选择扩展名为 .eduaid 的文件，或用备份恢复。",
    ),
    ("malformed", DAMAGED),
    ("could not decode to utf-8", DAMAGED),
    ("unsupported file format", DAMAGED),
)


def connect(
    path: Path, key: bytes | None = None, *, read_only: bool = False, busy_seconds: float = BUSY_SECONDS
) -> Connection:
    """A connection with the house's settings: WAL, synchronous=FULL, foreign keys, autocommit.

    A read-only one refuses every write, but may still clear away the log when it is the last to close:
    one opened with mode=ro leaves an empty log beside the file for ever.
    """
    # Each thread has its own connection; only closing the file reaches across threads.
    connection = _opened(
        path,
        key,
        mode="rw",
        timeout=busy_seconds,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )
    connection.row_factory = Row
    connection.create_function("rare_characters", 1, rare_characters, deterministic=True)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA query_only = ON" if read_only else "PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(path: Path, key: bytes | None, *, mode: str, **how: Any) -> Connection:
    connection: Connection = _connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, **how
    )
    # A wrong key would be told on the error stream, page by page.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key:
        connection.execute(f'PRAGMA key = "{_written(key)}"')
    return connection


def _written(key: bytes | None) -> str:
    return f"x'{key.hex()}'" if key else ""


def columns(row: Row) -> dict[str, Any]:
    """A row as a dictionary. dict(row) looks every name up from the first on, seven times as long for a case.

    Of two columns of one name the first counts, as it does there.
    """
    names = row.keys()
    found = dict(zip(names, row, strict=True))
    return found if len(found) == len(names) else dict(row)


def open_copy(path: Path, key: bytes | None = None) -> Connection:
    """A new file that a backup is copied into; nobody else reads it, and its caller flushes it."""
    connection = _opened(path, key, mode="rwc")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def copy_under_key(connection: Connection, path: Path, key: bytes | None) -> None:
    """Everything that a connection sees, as a new file under another key or none; its caller flushes it.

    The export leaves out the two marks that tell an office file and its version.
    """
    marks = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    }
    connection.execute("ATTACH DATABASE ? AS other KEY ?", (str(path), _written(key)))
    try:
        connection.execute("PRAGMA other.synchronous = OFF")
        connection.execute("PRAGMA other.journal_mode = OFF")
        connection.execute("SELECT sqlcipher_export('other')")
        for name, value in marks.items():
            connection.execute(f"PRAGMA other.{name} = {value}")
    finally:
        connection.execute("DETACH DATABASE other")


def close_log(path: Path, key: bytes | None = None) -> bool:
    """Fold the log of a file that is about to be replaced into it, and take the log away.

    False when another program has the file open. Raises Damaged for a file that cannot be read.
    """
    with plain_words(), closing(_opened(path, key, mode="rw", timeout=1)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except OperationalError as error:
            if "locked" in str(error):
                return False
            raise
    return bool(mode == "delete")


def raise_serials(path: Path, key: bytes | None, highest: Mapping[str, int]) -> None:
    """Let the series of a file that nobody has open go on after these numbers; flushed."""
    with plain_words(), closing(_opened(path, key, mode="rw")) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO serial (name, last) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET last = MAX(last, excluded.last)",
            highest.items(),
        )
        connection.execute("COMMIT")


def look_into(path: Path, key: bytes | None = None) -> tuple[int, int]:
    """The application id and the schema version of a file, its log included; nothing is changed.

    But for what was cut short while the log was closed: it has to be taken back before anything can be read.
    """
    real = path.resolve()
    cut_short = real.with_name(f"{real.name}-journal").exists()
    connection = _opened(path, key, mode="rw" if cut_short else "ro")
    try:
        marks = [
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        ]
    finally:
        connection.close()
    return marks[0], marks[1]


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under a path; None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn what the driver raises because of a file, a disk or another program into a UserError."""
    try:
        yield
    except IntegrityError:
        raise
    except UnicodeDecodeError as error:
        # SQLite quotes a damaged schema in its message, which the driver then cannot read.
        if b"malformed" in error.object:
            raise Damaged(DAMAGED) from error
        raise
    except DatabaseError as error:
        message = str(error).lower()
        if "locked" in message or "busy" in message:
            raise Conflict("数据文件正被另一个程序写入，请稍等片刻再试。") from error
        for words, sentence in _SENTENCES:
            if words in message:
                raise UserError(sentence) from error
        for words, sentence in _DAMAGE:
            if words in message:
                raise Damaged(sentence) from error
        raise
