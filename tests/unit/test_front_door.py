"""What the program does with its arguments, before anything heavy is loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

from eduaid_desktop import __main__ as front_door


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eduaid_desktop", *arguments], capture_output=True, text=True, encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["格桑镇.eduaid"], True),
        (["--sample"], True),
        (["--help"], False),
        (["find"], False),
        (["no-such-verb"], False),
        (["格桑镇.eduaid", "more"], False),
    ],
)
def test_a_file_or_nothing_opens_the_window(arguments: list[str], window: bool) -> None:
    assert front_door._opens_window(arguments) is window


def test_an_existing_file_of_any_name_opens_the_window(tmp_path: Path) -> None:
    file = tmp_path / "office"
    file.touch()
    assert front_door._opens_window([str(file)])


def test_an_unknown_verb_is_wrong_usage() -> None:
    done = run("no-such-verb")
    assert done.returncode == 2
    assert "no-such-verb" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = run("find", str(tmp_path / "absent.eduaid"), "扎西")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "absent.eduaid" in done.stderr
