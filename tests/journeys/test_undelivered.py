"""What chat can't deliver is said by telephone, by whoever may know of it."""

from bot.port import Gone, Refused
from models.mail import JobState, Queue
from tests.journeys.moves import ADMIN, WANG, ZHANG, filed, latest, texts
from tests.journeys.test_conflict import about_the_manager
from tests.town import Town

DUTY = "staff-8001"


def tasks(town: Town, who: str) -> list[str]:
    return [one.text for one in town.letters(who) if one.text.startswith("请打电话")]


async def test_the_owner_telephones_whom_chat_does_not_reach(town: Town) -> None:
    await filed(town)
    town.channel.trouble = [Gone("blocked")]
    await town.say(WANG, "查进度")
    (task,) = tasks(town, ZHANG)
    assert all(word in task for word in ("0312-01", "王大姐", "13900000001", "张明经理"))
    assert await town.press(ZHANG, town.labels(ZHANG)[0])
    assert "0312-01" in town.last(ZHANG)


async def test_f5_who_keeps_the_name_alone_is_told_it_to_telephone(town: Town) -> None:
    await about_the_manager(town)
    town.channel.trouble = [Gone("blocked")]
    await town.say(WANG, "查进度")
    readers = {letter.address.conversation for letter in town.channel.letters}
    told = {who: tasks(town, who) for who in readers if tasks(town, who)}
    assert latest(town).decider_no == "3001"
    assert set(told) == {"staff-3001"}
    assert "王大姐" in told["staff-3001"][0]


async def test_a_matter_that_is_no_case_yet_is_telephoned_by_the_manager_of_the_shop(
    town: Town,
) -> None:
    town.channel.trouble = [Gone("blocked")]
    await town.say(WANG, "今天送来的玉溪少送1条")
    (task,) = tasks(town, ZHANG)
    assert "大姐烟店" in task
    assert "玉溪 1 条" in task


async def test_a_stranger_without_a_number_is_nobodys_task_but_the_letter_stays_on_record(
    town: Town,
) -> None:
    town.channel.trouble = [Gone("blocked")]
    await town.say("a stranger", "你好")
    assert town.letters(DUTY) == []
    (job,) = town.app.store.read_now(lambda work: work.mail.dead(Queue.OUT))
    assert (job.state, job.error) == (JobState.DEAD, "gone")


async def test_admins_hear_at_most_once_an_hour_of_letters_that_a_channel_does_not_take(
    town: Town,
) -> None:
    await filed(town)
    for _ in range(3):
        town.channel.trouble = [Refused("Bad Request")]
        await town.say(WANG, "查进度")
    assert texts(town, ADMIN).count("有消息发不出去") == 1
    assert len(tasks(town, ZHANG)) == 3
    await town.pass_by(hours=1)
    town.channel.trouble = [Refused("Bad Request")]
    await town.say(WANG, "查进度")
    assert texts(town, ADMIN).count("有消息发不出去") == 2


async def test_a_task_that_can_not_be_delivered_itself_makes_no_further_tasks(town: Town) -> None:
    await filed(town)
    count = len(town.letters(ZHANG))
    town.channel.trouble = [Refused("Bad Request")] * 9
    await town.say(WANG, "查进度")
    dead = town.app.store.read_now(lambda work: work.mail.dead(Queue.OUT))
    assert len(dead) == 3  # the answer, the alarm, the task
    assert len(town.letters(ZHANG)) == count
