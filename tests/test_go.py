"""The set-up script: what it says to old Pythons, passes on to uv, and makes of a failure."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import go

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "go.py"


def test_an_old_python_can_read_the_script() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_which_one_is_needed() -> None:
    pretend = (
        "import sys; sys.version_info = (3, 9, 2); exec(open(sys.argv[1], encoding='utf-8').read())"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", pretend, SCRIPT], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == go.CONFIGURATION
    assert "需要 Python 3.11" in done.stderr
    assert "this is 3.9.2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [[], ["jump"]])
def test_an_unknown_job_is_answered_with_the_known_ones(words: list[str]) -> None:
    done = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, encoding="utf-8")
    assert done.returncode == go.USAGE
    assert "run|test|shouwen" in done.stderr


@pytest.mark.parametrize(
    ("configured", "passed_on"),
    [
        ("", {}),
        ("global.index-url='http://mirror/s'", {"UV_DEFAULT_INDEX": "http://mirror/s"}),
        ("install.trusted-host='mirror'", {"UV_INSECURE_HOST": "mirror"}),
        (
            "global.extra-index-url='http://a/s\\nhttp://b/s'",
            {"UV_INDEX": "http://a/s http://b/s", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        ("global.find-links='one two'", {"UV_FIND_LINKS": "one,two"}),
        (":env:.cert='/etc/ours.pem'", {"SSL_CERT_FILE": "/etc/ours.pem"}),
        ("global.no-color='true'\nnot a setting\nglobal.index-url=", {}),
    ],
)
def test_uv_is_told_what_pip_was_configured_with(
    configured: str, passed_on: dict[str, str]
) -> None:
    assert go.uv_environment(configured, {}) == passed_on


def test_the_environment_outranks_a_configuration_file() -> None:
    configured = ":env:.index-url='http://mine/s'\nglobal.index-url='http://theirs/s'"
    assert go.uv_environment(configured, {})["UV_DEFAULT_INDEX"] == "http://mine/s"


def test_a_variable_set_for_uv_stays_as_it_is() -> None:
    environ = {"UV_DEFAULT_INDEX": "http://mine/s", "PATH": "p"}
    assert go.uv_environment("global.index-url='http://theirs/s'", environ) == environ


def test_the_pins_of_one_package_are_taken_with_all_their_hashes() -> None:
    lock = (ROOT / "tests" / "requirements.lock").read_text("utf-8")
    pins = go.pinned(lock, "setuptools")
    assert pins.startswith("setuptools==")
    assert pins.count("==") == 1
    assert pins.count("--hash=sha256:") == 2


@pytest.mark.parametrize(
    ("output", "code", "says"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", go.MISMATCH, "校验值不符"),
        ("× Hash mismatch for `jieba==0.42.1`", go.MISMATCH, "校验值不符"),
        ("OSError: [Errno 28] No space left on device", go.CONFIGURATION, "磁盘已满"),
        ("because ensurepip is not available.", go.CONFIGURATION, "python3-venv"),
        ("[Errno 13] Permission denied: '/srv/.venv'", go.CONFIGURATION, "不能写入"),
        (
            "Failed to establish a new connection\nNo matching distribution found for uv",
            go.TRY_AGAIN,
            "连不上软件源",
        ),
        ("No matching distribution found for uv", go.CONFIGURATION, "没有锁定的安装包"),
    ],
)
def test_a_failed_step_is_told_as_a_sentence_with_what_to_do(
    output: str, code: int, says: str
) -> None:
    trouble = go.trouble_of("步骤", output)
    assert trouble.code == code
    assert says in str(trouble)


def test_a_failure_nobody_foresaw_shows_its_last_lines() -> None:
    trouble = go.trouble_of("步骤", "first\n" * 50 + "gcc: command not found")
    assert trouble.code == go.CONFIGURATION
    assert "gcc: command not found" in str(trouble)
    assert str(trouble).count("first") == 11


def test_a_set_up_that_cannot_start_says_so_without_a_traceback(tmp_path: Path) -> None:
    """A file where the folder should be stops everybody, root included."""
    copy = tmp_path / "首问 项目"
    (copy / "tests").mkdir(parents=True)
    for name in ("go.py", "pyproject.toml", "requirements.lock", "tests/requirements.lock"):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    (copy / ".venv").write_text("in the way", "utf-8")
    done = subprocess.run(
        [sys.executable, copy / "go.py", "run"], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == go.CONFIGURATION
    assert "Traceback" not in done.stderr
    assert "没有成功" in done.stderr
