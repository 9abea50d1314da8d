"""An administrator who adds and removes people until she is killed: keeper.py OFFICE SEED.

Lines on stdout: open; removed NAME PASSWORD (acknowledged); school NAME (acknowledged).
"""

import os
import random
import sys
from pathlib import Path

from eduaid_desktop.domain import roles
from eduaid_desktop.services import logins, operators
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring

ADMIN, CLERK = "拥珍", "卓玛"
PASSWORD = "雪山下的格桑花开"


def cheap() -> None:
    """Passwords stretched in no time."""
    keyring._PASSES, keyring._MEMORY_KIB = 1, 64


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def work(desk: Desk, dice: random.Random) -> Desk:
    name = f"新人{dice.randrange(10**9)}"
    with desk.change(f"登记{name}") as change:
        change.insert("school", {"name": name})
    tell("school", name)
    held = [roles.CLERK, *([roles.ADMIN] if dice.random() < 0.4 else [])]
    operators.add(desk, name, held, PASSWORD)
    if dice.random() < 0.3:
        desk = operators.change_keys(desk, new_code=dice.random() < 0.5)
    desk = operators.remove(desk, name)
    tell("removed", name)
    return desk


def main(office: str, seed: str) -> None:
    cheap()
    desk = operators.settle(logins.log_in(Path(office), ADMIN, PASSWORD))
    tell("open")
    dice = random.Random(seed)
    while True:
        desk = work(desk, dice)


if __name__ == "__main__":
    main(*sys.argv[1:])
