"""Sorting by keyboard and keeping the classifier, in a real browser."""

import pytest
from playwright.async_api import Browser, Page

from bot.desk import learning, teaching
from bot.desk.shift import Shift
from models.labels import Sample, SampleState, Source
from models.learning import ShadowTally, Training, TrainingState
from storage.unit_of_work import Work
from tests.learning.small import two_versions
from tests.web.axe import serious
from tests.web.console import file_case
from tests.web.looking import DESKTOP, SMALL_PHONE
from tests.web.serving import IN_ONE_LOOP, Service
from tests.web.test_browser_console import assert_well_made, inside

pytestmark = IN_ONE_LOOP

MESSAGES = (
    ("送来的时候箱子都压扁了，里面三条不能卖", "transport"),
    ("为啥别人家有软中华我家没有", "supply"),
    ("新来的那个电话里爱理不理的", "service"),
    ("一条里面少了一包，封口还是好的", "product"),
    ("谢谢啊，烟收到了", "none"),
)


def queue(service: Service) -> None:
    """Five messages wait, the first of them told in a case that its manager sorted anew."""
    app = service.app
    case = file_case(app, said=MESSAGES[0][0])

    def unit(work: Work) -> None:
        shift = Shift(work, app.clock(), app.house)
        for number, (text, _) in enumerate(MESSAGES, 1):
            sample = Sample(
                id=number,
                text=text,
                source=Source.UNSURE if number > 1 else Source.CHANGED,
                case_id=case.id if number == 1 else None,
                guess="service",
                hint="transport" if number == 1 else "",
                margin=number / 10,
                put_at=app.clock(),
            )
            learning.put(shift, sample)

    app.store.run_now(unit)


def labels_of(service: Service) -> dict[str, str]:
    """What was said of each message, settled or not."""
    return service.app.store.read_now(
        lambda work: {
            text: (work.labels.opinions(number) or [None])[0].label  # type: ignore[union-attr]
            for number, (text, _) in enumerate(MESSAGES, 1)
            if work.labels.opinions(number)
        }
    )


async def shown(page: Page) -> str:
    return await page.locator(".sample").inner_text()


async def test_messages_are_sorted_with_six_keys(service: Service, browser: Browser) -> None:
    queue(service)
    keys = {"product": "1", "supply": "2", "service": "3", "transport": "4", "none": "5"}
    truth = dict(MESSAGES)
    async with inside(service, browser, "9001") as (page, watch):
        await page.goto(f"{service.url}/admin/labels")
        first = await shown(page)
        await page.keyboard.press("3")
        await page.keyboard.press("Enter")
        await page.get_by_role("status").filter(has_text="记下了：服务质量").wait_for()
        assert await shown(page) != first
        await page.keyboard.press("u")
        await page.get_by_role("status").filter(has_text="撤回了").wait_for()
        assert labels_of(service) == {}
        for _ in MESSAGES:
            text = await shown(page)
            await page.keyboard.press(keys[truth[text]])
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
        assert labels_of(service) == truth
        assert await page.get_by_role("heading", name="都标完了").is_visible()
        assert (watch.errors, watch.foreign) == ([], [])


async def test_without_a_script_the_same_form_is_filled_in_by_hand(
    service: Service, browser: Browser
) -> None:
    queue(service)
    async with inside(service, browser, "9001", java_script_enabled=False) as (page, _):
        await page.goto(f"{service.url}/admin/labels")
        text = await shown(page)
        await page.get_by_role("radio", name="运输配送").check()
        await page.get_by_label("里面还有另一件投诉吗").select_option("product")
        await page.get_by_role("button", name="就是它").click()
        await page.get_by_role("status").filter(has_text="记下了：运输配送").wait_for()
        assert labels_of(service) == {text: "transport"}
        await page.get_by_role("button", name="撤回上一条").click()
        await page.get_by_role("status").filter(has_text="撤回了").wait_for()
        assert labels_of(service) == {}


async def test_enter_without_a_choice_sends_nothing(service: Service, browser: Browser) -> None:
    queue(service)
    async with inside(service, browser, "9001") as (page, watch):
        await page.goto(f"{service.url}/admin/labels")
        text = await shown(page)
        await page.keyboard.press("Enter")
        await page.keyboard.press("9")
        assert await shown(page) == text
        assert labels_of(service) == {}
        assert watch.errors == []


def teach(service: Service) -> tuple[str, str]:
    """A champion, a candidate that listened, and a training under way."""
    _, first, second = two_versions(service.home)
    app = service.app

    def unit(work: Work) -> None:
        shift = Shift(work, app.clock(), app.house)
        teaching.listen(shift, second.version)
        told = {"candidate": second.version, "champion": first.version, "said": "supply"}
        agreed = ShadowTally(**told, would_say="supply", messages=61)
        differed = ShadowTally(**told, would_say="none", messages=3)
        work.learning.count_shadow([agreed, differed])
        for number, state in ((1, TrainingState.DONE), (2, TrainingState.RUNNING)):
            training = Training(id=number, asked_at=app.clock(), state=state)
            if state is TrainingState.RUNNING:
                training.step, training.done, training.total = "交叉验证", 4, 10
            work.learning.add_training(training)

    app.store.run_now(unit)
    return first.version, second.version


@pytest.mark.parametrize(
    ("scheme", "size", "language"),
    [("light", DESKTOP, "zh-CN"), ("dark", SMALL_PHONE, "en-GB"), ("light", SMALL_PHONE, "zh-CN")],
)
async def test_the_pages_of_the_school_are_well_made(
    service: Service, browser: Browser, scheme: str, size: dict[str, int], language: str
) -> None:
    queue(service)
    versions = teach(service)
    context = {"viewport": size, "color_scheme": scheme, "locale": language}
    async with inside(service, browser, "9001", **context) as (page, watch):
        for path in (
            "/admin/labels",
            "/admin/classifier",
            *(f"/admin/classifier/versions/{version}" for version in versions),
        ):
            answer = await page.goto(f"{service.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            await assert_well_made(page, path)
        assert await serious(page) == []
        assert (watch.errors, watch.foreign) == ([], [])


async def test_a_training_is_followed_and_a_candidate_let_serve_and_taken_back(
    service: Service, browser: Browser
) -> None:
    first, second = teach(service)
    async with inside(service, browser, "9001") as (page, watch):
        await page.goto(f"{service.url}/admin/classifier")
        bar = page.locator("progress")
        assert await bar.get_attribute("value") == "40"

        def go_on(work: Work) -> None:
            training = work.learning.training(2)
            assert training is not None
            training.step, training.done = "评估", 8
            work.learning.keep_training(training)

        service.app.store.run_now(go_on)
        await page.get_by_text("80%").wait_for()

        def end(work: Work) -> None:
            training = work.learning.training(2)
            assert training is not None
            training.state = TrainingState.DONE
            work.learning.keep_training(training)

        service.app.store.run_now(end)
        await page.get_by_role("button", name="重新训练").wait_for()
        assert await page.get_by_text("旁听了 64 条消息").is_visible()
        await page.get_by_role("button", name="启用它").click()
        await page.get_by_role("status").filter(has_text="已启用").wait_for()
        registry = teaching.Registry(service.home / "classifiers")
        assert registry.champion == second
        await page.get_by_role("button", name="退回上一版").click()
        await page.get_by_role("status").filter(has_text="已退回").wait_for()
        assert registry.champion == first
        assert (watch.errors, watch.foreign) == ([], [])


async def test_what_two_people_differ_on_is_settled_by_a_third_word(
    service: Service, browser: Browser
) -> None:
    queue(service)

    def differ(work: Work) -> None:
        sample = work.labels.sample(2)
        assert sample is not None
        sample.state = SampleState.DISPUTED
        work.labels.keep(sample)
        for number in (1, 3, 4, 5):
            other = work.labels.sample(number)
            assert other is not None
            other.state = SampleState.ASIDE
            work.labels.keep(other)

    service.app.store.run_now(differ)
    async with inside(service, browser, "9001") as (page, _):
        await page.goto(f"{service.url}/admin/labels")
        assert await page.get_by_text("两个人标得不一样").is_visible()
