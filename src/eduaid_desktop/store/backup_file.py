"""A backup is one file: a zip, nothing compressed, of the database and a manifest of what was counted in it.

Any unzip program gets the database out. The key slots of an encrypted office are one more member. Nothing
but sizes and hashes is believed: a zero-byte, a cut-off and an altered file are told apart.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo, is_zipfile

from eduaid_desktop.store import driver, durable

ENDING = ".eduaid-backup"
DATABASE, LOG, MANIFEST = "office.eduaid", "office.eduaid-wal", "backup.json"
KEYS = "office.eduaid-keys"
FORMAT = 1

# What can be said of a backup. Only a proven one was opened, checked and counted, and is unchanged since.
PROVEN, FLAWED, RAW = "proven", "flawed", "raw"
EMPTY, TRUNCATED, ALTERED, FOREIGN, NEWER, UNREADABLE = (
    "empty", "truncated", "altered", "foreign", "newer", "unreadable",
)  # fmt: skip

_CHUNK = 1 << 20
_LONGEST_MANIFEST = 1 << 20
# Fields that older backups do not have.
_LATER = ("encrypted",)
# What zipfile raises for files that somebody else wrote or cut.
_BROKEN = (BadZipFile, EOFError, ValueError, KeyError, TypeError, OverflowError, RuntimeError, struct.error)

Progress = Callable[[int, int], object]


def unwatched(done: int, total: int) -> None:
    """A Progress that nobody looks at."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; made_at by the computer's clock (ISO), size in bytes.

    records, changes and serials are what was counted; last_hash is the end of the change log's chain.
    findings: what the check found in the office file itself; whole: False where it could not be opened.
    encrypted: the database needs a key, and the key slots are in the backup.
    """

    format: int
    made_at: str
    reason: str
    office: str
    code: str
    schema: int
    records: int
    changes: int
    last_hash: str
    serials: Mapping[str, int]
    findings: int
    whole: bool
    size: int = 0
    sha256: str = ""
    encrypted: bool = False

    @property
    def moment(self) -> datetime:
        """made_at as a moment."""
        return datetime.fromisoformat(self.made_at).replace(tzinfo=None)


@dataclass(frozen=True)
class Backup:
    """A file and what can be said of it; manifest is None where it has none to be read."""

    path: Path
    state: str
    manifest: Manifest | None = None


def pack(
    database: Path,
    manifest: Manifest,
    file: IO[bytes],
    progress: Progress = unwatched,
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> Manifest:
    """Write the backup of a database into an open empty file and flush it; size and sha256 are filled in.

    beside: further members by name.
    """
    size, done, digest = database.stat().st_size, 0, hashlib.sha256()
    entry = ZipInfo(DATABASE)
    entry.file_size = size
    with ZipFile(file, "w", ZIP_STORED, strict_timestamps=False) as archive:
        with database.open("rb") as source, archive.open(entry, "w") as member:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                member.write(chunk)
                done += len(chunk)
                progress(done, size)
        for name, content in beside.items():
            archive.writestr(ZipInfo(name), content)
        manifest = replace(manifest, size=done, sha256=digest.hexdigest())
        archive.writestr(ZipInfo(MANIFEST), json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    durable.flush(file)
    return manifest


def look(path: Path) -> Backup:
    """What a backup says about itself, without reading its database."""
    try:
        if state := _from_outside(path):
            return Backup(path, state)
        with ZipFile(path) as archive:
            return _said(path, archive)
    except OSError:
        return Backup(path, UNREADABLE)
    except _BROKEN:
        return Backup(path, ALTERED)


def verify(path: Path, into: IO[bytes] | None = None, progress: Progress = unwatched) -> Backup:
    """Read a backup to its last byte and compare its hash; the database is written into a file if given.

    Raises OSError only where that file cannot be written.
    """
    found = look(path)
    if found.manifest is None:
        return found
    try:
        with ZipFile(path) as archive, archive.open(DATABASE) as member:
            same = _same(found.manifest, member, into, progress) and _readable(archive, found.manifest)
    except _Outside as outside:
        raise outside.error from None
    except OSError:
        return replace(found, state=UNREADABLE)
    except _BROKEN:
        same = False
    return found if same else replace(found, state=ALTERED)


def slots(path: Path) -> bytes | None:
    """The key slots of a backup that verify found sound; None in one that needs no key."""
    with ZipFile(path) as archive:
        return archive.read(KEYS) if KEYS in archive.namelist() else None


def is_plain(path: Path) -> bool:
    """Whether anybody can read the database in a backup. Raises OSError, BadZipFile."""
    with ZipFile(path) as archive, archive.open(DATABASE) as member:
        return member.read(len(driver.PLAIN)) == driver.PLAIN


def _readable(archive: ZipFile, manifest: Manifest) -> bool:
    """Whether the key slots are there, in a size that slots have; reading them compares their checksum."""
    if not manifest.encrypted:
        return True
    return archive.getinfo(KEYS).file_size < _LONGEST_MANIFEST and bool(archive.read(KEYS))


class _Outside(Exception):
    """The file that is written failed, not the backup that is read."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


def _same(manifest: Manifest, member: IO[bytes], into: IO[bytes] | None, progress: Progress) -> bool:
    digest, done = hashlib.sha256(), 0
    while chunk := member.read(_CHUNK):
        digest.update(chunk)
        if into:
            try:
                into.write(chunk)
            except OSError as error:
                raise _Outside(error) from error
        done += len(chunk)
        progress(done, manifest.size)
    return digest.hexdigest() == manifest.sha256


def _from_outside(path: Path) -> str:
    """What a file is that is no zip; "" for a zip."""
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        return EMPTY
    if is_zipfile(path):
        return ""
    return TRUNCATED if head == b"PK\x03\x04" else FOREIGN


def _said(path: Path, archive: ZipFile) -> Backup:
    members = {entry.filename: entry for entry in archive.infolist()}
    if DATABASE not in members or MANIFEST not in members:
        return Backup(path, FOREIGN)
    entry = members[MANIFEST]
    if entry.file_size > _LONGEST_MANIFEST or any(e.compress_type != ZIP_STORED for e in members.values()):
        return Backup(path, ALTERED)
    said = json.loads(archive.read(MANIFEST))
    if isinstance(said, dict) and isinstance(said.get("format"), int) and said["format"] > FORMAT:
        return Backup(path, NEWER)
    manifest = _manifest(said)
    if manifest is None or members[DATABASE].file_size != manifest.size:
        return Backup(path, ALTERED)
    state = PROVEN if manifest.whole and not manifest.findings else FLAWED if manifest.whole else RAW
    return Backup(path, state, manifest)


def _manifest(said: Any) -> Manifest | None:
    """None where it is not what pack wrote."""
    names = [field.name for field in fields(Manifest) if field.name in said or field.name not in _LATER]
    manifest = Manifest(**{name: said[name] for name in names})
    numbers = (manifest.schema, manifest.records, manifest.changes, manifest.findings, manifest.size)
    words = (manifest.reason, manifest.office, manifest.code, manifest.last_hash, manifest.sha256)
    flags = (manifest.whole, manifest.encrypted)
    right = (
        isinstance(manifest.moment, datetime)
        and all(type(flag) is bool for flag in flags)
        and all(type(n) is int for n in (*numbers, *dict(manifest.serials).values()))
    )
    return manifest if right and all(isinstance(word, str) for word in words) else None
