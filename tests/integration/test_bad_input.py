"""Files that cannot be opened or written: one Chinese sentence each, nothing changed, never a traceback."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import office, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history

NOBODY = 65534
SAVE = ("save", "FILE", "person", "--set", "name=扎西", "--set", "no_id_reason=未办理", "--set", "sex=男",
        "--set", "birth_date=19900101", "--set", "ethnic=藏")  # fmt: skip
VERBS: tuple[tuple[str, ...], ...] = (("find", "FILE", "扎西"), ("check", "FILE"), SAVE)


def eduaid(file: Path, *words: str, uid: int | None = None) -> subprocess.CompletedProcess[str]:
    """A verb in a process of its own; FILE stands for the file."""
    command = [sys.executable, "-m", "eduaid_desktop", *(str(file) if w == "FILE" else w for w in words)]
    if uid is not None:
        command = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *command]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)


def content(folder: Path) -> dict[str, bytes | None]:
    return {p.name: p.read_bytes() if p.is_file() else None for p in folder.iterdir()}


def assert_refused(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    sentence = done.stderr.strip()
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert sentence.endswith("。")
    assert "请" in sentence
    return sentence


def missing(path: Path, office_file: Path) -> None:
    path.unlink()


def folder(path: Path, office_file: Path) -> None:
    path.unlink()
    path.mkdir()


def empty(path: Path, office_file: Path) -> None:
    path.write_bytes(b"")


def text(path: Path, office_file: Path) -> None:
    path.write_text("姓名,身份证号\n" * 1000, encoding="utf-8")


def other_database(path: Path, office_file: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE person (id INTEGER)")
    connection.close()


def truncated(path: Path, office_file: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def head_only(path: Path, office_file: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def overwritten(path: Path, office_file: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def unfinished(path: Path, office_file: Path) -> None:
    from eduaid_desktop.store.store import Store

    path.unlink()
    Store.create(path, lambda store: None).close()
    path.with_name(path.name + "-lock").unlink()


SPOILED: tuple[tuple[Callable[[Path, Path], None], str], ...] = (
    (missing, "找不到文件"),
    (folder, "文件夹"),
    (empty, "不是本程序的数据文件"),
    (text, "不是本程序的数据文件"),
    (other_database, "不是本程序的数据文件"),
    (truncated, "损坏"),
    (head_only, "损坏"),
    (overwritten, "损坏"),
    (unfinished, "没有建完"),
)


@pytest.mark.parametrize(("spoil", "words"), SPOILED, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.parametrize("writable", [True, False])
def test_a_file_that_is_none_is_refused_and_left_alone(
    office_file: Path, spoil: Callable[[Path, Path], None], words: str, writable: bool
) -> None:
    spoil(office_file, office_file)
    before = content(office_file.parent)
    with pytest.raises(UserError, match=words):
        Desk.open(office_file, writable=writable)
    after = content(office_file.parent)
    after.pop("格桑镇.eduaid-lock", None)
    assert after == before


@pytest.mark.parametrize("spoil", [missing, folder, empty, truncated, overwritten])
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_every_verb_says_it_in_one_sentence(
    office_file: Path, spoil: Callable[[Path, Path], None], verb: tuple[str, ...]
) -> None:
    spoil(office_file, office_file)
    assert_refused(eduaid(office_file, *verb))


@pytest.fixture
def locked_folder(office_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The office file in a folder where an ordinary user may only read."""
    place = (
        Path("/tmp" if sys.platform != "win32" else office_file.parent) / f"eduaid-read-only-{os.getpid()}"
    )
    place.mkdir()
    shutil.copy(office_file, place / "格桑镇.eduaid")
    place.chmod(0o555)
    (place / "格桑镇.eduaid").chmod(0o444)
    yield place / "格桑镇.eduaid"
    place.chmod(0o755)
    shutil.rmtree(place)


def ordinary_user() -> int | None:
    """The uid to use so that file permissions count; skips where there is none."""
    if sys.platform == "win32":
        pytest.skip("permissions work otherwise on Windows")
    if os.geteuid() != 0:
        return None
    usable = shutil.which("setpriv") and eduaid(Path("x"), "--help", uid=NOBODY).returncode == 0
    if not usable:
        pytest.skip("no other user can run the program here")
    return NOBODY


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_a_read_only_folder_is_refused(locked_folder: Path, verb: tuple[str, ...]) -> None:
    uid = ordinary_user()
    before = content(locked_folder.parent)
    assert "可以写入的文件夹" in assert_refused(eduaid(locked_folder, *verb, uid=uid))
    assert content(locked_folder.parent) == before


def test_nothing_is_made_in_a_read_only_folder(locked_folder: Path) -> None:
    done = eduaid(
        locked_folder.with_name("新.eduaid"),
        "new",
        "FILE",
        "--plain",
        "--name",
        "新镇",
        "--code",
        "513399102",
        uid=ordinary_user(),
    )
    assert "不能" in assert_refused(done)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted by root on Linux")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(place: Path) -> Path:
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


def child(number: int) -> dict[str, str]:
    return {
        "name": f"扎西{number}",
        "no_id_reason": "未办理",
        "sex": "男",
        "birth_date": "19900101",
        "ethnic": "藏",
    }


def test_a_full_disk_refuses_the_save_and_keeps_what_was_there(office_file: Path, small_disk: Path) -> None:
    path = Path(shutil.copy(office_file, small_disk / office_file.name))
    with Desk.open(path) as desk:
        saved = people.save(desk, child(0)).id
        ballast = fill(small_disk)
        refusal = ""
        while not refusal and saved < 200:
            try:
                saved = people.save(desk, child(saved)).id
            except UserError as error:
                refusal = error.sentence
        assert "磁盘已满" in refusal
        assert len(desk.store.select("person")) == saved
        desk.store.drafts.keep("person:new", {"name": "扎" * 5000})
        ballast.unlink()
        assert people.save(desk, child(999)).id == saved + 1
        assert desk.store.drafts.settle()
        assert history.check(desk.store) == []


def test_verbs_on_a_full_disk(office_file: Path, small_disk: Path) -> None:
    path = Path(shutil.copy(office_file, small_disk / office_file.name))
    before = path.read_bytes()
    fill(small_disk)
    assert_refused(eduaid(path, *SAVE))
    assert path.read_bytes() == before
    (small_disk / "ballast").unlink()
    done = eduaid(path, *SAVE)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_new_office_on_a_full_disk_leaves_nothing(small_disk: Path) -> None:
    fill(small_disk)
    with pytest.raises(UserError):
        office.create(small_disk / "新.eduaid", name="新镇", code="513399102")
    assert [p.name for p in small_disk.iterdir()] == ["ballast"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "新镇", "code": "51339910"}, "9 位数字"),
        ({"name": " ", "code": "513399101"}, "单位名称"),
        ({"name": "新镇", "code": "513399101", "fixed_date": "2018-02-30"}, "固定日期"),
    ],
)
def test_an_office_that_cannot_be_leaves_nothing(tmp_path: Path, given: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        office.create(tmp_path / "新.eduaid", **given)
    assert list(tmp_path.iterdir()) == []


def test_a_new_office_in_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不能在"):
        office.create(tmp_path / "没有" / "新.eduaid", name="新镇", code="513399102")
