"""The command line: the same services as the window, with exit codes. `main` is the click group."""

from eduaid_desktop.cli import (
    aid,
    attachments,
    backup,
    files,
    imports,
    keys,
    merging,
    parked,
    payments,
    people,
    policies,
    reconcile,
    records,
    relief,
    term,
)
from eduaid_desktop.cli.group import main

__all__ = [
    "aid",
    "attachments",
    "backup",
    "files",
    "imports",
    "keys",
    "main",
    "merging",
    "parked",
    "payments",
    "people",
    "policies",
    "reconcile",
    "records",
    "relief",
    "term",
]
