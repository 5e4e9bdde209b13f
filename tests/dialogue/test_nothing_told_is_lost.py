"""I1: nothing that names a problem is dropped, whatever is pressed, refused or bound in between."""

from bot.desk.enrolment import new_code
from models.terms import Kind
from tests.town import Town

WANG = "shop-310101100001"


async def enrols(town: Town, who: str, no: str) -> None:
    """Somebody shows the code of an invitation for staff."""
    code = town.app.store.run_now(lambda work: new_code(work, f"staff:{no}", town.now, hours=72))
    await town.arrives(who, kind="start", code=code)


async def test_who_was_asked_as_a_retailer_and_becomes_staff_is_answered_as_staff(
    town: Town,
) -> None:
    await town.say("stranger", "我要投诉")
    await enrols(town, "stranger", "1002")
    await town.say("stranger", "你好")
    assert "我的案件" in town.labels("stranger")
    assert town.app.store.read_now(lambda work: work.mail.dead("in")) == []


async def test_what_a_new_member_of_staff_told_as_a_retailer_is_kept_for_somebody_to_call_about(
    town: Town,
) -> None:
    await town.say("stranger", "今天送来的玉溪少送1条")
    await enrols(town, "stranger", "1002")
    (kept,) = town.cases()
    assert kept.kind is Kind.GRUMBLE
    assert kept.facts["unfinished"]
    await town.pass_by(hours=30)
    assert len(town.cases()) == 1

