"""The policy file: numbers that an installation may change, and what is said when it errs."""

from dataclasses import fields
from datetime import time
from pathlib import Path

import pytest

from models.errors import BadPolicy, Refusal
from models.policy import Policy


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> str:
    with pytest.raises(BadPolicy) as refusal:
        Policy.load(path)
    return refusal.value.says


def test_the_defaults_are_the_numbers_of_the_rules() -> None:
    policy = Policy()
    assert (policy.respond_hours, policy.close_working_days) == (24, 10)
    assert (policy.day_ends_at, policy.assist_working_days) == (time(18), 2)
    assert (policy.quiet_from, policy.quiet_until) == (time(21), time(8))
    assert (policy.repeats_in_month, policy.repeats_in_quarter) == (3, 5)
    assert (policy.tier_a_percent, policy.tier_b_percent, policy.tier_c_percent) == (75, 20, 5)


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, "respond_hours = 12\nday_ends_at = 17:30:00\n")
    assert Policy.load(path) == Policy(respond_hours=12, day_ends_at=time(17, 30))


def test_an_empty_file_keeps_every_default(tmp_path: Path) -> None:
    assert Policy.load(written(tmp_path, "")) == Policy()


def test_a_file_saved_on_windows_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes("# 时限\r\nrespond_hours = 12\r\n".encode("utf-8-sig"))
    assert Policy.load(path) == Policy(respond_hours=12)


def test_five_scores_are_read_from_a_list(tmp_path: Path) -> None:
    path = written(tmp_path, "satisfaction_scores = [100, 90, 60, 30, 10]\n")
    assert Policy.load(path).satisfaction_scores == (100, 90, 60, 30, 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("respond_hour = 12", "您是不是要写“respond_hours”"),
        ('"应答" = 12', "规则里没有“应答”这一项"),
        ('respond_hours = "12"', "要写成整数，不加引号"),
        ("respond_hours = 1.5", "要写成整数"),
        ("respond_hours = true", "要写成整数"),
        ("respond_hours = 0", "是 0，超出范围。请写 1 到 240 之间的整数"),
        ("respond_hours = 999", "是 999，超出范围"),
        ('day_ends_at = "18:00"', "要写成时刻。请写成 18:00:00 这样，不加引号"),
        ("day_ends_at = 2026-01-01T18:00:00", "要写成时刻"),
        ("satisfaction_scores = [100, 87]", "要写五个整数"),
        ("satisfaction_scores = 100", "要写五个整数"),
        ("satisfaction_scores = [101, 87, 62, 37, 12]", "要在 0 到 100 之间"),
        ("satisfaction_scores = [100, 70, 62, 37, 12]", "要落在自己那一档里"),
        ("satisfaction_scores = [100, 87, 75, 37, 12]", "要落在自己那一档里"),
        ("satisfaction_floors = [100, 75, 50, 25, 5]", "最后是 0"),
        ("satisfaction_floors = [75, 100, 50, 25, 0]", "要从高到低"),
        ("first_reminder_percent = 90", "第一次提醒放在第二次之前"),
        ("tier_a_percent = 80", "加起来要等于 100"),
        ("[clocks]\nrespond_hours = 12", "规则里没有“clocks”这一项"),
        ("respond_hours == 12", "写法不对"),
    ],
)
def test_a_faulty_file_is_told_what_is_wrong_and_what_to_do(
    tmp_path: Path, text: str, said: str
) -> None:
    answer = faults_of(written(tmp_path, text))
    assert said in answer
    assert answer.rstrip("？。") != answer


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    answer = faults_of(written(tmp_path, "respond_hours = 0\nclose_days = 9\n"))
    assert "respond_hours" in answer
    assert "“close_days”" in answer
    assert len(answer.splitlines()) == 2


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert "找不到规则文件" in faults_of(tmp_path / "absent.toml")


def test_a_folder_in_place_of_a_file_is_said_so(tmp_path: Path) -> None:
    assert "读不了" in faults_of(tmp_path)


def test_a_file_in_another_encoding_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes("# 时限\n".encode("gb18030"))
    assert "UTF-8" in faults_of(path)


def test_every_number_says_in_chinese_what_it_means() -> None:
    meanings = [entry.metadata["meaning"] for entry in fields(Policy)]
    assert all(meanings)
    assert len(set(meanings)) == len(meanings)


def test_a_bad_policy_is_a_refusal_like_any_other() -> None:
    assert issubclass(BadPolicy, Refusal)
