"""The program tests itself: what a packaged copy may lack is tried, not assumed."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

from eduaid_desktop.paths import resources

_FORMS = (
    "aid_form",
    "hardship_form",
    "relief_form",
    "relief_past_form",
    "fund_entry_form",
    "person_form",
    "project_form",
    "funding_form",
    "milestone_form",
    "progress_form",
)


def run() -> list[tuple[str, bool, str]]:
    """Every part of the program with whether it works and a word about it."""
    return list(_results())


def _results() -> Iterator[tuple[str, bool, str]]:
    for name, test in _TESTS.items():
        try:
            yield name, True, test()
        except Exception as error:  # whatever breaks, the other parts are still tried
            yield name, False, f"{type(error).__name__}：{error}"


def _forms() -> str:
    for form in _FORMS:
        import_module(f"eduaid_desktop.forms.{form}")
    return f"{len(_FORMS)} 张表单"


def _codes() -> str:
    from eduaid_desktop.services import rules

    return f"{len(dict(rules.shipped_codes()))} 个代码表，{len(rules.shipped_settings())} 项设置"


def _office_file() -> str:
    from eduaid_desktop.services import checking, office, people

    raw = {"name": "曾多吉", "id_number": "513399200612319942", "ethnic": "04", "guardian_name": "多吉"}
    with (
        tempfile.TemporaryDirectory() as folder,
        office.create(Path(folder) / "selftest.eduaid", name="自检镇", code="513399101") as desk,
    ):
        people.save(desk, raw)
        found, report = people.find(desk, "zdj"), checking.check(desk)
    if not found or not report["ok"]:
        raise RuntimeError("写入后没有找到，或核对不一致")
    return "新建、保存、拼音查找、核对"


def _encryption() -> str:
    from eduaid_desktop.services import checking, encryption, logins, office

    first = encryption.First("自检", "correct horse battery")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "selftest.eduaid"
        office.create(path, name="自检镇", code="513399101", operator=first).close()
        with logins.log_in(path, first.name, first.password) as desk:
            whole = checking.check(desk)["ok"]
        if not whole or "自检镇".encode() in path.read_bytes():
            raise RuntimeError("没有加密，或核对不一致")
    return "新建、登录、核对"


def _protection() -> str:
    from eduaid_desktop.documents import protecting, reader
    from eduaid_desktop.domain import open_phrase

    sample = next((resources() / "sample").glob("*.xlsx"))
    phrase = open_phrase.make()
    locked = protecting.protected(sample.read_bytes(), phrase)
    return f"{len(reader.parse(locked, sample.name, phrase).sheets)} 张表加密码后读回"


def _reader() -> str:
    from eduaid_desktop.documents import reader

    sample = next((resources() / "sample").glob("*.xlsx"))
    return f"{sum(len(sheet.rows) for sheet in reader.read(sample).sheets)} 行"


def _paper() -> str:
    from eduaid_desktop.documents import approval_form, labels, pages
    from eduaid_desktop.documents.approval_data import ApprovalFormData
    from eduaid_desktop.services import bilingual

    example = bilingual.example()
    words = labels.Labels({example.chinese: example.tibetan})
    with tempfile.TemporaryDirectory() as folder, labels.using(words):
        path = Path(folder) / "selftest.pdf"
        form = ApprovalFormData(case_no="JYJZ-自检", county="自检县", name="丹增·䶮㑇", applied_fen=140950)
        printed = approval_form.write(form, path, printed_on=date(2018, 6, 12))
        text = "".join(pages.text(path))
    if not printed.complete or not all(
        part in text for part in ("䶮", "壹仟肆佰零玖元伍角", example.tibetan)
    ):
        raise RuntimeError("字体或版式不完整")
    return f"{printed.pages} 页，字体 {len(list((resources() / 'fonts').glob('*.ttf')))} 种"


def _relief() -> str:
    from eduaid_desktop.services import bank_templates, office, office_settings, slips

    with (
        tempfile.TemporaryDirectory() as folder,
        office.create(Path(folder) / "selftest.eduaid", name="自检镇", code="513399101") as desk,
    ):
        policies, settings = dict(desk.rules().policy), office_settings.listing(desk)
        banks = [bank_templates.content(desk, template) for template in bank_templates.templates(desk)]
        slips.write(desk, "fund_ledger", Path(folder) / "selftest.pdf")
    return f"{len(policies)} 项规定，{len(settings)} 项设置有名称，{len(banks)} 个银行模板"


_TESTS: dict[str, Callable[[], str]] = {
    "窗口表单": _forms,
    "代码与设置": _codes,
    "数据文件": _office_file,
    "加密": _encryption,
    "读表进程": _reader,
    "打开密码": _protection,
    "救助规定与模板": _relief,
    "字体与打印": _paper,
}
