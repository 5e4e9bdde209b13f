"""Help: at once, in two languages, and the same as in the documentation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import in_a_process

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "aiogram",
    "alembic",
    "babel",
    "fastapi",
    "jieba",
    "numpy",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "sqlmodel",
    "telegram",
    "uvicorn",
    "xlsxwriter",
}
LOADED = """
import sys
from bot.cli import run
code = run(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("words", [["--help"], ["train", "--help"], ["serve", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOADED, *words],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert set(done.stderr.split()) & HEAVY == set()


@pytest.mark.parametrize(
    ("language", "says", "says_not"),
    [
        ("zh_CN.UTF-8", "判断每一行说的是哪类事", "Usage"),
        ("en_US.UTF-8", "Say what each line is about", "用法"),
        ("C", "用法", "Usage"),
    ],
)
def test_help_speaks_the_language_of_the_environment(
    language: str, says: str, says_not: str
) -> None:
    answer = in_a_process("--help", language=language)
    assert answer.code == 0
    assert says in answer.out
    assert says_not not in answer.out
    assert answer.err == ""


@pytest.mark.parametrize("page", ["commands.md", "settings.md"])
def test_the_page_says_what_the_program_says(page: str, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-P", "-m", "bot.cli.pages", str(tmp_path)],
        check=True,
        env={**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(ROOT)},
    )
    written = (tmp_path / page).read_text("utf-8")
    assert (ROOT / "docs" / "howto" / page).read_text("utf-8") == written
