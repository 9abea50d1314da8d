"""The command line: the same services as the window, with exit codes. `main` is the click group."""

from eduaid_desktop.cli import attachments, backup, files, imports, keys, people, records, relief, term
from eduaid_desktop.cli.group import main

__all__ = ["attachments", "backup", "files", "imports", "keys", "main", "people", "records", "relief", "term"]
