"""Who may do what: the roles of an office's operators.

Source: domain section 3. The national aid system keeps entry (业务操作) and review (业务审核) in two accounts;
in a small office one person may hold both, and every change says in which role it was made.
"""

from collections.abc import Iterable

CLERK, REVIEWER, ADMIN = "clerk", "reviewer", "admin"
NAMES = {CLERK: "录入员", REVIEWER: "审核员", ADMIN: "管理员"}
EVERY = frozenset(NAMES)


def named(roles: Iterable[str]) -> str:
    """录入员、审核员, in the order of NAMES."""
    held = set(roles)
    return "、".join(name for role, name in NAMES.items() if role in held)


def stored(roles: Iterable[str]) -> str:
    """As one column: clerk,reviewer."""
    held = set(roles)
    return ",".join(role for role in NAMES if role in held)


def read(column: str) -> frozenset[str]:
    """What stored wrote; a word that is no role counts for nothing."""
    return EVERY.intersection(column.split(","))
