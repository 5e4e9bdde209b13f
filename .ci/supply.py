"""What the product is made of: its licences, its bill of materials, and known holes in it.

    python .ci/supply.py licences     writes docs/licences.md
    python .ci/supply.py sbom         prints a bill of materials (CycloneDX 1.6, JSON)
    python .ci/supply.py audit        asks for known vulnerabilities; needs a network

Everything is told by the lock and by what is installed in this environment. The audit is the work
of `pip-audit`, which asks a public service about every pinned package; 75 means that it could not.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"
TRY_AGAIN = 75
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)([^\\\n]*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
#: Packages that name no licence in their metadata, by what their own files say.
_SAID_ELSEWHERE = {"pysqlite3": "Zlib"}
#: Names of licences by what packages say instead.
_NAMES = (
    (re.compile(r"Apache.*2|^Apache Software License$"), "Apache-2.0"),
    (re.compile(r"^(The )?MIT\b|^License :: OSI Approved :: MIT"), "MIT"),
    (re.compile(r"BSD-3|3-Clause|New BSD|Modified BSD"), "BSD-3-Clause"),
    (re.compile(r"^BSD|BSD License"), "BSD"),
    (re.compile(r"MPL|Mozilla"), "MPL-2.0"),
    (re.compile(r"LGPL"), "LGPL-3.0"),
    (re.compile(r"GPL"), "GPL-3.0"),
    (re.compile(r"PSF|Python Software Foundation"), "PSF-2.0"),
    (re.compile(r"OFL"), "OFL-1.1"),
    (re.compile(r"ISC"), "ISC"),
    (re.compile(r"zlib", re.IGNORECASE), "Zlib"),
)


@dataclass(frozen=True)
class Package:
    """One pinned package: what it is called, which version, its files' hashes, its licence."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    licence: str

    @property
    def url(self) -> str:
        return f"pkg:pypi/{self.name.lower()}@{self.version}"


def packages(lock: Path = LOCK) -> Iterator[Package]:
    """The packages of a lock, in its order."""
    text = lock.read_text("utf-8")
    found = list(_PINNED.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    for each, end in zip(found, ends, strict=True):
        name, version, marker = each[1], each[2], each[3].strip(" ;")
        hashes = tuple(_HASH.findall(text[each.start() : end]))
        yield Package(name, version, marker, hashes, licence_of(name))


def licence_of(name: str) -> str:
    """By an SPDX name where its own words allow; empty for what is not installed here."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [
        line.removeprefix("License :: ")
        for line in told.get_all("Classifier", [])
        if line.startswith("License :: ")
    ]
    for words in (*classified, (told.get("License") or "").strip().splitlines()[:1]):
        said = words if isinstance(words, str) else " ".join(words)
        for pattern, name_of_it in _NAMES:
            if pattern.search(said.removeprefix("OSI Approved :: ")):
                return name_of_it
    return _SAID_ELSEWHERE.get(name, "?")


def licences_page() -> str:
    """The page: one line a package."""
    lines = [
        f"| {each.name} | {each.licence or 'only where ' + each.marker} |" for each in packages()
    ]
    return (
        "# Licences\n\nShouwen itself is MIT. It is handed on as source; these are the packages "
        "of `requirements.lock`, with the licence that each names. Whoever builds an image of all "
        "of them hands on all of them.\n\n| package | licence |\n| --- | --- |\n"
        + "\n".join(lines)
        + "\n\nThis page is written by `python .ci/supply.py licences`.\n"
    )


def bill() -> dict[str, Any]:
    """The bill of materials: the same for the same lock, so that two can be compared."""
    components = [
        {
            "type": "library",
            "bom-ref": each.url,
            "name": each.name,
            "version": each.version,
            "purl": each.url,
            "licenses": [_told(each.licence)],
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": each.url,
                    "hashes": [{"alg": "SHA-256", "content": one} for one in each.hashes],
                }
            ],
        }
        for each in packages()
    ]
    ours = {"type": "application", "bom-ref": "shouwen", "name": "shouwen", "version": _version()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": ours | {"licenses": [{"expression": "MIT"}]}},
        "components": components,
        "dependencies": [{"ref": "shouwen", "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _told(licence: str) -> dict[str, Any]:
    """An expression where it is one; a mere name is none."""
    if licence in ("", "?", "BSD"):
        return {"license": {"name": licence or "not installed here"}}
    return {"expression": licence}


def _version() -> str:
    found = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    return found[1] if found else "0"


def audit() -> int:
    """0 nothing known, 1 something is, 75 nobody could be asked."""
    words = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK)]
    done = subprocess.run(  # noqa: S603 our own words
        [*words, "--require-hashes", "--disable-pip", "--progress-spinner", "off"],
        capture_output=True,
        text=True,
        check=False,
    )
    if "No module named pip_audit" in done.stderr:
        print("pip-audit is not installed: pip install pip-audit, then again.", file=sys.stderr)
        return TRY_AGAIN
    print(done.stdout, end="")
    if done.returncode and not re.search(r"Found \d+ known vuln", done.stdout + done.stderr):
        last = (done.stderr.strip().splitlines() or ["no reason"])[-1]
        print(f"The audit could not be done here: {last[:200]}", file=sys.stderr)
        return TRY_AGAIN
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode


def main(job: str) -> int:
    if job == "licences":
        PAGE.write_text(licences_page(), "utf-8")
    elif job == "sbom":
        print(json.dumps(bill(), indent=1, ensure_ascii=False))
    elif job == "audit":
        return audit()
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
