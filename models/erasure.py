"""Erasure: personal data of a case goes, what happened to it stays.

The law asks that personal information is deleted once its purpose is served or consent is taken
back (个人信息保护法 第四十七条). Kept are the number, the dates, the stages, who was responsible,
what the fault was and how it was judged: what the company answers for. Of the ledger each line
stays in its place with its seal; its detail gives way to its hash.
"""

from datetime import datetime, timedelta
from typing import Final

from models import ledger
from models.case import Assist, Case, HandOver, Offer
from models.errors import WrongStage
from models.ledger import LedgerEntry
from models.lines import one_line
from models.policy import Policy
from models.terms import Stage

#: What is told of a case and can lead to a person, by its field, and what is left in its place.
_OF_CASE: Final = {
    "shop": "",
    "complainant": "",
    "said": "",
    "summary": "",
    "facts": {},
    "verdict_reason": "",
    "offer": "",
}
#: Characters from which on a text is somebody's own.
_TELLING: Final = 4
#: Of these, what somebody wrote.
_OWN_WORDS: Final = ("said", "summary", "verdict_reason", "offer")
_OF_OTHERS: Final = {
    Assist: ("question", "answer"),
    Offer: ("text", "answer"),
    HandOver: ("reason",),
}


def must_be_erasable(case: Case, now: datetime, policy: Policy) -> None:
    """Raises `WrongStage` for an open case, and for one that may still be reopened: nothing is
    removed of what may go on."""
    if case.is_open or case.closed_at is None:
        raise WrongStage(f"{case.number} 还没有办结，不能删除里面的个人信息。")
    if case.stage is Stage.CLOSED and not _is_past_reopening(case, now, policy):
        raise WrongStage(
            f"{case.number} 办结还不到 {policy.reopen_days} 天，店主还可以重新打开，现在不能删除。"
        )


def _is_past_reopening(case: Case, now: datetime, policy: Policy) -> bool:
    return case.closed_at is not None and now > case.closed_at + timedelta(days=policy.reopen_days)


def scrub(case: Case, beside: list[Assist | Offer | HandOver]) -> None:
    """Take out of a case, and of what stands beside it, all that was told or can lead to a person.

    Staff stay known by their numbers: they answer for what they did.
    """
    for name, left in _OF_CASE.items():
        setattr(case, name, left)
    for each in beside:
        for name in _OF_OTHERS[type(each)]:
            setattr(each, name, "")


def words_of(
    case: Case, beside: list[Assist | Offer | HandOver], entries: list[LedgerEntry]
) -> set[str]:
    """Every text that an erasure takes out of the record, so that it can be found elsewhere.

    A word or two, such as 好, tells of nobody and is said in every conversation.
    """
    told: list[object] = [getattr(case, name) for name in _OWN_WORDS]
    told += [getattr(each, name) for each in beside for name in _OF_OTHERS[type(each)]]
    told += [value for entry in entries for value in entry.detail.values()]
    return {text for text in told if isinstance(text, str) and is_telling(text)}


def is_telling(text: str) -> bool:
    return len(text) >= _TELLING


def erase_lines(entries: list[LedgerEntry]) -> list[LedgerEntry]:
    """Put hashes in the place of details; the lines that have changed. Lines of erasures stay."""
    changed = [
        entry
        for entry in entries
        if entry.detail and not ledger.is_erased(entry) and entry.deed != ledger.ERASE
    ]
    for entry in changed:
        entry.detail = ledger.without_detail(entry)
    return changed


def record(
    case: Case, entries: list[LedgerEntry], reason: str, *, by: str, now: datetime
) -> LedgerEntry:
    """The line of an erasure: why, by whom, and what is left of the lines before it."""
    line = one_line(reason, "删除的原因")
    return ledger.write(
        case, ledger.ERASE, by=by, now=now, reason=line, left=ledger.left_of(entries)
    )
