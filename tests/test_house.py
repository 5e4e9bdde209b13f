"""The rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "models", "nlp", "storage")
LEFT_OUT = {"var", "build", "dist", "__pycache__"}
LONGEST = 400  # lines; a longer file tells more than one story
SCHEMAS = ROOT / "storage" / "migrations" / "versions"  # lists of tables, not stories

# Written with brackets, so that this file is not its own find.
PLACES = re.compile("/(work|root|home|Users)/")
REGISTRIES = re.compile(
    r"py(pi\.)|python(hosted)|npm(js)|deb\.(debian)|mirrors?\.(aliyun|cloud\.tencent)|tuna\.(tsing)"
)
LOADERS_THAT_RUN_CODE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}


def files_of_the_project() -> Iterator[Path]:
    """Every file that people get, also in a copy that git does not know."""
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            hidden = path.name.startswith(".") and path.name != ".ci"
            if hidden or path.name in LEFT_OUT or path.suffix == ".egg-info":
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def python_files() -> list[Path]:
    return [path for path in files_of_the_project() if path.suffix == ".py"]


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files_of_the_project()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert lines_that_match(PLACES) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_that_match(REGISTRIES) == []


def imported_names(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_nothing_kept_is_loaded_by_a_loader_that_can_run_code() -> None:
    found = {
        str(path.relative_to(ROOT)): imported_names(path) & LOADERS_THAT_RUN_CODE
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in ROOMS
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_no_module_is_longer_than_one_story() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if path.parent != SCHEMAS and (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_no_two_modules_import_each_other() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None, exclude_type_checking_imports=True)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/requirements.lock"])
def test_every_package_of_a_lock_is_pinned_by_hash(lock: str) -> None:
    pins = re.split(r"\n(?=\w)", (ROOT / lock).read_text("utf-8").split("\n", 2)[2])
    loose = [
        pin for pin in pins if not re.match(r"[\w.-]+==\S+( ; .*?)? \\\n.*--hash=sha256:", pin)
    ]
    assert loose == []
    assert len(pins) > 50
