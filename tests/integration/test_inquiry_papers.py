"""What an answer from outside left out is printed for whoever owes it, and what was changed is printed anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.documents.paper import Printed
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import lists, payment_lists, print_ledger, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import replies
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.store import slip_queries

Answered = Callable[..., Path]
CHANGED = {"changed": "是"}


def words(printed: Printed) -> str:
    return "".join("".join(pages.text(printed.path)).split())


def test_the_county_is_asked_for_what_its_reply_left_out(
    desk: Desk, exported: Exported, answered: Answered, tmp_path: Path
) -> None:
    replies.apply(desk, answered({row: {} for row in range(2, 9)}))
    made = slips.write(desk, "missing_list", tmp_path / "催办.pdf", what=exported.batch_no)
    said = words(made)
    assert "上报9人、11,004.50元，已批复7人" in said
    assert "下列2人共2,701.00元还没有结果" in said
    assert "2018年6月12日读回的批复里没有这一件的结果" in said
    assert "JYJZ-513399101-2018S-0008" in said
    assert "JYJZ-513399101-2018S-0007" not in said
    assert [each.slip.number[:2] for each in made.placed] == ["26"]
    source = lists.open_list(desk, "unanswered", batch=exported.batch_no)
    assert [row["case_no"][-4:] for row in source.raw(source.ids())] == ["0008", "0009"]
    replies.apply(desk, answered({9: {}, 10: {}}, "其余.xlsx"))
    with pytest.raises(Refused, match="已全部批复，不用催办"):
        slips.write(desk, "missing_list", tmp_path / "催办.pdf", what=exported.batch_no)


def test_slips_of_changed_amounts_are_one_job_and_end_the_old_ones(
    desk: Desk, exported: Exported, answered: Answered, tmp_path: Path
) -> None:
    replies.apply(desk, answered({2: {}, 3: {"amount": 700}, 4: {"amount": 800}}))
    with pytest.raises(UserError):
        slips.write(desk, "approval_slip", tmp_path / "审批单.pdf", what="PC-513399101-2018S-009")
    whole = slips.write(desk, "approval_slip", tmp_path / "全部.pdf", what=exported.batch_no)
    some = slips.write(desk, "approval_slip", tmp_path / "改过.pdf", what=exported.batch_no, answers=CHANGED)
    assert (len(whole.placed), len(some.placed)) == (3, 2)
    print_ledger.register(desk, some.placed)
    with desk.store.change("县教育局", "再改一次") as change:
        change.update("relief_case", some.placed[0].slip.subject.record_id, {"approved": 65000})
    again = slips.write(desk, "approval_slip", tmp_path / "再改.pdf", what=exported.batch_no, answers=CHANGED)
    print_ledger.register(desk, again.placed)
    numbers = [each.slip.number for each in (*some.placed, *again.placed)]
    standing = {n: row["standing"] for n, row in slip_queries.by_numbers(desk.store, numbers).items()}
    assert standing[some.placed[0].slip.number] == "old"
    assert [each.slip.issue for each in again.placed] == [2, 1]


def test_nothing_changed_is_one_sentence(
    desk: Desk, exported: Exported, answered: Answered, tmp_path: Path
) -> None:
    replies.apply(desk, answered({2: {}}))
    with pytest.raises(Refused, match="没有批准金额与乡镇建议金额不同的申请"):
        slips.write(desk, "approval_slip", tmp_path / "改过.pdf", what=exported.batch_no, answers=CHANGED)


def test_the_bank_is_asked_for_what_its_file_left_out(
    desk: Desk, exported: Exported, answered: Answered, tmp_path: Path
) -> None:
    replies.apply(desk, answered({2: {}, 3: {}}))
    made = payment_lists.make(desk, "2018S", basis="拨款随后到")
    printed = slips.write(desk, "bank_missing_list", tmp_path / "请查.pdf", what=made.list_no)
    said = words(printed)
    assert "送交2笔" in said
    assert "62999012345678001" in said
    assert "还没有收到回盘" in said
    assert [each.slip.number[:2] for each in printed.placed] == ["27"]
