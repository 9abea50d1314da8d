"""A scanner on a real X server, where the keys of a fast one look like a key held down: xdotool types them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduaid_desktop.services import print_ledger, slips
from eduaid_desktop.services.desk import Desk

PROGRAMS = ("Xvfb", "xdotool")
pytestmark = pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason="needs Xvfb and xdotool")
# Opens the window, types with xdotool over the first field of a new form, and says what stands in it and in the bar.
SCRIPT = """
import subprocess, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from eduaid_desktop.gui.window import MainWindow

app = QApplication([])
window = MainWindow()
window.open_file(Path(sys.argv[1]))
window.show()

def until(ready):
    timer = QTimer()
    timer.timeout.connect(lambda: ready() and app.exit())
    timer.start(20)
    app.exec()

def do(*words):
    running = subprocess.Popen(["xdotool", *words])
    until(lambda: running.poll() is not None)

do("windowfocus", "--sync", str(int(window.winId())))
for delay, typed in (pair.split(":") for pair in sys.argv[2:]):
    window.go("students")
    field = window.page.panel.binder.editors["name"]
    field.setFocus()
    until(field.hasFocus)
    field.setText("abc")
    window.slips.close_bar()
    do("type", "--delay", delay, typed)
    if typed.endswith("*"):
        until(lambda: field.text().endswith("*"))
    else:
        do("key", "Return")
        until(lambda: window.slips.isVisible() or len(field.text()) > 3)
    print(field.text(), window.slips.lines[0].text() if window.slips.isVisible() else "-", sep="|")
"""


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    """The name of a screen of the test's own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait()


def test_no_digit_of_a_scan_reaches_the_field_at_any_pace(
    office_file: Path, display: str, tmp_path: Path
) -> None:
    with Desk.open(office_file) as desk:
        made = slips.write(desk, "deadline_board", tmp_path / "表.pdf", term="2018S")
        print_ledger.register(desk, made.placed)
    number = made.placed[0].slip.number
    paces = [f"{delay}:{made.placed[0].slip.code}" for delay in (1, 2, 5, 20, 40)]
    by_hand = ["5:16400001234*", "90:513399200805295270*"]
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_IM_MODULE": "none"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, office_file, *paces, *by_hand],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = [line.split("|") for line in done.stdout.splitlines()]
    assert [field for field, _ in lines] == ["abc"] * 5 + ["abc16400001234*", "abc513399200805295270*"], (
        done.stderr
    )
    assert all(f"这张周例会进度表 {number} 已打印于" in bar for _, bar in lines[:5])
    assert [bar for _, bar in lines[5:]] == ["-", "-"]
