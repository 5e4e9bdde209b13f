"""Who writes: strangers, two shops, contact cards, codes, edits, and what stays secret."""

from datetime import timedelta

from bot.desk.enrolment import new_code
from tests.builders import a_shop
from tests.dialogue.transcript import facts_of
from tests.town import Town

WANG = "shop-310101100001"
BOTH = "both"


def bind_both(town: Town) -> None:
    """One chat user of two shops."""

    def bind(work) -> None:  # type: ignore[no-untyped-def]
        for licence in ("310101100001", "310101100002"):
            work.people.bind(town.at(BOTH), f"shop:{licence}", town.now)

    town.app.store.run_now(bind)


async def test_of_two_shops_it_is_asked_last_which_and_the_names_are_the_answers(
    town: Town,
) -> None:
    bind_both(town)
    await town.say(BOTH, "今天送来的玉溪少送1条")
    assert town.labels(BOTH) == ["对", "改"]
    await town.say(BOTH, "对")
    assert town.labels(BOTH) == ["大姐烟店", "老刘烟酒"]
    await town.press(BOTH, "老刘烟酒")
    assert town.the_case().shop == "310101100002"


async def test_who_names_the_shop_by_digit_or_word_is_understood(town: Town) -> None:
    bind_both(town)
    for answer, licence in (("1", "310101100001"), ("老刘烟酒", "310101100002")):
        await town.say(BOTH, "今天送来的玉溪少送1条")
        await town.say(BOTH, "对")
        await town.say(BOTH, answer)
        assert town.cases()[-1].shop == licence
        await town.say(BOTH, "撤回")
        await town.press(BOTH, "撤回")


async def test_a_question_of_two_shops_asks_for_neither(town: Town) -> None:
    bind_both(town)
    await town.say(BOTH, "我那个投诉怎么样了")
    assert "没有在办" in town.last(BOTH)


async def test_a_contact_card_of_ones_own_proves_the_shop_and_binds_it(town: Town) -> None:
    shop = a_shop("310101100009", name="新店", phone="13911112222", customer_code="K9")
    town.app.store.run_now(lambda work: work.people.put_shops([shop]))
    await town.say("stranger", "今天送来的玉溪少送1条")
    await town.say("stranger", "对")
    await town.arrives("stranger", kind="contact", phone="13911112222")
    assert town.the_case().shop == "310101100009"
    bound = town.app.store.read_now(lambda work: work.people.bindings_at(town.at("stranger")))
    assert [one.ref for one in bound] == ["shop:310101100009"]


async def test_a_typed_number_files_but_does_not_bind(town: Town) -> None:
    await town.say("stranger", "今天送来的玉溪少送1条")
    await town.say("stranger", "对")
    await town.say("stranger", "310101100002")
    assert town.the_case().shop == "310101100002"
    bound = town.app.store.read_now(lambda work: work.people.bindings_at(town.at("stranger")))
    assert bound == []


async def test_a_code_in_the_middle_binds_and_the_open_question_is_asked_again(
    town: Town,
) -> None:
    code = town.app.store.run_now(
        lambda work: new_code(work, "shop:310101100002", town.now, hours=72)
    )
    await town.say("stranger", "今天送来的玉溪少送了")
    await town.arrives("stranger", kind="start", code=code)
    assert town.last("stranger") == "玉溪几条？"
    await town.say("stranger", "1")
    await town.say("stranger", "对")
    assert town.the_case().shop == "310101100002"


async def test_an_edited_message_corrects_what_it_told(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.arrives(WANG, kind="edit", text="今天送来的玉溪少送3条")
    assert town.last(WANG).startswith("改好了：今天，玉溪 3 条")
    await town.say(WANG, "对")
    assert facts_of(town.the_case())["数"] == "3"


async def test_a_sticker_in_the_middle_brings_the_question_back(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送了")
    await town.arrives(WANG, kind="sticker", text="👍")
    assert town.last(WANG) == "玉溪几条？"


async def test_an_unclear_answer_about_secrecy_is_asked_once_more_then_kept_secret(
    town: Town,
) -> None:
    await town.say(WANG, "你们客户经理把好烟都给那边超市 我一条中华没有")
    await town.press(WANG, "不服, 还要投诉")
    await town.say(WANG, "对")
    await town.say(WANG, "随便吧")
    assert town.labels(WANG) == ["保密", "不用"]
    await town.say(WANG, "都行")
    assert town.the_case().anonymous


async def test_what_was_told_a_day_ago_keeps_its_clock(town: Town) -> None:
    began = town.now
    await town.say(WANG, "今天送来的玉溪少送了")
    await town.pass_by(hours=20)
    await town.say(WANG, "2条")
    await town.say(WANG, "对")
    case = town.the_case()
    assert case.first_message_at == began
    assert case.respond_by == began + timedelta(hours=24)


async def test_a_press_twice_files_once(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    token = town.button(WANG, "对")
    for _ in range(2):
        await town.arrives(WANG, kind="choice", choice=token)
    assert len(town.cases()) == 1
