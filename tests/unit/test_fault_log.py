"""The fault log without its messages."""

import traceback
from pathlib import Path

import pytest

from eduaid_desktop.errors import Refused
from eduaid_desktop.services import fault_log

MARK = "扎西513399200812319926"


def fault(text: str) -> str:
    """As the window logs an error that was raised while another was handled, with several lines of message."""
    try:
        try:
            raise KeyError(text)
        except KeyError as error:
            raise Refused(f'{text}\n  File "{text}.py", line 3, in {text}\n{text}Error: {text}') from error
    except Refused as error:
        return "2018-06-12 09:14:00\n" + "".join(traceback.format_exception(error)) + "\n"


def test_types_and_places_stay_and_nothing_else() -> None:
    (found,) = fault_log.read(fault(MARK).splitlines())
    assert (found.at, found.raised) == ("2018-06-12 09:14:00", ["KeyError", "Refused"])
    assert len(found.frames) == 2
    assert all(frame.startswith("test_fault_log.py:") and frame.endswith(" fault") for frame in found.frames)
    assert MARK not in str(found)


@pytest.mark.parametrize(
    "line",
    [
        f'  File "C:\\Users\\{MARK}\\{MARK}.py", line 3, in {MARK}', '  File "/a/zhaxi13900001111.py", line 3, in f',
        f'    raise ValueError("{MARK}")', f"{MARK}: {MARK}", "16471413517", '  File "x.py", line 3, in f16471413517',
    ],
)  # fmt: skip
def test_lines_that_hold_something_are_dropped(line: str) -> None:
    (found,) = fault_log.read(["2018-06-12 09:14:00", "Traceback (most recent call last):", line])
    for part in (MARK, "13900001111", "16471413517"):
        assert part not in str(found)


def test_a_log_that_is_none_or_damaged_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert fault_log.last(5) == []
    log = fault_log.config_folder() / "faults.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"\xff\xfe\x00" * 1000 + "\n".join(fault(f"第 {n} 次") for n in range(9)).encode())
    assert len(fault_log.last(5)) == 5
    assert {tuple(each.raised) for each in fault_log.last(5)} == {("KeyError", "Refused")}
