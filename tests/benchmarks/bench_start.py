"""From starting the process to the first painted form, against an empty QMainWindow, whole process.

Both sides are processes of their own, in turn, off-screen. The program opens the sample township and
paints the aid form with its list; the peer paints an empty main window.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from eduaid_desktop.services import sample

ROUNDS = 7
EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, application.quit)
window = Window()
window.resize(1366, 728)
window.show()
application.exec()
"""
FORM = """
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from eduaid_desktop import app
application, window = app.prepare()
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, application.quit)
        return False
watch = Watch()
def first_form():
    window.open_file(Path(sys.argv[1]))
    window.go("aid")
    window.page.installEventFilter(watch)
    window.page.update()
window.show()
QTimer.singleShot(0, first_form)
application.exec()
"""


def main() -> None:
    """Print medians in seconds, peak memory in MiB, and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder) / "格桑镇.eduaid"
        sample.build(office)
        sides = {"empty QMainWindow": (EMPTY,), "first painted form": (FORM, str(office))}
        times: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(ROUNDS + 1):
            for name, script in sides.items():
                taken = _run(script)
                if number:
                    times[name].append(taken)
    print("start                 median s")
    for name, taken_times in times.items():
        print(f"{name:20}  {statistics.median(taken_times):8.3f}")
    ratio = statistics.median(times["first painted form"]) / statistics.median(times["empty QMainWindow"])
    print(f"ratio                 {ratio:8.2f}")
    print(f"peak of the larger    {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:8.0f} MiB")


def _run(script: tuple[str, ...]) -> float:
    start = perf_counter()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # An installed program has its compiled modules; the warm-up round writes them.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "-c", *script], env=environment, check=True, stderr=subprocess.DEVNULL)
    return perf_counter() - start


if __name__ == "__main__":
    main()
