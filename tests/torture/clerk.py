"""A clerk who works until she is killed: clerk.py OFFICE FOLDER SEED. Every acknowledged thing is told on stdout.

Lines: open; change ID HASH (the newest change of the log after a job); file NAME (an export that was
acknowledged); draft KEY NUMBER MOMENT (kept at that moment of the machine's steady clock).
"""

import os
import random
import sys
import time
from pathlib import Path

from work import Clerk, said

from eduaid_desktop.services.desk import Desk


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def type_on(desk: Desk, number: int) -> None:
    key = f"torture:{number % 3}"
    desk.store.drafts.keep(key, {"number": number})
    tell("draft", key, number, time.monotonic())


def work(clerk: Clerk, number: int) -> None:
    said(clerk.dice.choice(clerk.jobs))
    last = clerk.desk.store.row("SELECT id, hash FROM change ORDER BY id DESC LIMIT 1") or {}
    tell("change", last["id"], last["hash"])
    for batch in clerk.exported:
        tell("file", batch.path.name)
    clerk.exported.clear()
    type_on(clerk.desk, number)


def main(office: str, folder: str, seed: str) -> None:
    desk = Desk.open(Path(office))
    tell("open")
    clerk = Clerk(desk, Path(folder), random.Random(seed))
    number = 0
    while True:
        number += 1
        work(clerk, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
