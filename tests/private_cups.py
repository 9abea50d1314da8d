"""A print scheduler of the test's own, with a queue whose printer writes what it receives into a folder."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_CUPSD = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_PARTS = Path("/usr/lib/cups")
_PPD = Path("/usr/share/ppd/cupsfilters/Generic-PDF_Printer-PDF.ppd")
_CONF = """LogLevel warn
Listen 127.0.0.1:{port}
Browsing No
DefaultAuthType None
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
_FILES = """ServerRoot {root}/etc
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/run
TempDir {root}/spool
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
SystemGroup root
ServerBin {root}/parts
"""
# Held while a file of that name lies there; a printer that jams says so and stops its queue.
_PRINTER = """#!/bin/sh
[ $# = 0 ] && exit 0
touch "{out}/begun-$1"
while [ -e "{out}/hold" ]; do sleep 0.05; done
[ -e "{out}/jam" ] && {{ echo "ERROR: paper jam" >&2; exit 4; }}
cat > "{out}/part-$1"
printf '%s' "$5" > "{out}/options-$1"
printf '%s' "$3" > "{out}/title-$1"
mv "{out}/part-$1" "{out}/$1.pdf"
"""


@dataclass
class Queue:
    """A queue named Office on a scheduler of its own; CUPS_SERVER leads there."""

    folder: Path
    name: str = "Office"

    def received(self) -> list[Path]:
        """The PDF of each job that came through, in the order they were sent."""
        return sorted(self.folder.glob("*.pdf"), key=lambda each: int(each.stem))

    def options(self, job: Path) -> list[str]:
        """What the printer was told of a job."""
        return (self.folder / f"options-{job.stem}").read_text().split()

    def title(self, job: Path) -> str:
        """What the job is called on the printer's display."""
        return (self.folder / f"title-{job.stem}").read_text()

    def begun(self) -> int:
        """How many jobs have reached the printer."""
        return len(list(self.folder.glob("begun-*")))

    def hold(self) -> None:
        """The printer takes its time from here on."""
        (self.folder / "hold").touch()

    def release(self) -> None:
        """It goes on."""
        (self.folder / "hold").unlink()

    def jam(self) -> None:
        """The next job does not come out."""
        (self.folder / "jam").touch()


def _lay_out(root: Path, port: int) -> Path:
    for part in ("etc", "spool", "cache", "run", "log", "out", "parts/backend"):
        (root / part).mkdir(parents=True)
    for part in ("filter", "daemon", "driver", "monitor", "notifier", "cgi-bin"):
        if (_PARTS / part).exists():
            (root / "parts" / part).symlink_to(_PARTS / part)
    (root / "etc" / "cupsd.conf").write_text(_CONF.format(port=port))
    (root / "etc" / "cups-files.conf").write_text(_FILES.format(root=root))
    printer = root / "parts" / "backend" / "keep"
    printer.write_text(_PRINTER.format(out=root / "out"))
    # CUPS runs what nobody else may read or write as root, the rest as lp, who cannot write here.
    printer.chmod(0o700)
    return root


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _does(*words: str) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def queue(
    monkeypatch: pytest.MonkeyPatch,
    wait_until: Callable[[Callable[[], bool]], None],
) -> Iterator[Queue]:
    """A queue for A4 and A5, one side or two; it is gone with the test."""
    if not (_CUPSD and _PPD.exists() and os.geteuid() == 0):
        pytest.skip("a scheduler of one's own needs cupsd, its filters and root")
    port = _free_port()
    monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{port}")
    # Not below the folder of the tests: the filters run as a user of their own, who may not look in there.
    with TemporaryDirectory(prefix="cups-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        _lay_out(root, port)
        made = Queue(root / "out")
        words = [_CUPSD, "-f", "-c", f"{root}/etc/cupsd.conf", "-s", f"{root}/etc/cups-files.conf"]
        with subprocess.Popen(words) as scheduler:
            try:
                wait_until(lambda: _does("lpadmin", "-p", made.name, "-E", "-v", "keep:/", "-P", str(_PPD)))
                yield made
            finally:
                scheduler.terminate()
