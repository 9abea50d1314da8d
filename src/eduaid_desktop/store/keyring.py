"""The key slots of an encrypted office file: NAME.eduaid-keys beside it, and inside every backup.

The data key is made from the recovery key and the salt of the file, its first sixteen bytes, so that the
printed sheet alone opens a file whose slots are lost. Every operator has a key pair: the private half is
wrapped by her password (Argon2id, AES-GCM), the data key is sealed to the public half (X25519, HKDF, AES-GCM).
So a new data key reaches everybody who stays without anybody's password, and nobody who left.
"""

import glob
import itertools
import json
import math
import os
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from eduaid_desktop.errors import Damaged, UserError
from eduaid_desktop.store import durable, schema
from eduaid_desktop.store.driver import KEY_BYTES
from eduaid_desktop.store.seals import NONCE, derived, open_seal, seal

FORMAT = 1
ENDING = "-keys"
KEY, CODE = "key", "code"
SALT_BYTES = 16
_PAGE = 4096
_LIKE_CHANCE = 7.8
_LONGEST = 1 << 20
# RFC 9106, second recommended option but for one lane; what a slot was made with is written in it.
_PASSES, _MEMORY_KIB, _LANES = 3, 64 * 1024, 1
# A slot that somebody wrote must not make the program take all memory or all day.
_MOST_PASSES, _MOST_MEMORY_KIB, _MOST_LANES = 10, 1 << 18, 16


class WrongPassword(UserError):
    """The password does not open this slot."""


@dataclass(frozen=True)
class Keys:
    """What opens an office file: its data key; code: the recovery key, for administrators, else ""."""

    data: bytes
    code: str = ""


@dataclass(frozen=True)
class Holder:
    """Somebody who is to have the keys, as the office file itself knows her; public_key in hex."""

    name: str
    public_key: str | None
    admin: bool


@dataclass(frozen=True)
class Slot:
    """One operator's key pair, the private half wrapped by her password. memory in KiB."""

    salt: bytes
    passes: int
    memory: int
    lanes: int
    public: bytes
    private: bytes


@dataclass(frozen=True)
class Keyring:
    """slots: name to Slot. seals: salt of a file to (name to sealed Keys).

    sheet: which recovery key the sheet bears; sheet_confirmed: the day on which its copy was typed back, "".
    change_due: the data key (KEY) or the recovery key too (CODE) is still to be changed, because somebody left.
    """

    slots: dict[str, Slot] = field(default_factory=dict)
    seals: dict[str, dict[str, bytes]] = field(default_factory=dict)
    sheet: str = ""
    sheet_confirmed: str = ""
    change_due: str = ""

    def to_bytes(self) -> bytes:
        """As the file holds it."""
        said = {
            "format": FORMAT,
            "slots": {name: _written(asdict(slot)) for name, slot in self.slots.items()},
            "seals": {salt: _written(seals) for salt, seals in self.seals.items()},
            "sheet": self.sheet,
            "sheet_confirmed": self.sheet_confirmed,
            "change_due": self.change_due,
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    def with_slot(self, name: str, slot: Slot) -> "Keyring":
        """A new pair takes the place of an operator's old one, whose seals open nothing any more."""
        return replace(self, slots={**self.slots, name: slot}, seals=self._seals_without({name}))

    def without(self, names: Iterable[str]) -> "Keyring":
        """Without the slots and seals of these operators."""
        gone = set(names)
        slots = {n: s for n, s in self.slots.items() if n not in gone}
        return replace(self, slots=slots, seals=self._seals_without(gone))

    def _seals_without(self, gone: set[str]) -> dict[str, dict[str, bytes]]:
        return {salt: {n: s for n, s in each.items() if n not in gone} for salt, each in self.seals.items()}

    def sealed(self, salt: bytes, keys: Keys, people: Iterable["Holder"]) -> "Keyring":
        """With the keys of a file sealed to these people, as far as their slots are the ones they were given.

        Only administrators get the recovery key.
        """
        sealed = dict(self.seals.get(salt.hex(), {}))
        for each in people:
            slot = self.slots.get(each.name)
            if slot and slot.public.hex() == each.public_key:
                content = keys.data + (keys.code.encode() if each.admin else b"")
                sealed[each.name] = seal(slot.public, content, salt)
        return replace(self, seals={**self.seals, salt.hex(): sealed})

    def due(self, *, code: bool) -> "Keyring":
        """With a note that the keys are to be changed, the recovery key too where code says so."""
        return replace(self, change_due=CODE if code or self.change_due == CODE else KEY)

    def only(self, salt: bytes) -> "Keyring":
        """With the seals of this file alone."""
        return replace(self, seals={k: v for k, v in self.seals.items() if k == salt.hex()})


def is_encrypted(path: Path) -> bool:
    """Whether a file is an encrypted office file, as far as its outside tells.

    Without the key slots beside it only its looks speak: whole pages, and bytes as if by chance.
    """
    if schema.is_plain(path):
        return False
    try:
        if path_of(path).exists():
            return True
        size = path.stat().st_size
        with path.open("rb") as file:
            page = file.read(_PAGE)
    except OSError:
        return False
    return size >= _PAGE and size % _PAGE == 0 and _bits_per_byte(page) > _LIKE_CHANCE


def _bits_per_byte(page: bytes) -> float:
    """Shannon's entropy; a page of 4096 random bytes has about 7.95."""
    return -sum(n / len(page) * math.log2(n / len(page)) for n in Counter(page).values())


def path_of(office_file: Path) -> Path:
    """Where the key slots of an office file lie; a link to the file is the same file."""
    real = office_file.resolve()
    return real.with_name(real.name + ENDING)


def load(office_file: Path) -> Keyring:
    """The key slots beside an office file. Raises UserError when there are none, Damaged when they are spoilt."""
    path = path_of(office_file)
    try:
        _finish_restoring(office_file)
        with path.open("rb") as file:
            written = file.read(_LONGEST)
    except FileNotFoundError:
        raise UserError(
            f"“{office_file.name}”是加密的，旁边缺少钥匙文件“{path.name}”。请把它放回来，"
            "或用备份里的钥匙、恢复密钥单重建。"
        ) from None
    except OSError as error:
        raise UserError(f"读不了钥匙文件“{path}”。请检查读取权限，或 U 盘是否插好。") from error
    return parse(written, path.name)


def begin_restoring(office_file: Path, database: Path, slots: bytes) -> None:
    """Lay the slots of a backup ready for the moment when its database is the office file. Raises OSError."""
    with _restoring(office_file, database).open("wb") as file:
        file.write(slots)
        durable.flush(file)


def end_restoring(office_file: Path) -> None:
    """Take the slots laid ready if their database stands, and clear away what never came to that. Raises OSError."""
    _finish_restoring(office_file)
    left = glob.escape(f"{office_file.name}{ENDING}-restoring-")
    for path in office_file.parent.glob(f"{left}*"):
        durable.remove(path)


def _finish_restoring(office_file: Path) -> None:
    """A restore that was cut short between the database and its slots is brought to its end."""
    with suppress(FileNotFoundError):
        ready = _restoring(office_file, office_file)
        if ready.exists():
            durable.rename(ready, path_of(office_file))


def _restoring(office_file: Path, database: Path) -> Path:
    """Named after the first page of the database, which every write changes.

    Its salt does not tell: the file that is to be replaced has the same as its backups.
    """
    with database.open("rb") as file:
        mark = sha256(file.read(_PAGE)).hexdigest()[:16]
    return office_file.with_name(f"{office_file.name}{ENDING}-restoring-{mark}")


def set_aside(office_file: Path, salt: bytes = b"") -> None:
    """Keep slots of another file that lie under the name of this one's, before they are written over.

    salt: of the file whose own they would be. Raises UserError when they cannot be moved.
    """
    path = path_of(office_file)
    try:
        own = salt.hex() in parse(path.read_bytes()[:_LONGEST], path.name).seals
    except OSError:
        return
    except UserError:
        # Spoilt, or of a newer program: somebody may still want them.
        own = False
    if own:
        return
    numbers = (f"-{n}" if n > 1 else "" for n in itertools.count(1))
    free = (path.with_name(f"{path.name}-另存{n}") for n in numbers)
    try:
        path.rename(next(place for place in free if not place.exists()))
    except OSError as error:
        raise UserError(
            f"“{path}”是别的数据文件的钥匙，移不开，没有办成。请先把它移走，再试一次。"
        ) from error


def parse(written: bytes, name: str) -> Keyring:
    """A keyring from its bytes; name: how the sentence calls it. Raises Damaged, or UserError for a newer one."""
    try:
        said = json.loads(written)
        number = said["format"]
        if isinstance(number, int) and number > FORMAT:
            raise UserError(f"钥匙文件“{name}”由更新版本的程序建立。请先升级本程序，文件没有改动。")
        slots = {n: Slot(**_read(slot)) for n, slot in said["slots"].items()}
        seals = {salt: _read(each) for salt, each in said["seals"].items()}
        words = [str(said[name]) for name in ("sheet", "sheet_confirmed", "change_due")]
        ring = Keyring(slots, seals, *words)
        _require_sound(ring)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Damaged(
            f"钥匙文件“{name}”已损坏，数据文件本身没有动。请用备份里的钥匙或恢复密钥单重建它。"
        ) from error
    return ring


def save(office_file: Path, ring: Keyring) -> None:
    """Put the key slots beside an office file, whole or not at all. Raises UserError where that cannot be done."""
    path = path_of(office_file)
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(ring.to_bytes())
            durable.flush(file)
        durable.rename(draft, path)
    except OSError as error:
        durable.remove(draft)
        raise UserError(f"写不了钥匙文件“{path}”，没有办成。请检查磁盘空间和写入权限，再试一次。") from error


def salt_of(office_file: Path) -> bytes:
    """The salt of an encrypted file. Raises OSError."""
    with office_file.open("rb") as file:
        return file.read(SALT_BYTES)


def with_salt(office_file: Path, key: bytes | None) -> bytes | None:
    """A key for a copy that begins with the same salt as the file, so that the same recovery key opens it."""
    return key + salt_of(office_file) if key else None


def data_key(code: str, salt: bytes) -> bytes:
    """The key of a file with this salt, from the recovery key."""
    return derived(code.encode(), salt, b"eduaid office file")


def sheet_mark(code: str) -> str:
    """Tells one recovery key from another without giving it away."""
    return sha256(b"eduaid sheet" + code.encode()).hexdigest()[:8].upper()


def new_slot(name: str, password: str) -> Slot:
    """A new key pair under a password; about 0.2 s."""
    pair = X25519PrivateKey.generate()
    blank = Slot(os.urandom(16), _PASSES, _MEMORY_KIB, _LANES, pair.public_key().public_bytes_raw(), b"")
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_stretched(blank, password)).encrypt(nonce, pair.private_bytes_raw(), name.encode())
    return replace(blank, private=nonce + sealed)


def open_slot(name: str, slot: Slot, password: str) -> bytes:
    """The private key of an operator; about 0.2 s. Raises WrongPassword."""
    nonce, sealed = slot.private[:NONCE], slot.private[NONCE:]
    try:
        return AESGCM(_stretched(slot, password)).decrypt(nonce, sealed, name.encode())
    except InvalidTag:
        raise WrongPassword("密码不对。请检查大小写和输入法，再试一次。") from None


def unseal(ring: Keyring, name: str, private: bytes, salt: bytes) -> Keys | None:
    """The keys of the file with this salt; None where nothing is sealed to this operator. Raises Damaged."""
    sealed = ring.seals.get(salt.hex(), {}).get(name)
    if sealed is None:
        return None
    try:
        content = open_seal(private, sealed, salt)
    except (InvalidTag, ValueError) as error:
        raise Damaged(
            "钥匙文件已损坏：密码对，里面的钥匙却打不开。请用备份里的钥匙或恢复密钥单重建。"
        ) from error
    return Keys(content[:KEY_BYTES], content[KEY_BYTES:].decode("ascii", "replace"))


def _stretched(slot: Slot, password: str) -> bytes:
    stretch = Argon2id(
        salt=slot.salt, length=KEY_BYTES, iterations=slot.passes, lanes=slot.lanes, memory_cost=slot.memory
    )
    return stretch.derive(password.encode("utf-8", "surrogatepass"))


def _require_sound(ring: Keyring) -> None:
    """Raises ValueError for what no program of ours wrote."""
    for slot in ring.slots.values():
        sizes = (len(slot.salt), len(slot.public), len(slot.private))
        cost = (
            all(type(n) is int for n in (slot.passes, slot.memory, slot.lanes))
            and 1 <= slot.passes <= _MOST_PASSES
            and 8 * slot.lanes <= slot.memory <= _MOST_MEMORY_KIB
            and 1 <= slot.lanes <= _MOST_LANES
        )
        if sizes != (16, 32, NONCE + 32 + 16) or not cost:
            raise ValueError("a slot")
    for salt, seals in ring.seals.items():
        if len(bytes.fromhex(salt)) != SALT_BYTES or any(len(s) < 32 + NONCE + 16 for s in seals.values()):
            raise ValueError("a seal")


def _written(values: dict[str, Any]) -> dict[str, Any]:
    return {n: b64encode(v).decode() if isinstance(v, bytes) else v for n, v in values.items()}


def _read(values: dict[str, Any]) -> dict[str, Any]:
    return {n: b64decode(v, validate=True) if isinstance(v, str) else v for n, v in values.items()}
