"""搁置: an admin sees what could not be read or sent, where and why, and never what stood in it."""

from bot.app import App
from models.mail import JobState, Queue
from storage.unit_of_work import Work
from tests.web.console import shift_of, signed_in

SECRET = "我是王大姐 13900000001"


def set_aside(app: App, queue: Queue, lane: str) -> None:
    def unit(work: Work) -> None:
        now = shift_of(app, work).now
        work.mail.put(queue, lane, f"{lane}#1", {"text": SECRET}, now)
        job = work.mail.next_job(queue, lane, now)
        assert job is not None
        work.mail.settle(job, JobState.DEAD, now, "Unreadable")

    app.store.run_now(unit)


async def test_an_admin_finds_what_was_set_aside_and_sees_to_it(app: App) -> None:
    set_aside(app, Queue.IN, "telegram:bot:77")
    set_aside(app, Queue.OUT, "telegram:bot:78")
    async with signed_in(app, "9001") as desk:
        today = await desk.reads("/admin/today")
        page = await desk.get("/admin/aside")
        assert "有 2 件读不懂或发不出" in today
        assert "收到的消息读不懂" in page.text
        assert "Unreadable" in page.text
        assert SECRET not in page.text
        await desk.post("/admin/aside", job="out/1/telegram:bot:78", deed="again")
        await desk.post("/admin/aside", job="in/1/telegram:bot:77", deed="done")
        await desk.post("/admin/aside", job="in/1/telegram:bot:77", deed="done")
        assert "没有搁置的" in await desk.reads("/admin/aside")
        assert "搁置" not in (await desk.reads("/admin/today"))
    waiting = app.store.read_now(
        lambda work: work.mail.waiting_jobs(Queue.OUT, "telegram:bot:78", 5)
    )
    assert len(waiting) == 1


async def test_a_manager_reads_nothing_of_it_on_the_page_of_the_day(app: App) -> None:
    set_aside(app, Queue.IN, "telegram:bot:77")
    async with signed_in(app, "1001") as desk:
        assert "读不懂" not in await desk.reads("/admin/today")
