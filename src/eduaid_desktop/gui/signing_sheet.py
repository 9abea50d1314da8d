"""Asking for a signature given anew: what was changed since the old one, who signs, on which day."""

from collections.abc import Callable, Mapping
from typing import Any

from eduaid_desktop.domain.signatures import BOXES
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.services import signing
from eduaid_desktop.services.desk import Desk

_SIGNERS = {"village": "村负责人", "township": "签字人"}


def waiting(desk: Desk, case_id: int) -> str:
    """The first box that keeps a case from going on until it is signed anew; "" for none."""
    return next((each["box"] for each in signing.voided(desk, case_id) if each["needed"]), "")


def ask(shell: Shell, sheet: StepSheet, case_id: int, box: str, done: Callable[[], object]) -> None:
    """Open the sheet for a box; done() is called once it is signed."""
    day = shell.desk.today().isoformat()
    asked = (
        Question("on_date", "签字日期", "date", True, day, "必填"),
        Question("signer", _SIGNERS[box], required=True, hint="必填"),
    )

    def sign(inputs: Mapping[str, Any]) -> None:
        signing.sign_again(shell.desk, case_id, box, signer=inputs["signer"] or "", on_date=inputs["on_date"])
        sheet.close_sheet()
        done()
        shell.say(f"已登记{BOXES[box]}重新签字。", DONE)

    sheet.ask(f"{BOXES[box]}重新签字", signing.asked(shell.desk, case_id, box), asked, "登记", sign)
