"""What a killed program leaves of its papers is taken away by the next one."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import temporary

_KILLED = """
import os, signal
from pathlib import Path
from eduaid_desktop.gui import temporary
folder = temporary.folder()
(Path(folder.name) / "恢复密钥单.pdf").write_bytes(b"secret")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="only there a system tells whether a program still runs")
def test_papers_of_a_killed_program_are_swept_and_those_of_a_running_one_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    subprocess.run([sys.executable, "-c", _KILLED], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False)
    (left,) = tmp_path.iterdir()
    assert list(left.iterdir())
    other = tmp_path / "eduaid-notes"
    other.mkdir()
    with temporary.folder() as own:
        temporary.sweep()
        assert sorted(tmp_path.iterdir()) == sorted([Path(own), other])


def test_the_folder_of_a_widget_is_its_own_and_goes_with_it(qtbot: QtBot) -> None:
    first, second = QWidget(), QWidget()
    qtbot.addWidget(second)
    kept, other = temporary.folder_of(first), temporary.folder_of(second)
    (kept / "名单.pdf").write_bytes(b"names")
    assert temporary.folder_of(first) == kept != other
    first.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
    assert not kept.exists()
    assert other.is_dir()
