"""The locked PySide6 outlives what one afternoon of typing does; some builds lose references and abort."""

import subprocess
import sys

import pytest

ROUNDS = 100_000
HEAD = "from PySide6.QtCore import QObject, Signal\nfrom PySide6.QtWidgets import QApplication, QLabel\n"
EMITS = f"""
class Source(QObject):
    said = Signal(bool)

heard = 0
def hear(_):
    global heard
    heard += 1

application = QApplication([])
source = Source()
source.said.connect(hear)
for turn in range({ROUNDS}):
    source.said.emit(turn % 2 == 0)
print(heard)
"""
TEXTS = f"""
application = QApplication([])
label = QLabel()
for turn in range({ROUNDS}):
    label.setText(str(turn))
print(int(label.text()) + 1)
"""


@pytest.mark.parametrize("program", [EMITS, TEXTS], ids=["emit", "setText"])
def test_a_hundred_thousand_calls_survive(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", HEAD + program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, str(ROUNDS)), done.stderr[-500:]
