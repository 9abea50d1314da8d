"""Verbs about the people of an office: operators, handover."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli import prompts
from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import roles
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.services.handover import Handed

PATH = click.Path(path_type=Path)
_ROLES = {**{role: role for role in roles.NAMES}, **{name: role for role, name in roles.NAMES.items()}}
ROLE = click.option(
    "--role", "wanted", multiple=True, type=click.Choice(list(_ROLES)), metavar="角色",
    help="录入员、审核员、管理员，或 clerk、reviewer、admin；可重复",
)  # fmt: skip
_NEW = "EDUAID_NEW_PASSWORD"


@main.command()
@FILE
@click.argument("action", required=False, type=click.Choice(["add", "remove", "roles", "password"]))
@click.argument("name", required=False)
@ROLE
@JSON
def operators(
    file: Path, action: str | None, name: str | None, wanted: tuple[str, ...], as_json: bool
) -> None:
    """列出操作员；或增加、移除一位，改她的角色，设她的密码。"""
    if action and not name:
        raise click.UsageError("请写明操作员的姓名，如 operators 文件 add 卓玛 --role 录入员。")
    if (action in ("add", "roles")) is not bool(wanted):
        raise click.UsageError("增加操作员和改角色要用 --role 指明角色，其他的不用。")
    with open_desk(file, write=action is not None) as desk:
        said, desk = _act(desk, action, name or "", [_ROLES[word] for word in wanted])
        rows = _rows(desk)
    lines = [f"{row['name']}　{row['role_names']}　{_since(row)}" for row in rows]
    answer(as_json, {"count": len(rows), "rows": rows}, [said] if said else lines)


def _act(desk: Desk, action: str | None, name: str, wanted: list[str]) -> tuple[str, Desk]:
    """What was done, in a sentence, and the desk to go on with."""
    from eduaid_desktop.services import operators as service

    own = action == "password" and name == desk.actor
    if action and not own:
        service.require_admin(desk)
    if action == "add":
        service.add(desk, name, wanted, prompts.secret(_NEW, f"{name}的第一个密码", twice=True))
        return f"已增加操作员{name}（{roles.named(wanted)}）。请{name}登录后修改密码。", desk
    if action == "remove":
        before, desk = desk, service.remove(desk, name)
        return f"已移除操作员{name}，数据文件换了新钥匙。{_new_sheet(before, desk)}", desk
    if action == "roles":
        before, desk = desk, service.set_roles(desk, name, wanted)
        return f"{name}现在是{roles.named(wanted)}。{_new_sheet(before, desk)}", desk
    if action == "password":
        old = prompts.secret("EDUAID_PASSWORD", f"{name}现在的密码") if own else ""
        service.set_password(desk, name, prompts.secret(_NEW, f"{name}的新密码", twice=True), old)
        return f"已为{name}设置新密码。", desk
    return "", desk


def _new_sheet(before: Desk, after: Desk) -> str:
    """An administrator who goes takes the validity of the sheet along."""
    from eduaid_desktop.services import keys

    same = keys.mark_of(before) == keys.mark_of(after)
    return "" if same else "恢复密钥也换了，旧的密钥单作废，请由管理员用 eduaid sheet 打印新的。"


def _rows(desk: Desk) -> list[dict[str, Any]]:
    from eduaid_desktop.services import operators as service

    return [
        {
            "name": each.name,
            "roles": [role for role in roles.NAMES if role in each.roles],
            "role_names": roles.named(each.roles),
            "valid_from": each.valid_from,
            "valid_to": each.valid_to,
            "way_in": each.way_in,
        }
        for each in service.listing(desk)
    ]


def _since(row: dict[str, Any]) -> str:
    if row["valid_to"]:
        return f"{row['valid_from']} 至 {row['valid_to']}"
    return f"{row['valid_from']} 起" + ("" if row["way_in"] else "，没有密码，请为其设置")


@main.command()
@FILE
@click.option("--to", "successor", help="接交人；不给则只列出没有办完的事项")
@click.option("--from", "leaving", help="移交人；不给为登录的人")
@ROLE
@click.option("--stays", multiple=True, type=click.Choice(list(_ROLES)), metavar="角色",
              help="移交人留任的角色，可重复；不给则不再登录")  # fmt: skip
@click.option("--out", type=PATH, help="交接清单写到哪个 PDF")
@JSON
def handover(
    file: Path,
    successor: str | None,
    leaving: str | None,
    wanted: tuple[str, ...],
    stays: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """办理交接：列出没有办完的事项，写出清单，接交人接过移交人的角色。"""
    from eduaid_desktop.services import handover as service
    from eduaid_desktop.services import sheets

    if successor and not out:
        raise click.UsageError("办理交接要用 --out 写明交接清单写到哪个 PDF。")
    if not successor and (leaving or wanted or stays):
        raise click.UsageError("办理交接要用 --to 写明接交人。")
    with open_desk(file, write=successor is not None) as desk:
        found = service.items(desk)
        lines = [line for item in found for line in _told(item)]
        data: dict[str, Any] = {
            "items": [item.as_json() for item in found],
            "file": str(out) if out else None,
        }
        if successor and out:
            chosen = [_ROLES[word] for word in wanted], [_ROLES[word] for word in stays]
            done = _hand_over(desk, leaving or desk.actor, successor, chosen, out)
            data |= {"from": leaving or desk.actor, "to": successor, "log_in": done.log_in, "due": done.due}
            lines = [
                f"已从{leaving or desk.actor}移交给{successor}，清单写在 {out}。",
                *_next(file, successor, done),
            ]
        elif out:
            sheets.write_handover(desk, out)
            lines.append(f"清单写在 {out}。")
    answer(as_json, data, lines)
    if data.get("due"):
        click.echo(data["due"], err=True)


def _hand_over(
    desk: Desk, leaving: str, successor: str, chosen: tuple[list[str], list[str]], out: Path
) -> "Handed":
    """The list first: a disk that cannot take it stops the handover and not the other way round."""
    from eduaid_desktop.services import handover as service
    from eduaid_desktop.services import sheets

    hers = service.require(desk, leaving, successor)
    password = ""
    if not hers.way_in:
        password = prompts.secret(_NEW, f"{hers.name}的第一个密码", twice=True)
    elif leaving == desk.actor:
        password = prompts.secret(_NEW, f"{hers.name}的密码，证明能够登录")
    sheets.write_handover(desk, out, leaving=leaving, successor=hers.name)
    more, stays = chosen
    try:
        return service.hand_over(desk, leaving, successor, password=password, more=more, stays=stays)
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _told(item: Any) -> list[str]:
    rows = [f"    {'　'.join(cell for cell in row if cell)}" for row in item.rows]
    return [f"{item.title}：{item.count} {item.unit}，{item.words}", *rows]


def _next(file: Path, successor: str, done: "Handed") -> list[str]:
    if not done.log_in:
        return []
    return [
        f"请{successor}登录：程序会换新钥匙，旧的恢复密钥单作废。请随即运行 eduaid sheet {file} --out 密钥单.pdf。"
    ]
