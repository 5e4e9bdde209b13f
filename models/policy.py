"""Policy: every number of the rule book, in the one place where an installation may change it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Self

from models.errors import BadPolicy

#: The five satisfaction grades have five floors and five scores.
_GRADES: Final = 5


def _number(default: int, low: int, high: int, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "low": low, "high": high})


def _five_scores(default: tuple[int, ...], meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "low": 0, "high": 100})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of the rules; each field's meaning in Chinese stands in its metadata."""

    respond_hours: int = _number(24, 1, 240, "首次联系时限，小时")
    close_working_days: int = _number(10, 1, 120, "办结时限，工作日")
    day_ends_at: time = field(default=time(18), metadata={"meaning": "办结和协办时限在当天几点"})
    assist_working_days: int = _number(2, 1, 60, "协办时限，工作日")
    report_hours: int = _number(24, 1, 240, "重大投诉上报时限，小时，节假日不顺延")

    first_reminder_percent: int = _number(50, 1, 99, "第一次提醒，时限过去的百分之几")
    second_reminder_percent: int = _number(80, 1, 99, "第二次提醒，时限过去的百分之几")
    quiet_from: time = field(default=time(21), metadata={"meaning": "一般投诉几点起不打扰"})
    quiet_until: time = field(default=time(8), metadata={"meaning": "一般投诉几点止不打扰"})

    follow_up_working_days: int = _number(1, 1, 30, "落实后隔几个工作日回访")
    ask_again_working_days: int = _number(2, 1, 30, "没有答复时隔几个工作日再问一次")
    satisfaction_floors: tuple[int, ...] = _five_scores(
        (100, 75, 50, 25, 0), "五档满意度各自的最低分，从高到低"
    )
    satisfaction_scores: tuple[int, ...] = _five_scores(
        (100, 87, 62, 37, 12), "没有打分时五档各记多少分，从高到低"
    )

    rating_words_hours: int = _number(2, 1, 72, "评价较差后等店主说哪里不好，小时")
    objection_working_days: int = _number(2, 1, 30, "判定不成立后留给店主提意见的工作日")
    reopen_days: int = _number(30, 1, 365, "办结后几天内可以重新打开")
    reopen_times: int = _number(2, 1, 10, "一件投诉最多重新打开几次")
    quarter_shops_percent: int = _number(2, 1, 100, "每季度随机问百分之几没投诉过的店")

    repeats_in_month: int = _number(3, 1, 1000, "一个月内超过几件算重复投诉")
    repeats_in_quarter: int = _number(5, 1, 1000, "一个季度内超过几件算重复投诉")
    event_cases: int = _number(3, 2, 1000, "几件同类投诉算群体事件")
    event_days: int = _number(7, 1, 90, "几天之内的同类投诉算群体事件")
    warning_weeks: int = _number(8, 2, 104, "预警时与前几周相比")
    warning_cases: int = _number(3, 1, 1000, "一周内不到几件不预警")

    similar_days: int = _number(15, 1, 365, "同店同类未办结投诉，几天内先问要不要补充进去")
    unfinished_intake_hours: int = _number(24, 1, 240, "没说完的诉求，几小时后转给客户经理")
    urgent_from_urge: int = _number(3, 1, 100, "第几次催办起按紧急处理")
    director_from_hand_over: int = _number(2, 1, 100, "第几次移交起要主任批准")
    director_from_refusal: int = _number(2, 1, 100, "第几次不同意方案起上报主任")

    tier_a_percent: int = _number(75, 1, 100, "A 类客户占购进额的百分之几")
    tier_b_percent: int = _number(20, 0, 99, "B 类客户占购进额的百分之几")
    tier_c_percent: int = _number(5, 0, 99, "C 类客户占购进额的百分之几")
    cases_per_day: int = _number(
        10, 1, 1000, "一家店（没绑定的是一个聊天）一天最多立几件，再说的汇总交给人看"
    )
    enrolment_hours: int = _number(72, 1, 720, "员工绑定码有效几小时")
    report_more_than_per_shop: int = _number(2, 1, 100, "月报列出投诉超过几件的店")

    archive_after_days: int = _number(1095, 30, 36500, "办结或撤回满几天归档")
    erase_withdrawn_days: int = _number(180, 1, 36500, "撤回满几天删除其中的个人信息")
    erase_closed_days: int = _number(1825, 30, 36500, "办结满几天删除其中的个人信息")
    talk_days: int = _number(365, 7, 36500, "不属于任何投诉的对话保留几天")

    @classmethod
    def load(cls, path: Path) -> Self:
        """The defaults with the overrides of the TOML file at `path`.

        Raises BadPolicy with every fault at once: the key, what is wrong, what to do.
        """
        return cls.from_table(_read(path))

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> Self:
        """The defaults with the overrides of `table`; raises BadPolicy like `load`."""
        faults = [fault for key, value in table.items() for fault in _faults_of(key, value)]
        if faults:
            raise BadPolicy(faults)
        policy = cls(**{key: _frozen(value) for key, value in table.items()})
        if faults := list(_contradictions(policy)):
            raise BadPolicy(faults)
        return policy


_FIELDS: Final = {entry.name: entry for entry in fields(Policy)}


def _read(path: Path) -> dict[str, object]:
    try:
        # Editors on Windows like to put a byte order mark first.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BadPolicy([f"找不到规则文件 {path}。请检查路径，或去掉这项设置。"]) from error
    except OSError as error:
        raise BadPolicy(
            [f"规则文件 {path} 读不了。请检查它是不是文件、有没有读取权限。"]
        ) from error
    except UnicodeDecodeError as error:
        raise BadPolicy([f"规则文件 {path} 不是 UTF-8 编码。请另存为 UTF-8。"]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(
            [f"规则文件 {path} 写法不对：{error}。请照“键 = 值”一行一项改正。"]
        ) from error


def _faults_of(key: str, value: object) -> Iterator[str]:
    if key not in _FIELDS:
        nearest = get_close_matches(key, _FIELDS, n=1, cutoff=0.0)[0]
        yield f"规则里没有“{key}”这一项。您是不是要写“{nearest}”？"
        return
    entry = _FIELDS[key]
    wrong = _wrong_with(entry.default, value, entry.metadata)
    if wrong:
        yield f"“{key}”（{entry.metadata['meaning']}）{wrong}"


def _wrong_with(default: object, value: object, limits: Mapping[str, Any]) -> str:
    """What is wrong with `value` and what to do, or an empty string."""
    if isinstance(default, time):
        return "" if _is_wall_time(value) else "要写成时刻。请写成 18:00:00 这样，不加引号。"
    low, high = limits["low"], limits["high"]
    if isinstance(default, tuple):
        if isinstance(value, list) and len(value) == _GRADES and all(map(_is_whole, value)):
            return (
                ""
                if all(low <= score <= high for score in value)
                else "要在 0 到 100 之间。请改正。"
            )
        return f"要写五个整数。请写成 {list(default)} 这样。"
    if not _is_whole(value):
        return f"要写成整数，不加引号。请写成 {default} 这样。"
    if not isinstance(value, int) or not low <= value <= high:
        return f"是 {value}，超出范围。请写 {low} 到 {high} 之间的整数。"
    return ""


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_wall_time(value: object) -> bool:
    return isinstance(value, time) and value.tzinfo is None


def _frozen(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _contradictions(policy: Policy) -> Iterator[str]:
    if policy.first_reminder_percent >= policy.second_reminder_percent:
        yield (
            "“first_reminder_percent”要比“second_reminder_percent”小。请把第一次提醒放在第二次之前。"
        )
    if policy.tier_a_percent + policy.tier_b_percent + policy.tier_c_percent != 100:
        yield ("“tier_a_percent”“tier_b_percent”“tier_c_percent”加起来要等于 100。请三项一起改。")
    if not policy.reopen_days < policy.archive_after_days <= policy.erase_closed_days:
        yield (
            "“archive_after_days”要比“reopen_days”大，又不能比“erase_closed_days”大。"
            "请让投诉先过了重新打开的期限再归档，归档以后再删除个人信息。"
        )
    yield from _contradictory_scores(policy)


def _contradictory_scores(policy: Policy) -> Iterator[str]:
    floors, scores = policy.satisfaction_floors, policy.satisfaction_scores
    if list(floors) != sorted(set(floors), reverse=True) or floors[-1] != 0:
        yield "“satisfaction_floors”要从高到低、最后是 0。请写成 [100, 75, 50, 25, 0] 这样。"
        return
    ceilings = (100, *(floor - 1 for floor in floors[:-1]))
    bands = zip(floors, scores, ceilings, strict=True)
    if not all(floor <= score <= ceiling for floor, score, ceiling in bands):
        yield "“satisfaction_scores”每个分数要落在自己那一档里。请对照“satisfaction_floors”改正。"
