"""The office file: one SQLite file, one writer, one way to write."""

import os
import platform
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.store import checkpoint, driver, durable, schema
from eduaid_desktop.store.change import Change, Row, selection
from eduaid_desktop.store.checkpoint import Checkpointer
from eduaid_desktop.store.drafts import Keeper
from eduaid_desktop.store.gate import Gate
from eduaid_desktop.store.lock import WriterLock

# What every check of every form reads; it is remembered until a change touches one of these tables.
_REMEMBERED = frozenset(
    {"dated_name", "office", "organisation", "policy_package", "region", "school", "setting"}
)
# How long closing waits for what other threads of this program are reading.
_CLOSE_SECONDS = 5.0
_SHARED = "“{}”还在另一个窗口里打开着。请先关闭那个窗口，再试一次。"


class Store:
    """An open office file. Every thread gets its own connection; close() ends them all."""

    def __init__(
        self, path: Path, *, key: bytes | None = None, writable: bool = True, as_it_is: bool = False
    ) -> None:
        """Open an existing office file; a second window on the same file is read-only.

        key: what an encrypted file is read with; see store.driver.
        as_it_is: one of an older shape is only looked at (a backup), not brought up to date.
        Raises UserError when the file is missing, damaged, newer than this program or no office file.
        """
        self.path, self.key = Path(path), key
        # The key slots as they were read, in case somebody takes their file away meanwhile.
        self.slots = b""
        self._local = threading.local()
        self._connections: list[driver.Connection] = []
        self._writing = threading.RLock()
        self._gate = Gate()
        self._closed = False
        # Set while a file with dates of its own is written, such as the sample township.
        self.own_date = False
        self._memory: dict[Any, Any] = {}
        # Why the last automatic backup was not made, "" when it was.
        self.backup_failed = ""
        self._checkpointer = Checkpointer(self.path, key)
        self.lock = WriterLock(self.path)
        schema.require_office_file(self.path, key)
        self._identity = driver.identity(self.path)
        self.read_only = not (writable and self._acquire())
        if not self.read_only:
            # What a change of keys left that was killed; it may be everything in plain.
            with suppress(OSError):
                schema.remove_file(schema.draft_of(self.path.resolve()))
        try:
            with driver.plain_words():
                if not as_it_is:
                    schema.bring_up_to_date(self)
        except BaseException:
            self.close()
            raise
        self.drafts = Keeper(self)

    @classmethod
    def create(cls, path: Path, fill: Callable[[Self], None], key: bytes | None = None) -> Self:
        """A new office file with the present schema and what fill writes; it takes its name only then.

        Raises UserError when the file exists already or the place cannot be written.
        """
        draft = schema.begin_file(path := Path(path), key)
        try:
            # From here on the file itself bears the salt.
            key = key[: driver.KEY_BYTES] if key else None
            with cls(draft, key=key) as store:
                fill(store)
            schema.finish_file(draft, path)
        except BaseException:
            schema.remove_file(draft)
            raise
        return cls(path, key=key)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is still kept, fold the log into the file, give the lock back."""
        if hasattr(self, "drafts"):
            self.drafts.close()
        self._checkpointer.close()
        if not self.read_only and self._connections:
            # Left beside another file put in the place of this one, the log would be read into that.
            with suppress(UserError):
                checkpoint.fold(self.connection)
        with self._writing:
            self._closed = True
            # A thread that reads on and on keeps its connection, which goes with it.
            with suppress(Conflict), self._gate.alone(_CLOSE_SECONDS):
                self._disconnect()
        self.lock.release()

    def _disconnect(self) -> None:
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody in this program writes meanwhile; others are kept out by the lock. Raises as require_writer."""
        self.require_writer()
        with self._writing, driver.plain_words():
            self._require_in_place()
            yield

    def require_unshared(self) -> None:
        """Raises Conflict while another window, one that only reads too, has the file open."""
        with self.alone(), self._gate.alone(driver.BUSY_SECONDS):
            self._checkpointer.close()
            self._disconnect()
            try:
                if not driver.close_log(self.path, self.key):
                    raise Conflict(_SHARED.format(self.path.name))
                driver.connect(self.path, self.key).close()
            finally:
                self._checkpointer = Checkpointer(self.path, self.key)

    def become(self, draft: Path, key: bytes | None) -> None:
        """Put a finished file under another key, or none, in the place of this one; inside alone().

        Raises Conflict while another window reads the file: it would take the log of the new one away.
        """
        with self._gate.alone(driver.BUSY_SECONDS):
            self._exchange(draft, key)

    def _exchange(self, draft: Path, key: bytes | None) -> None:
        self._checkpointer.close()
        self._disconnect()
        try:
            if not driver.close_log(self.path, self.key):
                raise Conflict(_SHARED.format(self.path.name))
            durable.rename(draft, self.path.resolve())
            self.key, self._identity = key, driver.identity(self.path)
        finally:
            self._checkpointer = Checkpointer(self.path, self.key)

    @property
    def connection(self) -> driver.Connection:
        """This thread's connection."""
        connection: driver.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._gate.inside():
                if self._closed:
                    raise RuntimeError(f"{self.path} is closed")
                self._require_in_place()
                connection = driver.connect(self.path, self.key, read_only=self.read_only)
                self._local.connection = connection
                self._connections.append(connection)
        return connection

    @property
    def _settled(self) -> driver.Connection:
        """The same, on which everything stands that the change of this thread has let wait."""
        change: Change | None = getattr(self._local, "change", None)
        if change is not None:
            change.settle()
        return self.connection

    def today(self) -> date:
        """The office's date: EDUAID_TODAY, else the file's fixed date, else the computer's."""
        outside = "" if self.own_date else os.environ.get("EDUAID_TODAY")
        forced = outside or self.remembered("fixed_date", self._fixed_date)
        try:
            return date.fromisoformat(forced) if forced else date.today()
        except ValueError:
            raise UserError(f"EDUAID_TODAY 应写成 2018-06-12 这样的日期，现为“{forced}”。") from None

    def remembered(self, key: Any, read: Callable[[], Any]) -> Any:
        """What read() gives, kept until the office's own tables change; for what every form asks for.

        A read-only window asks anew each time, because the writer is another program.
        """
        if self.read_only:
            return read()
        memory = self._memory
        if self._tables_change():
            return read()
        if key in memory:
            return memory[key]
        found = read()
        # A change that touched none of these tables reads them as they stand; an older snapshot may not.
        if getattr(self._local, "change", None) or not self.connection.in_transaction:
            memory[key] = found
        return found

    def _tables_change(self) -> bool:
        """Whether the change that this thread is writing has touched what is remembered."""
        change: Change | None = getattr(self._local, "change", None)
        return change is not None and not change.tables.isdisjoint(_REMEMBERED)

    def _fixed_date(self) -> str | None:
        found: str | None = self.value("SELECT fixed_date FROM office")
        return found

    def moment(self) -> str:
        """The moment of keying: the office's date with the computer's time of day (ISO)."""
        return f"{self.today().isoformat()}T{datetime.now():%H:%M:%S.%f}"

    @contextmanager
    def change(
        self,
        actor: str,
        sentence: str,
        *,
        role: str | None = None,
        undoes: int | None = None,
        final: bool = False,
        dry_run: bool = False,
    ) -> Iterator[Change]:
        """The only way to write records: all of it or nothing, with its audit lines.

        actor: who is at the keyboard. sentence: what is being done, as a person would say it.
        role: in which role, where the office has operators.
        final: the change cannot be undone (a sealed batch, a county decision, a payment).
        dry_run: everything happens and is rolled back at the end.
        Raises Refused on a read-only file, Conflict when another program holds it, UserError on disk trouble.
        """
        self.require_writer()
        today = self.today()
        with self._transaction(dry_run=dry_run) as connection:
            where = {"undoes": undoes, "final": int(final), "role": role, "machine": platform.node() or None}

            def head() -> Row:
                return {"at": self.moment(), "actor": actor, **where}

            change = self._local.change = Change(connection, sentence, today, None if dry_run else head)
            try:
                yield change
            finally:
                self._local.change = None
            if not dry_run:
                change.seal()
        if not dry_run and not change.tables.isdisjoint(_REMEMBERED):
            # A reader under way puts what it read into the old one.
            self._memory = {}

    def keep(self, drafts: Mapping[str, str | None]) -> None:
        """Write or forget drafts (key to content) outside the change log; Store.drafts calls it."""
        with self._transaction() as connection:
            for key, content in drafts.items():
                connection.execute("DELETE FROM draft WHERE key = ?", (key,))
                if content is not None:
                    connection.execute("INSERT INTO draft VALUES (?, ?, ?)", (key, content, self.moment()))

    @contextmanager
    def _transaction(self, *, dry_run: bool = False) -> Iterator[driver.Connection]:
        """IMMEDIATE, because a deferred one fails when two writers meet; rolled back on any error."""
        with self._writing, self._gate.inside(), driver.plain_words():
            connection = self.connection
            self._require_in_place()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("ROLLBACK" if dry_run else "COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        self._checkpointer.soon()

    def _require_in_place(self) -> None:
        """SQLite writes on into a file that was removed, and reads the log of this one into one put in its place."""
        if driver.identity(self.path) != self._identity:
            raise UserError(
                f"“{self.path.name}”已被移走、删除或换成了别的文件，这一步没有做成。"
                "请把它放回原来的位置，再保存一次。"
            )

    def end_thread(self) -> None:
        """Close this thread's connection; a thread that used the store calls it before it ends."""
        with self._gate.inside():
            connection = getattr(self._local, "connection", None)
            if connection is not None and not self._closed:
                self._local.connection = None
                self._connections.remove(connection)
                connection.close()

    def require_writer(self) -> None:
        """Raises Refused when this window may only read."""
        if self.read_only:
            raise Refused(f"这个文件正由 {self.lock.holder()} 打开，本窗口只能查看。请先关闭那个窗口再修改。")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several queries that see the file at one moment, whatever others write meanwhile."""
        with self._gate.inside(), driver.plain_words():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("COMMIT")

    def rows(self, sql: str, parameters: Any = ()) -> list[Row]:
        """All rows of a query as dictionaries."""
        with self._gate.inside(), driver.plain_words():
            return [driver.columns(row) for row in self._settled.execute(sql, parameters)]

    def row(self, sql: str, parameters: Any = ()) -> Row | None:
        """The first row of a query, or None."""
        with self._gate.inside(), driver.plain_words():
            found = self._settled.execute(sql, parameters).fetchone()
        return driver.columns(found) if found else None

    def value(self, sql: str, parameters: Any = ()) -> Any:
        """The first column of the first row, or None."""
        with self._gate.inside(), driver.plain_words():
            found = self._settled.execute(sql, parameters).fetchone()
        return found[0] if found else None

    def each(self, sql: str, parameters: Any = ()) -> Iterator[Row]:
        """The rows of a query one by one, for more than should stand in memory at once."""
        with self._gate.inside(), driver.plain_words():
            yield from (driver.columns(row) for row in self._settled.execute(sql, parameters))

    def column(self, sql: str, parameters: Any = ()) -> Iterator[Any]:
        """The first column of every row, one by one."""
        with self._gate.inside(), driver.plain_words():
            cursor = self._settled.cursor()
            cursor.row_factory = None
            yield from (row[0] for row in cursor.execute(sql, parameters))

    def get(self, table: str, row_id: int) -> Row:
        """One live record; raises UserError when there is none."""
        found = self.row(f"SELECT * FROM {table} WHERE id = ? AND withdrawn = 0", (row_id,))
        if found is None:
            raise UserError("找不到这条记录，可能已被撤回。请刷新列表后再选。")
        return found

    def select(self, table: str, **equals: Any) -> list[Row]:
        """The live records whose columns equal the given values, oldest first."""
        return self.rows(*selection(table, equals))

    def _acquire(self) -> bool:
        try:
            if not os.access(self.path, os.W_OK):
                raise PermissionError(self.path)
            return self.lock.acquire()
        except OSError as error:
            raise UserError(
                f"“{self.path}”或它所在的文件夹不能写入。请把它复制到本机硬盘上可以写入的文件夹后再打开。"
            ) from error


__all__ = ["Change", "Conflict", "Row", "Store"]
