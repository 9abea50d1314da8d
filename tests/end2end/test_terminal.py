"""The command line at a real terminal: it asks for what the environment does not tell, and shows no password."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from eduaid_desktop.domain import recovery_code
from eduaid_desktop.services import keys, logins

if sys.platform == "win32":
    pytest.skip("a terminal is made by other means on Windows", allow_module_level=True)

import fcntl
import termios

ME, PASSWORD = "拥珍", "雪山下的格桑花开"
HEAD = ("--name", "格桑镇", "--code", "513399101", "--fixed-date", "2018-06-12")


def _sit_down() -> None:
    """The terminal is the program's own, and Ctrl+C reaches it though the tests may run where it is ignored."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A verb under way; expect() waits for words on the screen, type() answers."""

    def __init__(self, words: tuple[object, ...], home: Path) -> None:
        mine, its = os.openpty()
        known = {name: value for name, value in os.environ.items() if not name.startswith("EDUAID_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "eduaid_desktop", *map(str, words)],
            stdin=its, stdout=its, stderr=its, start_new_session=True,
            preexec_fn=_sit_down,
            env=known | {"XDG_CONFIG_HOME": str(home), "PYTHONUTF8": "1", "TERM": "dumb"},
        )  # fmt: skip
        os.close(its)
        self._fd, self.seen = mine, ""

    def expect(self, words: str) -> None:
        """Wait until these words stand on the screen after what was expected before."""
        end = monotonic() + 30
        while words not in self.seen:
            assert monotonic() < end, f"“{words}” is not in: {self.seen}"
            if not self._read():
                break
        assert words in self.seen, self.seen
        self.seen = self.seen.partition(words)[2]

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._fd, f"{text}\n".encode())

    def end(self) -> int:
        """Wait for the end; the exit status."""
        while self._read():
            pass
        os.close(self._fd)
        return self._process.wait(30)

    def _read(self) -> bool:
        """Whether something more came; a terminal whose program ended gives an error."""
        if not select.select([self._fd], [], [], 0.2)[0]:
            return self._process.poll() is None
        try:
            found = os.read(self._fd, 4096)
        except OSError:
            return False
        self.seen += found.decode("utf-8", "replace")
        return bool(found)


@pytest.fixture
def eduaid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Terminal]]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    opened: list[Terminal] = []

    def start(*words: object) -> Terminal:
        opened.append(Terminal(words, tmp_path / "config"))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal._process.kill()
        terminal._process.wait(30)


def test_an_office_from_its_first_password_to_its_sheet(
    eduaid: Callable[..., Terminal], tmp_path: Path
) -> None:
    file, sheet = tmp_path / "格桑镇.eduaid", tmp_path / "密钥单.pdf"
    new = eduaid("new", file, *HEAD, "--sheet", sheet)
    new.expect("操作员：")
    new.type(ME)
    for first, second in ((PASSWORD, "别的密码别的密码"), (PASSWORD, PASSWORD)):
        new.expect("为拥珍设置密码：")
        new.type(first)
        new.expect("再输入一次：")
        assert PASSWORD not in new.seen
        new.type(second)
        if first != second:
            new.expect("两次输入的不一样")
    new.expect("请打印密钥单，输入恢复密钥单上第 2 组和第 7 组的 8 个字符")
    assert sheet.exists()
    with logins.log_in(file, ME, PASSWORD, writable=False) as desk:
        groups = recovery_code.groups(keys.code_of(desk))
    new.type("00000000")
    new.expect("与密钥单不一致")
    new.expect("直接回车）：")
    new.type(f"{groups[1]} {groups[6]}".lower())
    new.expect("设置完成")
    assert new.end() == 0
    assert PASSWORD not in new.seen

    listed = eduaid("list", file, "students")
    listed.expect("操作员 [拥珍]：")
    listed.type("")
    listed.expect("拥珍的密码：")
    listed.type(PASSWORD)
    listed.expect("共 0 条")
    assert listed.end() == 0

    wrong = eduaid("check", file)
    wrong.expect("操作员 [拥珍]：")
    wrong.type("")
    wrong.expect("拥珍的密码：")
    wrong.type("猜一个密码试试看")
    wrong.expect("密码不对")
    assert wrong.end() == 1


def test_who_goes_away_from_the_keyboard(eduaid: Callable[..., Terminal], tmp_path: Path) -> None:
    file = tmp_path / "格桑镇.eduaid"
    new = eduaid("new", file, *HEAD, "--sheet", tmp_path / "密钥单.pdf")
    new.expect("操作员：")
    new.type("\x03")
    new.expect("已停止")
    assert new.end() == 1
    assert not file.exists()
