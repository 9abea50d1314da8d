"""The command line: the same services as the window, with exit codes. `main` is the click group."""

from eduaid_desktop.cli import (
    attachments,
    backup,
    files,
    imports,
    keys,
    merging,
    parked,
    people,
    reconcile,
    records,
    relief,
    term,
)
from eduaid_desktop.cli.group import main

__all__ = [
    "attachments",
    "backup",
    "files",
    "imports",
    "keys",
    "main",
    "merging",
    "parked",
    "people",
    "reconcile",
    "records",
    "relief",
    "term",
]
