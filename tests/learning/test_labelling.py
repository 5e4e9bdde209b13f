"""The queue of messages to be sorted: what gets into it, who sorts it, in which order."""

from collections.abc import Callable

import pytest

from bot.desk import labelling, learning
from bot.desk.graduation import lessons
from bot.desk.labelling import NothingToSort
from bot.desk.shift import Shift
from models.errors import Refusal
from models.labels import (
    ASIDE,
    Sample,
    SampleState,
    Source,
    is_never_taught,
    is_said_twice,
)
from models.people import Staff
from models.terms import Category, Role
from nlp.dataset import CORPUS
from storage.unit_of_work import Work
from tests.journeys.moves import acknowledged, told_to_the_desk
from tests.town import Town


def desk(town: Town, unit: Callable[[Shift], object]) -> object:
    return town.app.store.run_now(lambda work: unit(Shift(work, town.now, town.app.house)))


def person(town: Town, no: str) -> Staff:
    found = town.app.store.read_now(lambda work: work.people.staff(no))
    assert found is not None
    return found


def put(town: Town, number: int, text: str, margin: float = 0.5, **told: object) -> None:
    sample = Sample(id=number, text=text, margin=margin, put_at=town.now, **told)  # type: ignore[arg-type]
    sample.source = sample.source or Source.UNSURE
    desk(town, lambda shift: learning.put(shift, sample))


def next_of(town: Town, no: str) -> int:
    viewer = person(town, no)
    found = desk(town, lambda shift: labelling.next_for(shift, viewer))
    return found.id if isinstance(found, Sample) else 0


def give(town: Town, no: str, number: int, label: str, also: str = "", version: int = -1) -> Sample:
    viewer = person(town, no)

    def unit(shift: Shift) -> Sample:
        known = shift.work.labels.sample(number)
        seen = known.version if known and version < 0 else version
        return labelling.give(shift, viewer, number, seen, label, also)

    found = desk(town, unit)
    assert isinstance(found, Sample)
    return found


def sample(town: Town, number: int) -> Sample:
    found = town.app.store.read_now(lambda work: work.labels.sample(number))
    assert found is not None
    return found


def all_samples(town: Town, state: SampleState = SampleState.WAITING) -> list[Sample]:
    def look(work: Work) -> list[Sample]:
        both = (work.labels.in_state(state, is_random=kind, limit=99) for kind in (False, True))
        return [one for found in both for one in found]

    return town.app.store.read_now(look)


WORDS = (
    "霉点长满了",
    "订不到软中华",
    "电话里骂人",
    "箱子压扁了",
    "几点开门呀",
    "少给一条",
    "档位降了",
)
ONCE = [number for number in range(1, 200) if not is_said_twice(Sample(id=number, source="unsure"))]
TWICE = [number for number in range(1, 200) if is_said_twice(Sample(id=number, source="unsure"))]


async def test_a_case_that_a_manager_sorts_anew_is_put_up_with_what_both_say(town: Town) -> None:
    await acknowledged(town)
    case = town.the_case()
    assert (case.read_as, case.read_by) == ("transport", "keywords")
    await town.say("staff-1001", f"{case.number} 改分类")
    await town.press("staff-1001", "产品")
    await town.press("staff-1001", "数量短缺")
    await town.say("staff-1001", "整条里面就少一包")
    (asked,) = all_samples(town)
    assert (asked.source, asked.guess, asked.hint) == (Source.CHANGED, "transport", "product")
    assert asked.case_id == case.id
    assert "玉溪" in asked.text


def test_what_is_learned_most_from_comes_first_and_every_fifth_is_drawn_by_lot(town: Town) -> None:
    for place, number in enumerate(ONCE[:6]):
        put(town, number, WORDS[place], margin=0.9 - place / 10, source=Source.UNSURE)
    drawn = ONCE[6]
    put(town, drawn, WORDS[6], margin=0.0, source=Source.RANDOM, is_random=True)
    order = []
    for _ in range(7):
        order.append(next_of(town, "9001"))
        give(town, "9001", order[-1], "none")
    assert order == [*ONCE[:6][:1:-1], drawn, *ONCE[:2][::-1]]


def test_a_message_that_is_nearly_the_same_is_shown_once(town: Town) -> None:
    text = "你们昨天送来的烟箱子全都压扁了里面还湿了"
    put(town, 1, text, source=Source.UNSURE)
    put(town, 2, text + "。", source=Source.UNSURE)
    put(town, 3, text, source=Source.CHANGED, hint="transport")
    (only,) = all_samples(town)
    assert (only.id, only.hint, only.source) == (1, "transport", Source.CHANGED)


def test_a_second_person_sorts_blindly_and_the_first_never_does(town: Town) -> None:
    number = TWICE[0]
    put(town, number, WORDS[0], source=Source.UNSURE, guess="product")
    assert give(town, "9001", number, "product").state is SampleState.AGAIN
    assert sample(town, number).is_blind
    assert (next_of(town, "9001"), next_of(town, "9002")) == (0, number)
    with pytest.raises(NothingToSort):
        give(town, "9001", number, "product")
    assert give(town, "9002", number, "supply").state is SampleState.DISPUTED
    assert give(town, "9001", number, "supply").state is SampleState.SETTLED
    assert sample(town, number).label == "supply"


def test_one_takes_back_ones_own_last_word_until_somebody_else_has_spoken(town: Town) -> None:
    number, admin = TWICE[0], person(town, "9001")
    put(town, number, WORDS[0], source=Source.UNSURE)
    give(town, "9001", number, "product")
    desk(town, lambda shift: labelling.take_back(shift, admin))
    assert sample(town, number).state is SampleState.WAITING
    give(town, "9001", number, "supply")
    give(town, "9002", number, "supply")
    with pytest.raises(NothingToSort, match="已经有别人看过"):
        desk(town, lambda shift: labelling.take_back(shift, admin))
    town.clock.pass_by(days=1)
    second = person(town, "9002")
    with pytest.raises(NothingToSort, match="没有可以撤回的"):
        desk(town, lambda shift: labelling.take_back(shift, second))


@pytest.mark.parametrize(
    ("label", "also", "refusal"),
    [
        ("", "", "请选一个类别"),
        ("rubbish", "", "请选一个类别"),
        ("' OR 1=1", "", "请选一个类别"),
        ("none", "supply", "次要类别"),
        ("supply", "supply", "次要类别"),
        ("supply", "none", "次要类别"),
        ("supply", "rubbish", "次要类别"),
        (ASIDE, "supply", "次要类别"),
    ],
)
def test_only_the_five_labels_are_taken(town: Town, label: str, also: str, refusal: str) -> None:
    put(town, ONCE[0], WORDS[0], source=Source.UNSURE)
    with pytest.raises(Refusal, match=refusal):
        give(town, "9001", ONCE[0], label, also)
    assert sample(town, ONCE[0]).state is SampleState.WAITING


def test_who_was_slower_is_told_so_and_changes_nothing(town: Town) -> None:
    put(town, ONCE[0], WORDS[0], source=Source.UNSURE)
    give(town, "9002", ONCE[0], "product")
    for version in (0, 1, 7):
        with pytest.raises(NothingToSort, match="刚刚有人标过"):
            give(town, "9001", ONCE[0], "supply", version=version)
    assert sample(town, ONCE[0]).label == "product"


async def test_nobody_sorts_what_they_may_not_see(town: Town) -> None:
    """A message that names an admin is for another admin; one of a case for who sees the case;
    one of no case for no supervisor."""
    put(town, ONCE[0], "你们那个副管说话太难听了", source=Source.UNSURE)
    assert (next_of(town, "9002"), next_of(town, "9001")) == (0, ONCE[0])
    assert next_of(town, "2001") == 0
    case = await told_to_the_desk(town, about_role=Role.CUSTOMER_MANAGER, about_name="张明")
    put(town, ONCE[1], WORDS[2], margin=0.1, source=Source.CHANGED, case_id=case.id)
    assert next_of(town, "1001") == 0
    assert next_of(town, "2001") == ONCE[1]
    with pytest.raises(NothingToSort, match="不归您看"):
        give(town, "1001", ONCE[1], "service")


def test_what_is_just_being_told_is_shown_when_a_day_has_made_it_a_case_or_nothing(
    town: Town,
) -> None:
    """Else an accused admin could read it before it is filed and withheld."""
    put(town, ONCE[0], WORDS[0], source=Source.UNSURE, message_id=5)
    viewer = person(town, "9001")

    def shown() -> tuple[int, object]:
        told = desk(town, lambda shift: labelling.progress(shift, viewer).waiting)
        return next_of(town, "9001"), told

    assert shown() == (0, 0)
    town.clock.pass_by(hours=24)
    assert shown() == (ONCE[0], 1)


async def test_what_is_said_of_an_admin_is_never_learned_from(town: Town) -> None:
    """The figures of a training are for every admin."""
    taught = {}
    for place, about in enumerate(("张明", "副管")):
        case = await told_to_the_desk(town, about_name=about, category=Category.SERVICE)
        put(town, ONCE[place], WORDS[place], source=Source.CHANGED, case_id=case.id)
        give(town, "9001", ONCE[place], "service")
        taught[about] = town.app.store.read_now(lambda work: len(lessons(work, CORPUS).taught))
    assert taught == {"张明": 1, "副管": 1}


def test_what_was_erased_drops_out_with_all_that_was_said_of_it(town: Town) -> None:
    put(town, TWICE[0], WORDS[0], source=Source.CHANGED, case_id=77)
    put(town, ONCE[0], WORDS[1], source=Source.UNSURE)
    give(town, "9001", ONCE[0], "supply")

    def forget(work: Work) -> int:
        return work.labels.forget_case(77)

    assert town.app.store.run_now(forget) == 1
    assert all_samples(town) == []
    assert sample(town, ONCE[0]).label == "supply"


def test_what_nobody_sorted_is_forgotten_after_a_year_and_what_was_settled_is_kept(
    town: Town,
) -> None:
    put(town, ONCE[0], WORDS[0], source=Source.UNSURE)
    put(town, ONCE[1], WORDS[1], source=Source.UNSURE)
    give(town, "9001", ONCE[0], "product")
    town.clock.pass_by(days=400)
    assert town.app.store.run_now(lambda work: work.labels.forget_waiting(town.now)) == 1
    assert all_samples(town) == []
    assert sample(town, ONCE[0]).label == "product"


def test_only_what_was_drawn_by_lot_is_ever_kept_for_judging(town: Town) -> None:
    frozen = next(word for word in WORDS if is_never_taught(word))
    put(town, 1, frozen, source=Source.UNSURE)
    assert not sample(town, 1).frozen
    town.app.store.run_now(lambda work: work.labels.forget_waiting(town.now.replace(year=2030)))
    put(town, 2, frozen, source=Source.RANDOM, is_random=True)
    assert sample(town, 2).frozen


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_what_says_nothing_is_not_put_up(town: Town, text: str) -> None:
    put(town, 1, text, source=Source.UNSURE)
    assert all_samples(town) == []
