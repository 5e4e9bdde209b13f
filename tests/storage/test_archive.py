"""The archive: a case comes back as it was put in, and the ledger gives way only to its hashes."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from models import erasure
from models.case import Case, Verdict
from models.errors import WrongStage
from models.ledger import first_break, is_erased, write
from models.policy import Policy
from models.terms import Category, Stage
from storage.case_list import CaseFilter, PageKey, Search
from storage.engine import Store
from storage.errors import StoreFault
from storage.unit_of_work import Work
from storage.whole import whole_of
from tests.storage.rows import (
    A_DAY,
    NOW,
    a_case,
    a_conversation,
    a_hand_over,
    an_assist,
    an_offer,
    an_utterance,
)


def put_case(work: Work, **told: object) -> Case:
    """A closed case with something of everything beside it, and four lines in its ledger."""
    case = a_case(
        stage=Stage.CLOSED,
        category=Category.SUPPLY,
        verdict=Verdict.PARTLY,
        closed_at=NOW,
        happened_on=NOW.date(),
        grade_words=("记者",),
        facts={"brand": ["软中华"], "many": {"of": [1, 2.5]}},
        **told,
    )
    lines = [
        write(case, "file", by="retailer", now=NOW, said=case.said),
        write(case, "acknowledge", by="staff:7", now=NOW),
        write(case, "judge", by="staff:7", now=NOW, verdict="partly", reason="王秀英多算了一条"),
        write(case, "close", by="staff:7", now=NOW, words="好"),
    ]
    work.cases.add(case)
    for line in lines:
        work.cases.record(line)
    work.cases.add_assist(an_assist(case_id=case.id, question="王秀英的订单？"))
    work.cases.add_offer(an_offer(case_id=case.id, promised_on=NOW.date()))
    work.cases.add_hand_over(a_hand_over(case_id=case.id))
    work.talk.say(an_utterance("我是王秀英", case_id=case.id, media="photo.jpg voice.ogg"))
    return case


def test_the_archive_is_listed_like_the_working_cases_page_after_page(store: Store) -> None:
    def put_away(work: Work) -> list[str]:
        found = []
        for day in range(5):
            case = put_case(work, filed_at=NOW + day * A_DAY, owner_no=str(day % 2))
            work.archive.put(work.archive.gather(case), NOW)
            found.append(case.number)
        return found[::-1]

    numbers = store.run_now(put_away)

    def listed(work: Work, wanted: CaseFilter, after: PageKey | None = None) -> list[str]:
        found = work.archive.latest(wanted, after, limit=2)
        last = PageKey.of(found[-1].case) if found else None
        return [whole.case.number for whole in found] + (
            listed(work, wanted, last) if found else []
        )

    def ask(**wanted: Any) -> list[str]:
        return store.read_now(lambda work: listed(work, CaseFilter(**wanted)))

    assert ask() == numbers
    assert ask(owner_no="1") == numbers[1::2]
    assert ask(month=NOW.date(), stage=Stage.CLOSED) == numbers
    assert ask(month=(NOW - 40 * A_DAY).date()) == ask(stage=Stage.WITHDRAWN) == []
    assert ask(only_open=True) == ask(search=Search("没有说过的")) == []
    assert ask(search=Search("晚了两天")) == ask(search=Search("x", ("430102100001",))) == numbers


def test_an_archived_case_is_the_same_and_gone_from_the_working_tables(store: Store) -> None:
    case = store.run_now(put_case)
    before = store.read_now(lambda work: work.archive.gather(case))
    store.run_now(lambda work: work.archive.put(before, NOW))

    def look(work: Work) -> None:
        archived = work.archive.by_number(case.number)
        assert archived is not None
        assert whole_of(archived) == before
        assert work.archive.by_number(case.full_number) == archived
        assert work.archive.filed_in(NOW.date()) == [before.case]
        assert work.cases.find(case.id) is None
        assert work.archive.gather(case).beside == []
        assert work.talk.of_case(case.id) == []
        assert len(work.cases.ledger(case.id)) == 4

    store.read_now(look)
    assert before.files == ["photo.jpg", "voice.ogg"]


def test_an_open_case_can_not_be_archived(store: Store) -> None:
    def unit(work: Work) -> None:
        case = a_case()
        work.cases.add(case)
        work.archive.put(work.archive.gather(case), NOW)

    with pytest.raises(ValueError, match="open"):
        store.run_now(unit)


def test_an_older_versions_case_is_read_with_the_defaults_of_what_it_did_not_know(
    store: Store,
) -> None:
    case = store.run_now(put_case)
    whole = store.read_now(lambda work: work.archive.gather(case))
    archived = store.run_now(lambda work: work.archive.put(whole, NOW))
    del archived.document["case"]["urges"]
    archived.document["case"]["forgotten_field"] = 1
    assert whole_of(archived) == whole


def erase_ledger(work: Work, case: Case) -> None:
    lines = work.cases.ledger(case.id)
    work.archive.erase_details(erasure.erase_lines(lines))
    work.cases.record(erasure.record(case, lines, "店主要求", by="staff:9001", now=NOW))
    work.cases.keep(case)


def test_erased_lines_hang_together_and_can_not_be_changed_again(store: Store) -> None:
    case = store.run_now(put_case)
    store.run_now(lambda work: erase_ledger(work, case))
    lines = store.read_now(lambda work: work.cases.ledger(case.id))
    assert [is_erased(line) for line in lines] == [True, False, True, True, False]
    assert first_break(lines) is None
    assert lines[-1].seal == case.head
    assert "王秀英" not in repr([line.detail for line in lines])
    for detail in ({"erased": "0" * 64}, {"reason": "又写回来"}, {}):
        lines[0].detail = detail
        with pytest.raises(StoreFault):
            store.run_now(lambda work: work.archive.erase_details(lines[:1]))


def test_a_second_erasure_vouches_for_both(store: Store) -> None:
    case = store.run_now(put_case)
    store.run_now(lambda work: erase_ledger(work, case))
    added = write(case, "note", by="staff:7", now=NOW, words="王秀英又来电")
    store.run_now(lambda work: work.cases.record(added))
    store.run_now(lambda work: erase_ledger(work, case))
    lines = store.read_now(lambda work: work.cases.ledger(case.id))
    assert first_break(lines) is None
    assert [is_erased(line) for line in lines] == [True, False, True, True, False, True, False]


@pytest.mark.parametrize("detail", [{"erased": "0" * 63}, {"erased": "0" * 64, "and": 1}, {"a": 1}])
def test_the_database_lets_no_other_change_of_a_line_through(
    detail: dict[str, object], store: Store
) -> None:
    case = store.run_now(put_case)
    lines = store.read_now(lambda work: work.cases.ledger(case.id))
    lines[0].detail = detail
    with pytest.raises(StoreFault):
        store.run_now(lambda work: work.archive.erase_details(lines[:1]))


TAMPERING = {
    "a line that is called erased and was not": lambda lines: setattr(
        lines[1], "detail", {"erased": "0" * 64}
    ),
    "an erased line done by somebody else": lambda lines: setattr(lines[0], "actor", "staff:8"),
    "an erased line of another day": lambda lines: setattr(lines[2], "at", NOW + A_DAY),
    "another hash": lambda lines: setattr(lines[0], "detail", {"erased": "1" * 64}),
    "an erasure that vouches for something else": lambda lines: setattr(
        lines[-1], "detail", {"reason": "店主要求", "left": "0" * 64}
    ),
    "a line taken out": lambda lines: lines.pop(2),
    "the erasure taken out": lambda lines: lines.pop(),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_whoever_tampers_with_erased_lines_is_found_out(how: str, file_store: Store) -> None:
    case = file_store.run_now(put_case)
    file_store.run_now(lambda work: erase_ledger(work, case))
    lines = file_store.read_now(lambda work: work.cases.ledger(case.id))
    TAMPERING[how](lines)
    assert first_break(lines) is not None


@pytest.mark.parametrize(
    ("stage", "days", "refused"),
    [
        (Stage.INVESTIGATING, 400, "还没有办结"),
        (Stage.REOPENED, 400, "还没有办结"),
        (Stage.CLOSED, 29, "可以重新打开"),
        (Stage.CLOSED, 31, ""),
        (Stage.WITHDRAWN, 0, ""),
    ],
)
def test_only_what_can_not_go_on_may_be_erased(stage: Stage, days: int, refused: str) -> None:
    case = a_case(stage=stage, closed_at=NOW if stage.is_final else None)
    with pytest.raises(WrongStage, match=refused) if refused else nullcontext():
        erasure.must_be_erasable(case, NOW + timedelta(days=days), Policy())


def test_what_is_on_no_record_is_forgotten_with_its_choices_and_where_it_stood(
    store: Store,
) -> None:
    def unit(work: Work) -> None:
        kept = put_case(work)
        greeting = an_utterance("在吗")
        work.talk.say(greeting)
        work.talk.keep(a_conversation())
        stray = work.forgetting.stray(after=0, before=2**62, limit=9)
        assert [one.id for one in stray] == [greeting.id]
        for one in stray:
            work.forgetting.forget_said(one)
        assert len(work.talk.of_case(kept.id)) == 1
        assert work.forgetting.stray(after=0, before=2**62, limit=9) == []

    store.run_now(unit)
