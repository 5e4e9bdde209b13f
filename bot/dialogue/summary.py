"""The summary card: what was understood, in one breath, for the retailer to confirm."""

from datetime import date, datetime

from bot import naming
from bot.dialogue.draft import Draft
from bot.moments import spoken_day
from bot.wording import LOCALES, house_say, say, speaking
from models.calendar import CST

#: How much of the retailer's own words the card repeats where there are no facts to show.
_QUOTED = 36


def summary(draft: Draft, now: datetime) -> str:
    """今天，玉溪 1 条，送少送错 — facts first, else the retailer's own words."""
    parts = [_day(draft, now), goods(draft), _topic(draft)]
    facts = say("summary.comma").join(part for part in parts if part)
    if draft.brand or draft.number is not None:
        return facts
    quoted = " ".join(draft.words.split())[:_QUOTED]
    return f"{facts}{say('summary.colon')}“{quoted}”" if facts else f"“{quoted}”"


def for_the_house(draft: Draft, now: datetime) -> str:
    """The same in Chinese, as the case keeps it and staff read it."""
    with speaking(LOCALES[0]):
        return summary(draft, now)


def of_every_matter(draft: Draft, now: datetime) -> str:
    """For the house, with the first words of the matters that wait behind it."""
    others = (house_say("summary.also", words=words[:_QUOTED]) for words in draft.waiting)
    return "".join((for_the_house(draft, now), *others))


def goods(draft: Draft) -> str:
    """玉溪 1 条, or as much of it as was told."""
    count = ""
    if draft.number is not None:
        count = naming.counted(draft.number, draft.unit)
    return " ".join(part for part in (draft.brand, count) if part)


def _day(draft: Draft, now: datetime) -> str:
    if not draft.happened_on:
        return ""
    day = datetime.combine(date.fromisoformat(draft.happened_on), now.time(), CST)
    spoken = spoken_day(day, now)
    is_assumed = draft.is_delivery and day.date() != now.astimezone(CST).date()
    return say("summary.delivery", day=spoken) if is_assumed else spoken


def _topic(draft: Draft) -> str:
    """The matter in plain words; the official word of a subcategory is never shown."""
    return naming.topic(draft.label, draft.subcategory) if draft.label else ""
