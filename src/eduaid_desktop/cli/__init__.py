"""The command line: the same services as the window, with exit codes. `main` is the click group."""

from eduaid_desktop.cli import (
    aid,
    attachments,
    backup,
    evidence,
    files,
    imports,
    keys,
    merging,
    parked,
    people,
    policies,
    reconcile,
    records,
    relief,
    relief_records,
    term,
    villages,
)
from eduaid_desktop.cli.group import main

__all__ = [
    "aid",
    "attachments",
    "backup",
    "evidence",
    "files",
    "imports",
    "keys",
    "main",
    "merging",
    "parked",
    "people",
    "policies",
    "reconcile",
    "records",
    "relief",
    "relief_records",
    "term",
    "villages",
]
