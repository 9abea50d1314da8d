"""The command line: the same services as the window, with exit codes. `main` is the click group."""

from eduaid_desktop.cli import aid, attachments, backup, files, keys, people, policies, records, relief, term
from eduaid_desktop.cli.group import main

__all__ = [
    "aid",
    "attachments",
    "backup",
    "files",
    "keys",
    "main",
    "people",
    "policies",
    "records",
    "relief",
    "term",
]
