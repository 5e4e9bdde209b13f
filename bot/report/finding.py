"""What a month's figures say, in one sentence: the title of the report and of each picture."""

from bot.report.names import called, shared_called, topic_called
from bot.wording import say
from models.monthly import Compared, Figures, Line
from models.rates import Share
from models.terms import Category
from models.weekly import Week


def headline(figures: Figures) -> str:
    """投诉比上月少 3 件，货源占一半."""
    told = figures.complaints
    if not told.now:
        return _none_at_all(told)
    return say("report.headline", change=_change(told), leading=_leading(figures))


def of_subcategories(figures: Figures) -> str:
    """最多的是货源—畅销断货：5 件，比上月多 2 件."""
    lines = figures.tables["subcategories"]
    if not figures.complaints.now:
        return _none_at_all(figures.complaints)
    most = [line for line in lines if line.count.now == lines[0].count.now]
    if len(most) > 1:
        return say("report.several_most", count=len(most), cases=lines[0].count.now)
    return say("report.most", name=called(lines[0].name), count=lines[0].count.now)


def _none_at_all(count: Compared) -> str:
    if not count.last_month:
        return say("report.none_either")
    return say("report.none_at_all", before=count.last_month)


def _change(count: Compared) -> str:
    if count.change < 0:
        return say("report.fewer", count=-count.change)
    if count.change > 0:
        return say("report.more", count=count.change)
    return say("report.as_many", count=count.now)


def _leading(figures: Figures) -> str:
    """Which category there is most of, and how large a part it is."""
    first, second, *_ = figures.tables["categories"]
    if first.count.now == second.count.now:
        return say("report.two_lead", first=called(first.name), second=called(second.name))
    return _share(first, figures.complaints.now)


def _share(line: Line, total: int) -> str:
    if line.count.now == total:
        return say("report.all", name=called(line.name))
    if 2 * line.count.now == total:
        return say("report.half", name=called(line.name))
    return say("report.share", name=called(line.name), share=f"{line.count.now / total:.0%}")


def of_week(week: Week) -> str:
    """上周投诉 5 件，比前一周多 2 件；最多的是货源—畅销断货."""
    total = week.total
    change = total.now - total.before
    kind = "same" if not change else "more" if change > 0 else "fewer"
    told = say(f"report.week_{kind}", count=total.now, change=abs(change))
    first, *others = week.lines
    if not first.now or (others and others[0].now == first.now):
        return told
    return say("report.week_most", change=told, name=called(first.name))


def in_chat(figures: Figures) -> str:
    """A month in three sentences."""
    rates = figures.rates
    return say(
        "report.in_chat",
        month=f"{figures.month:%Y-%m}",
        finding=headline(figures),
        rates=say(
            "report.rates_line",
            response=_percent(rates.response),
            closed=_percent(figures.closed_in_time),
            satisfaction=_percent(rates.satisfaction),
        ),
        standing=say(
            "report.standing_line",
            open=figures.open,
            overdue=figures.overdue,
            repeats=len(figures.repeats),
            events=len(figures.events),
        ),
    )


def _percent(share: Share) -> str:
    value = share.value
    return say("report.no_share") if value is None else f"{value:.0%}"


def lists(figures: Figures) -> dict[str, list[str]]:
    """What stands out, a sentence for each: repeats, events, shops, coaching needs."""
    names = figures.names
    return {
        "repeats": [
            say(
                "report.repeat_line",
                topic=topic_called(one.fault.category, one.fault.subcategory),
                unit=one.fault.unit or say("report.no_unit"),
                period=one.period,
                count=len(one.cases),
            )
            for one in figures.repeats
        ],
        "events": [
            say(
                "report.event_line",
                topic=called(one.topic),
                shared=shared_called(one.shared),
                count=one.cases,
                answered=say("report.answered" if one.answered else "report.unanswered"),
            )
            for one in figures.events
        ],
        "often": [
            say("report.often_line", shop=names[one.licence], count=one.complaints)
            for one in figures.often
        ],
        "coaching": [
            say(
                "report.coaching_line",
                manager=names.get(one.topic.manager_no, one.topic.manager_no),
                topic=topic_called(Category(one.topic.category), one.topic.subcategory),
                count=one.complaints,
                rate=f"{one.rate:.1f}",
                team=f"{one.team_rate:.1f}",
            )
            for one in figures.coaching
        ],
    }
