"""The statements of jobs and lanes."""

from types import ModuleType
from typing import Final, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    FromClause,
    String,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy import cast as as_kind
from sqlalchemy.dialects import postgresql

from models.mail import Job, JobState, Lane
from models.people import Binding
from storage.drawer import COMPANY, Shelf, in_either, upsert
from storage.tables import DEAD, DONE, WAITING

JOBS: Final = Shelf(Job)
LANES: Final = Shelf(Lane)
BINDINGS: Final = Shelf(Binding)

#: Jobs done under one lease before another worker may have the lane.
_UNDER_ONE_LEASE: Final = 8

_LANE_KEY: Final = ["company_id", "queue", "lane"]
_QUEUE: Final = bindparam("in_queue", type_=JOBS.queue.type)
_LANE: Final = bindparam("in_lane", type_=JOBS.lane.type)
_DUE_AT: Final = bindparam("due", type_=JOBS.due_at.type)
_NOW: Final = bindparam("now", type_=JOBS.due_at.type)
_BY: Final = bindparam("by", type_=LANES.leased_by.type)
_UNTIL: Final = bindparam("until", type_=LANES.leased_until.type)
_THIS_LANE: Final = (LANES.ours, LANES.queue == _QUEUE, LANES.lane == _LANE)
_ITS_JOBS: Final = (JOBS.ours, JOBS.queue == _QUEUE, JOBS.lane == _LANE)
_NOT_HELD: Final = or_(LANES.leased_until.is_(None), LANES.leased_until <= _NOW)
_LEASED_BY: Final = LANES.leased_by == _BY


def _take_place(dialect: ModuleType) -> Executable:
    """Count the lane up, unless the job is there already; its due time only ever comes nearer."""
    is_known = exists().where(
        JOBS.ours, JOBS.queue == _QUEUE, JOBS.dedupe == bindparam("dedupe", type_=JOBS.dedupe.type)
    )
    first = select(COMPANY, _QUEUE, _LANE, literal(1), _DUE_AT, literal("")).where(~is_known)
    new = dialect.insert(LANES.table).from_select(
        [*_LANE_KEY, "last_seq", "due_at", "leased_by"], first
    )
    nearer = or_(LANES.due_at.is_(None), new.excluded.due_at < LANES.due_at)
    change = {
        "last_seq": LANES.last_seq + 1,
        "due_at": case((nearer, new.excluded.due_at), else_=LANES.due_at),
    }
    kept = new.on_conflict_do_update(index_elements=_LANE_KEY, set_=change)
    return cast(Executable, kept.returning(LANES.last_seq))


def _take_place_alone(dialect: ModuleType) -> Executable:
    """Count the lane up, its due time being that of the one job in it."""
    new = dialect.insert(LANES.table).values(
        company_id=COMPANY, queue=_QUEUE, lane=_LANE, last_seq=1, due_at=_DUE_AT, leased_by=""
    )
    change = {"last_seq": LANES.last_seq + 1, "due_at": new.excluded.due_at}
    kept = new.on_conflict_do_update(index_elements=_LANE_KEY, set_=change)
    return cast(Executable, kept.returning(LANES.last_seq))


def _arrivals(dialect: ModuleType) -> FromClause:
    """What arrived, told as one JSON text: a list of [lane, key, content, due], each key once.

    One statement for all of it leaves the interpreter to other threads while the database works,
    and takes one journey to a server.
    """
    rows = bindparam("rows", type_=String)
    if dialect is postgresql:
        elements = func.jsonb_array_elements(as_kind(rows, postgresql.JSONB))
        each = elements.table_valued("value", with_ordinality="key").render_derived("told")
    else:
        each = func.json_each(rows).table_valued("key", "value", name="told")
    place, value = each.c.key, each.c.value
    lane, dedupe = (value.op("->>")(literal_column(str(at))) for at in (0, 1))
    content = value.op("->")(literal_column("2"))
    due = as_kind(value.op("->>")(literal_column("3")), BigInteger)
    is_known = exists().where(JOBS.ours, JOBS.queue == _QUEUE, JOBS.dedupe == dedupe)
    fresh = select(
        place.label("place"),
        lane.label("lane"),
        dedupe.label("dedupe"),
        content.label("payload"),
        due.label("due_at"),
    )
    return fresh.where(~is_known).subquery("fresh")


def _take_places(dialect: ModuleType) -> Executable:
    """Count the lanes up by what is new in each; the lanes in one order for everybody, else two
    units could wait for each other."""
    fresh = _arrivals(dialect)
    earliest = func.min(fresh.c.due_at)
    lanes = select(COMPANY, _QUEUE, fresh.c.lane, func.count(), earliest, literal(""))
    new = dialect.insert(LANES.table).from_select(
        [*_LANE_KEY, "last_seq", "due_at", "leased_by"],
        lanes.where(true()).group_by(fresh.c.lane).order_by(fresh.c.lane),
    )
    change = {
        "last_seq": LANES.last_seq + new.excluded.last_seq,
        # What waits in a lane falls due before anything new.
        "due_at": func.coalesce(LANES.due_at, new.excluded.due_at),
    }
    kept = new.on_conflict_do_update(index_elements=_LANE_KEY, set_=change)
    return cast(Executable, kept.returning(LANES.lane))


def _put_jobs(dialect: ModuleType) -> Executable:
    """Write what is new at the places taken for it, the last of each lane; none of it overtakes
    what waits there."""
    fresh = _arrivals(dialect)
    last = select(LANES.last_seq).where(
        LANES.ours, LANES.queue == _QUEUE, LANES.lane == fresh.c.lane
    )
    left = func.row_number().over(partition_by=fresh.c.lane, order_by=fresh.c.place.desc()) - 1
    of_lane = (JOBS.ours, JOBS.queue == _QUEUE, JOBS.lane == fresh.c.lane, WAITING)
    before = select(type_coerce(JOBS.due_at, BigInteger)).where(*of_lane)
    latest = before.order_by(JOBS.seq.desc()).limit(1).scalar_subquery()
    jobs = select(
        COMPANY,
        _QUEUE,
        fresh.c.lane,
        last.scalar_subquery() - left,
        fresh.c.dedupe,
        fresh.c.payload,
        literal(JobState.WAITING.value),
        _NOW,
        case((latest > fresh.c.due_at, latest), else_=fresh.c.due_at),
        literal(0),
        literal(""),
    )
    columns = ["lane", "seq", "dedupe", "payload", "state", "put_at", "due_at", "attempts", "error"]
    new = dialect.insert(JOBS.table).from_select(
        ["company_id", "queue", *columns], jobs.where(true())
    )
    keys = ["company_id", "queue", "dedupe"]
    return cast(Executable, new.on_conflict_do_nothing(index_elements=keys))


TAKE_PLACES: Final = in_either(_take_places)
PUT_JOBS: Final = in_either(_put_jobs)
TAKE_PLACE: Final = in_either(_take_place)
TAKE_PLACE_ALONE: Final = in_either(_take_place_alone)
PUT_JOB: Final = upsert(JOBS.table, ["company_id", "queue", "dedupe"])

FORGET_WAITING: Final = delete(JOBS.table).where(*_ITS_JOBS, WAITING)
QUIET: Final = update(LANES.table).where(*_THIS_LANE).values(due_at=None)

_DUE_LANES: Final = (
    select(LANES.lane)
    .where(LANES.ours, LANES.queue == _QUEUE, LANES.due_at <= _NOW, _NOT_HELD)
    .order_by(LANES.due_at)
)
DUE_LANES: Final = _DUE_LANES.limit(bindparam("limit"))


def _channel_and_account(dialect: ModuleType) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """What a lane's name says before its first colon, and before its second."""
    if dialect is postgresql:
        channel = func.split_part(LANES.lane, ":", 1)
        return channel, channel + ":" + func.split_part(LANES.lane, ":", 2)
    first = func.instr(LANES.lane, ":")
    second = first + func.instr(func.substr(LANES.lane, first + 1), ":")
    return func.substr(LANES.lane, 1, first - 1), func.substr(LANES.lane, 1, second - 1)


def _is_known(dialect: ModuleType) -> ColumnElement[bool]:
    """Whether a lane is of a conversation that is bound to somebody."""
    channel, both = _channel_and_account(dialect)
    return exists().where(
        BINDINGS.ours,
        BINDINGS.channel == channel,
        BINDINGS.account == func.substr(both, func.length(channel) + 2),
        BINDINGS.conversation == func.substr(LANES.lane, func.length(both) + 2),
    )


def _take_known(dialect: ModuleType) -> Executable:
    return _of_owners(dialect, _is_known(dialect))


def _take(dialect: ModuleType) -> Executable:
    """Hold the lane that has been due the longest, of the owners in a list between commas."""
    return _of_owners(dialect)


def _of_owners(dialect: ModuleType, *conditions: ColumnElement[bool]) -> Executable:
    owners = bindparam("owners", type_=LANES.lane.type)
    place = func.strpos if dialect is postgresql else func.instr
    is_theirs = (place(owners, "," + owner + ",") > 0 for owner in _channel_and_account(dialect))
    free = _DUE_LANES.where(or_(*is_theirs), *conditions).limit(1)
    return cast(Executable, free.with_for_update(skip_locked=True))


TAKE: Final = in_either(_take)
TAKE_KNOWN: Final = in_either(_take_known)
TAKE_ANY: Final = _DUE_LANES.limit(1).with_for_update(skip_locked=True)
LOCK: Final = (
    select(LANES.table).where(*_THIS_LANE, LANES.leased_by == "").with_for_update(skip_locked=True)
)
WAIT_FOR_PUTS: Final = select(LANES.last_seq).where(*_THIS_LANE).with_for_update()

_IS_HELD: Final = exists().where(*_THIS_LANE, LANES.leased_until > _NOW)
_DUE: Final = select(JOBS.table).where(*_ITS_JOBS, WAITING, JOBS.due_at <= _NOW).order_by(JOBS.seq)
NEXT_JOB: Final = _DUE.where(~_IS_HELD).limit(1)
DUE_JOBS: Final = _DUE.limit(_UNDER_ONE_LEASE)
WAITING_JOBS: Final = (
    select(JOBS.table).where(*_ITS_JOBS, WAITING).order_by(JOBS.seq).limit(bindparam("limit"))
)

#: A job is settled by who found it as it is; what became of it meanwhile stands.
SETTLE: Final = (
    update(JOBS.table)
    .where(
        *_ITS_JOBS,
        JOBS.seq == bindparam("at_seq"),
        JOBS.state == bindparam("was", type_=JOBS.state.type),
    )
    .values(
        state=bindparam("to_state"),
        done_at=bindparam("at_done"),
        attempts=bindparam("tries"),
        error=bindparam("cause"),
    )
)
_NOW_DUE: Final = (
    select(JOBS.due_at)
    .where(*_ITS_JOBS, WAITING, JOBS.due_at <= _NOW)
    .order_by(JOBS.seq)
    .limit(1)
    .scalar_subquery()
)
_DUE_LATER: Final = select(func.min(JOBS.due_at)).where(*_ITS_JOBS, WAITING).scalar_subquery()
TURN: Final = (
    update(LANES.table).where(*_THIS_LANE).values(due_at=func.coalesce(_NOW_DUE, _DUE_LATER))
)
HOLD: Final = (
    update(LANES.table).where(*_THIS_LANE).values(leased_until=_UNTIL, leased_by="", due_at=_UNTIL)
)

REST: Final = update(LANES.table).where(*_THIS_LANE).values(leased_until=_UNTIL, leased_by="")
NOTE: Final = (
    update(JOBS.table)
    .where(*_ITS_JOBS, JOBS.seq == bindparam("at_seq"))
    .values(payload=bindparam("content", type_=JOBS.payload.type))
)

LEASE: Final = (
    update(LANES.table)
    .where(*_THIS_LANE, LANES.due_at <= _NOW, _NOT_HELD)
    .values(leased_until=_UNTIL, leased_by=_BY)
)
RENEW: Final = update(LANES.table).where(*_THIS_LANE, _LEASED_BY).values(leased_until=_UNTIL)
_FREE: Final = update(LANES.table).values(leased_until=None, leased_by="")
RELEASE: Final = _FREE.where(*_THIS_LANE, _LEASED_BY)
RELEASE_ALL: Final = _FREE.where(LANES.ours, LANES.leased_by > "")

COUNT_WAITING: Final = select(func.count(), func.min(JOBS.put_at)).where(
    JOBS.ours, JOBS.queue == _QUEUE, WAITING
)
DEAD_JOBS: Final = (
    select(JOBS.table).where(JOBS.ours, JOBS.queue == _QUEUE, DEAD).order_by(JOBS.lane, JOBS.seq)
)
_KEY: Final = tuple_(*(JOBS.table.c[name] for name in ("company_id", *JOBS.key)))
_DONE_BEFORE: Final = (
    select(*(JOBS.table.c[name] for name in ("company_id", *JOBS.key)))
    .where(JOBS.ours, DONE, JOBS.done_at < bindparam("before"))
    .limit(bindparam("limit"))
)
PRUNE: Final = delete(JOBS.table).where(_KEY.in_(_DONE_BEFORE)).returning(JOBS.queue, JOBS.lane)
#: A lane counts its jobs from 1 again once it was gone, so it goes only when none of them is left.
#: A put that comes at the same instant sets `due_at`, which PostgreSQL looks at again.
DROP_EMPTY: Final = delete(LANES.table).where(
    *_THIS_LANE,
    LANES.due_at.is_(None),
    LANES.leased_by == "",
    ~exists().where(*_ITS_JOBS),
)
