"""The forms of labels and classifier with what nobody should send, and what each role may do."""

import re

import pytest

from bot.app import App
from bot.desk import learning
from bot.desk.shift import Shift
from models.labels import Sample, SampleState, Source, is_said_twice
from storage.audit import AuditFilter
from storage.unit_of_work import Work
from tests.learning.small import two_versions
from tests.web.console import signed_in

NUMBER = next(n for n in range(1, 99) if not is_said_twice(Sample(id=n, source="unsure")))
TEXT = "<b>送来的</b>箱子都压扁了 & 湿了"
LABELS, CLASSIFIER = "/admin/labels", "/admin/classifier"


@pytest.fixture
def queued(app: App) -> App:
    def unit(work: Work) -> None:
        sample = Sample(id=NUMBER, text=TEXT, source=Source.UNSURE, put_at=app.clock())
        learning.put(Shift(work, app.clock(), app.house), sample)

    app.store.run_now(unit)
    return app


def state(app: App) -> SampleState:
    sample = app.store.read_now(lambda work: work.labels.sample(NUMBER))
    assert sample is not None
    return sample.state


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"label": "transport"},
        {"sample": "", "version": "0", "label": "transport"},
        {"sample": str(NUMBER), "label": "transport"},
        {"sample": str(NUMBER), "version": "7", "label": "transport"},
        {"sample": "-1", "version": "0", "label": "transport"},
        {"sample": "9" * 40, "version": "0", "label": "transport"},
        {"sample": "9" * 19, "version": "9" * 19, "label": "transport"},
        {"sample": "١", "version": "0", "label": "transport"},
        {"sample": str(NUMBER), "version": "0", "label": ""},
        {"sample": str(NUMBER), "version": "0", "label": "运输"},
        {"sample": str(NUMBER), "version": "0", "label": "transport\x00"[:9] + "x"},
        {"sample": str(NUMBER), "version": "0", "label": "undone"},
        {"sample": str(NUMBER), "version": "0", "label": "transport", "also": "transport"},
        {"sample": str(NUMBER), "version": "0", "label": "transport", "also": "<script>"},
    ],
)
async def test_a_label_that_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    queued: App, fields: dict[str, str]
) -> None:
    async with signed_in(queued, "9001") as desk:
        answer = await desk.post(LABELS, **fields)
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
        assert "<script>" not in answer.text.partition("<main")[2]
    assert state(queued) is SampleState.WAITING


async def test_what_a_retailer_wrote_is_shown_as_text(queued: App) -> None:
    async with signed_in(queued, "9001") as desk:
        page = (await desk.get(LABELS)).text
    assert "&lt;b&gt;送来的&lt;/b&gt;" in page
    assert "<b>送来的" not in page


async def test_a_label_goes_on_record_with_who_gave_it_and_without_the_words(queued: App) -> None:
    async with signed_in(queued, "9001") as desk:
        fields = {"sample": str(NUMBER), "version": "0", "label": "transport"}
        assert (await desk.post(LABELS, **fields)).status_code == 303
        assert "记下了：运输配送" in await desk.reads(LABELS, done="transport")
        assert (await desk.post(LABELS, **fields)).status_code == 409
        assert (await desk.post(f"{LABELS}/undo")).status_code == 303
        again = await desk.post(f"{LABELS}/undo")
        assert again.status_code == 409
        assert "没有可以撤回的" in again.text
    lines = queued.store.read_now(lambda work: work.audit.lines(AuditFilter(actor_no="9001")))
    told = {(line.deed, line.subject) for line in lines}
    assert {("label", f"sample:{NUMBER}"), ("take_back_label", f"sample:{NUMBER}")} <= told
    assert all("压扁" not in str(line.detail) for line in lines)


async def test_a_supervisor_sorts_only_what_is_told_in_their_own_cases(queued: App) -> None:
    async with signed_in(queued, "2001") as desk:
        assert "都标完了" in await desk.reads(LABELS)
        answer = await desk.post(LABELS, sample=str(NUMBER), version="0", label="transport")
        assert answer.status_code == 409
        assert "不归您看" in answer.text
    assert state(queued) is SampleState.WAITING


@pytest.mark.parametrize("address", ["?done=rubbish", "?done=<script>", "?done=transport&done=x"])
async def test_an_address_that_was_made_up_says_nothing_of_it(queued: App, address: str) -> None:
    async with signed_in(queued, "9001") as desk:
        for page in (LABELS, CLASSIFIER):
            answer = await desk.get(f"{page}{address}")
            assert answer.status_code == 200
            assert "<script>" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 404),
        ({"deed": "rubbish"}, 404),
        ({"deed": "promote"}, 409),
        ({"deed": "promote", "version": "../../etc"}, 409),
        ({"deed": "promote", "version": "x" * 3000}, 409),
        ({"deed": "promote", "version": "none", "anyway": "1"}, 409),
        ({"deed": "roll_back"}, 409),
    ],
)
async def test_what_cannot_be_done_with_the_classifier_is_refused(
    app: App, fields: dict[str, str], status: int
) -> None:
    async with signed_in(app, "9001") as desk:
        answer = await desk.post(CLASSIFIER, **fields)
    assert answer.status_code == status


async def test_a_candidate_serves_only_after_it_listened_unless_a_person_insists(app: App) -> None:
    registry, first, second = two_versions(app.settings.home)
    async with signed_in(app, "9001") as desk:
        answer = await desk.post(CLASSIFIER, deed="promote", version=second.version)
        assert answer.status_code == 409
        assert "要听满 50 条" in answer.text
        assert registry.champion == first.version
        insisted = {"deed": "promote", "version": second.version, "anyway": "1"}
        assert (await desk.post(CLASSIFIER, **insisted)).status_code == 303
        assert registry.champion == second.version
        assert (await desk.post(CLASSIFIER, deed="roll_back")).status_code == 303
    assert registry.champion == first.version


@pytest.mark.parametrize(
    "path",
    [
        "/versions/none",
        "/versions/%2e%2e%2f%2e%2e",
        "/versions/standing.json",
        "/versions/none/confusion.svg",
        "/versions/{version}/rubbish.svg",
        "/versions/{version}/..%2fmanifest.svg",
        "/versions/{version}/manifest.json",
    ],
)
async def test_no_address_leads_out_of_the_pictures(app: App, path: str) -> None:
    _, first, _ = two_versions(app.settings.home)
    async with signed_in(app, "9001") as desk:
        answer = await desk.get(CLASSIFIER + path.format(version=first.version))
    assert answer.status_code == 404


async def test_a_version_is_told_in_words_figures_and_pictures_in_either_language(
    app: App,
) -> None:
    _, _, second = two_versions(app.settings.home)
    address = f"{CLASSIFIER}/versions/{second.version}"
    async with signed_in(app, "9001") as desk:
        page = await desk.reads(address)
        assert re.search(r"学了 \d+ 条，其中 5 条是大家确认过的", page)
        assert "哪一类被认成了哪一类" in page
        for name in ("confusion", "reliability"):
            picture = await desk.get(f"{address}/{name}.svg")
            assert picture.headers["content-type"].startswith("image/svg+xml")
            assert "<svg" in picture.text
        await desk.post("/admin/language", locale="en", next=address)
        page = await desk.reads(address)
        assert "5 of them confirmed here" in page
        assert not re.search(r"关卡|类别|条数", page)


async def test_a_broken_registry_is_said_and_the_page_is_there_all_the_same(app: App) -> None:
    registry, first, second = two_versions(app.settings.home)
    (registry.folder(first.version) / "manifest.json").write_text("{}", "utf-8")
    async with signed_in(app, "9001") as desk:
        page = await desk.reads(CLASSIFIER)
    assert "读不出来" in page or "被改动过" in page
    assert second.version in page


async def test_a_training_is_asked_for_once_however_often_the_button_is_pressed(app: App) -> None:
    async with signed_in(app, "9001") as desk:
        for _ in range(3):
            assert (await desk.post(CLASSIFIER, deed="train")).status_code == 303
        told = (await desk.get(f"{CLASSIFIER}/progress")).json()
        assert told == {"over": False, "share": 0, "step": "等待开始"}
    assert len(app.store.read_now(lambda work: work.learning.trainings())) == 1
