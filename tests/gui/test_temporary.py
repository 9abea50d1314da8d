"""What a killed program leaves of its papers is taken away by the next one."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

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
