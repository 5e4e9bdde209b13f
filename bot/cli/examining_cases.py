"""The examination of what is on record: ledgers, owners, the calendar deadlines rest on."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from bot.cli.tongue import two
from models.calendar import Calendar
from models.case import Case
from models.ledger import first_break

if TYPE_CHECKING:
    from storage.unit_of_work import Work

#: How many broken ledgers are named; where there are more, something worse has happened.
_NAMED = 5


def cases_of(work: "Work") -> Iterator[Case]:
    """Every case there is, the latest first."""
    from storage.case_list import CaseFilter

    return work.cases.each(CaseFilter())


def is_whole(work: "Work", case: Case) -> bool:
    """Whether the case's ledger is unbroken to the line that the case remembers as its last."""
    lines = work.cases.ledger(case.id)
    if len(lines) != case.entries or first_break(lines) is not None:
        return False
    return case.head == (lines[-1].seal if lines else "")


def broken_ledgers(work: "Work") -> list[str]:
    """The numbers of cases, archived ones too, of whose ledger a line was changed, added or taken
    out."""
    from storage.whole import whole_of

    archived = (whole_of(each).case for each in work.archive.each())
    cases = chain(cases_of(work), archived)
    return [case.full_number for case in cases if not is_whole(work, case)]


def broken_records(work: "Work") -> list[str]:
    """The numbers of staff of whose record in the console a line was changed, added or taken
    out."""
    from models.audit import first_break

    return [
        head.actor_no
        for head, lines in work.audit.records()
        if first_break(head, lines) is not None
    ]


def says_of_records(broken: list[str]) -> str:
    if not broken:
        return two("每一行都接得上", "unbroken")
    named = "、".join(broken[:_NAMED])
    return two(
        f"{len(broken)} 人的操作日志对不上：{named}。请用备份核对。",
        f"{len(broken)} broken: {named}. Compare them with a backup.",
    )


def says_of_ledgers(broken: list[str]) -> str:
    if not broken:
        return two("每一行都接得上", "unbroken")
    named = "、".join(broken[:_NAMED])
    return two(
        f"{len(broken)} 件的台账对不上：{named}。请用备份核对。",
        f"{len(broken)} broken: {named}. Compare them with a backup.",
    )


def says_of_owners(orphans: int) -> str:
    if not orphans:
        return two("每件都有人负责", "every open case has one")
    return two(
        f"{orphans} 件没有在岗的责任人。请重新运行 shouwen staff import。",
        f"{orphans} open cases without an active owner: run shouwen staff import again.",
    )


def says_of_calendar(calendar: Calendar, today: date) -> str:
    unknown = [year for year in (today.year, today.year + 1) if calendar.is_provisional(year)]
    if not unknown:
        return two("今明两年都已公布", "this year and the next are known")
    years = "、".join(map(str, unknown))
    return two(
        f"{years} 年放假通知还没有，时限暂按法定节假日推算。公布后请运行 shouwen calendar import。",
        f"{years}: provisional, from the statutory days; then run shouwen calendar import.",
    )


#: For how long a letter that no channel took is worth looking into.
_LATELY = timedelta(days=7)


def untaken_letters(work: "Work", now: datetime) -> dict[str, int]:
    """How many letters were set aside of late, by channel; not those to people who are gone, which
    is nobody's fault."""
    from models.mail import Queue

    aside = [job for job in work.mail.dead(Queue.OUT) if job.error != "gone"]
    return dict(Counter(job.lane.partition(":")[0] for job in aside if now - job.put_at < _LATELY))


def says_of_letters(untaken: dict[str, int]) -> str:
    if not untaken:
        return two("最近 7 天没有发不出去的", "none set aside in 7 days")
    told = "、".join(f"{channel} {count}" for channel, count in sorted(untaken.items()))
    return two(
        f"最近 7 天发不出去：{told} 条。已请责任人打电话；请看日志里的 letter set aside。",
        f"Set aside in 7 days: {told}. Their owners telephone; see the log: letter set aside.",
    )
