"""The four import names are ours alone, and an installed copy has all that it needs."""

import subprocess
import sys
import zipfile
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "models", "nlp", "storage")


@pytest.mark.parametrize("room", ROOMS)
def test_an_import_name_of_ours_belongs_to_no_other_distribution(room: str) -> None:
    owners = set(packages_distributions()[room])
    assert owners == {"shouwen"}, f"{owners - {'shouwen'}} also installs a package named {room}"


def test_the_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="shouwen")
    assert command.value == "bot.cli:main"


def test_a_wheel_holds_every_file_of_the_rooms(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for room in ROOMS:
        copytree(ROOT / room, source / room, ignore=ignore_patterns("__pycache__", "*.pyc"))
    for name in ("pyproject.toml", "README.md"):
        (source / name).write_bytes((ROOT / name).read_bytes())
    build = "import setuptools.build_meta as backend; backend.build_wheel('.')"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (wheel,) = source.glob("*.whl")

    held = set(zipfile.ZipFile(wheel).namelist())
    written = {path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()}
    expected = {
        path.relative_to(ROOT).as_posix() for path in written if "__pycache__" not in path.parts
    }
    assert expected - held == set()
