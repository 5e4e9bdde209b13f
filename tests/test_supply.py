"""What the product is made of: licences that may be handed on, and a bill that names every part."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / ".ci" / "supply.py"
#: Licences that ask for no more than their own text, and those of libraries that are only used.
ALLOWED = {
    *("MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Zlib"),
    *("Apache-2.0", "PSF-2.0", "MPL-2.0", "LGPL-3.0", "LGPL-3.0-only", "OFL-1.1", "CC0-1.0"),
}


@pytest.fixture(scope="module")
def supply() -> ModuleType:
    spec = importlib.util.spec_from_file_location("supply", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["supply"] = module
    spec.loader.exec_module(module)
    return module


def test_every_package_may_be_handed_on_with_ours(supply: ModuleType) -> None:
    told = {each.name: each.licence for each in supply.packages()}
    assert len(told) > 50
    strange = {
        name: licence
        for name, licence in told.items()
        if licence and not set(re.split(r" (?:AND|OR) ", licence)) <= ALLOWED
    }
    assert strange == {}


def test_the_page_of_licences_is_that_of_the_lock(supply: ModuleType) -> None:
    assert (ROOT / "docs" / "licences.md").read_text("utf-8") == supply.licences_page()


def test_the_bill_names_every_pinned_package_with_the_hashes_of_the_lock(
    supply: ModuleType,
) -> None:
    bill = json.loads(json.dumps(supply.bill()))
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==", lock, re.MULTILINE)
    assert [each["name"] for each in bill["components"]] == pinned
    hashes = [
        one["content"]
        for each in bill["components"]
        for reference in each["externalReferences"]
        for one in reference["hashes"]
    ]
    assert hashes == re.findall(r"sha256:([0-9a-f]{64})", lock)
    assert all(each["externalReferences"][0]["hashes"] for each in bill["components"])


def test_an_audit_that_can_not_be_done_says_so_and_is_no_verdict() -> None:
    done = subprocess.run(
        [sys.executable, "-S", str(SCRIPT), "audit"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 75
    assert "pip-audit is not installed" in done.stderr
