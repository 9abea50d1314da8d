"""`eduaid demo`: the whole main job on the sample township, without a hand on the keyboard or a display."""

import os
from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli.group import JSON, answer
from eduaid_desktop.errors import UserError

_SIZE = (1366, 768)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/demo"), help="放结果的文件夹")
@JSON
def demo(out: Path, as_json: bool) -> None:
    """用示例乡镇走一遍主要工作，给出审批单、上报文件和各页截图。"""
    result = run(out)
    answer(as_json, result, [f"{name}：{path}" for name, path in result.items()])


def run(out: Path) -> dict[str, Any]:
    """Build the township, export its waiting cases, verify, read the reply back, pay, print, look at every tab.

    Returns what was made by its Chinese name, with its path. Raises UserError when out cannot be written.
    """
    from eduaid_desktop.services import sample

    try:
        out.mkdir(parents=True, exist_ok=True)
        office = out / "格桑镇.eduaid"
        for old in (*out.glob("格桑镇.eduaid*"), *out.glob("PC-*.xlsx")):
            old.unlink()
    except OSError as error:
        raise UserError(f"不能写入文件夹“{out}”。请用 --out 换一个可以写入的文件夹。") from error
    sample.build(office)
    made = {"数据文件": str(office), **_main_job(office, out)}
    return made | _screenshots(office, out)


def _main_job(office: Path, out: Path) -> dict[str, str]:
    from eduaid_desktop.services import relief, sample, slips
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.term_batch import batches, replies

    with Desk.open(office) as desk:
        about = sample.load()
        waiting = desk.store.select("relief_case", state=60)
        batch = batches.export(desk, about["term"], out)
        if not batches.verify(batch.path).ok:
            raise UserError("上报文件核对不符，请重新安装程序。")
        reply = out / "县批复.xlsx"
        cases = [(row["id"], "approved") for row in waiting]
        sample.write_reply(desk, about, cases, batch.path, reply, decided_on=desk.today().isoformat())
        counted = replies.apply(desk, reply).as_json()
        case = relief.load(desk, waiting[0]["id"])
        relief.act(desk, case["id"], "pay")
        relief.act(desk, case["id"], "paid")
        slip, form, notice = (out / f"{name}.pdf" for name in ("审批单", "申请审批表", "公示名单"))
        slips.write(desk, "approval_slip", slip, case=case["case_no"])
        slips.write(desk, "approval_form", form, case=case["case_no"])
        slips.write(desk, "notice_list", notice, term=about["term"])
    words = {"matched": "一致", "changed": "金额有改动", "rejected": "不予救助", "missing": "没有批复"}
    lists = "、".join(f"{word} {len(counted[name])}" for name, word in words.items())
    return {
        "审批单": str(slip),
        "申请审批表": str(form),
        "公示名单": str(notice),
        "上报文件": str(batch.path),
        "县批复": f"{reply}（{lists}）",
    }


def _screenshots(office: Path, out: Path) -> dict[str, str]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from eduaid_desktop import app

    return {f"截图 {title}": str(path) for title, path in app.take_pictures(office, out, *_SIZE).items()}
