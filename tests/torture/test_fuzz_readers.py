"""Files from elsewhere, spoilt: every reader gives a result that loses no row, or one sentence, in good time."""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest

from eduaid_desktop import paths, settings
from eduaid_desktop.documents import reader
from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.services import backups, checking, imports, logins, rules, sample
from eduaid_desktop.services import office as office_service
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches, replies
from eduaid_desktop.store import backup_file, keyring
from eduaid_desktop.store.keyring import Keys

from .conftest import PASSWORD, copy_office
from .mutate import spoil, spoil_zip
from .work import said

Times = Callable[[int, int], int]
Dice = random.Random

# A hang, not a slow machine: the reader's own limit is two minutes.
_PATIENCE = 60.0
_ROLLS = ("5_学籍名册_号码损坏.xlsx", "4_学籍名册_旧格式.xls", "8_学籍名册_GBK.csv")
_OTHERS = ("2_户籍与建档立卡人员_2018.xlsx", "3_救助基金申请_各村汇总.xlsx", "6_项目台账_2018.xlsx")
_TABLE = """<html><meta charset="utf-8"><table><tr><th>姓名</th><th>身份证号</th><th>年级</th></tr>
<tr><td>曲批</td><td>513399200604120016</td><td rowspan="2">三年级</td></tr>
<tr><td>拉姆</td><td>513399200604120024</td></tr></table></html>"""


def timed(act: Callable[[], object]) -> str:
    """said, within the time that nobody should wait."""
    begin = monotonic()
    sentence = said(act)
    assert monotonic() - begin < _PATIENCE
    return sentence


def wound(path: Path, target: Path, dice: Dice) -> Path:
    data = path.read_bytes()
    within = data.startswith(b"PK") and dice.random() < 0.8
    target.write_bytes(spoil_zip(data, dice) if within else spoil(data, dice))
    return target


@pytest.fixture(scope="module")
def sources(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Workbooks of every kind; large ones cut down to the first rows, for speed."""
    from openpyxl import load_workbook

    folder = tmp_path_factory.mktemp("sources")
    found = [samples / name for name in _ROLLS]
    for name in _OTHERS:
        book = load_workbook(samples / name)
        for sheet in book.worksheets:
            sheet.delete_rows(30, sheet.max_row)
        book.save(folder / name)
        found.append(folder / name)
    (folder / "网页.xls").write_text(_TABLE, encoding="utf-8")
    return [*found, folder / "网页.xls"]


def conserved(result: imports.ImportResult, book: reader.Workbook) -> None:
    """Every row of every sheet that was taken stands in exactly one place."""
    assert sum(result.count(outcome) for outcome in imports.OUTCOMES) == len(result.lines)
    for sheet in book.sheets:
        if sheet.name in result.sheets:
            lines = [line.row for line in result.lines if line.sheet == sheet.name]
            lines += [x["row"] for x in result.ignored if x["sheet"] == sheet.name and x["kind"] != "sheet"]
            held = {n for n, row in enumerate(sheet.rows, 1) if any(c not in (None, "") for c in row)}
            assert held <= set(lines)


def import_spoilt(path: Path, office_file: Path, dice: Dice, number: int) -> Counter[str]:
    """Preview and import one spoilt workbook; what became of it."""
    target = office_file.with_name(f"{number}{path.suffix}")
    wound(path, target, dice)
    held: list[imports.ImportResult] = []
    with Desk.open(office_file) as desk:
        refused = timed(lambda: held.append(imports.preview(desk, target)))
        for result in held:
            conserved(result, reader.read(target))
            refused = timed(lambda: imports.apply(desk, result))  # noqa: B023
            json.dumps(result.as_json(), ensure_ascii=False, default=str).encode()
        if number % 25 == 0:
            assert checking.check(desk)["findings"] == []
    target.unlink()
    return Counter({"workbooks": 1, "workbooks refused" if refused else "workbooks imported": 1})


def spread(
    count: int, one: Callable[[int, Path, Dice], Counter[str]], office_file: Path, dice: Dice
) -> Counter[str]:
    """So many inputs, on as many threads as there are processors, each with an office file of its own."""
    lanes = os.cpu_count() or 1

    def lane(number: int, chance: Dice) -> Counter[str]:
        place = office_file.with_name(f"lane{number}")
        place.mkdir()
        found: Counter[str] = Counter()
        for n in range(number, count, lanes):
            if n % (50 * lanes) == number:
                # The backups of the last one would say that this one lost its end.
                shutil.rmtree(place)
                place.mkdir()
                shutil.copy(office_file, place / office_file.name)
            try:
                found += one(n, place / office_file.name, chance)
            except Exception as error:
                kept = [p.name for p in place.iterdir()]
                raise AssertionError(f"input {n} in {place}: {error!r}, {kept}") from error
        return found

    with ThreadPoolExecutor(lanes) as pool:
        jobs = [pool.submit(lane, n, random.Random(dice.random())) for n in range(lanes)]
        return sum((job.result() for job in jobs), Counter())


def test_spoilt_workbooks(
    office_file: Path, sources: list[Path], times: Times, figures: Counter[str], dice: Dice
) -> None:
    def one(number: int, file: Path, chance: Dice) -> Counter[str]:
        return import_spoilt(sources[number % len(sources)], file, chance, number)

    figures.update(spread(times(42, 5000), one, office_file, dice))


@pytest.fixture(scope="module")
def answered(township: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample township with its waiting cases sealed, and the reply of the county to them."""
    folder = tmp_path_factory.mktemp("answered")
    path = Path(shutil.copy(township, folder / township.name))
    with Desk.open(path) as desk:
        about = sample.load()
        cases = [(row["id"], "approved") for row in desk.store.select("relief_case", state=60)]
        batch = batches.export(desk, about["term"], folder)
        sample.write_reply(
            desk, about, cases, batch.path, folder / "回执.xlsx", decided_on=desk.today().isoformat()
        )
    return path, folder / "回执.xlsx"


def test_spoilt_batches_and_replies(
    answered: tuple[Path, Path], times: Times, figures: Counter[str], dice: Dice, tmp_path: Path
) -> None:
    """A reply registers what it says of our cases, or nothing; verify never calls a changed cell sound."""
    office_file = Path(shutil.copy(answered[0], tmp_path / answered[0].name))

    def one(number: int, file: Path, chance: Dice) -> Counter[str]:
        target = wound(answered[1], file.with_name(f"{number}.xlsx"), chance)
        with Desk.open(file) as desk:
            checked = timed(lambda: batches.verify(target, desk))
            previewed: list[replies.Preview] = []
            refused = timed(lambda: previewed.append(replies.preview(desk, target)))
            lines = len(desk.store.select("batch_line"))
            for found in previewed:
                every = [*found.decided, *found.missing, *found.conflicts]
                assert len(every) == len({entry.case_no for entry in every}) <= lines
                json.dumps(found.as_json(), ensure_ascii=False, default=str)
            if not refused and chance.random() < 0.3:
                timed(lambda: replies.apply(desk, target))
            if number % 25 == 0:
                assert checking.check(desk)["findings"] == []
        target.unlink()
        return Counter({"replies": 1, "batches verified": 1, "refused": bool(refused) + bool(checked)})

    figures.update(spread(times(16, 2000), one, office_file, dice))


def keys_of(office_file: Path) -> Keys | None:
    """What opens it, worked out once: stretching a password each time would take most of the day."""
    slots = keyring.path_of(office_file)
    return logins.unlock(office_file, "拥珍", PASSWORD) if slots.exists() else None


def test_spoilt_office_files(
    office: Path, times: Times, figures: Counter[str], dice: Dice, tmp_path: Path
) -> None:
    """Cut, doubled, swapped, overwritten in any way: refused in one sentence, or whole."""
    whole, keys = office.read_bytes(), keys_of(office)
    for number in range(times(40, 3000)):
        path = copy_office(office, tmp_path)
        path.write_bytes(spoil(whole, dice))
        findings: list[str] = []

        def look(path: Path = path, findings: list[str] = findings) -> None:
            with logins.enter(path, "拥珍", keys) if keys else Desk.open(path) as desk:
                findings += checking.check(desk)["findings"]
                if not findings:
                    office_service.info(desk)
                    desk.rules()

        try:
            refused = timed(look)
        except Exception as error:
            raise AssertionError(f"input {number}: {path}") from error
        result = "refused" if refused else "found by the check" if findings else "harmless"
        figures["office files"] += 1
        figures[result] += 1
        # One whose version number was hit is upgraded, after a backup.
        for left in tmp_path.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def test_spoilt_key_slots(
    locked: Path, times: Times, figures: Counter[str], dice: Dice, tmp_path: Path
) -> None:
    """Refused in one sentence, or they give the very keys; a wrong way in is never let in."""
    path = copy_office(locked, tmp_path)
    slots, keys = keyring.path_of(path), keys_of(locked)
    whole = slots.read_bytes()
    for number in range(times(25, 1500)):
        slots.write_bytes(spoil(whole, dice))
        found: list[Keys] = []
        try:
            refused = timed(lambda: found.append(logins.unlock(path, "拥珍", PASSWORD)))  # noqa: B023
        except Exception as error:
            raise AssertionError(f"input {number}: {slots.read_bytes()!r}") from error
        logins.forget_tries(path, "拥珍")
        assert refused or found == [keys]
        figures["key slots"] += 1
        figures["refused"] += refused != ""


def test_spoilt_backups(
    office: Path, times: Times, figures: Counter[str], dice: Dice, tmp_path: Path
) -> None:
    """What is restored holds what was backed up; everything else is refused, and nothing is left behind."""
    keys = keys_of(office)
    path = copy_office(office, tmp_path)
    with logins.enter(path, "拥珍", keys) if keys else Desk.open(path) as desk:
        whole = backups.back_up(desk, tmp_path).path.read_bytes()
        last = desk.store.value("SELECT hash FROM change ORDER BY id DESC LIMIT 1")
    way_in = logins.WayIn(code=keys.code) if keys else None
    for number in range(times(25, 1500)):
        place = tmp_path / "place"
        place.mkdir()
        spoilt, target = place / f"坏{backup_file.ENDING}", place / "恢复.eduaid"
        inside = dice.random() < 0.3
        spoilt.write_bytes(spoil_zip(whole, dice) if inside else spoil(whole, dice))
        try:
            backups.listing(target, place)
            refused = timed(lambda: backups.restore(spoilt, target, way_in=way_in))  # noqa: B023
            if refused:
                assert not target.exists()
            else:
                with logins.enter(target, "拥珍", keys) if keys else Desk.open(target) as desk:
                    assert desk.store.value("SELECT hash FROM change ORDER BY id DESC LIMIT 1") == last
                    assert checking.check(desk)["findings"] == []
        except Exception as error:
            raise AssertionError(f"input {number}: {list(place.iterdir())}") from error
        figures["backups"] += 1
        figures["refused"] += refused != ""
        shutil.rmtree(place)


_CACHES = (
    rules.shipped_codes,
    rules.shipped_settings,
    rules._entries,
    rules._policies_on,
    office_service._shipped_organisations,
)


@pytest.fixture
def forget() -> Iterator[Callable[[], None]]:
    """A function that makes the program read its resources anew."""

    def clear() -> None:
        for cache in _CACHES:
            cache.cache_clear()

    yield clear
    clear()


def test_spoilt_policies(
    clerk: Desk, times: Times, figures: Counter[str], dice: Dice, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, forget: Callable[[], None],
) -> None:  # fmt: skip
    """A table of codes, amounts or settings that somebody edited: usable, or the file is named in one sentence."""
    shipped = paths.resources()
    for name in ("codes", "policies"):
        shutil.copytree(shipped / name, tmp_path / "resources" / name)
    for name in ("settings.toml", "organisations.toml"):
        shutil.copy(shipped / name, tmp_path / "resources" / name)
    monkeypatch.setattr(rules, "resources", lambda: tmp_path / "resources")
    monkeypatch.setattr(office_service, "resources", lambda: tmp_path / "resources")
    files = sorted((tmp_path / "resources").rglob("*.toml"))
    form = {"name": "曲批", "stage": "小学", "programme": "P01", "application_date": "2018-05-02"}

    def use() -> None:
        forget()
        known = rules._of_office(clerk.store, clerk.today())
        AID.clean(form, known)
        RELIEF.clean(form, known)
        office_service.organisation(clerk, "education_bureau")

    assert said(use) == ""
    for _ in range(times(150, 3500)):
        path = dice.choice(files)
        sound = path.read_bytes()
        path.write_bytes(spoil(sound, dice))
        try:
            refused = timed(use)
        except Exception as error:
            raise AssertionError(f"{path.name}: {path.read_text(errors='replace')}") from error
        figures["policy files"] += 1
        figures["refused"] += refused != ""
        path.write_bytes(sound)


def test_spoilt_settings(
    times: Times, figures: Counter[str], dice: Dice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "config_folder", lambda: tmp_path)
    settings.save(last_file="/tmp/格桑镇.eduaid", folders={"import": "/tmp"}, columns={"students": [1, 2]})
    sound = (tmp_path / "settings.json").read_bytes()
    for _ in range(times(100, 1000)):
        (tmp_path / "settings.json").write_bytes(spoil(sound, dice))
        assert isinstance(settings.load(), dict)
        settings.save(geometry="")
        figures["settings files"] += 1
