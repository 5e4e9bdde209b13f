"""Set up Shouwen and start it, with nothing but Python 3.11 or newer.

    python3 go.py run [options]       make the service ready and start it with its demo
    python3 go.py test [options]      run the tests; options go to pytest, such as -k clocks
    python3 go.py shouwen COMMAND     any command of the product

The first call makes the folder .venv beside this file and fills it from a lock in which every
package is pinned by its hash. Later calls find that done and start at once. An index configured
for pip is used. GO_INSTALLER=pip keeps to pip; otherwise the faster uv is used where it can be had.
"""

import ast
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  the whole file must stay readable to Python 3.6
    sys.stderr.write(
        "首问需要 Python 3.11 或更新的版本，这里是 {0}。请安装新版后再运行。\n"
        "Shouwen needs Python 3.11 or newer; this is {0}. Please install a newer one.\n".format(
            ".".join(str(part) for part in sys.version_info[:3])
        )
    )
    sys.exit(3)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "shouwen-ready.json"
LOG = VENV / "go.log"
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "tests" / "requirements.lock"

MISMATCH, USAGE, CONFIGURATION, TRY_AGAIN = 1, 2, 3, 75  # exit codes, as the product's own

# What a failed step printed, in the order of trust, and what to say about it.
SIGNS = (
    (
        ("DO NOT MATCH THE HASHES", "Hash mismatch", "hash mismatch"),
        MISMATCH,
        "下载到的安装包与锁文件中的校验值不符。请换一个软件源，或确认网络没有改动下载内容。",
        "A downloaded package does not match the lock's hash. "
        "Use another index, or find out what on the way changes downloads.",
    ),
    (
        ("No space left on device", "disk quota", "Disk quota"),
        CONFIGURATION,
        "磁盘已满。请腾出约 1 GB 空间后重试。",
        "The disk is full. Free about 1 GB and try again.",
    ),
    (
        ("ensurepip is not available", "No module named venv", "No module named ensurepip"),
        CONFIGURATION,
        "这个 Python 缺少 venv 模块。Debian、Ubuntu 上请先运行：apt install python3-venv",
        "This Python has no venv module. On Debian and Ubuntu run: apt install python3-venv",
    ),
    (
        ("Read-only file system", "Permission denied", "Access is denied", "拒绝访问"),
        CONFIGURATION,
        "这个文件夹不能写入。请把项目复制到自己的文件夹里再运行。",
        "This folder can't be written to. Copy the project to a folder of your own.",
    ),
    (
        (
            "Failed to establish a new connection",
            "NewConnectionError",
            "ConnectTimeout",
            "ReadTimeout",
            "Read timed out",
            "ProxyError",
            "SSLError",
            "CERTIFICATE_VERIFY_FAILED",
            "name resolution",
            "dns error",
            "error sending request",
            "Connection refused",
            "Connection reset",
        ),
        TRY_AGAIN,
        "连不上软件源。请检查网络、代理（HTTPS_PROXY）或 pip 的 index-url 设置，然后重试。",
        "The package index can't be reached. "
        "Check the network, the proxy (HTTPS_PROXY) or pip's index-url, then try again.",
    ),
    (
        (
            "No matching distribution found",
            "No solution found",
            "not found in the package registry",
        ),
        CONFIGURATION,
        "软件源里没有锁定的安装包版本。请换一个完整的软件源（pip 的 index-url）。",
        "The index lacks a pinned package. Set a complete index as pip's index-url.",
    ),
)

# A setting of pip, the variable by which uv knows it, and what joins several values there.
SETTINGS = (
    ("index-url", "UV_DEFAULT_INDEX", " "),
    ("extra-index-url", "UV_INDEX", " "),
    ("find-links", "UV_FIND_LINKS", ","),
    ("trusted-host", "UV_INSECURE_HOST", " "),
    ("cert", "SSL_CERT_FILE", " "),
    ("proxy", "ALL_PROXY", " "),
    ("timeout", "UV_HTTP_TIMEOUT", " "),
    ("default-timeout", "UV_HTTP_TIMEOUT", " "),
)


PACKAGES = "安装依赖 / installing the pinned packages"
PROJECT = "安装首问 / installing Shouwen"


class Trouble(Exception):
    """The set-up can't go on; says why in Chinese and in English."""

    def __init__(self, code: int, chinese: str, english: str) -> None:
        """`code` is the exit code."""
        super().__init__(f"{chinese}\n{english}")
        self.code = code


def trouble_of(step: str, output: str) -> Trouble:
    """What a failed step's `output` says went wrong."""
    for signs, code, chinese, english in SIGNS:
        if any(sign in output for sign in signs):
            return Trouble(code, chinese, english)
    tail = "\n".join(output.strip().splitlines()[-12:])
    return Trouble(
        CONFIGURATION,
        f"“{step}”没有成功，最后的输出：\n{tail}",
        f"This step failed; its last lines are above, all of it is in {LOG}",
    )


def say(text: str) -> None:
    """Write progress to stderr, so that a command's own output stays clean."""
    sys.stderr.write(text)
    sys.stderr.flush()


def step(name: str, *command: object, environ: dict[str, str] | None = None) -> str:
    """Run `command` in the project's folder, saying its name and seconds; returns its output.

    Raises `Trouble` when it fails.
    """
    say(f"{name} … ")
    started = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    outcome = " 没有成功 / failed" if done.returncode else ""
    say(f"{time.monotonic() - started:.1f} s{outcome}\n")
    if done.returncode:
        with contextlib.suppress(OSError):  # the reason itself is said either way
            LOG.write_text(done.stdout, encoding="utf-8")
        raise trouble_of(name, done.stdout)
    return done.stdout


def pinned(lock: str, *names: str) -> str:
    """The lines of `lock` that pin `names`, hashes included."""
    kept, wanted = [], False
    for line in lock.splitlines():
        if line[:1] not in (" ", "\t", "#"):
            wanted = line.split("==")[0].strip() in names
        if wanted:
            kept.append(line)
    return "\n".join(kept) + "\n"


def uv_environment(configured: str, environ: dict[str, str]) -> dict[str, str]:
    """`environ` with pip's settings said in uv's words; `configured` is `pip config list`.

    uv does not read pip's configuration. A variable that is set already stays as it is. With
    several indexes any may have the pinned file, as with pip; its hash tells the right one.
    """
    of_pip = {}
    for line in sorted(configured.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        with contextlib.suppress(ValueError, SyntaxError):
            of_pip[name.rpartition(".")[2].strip()] = str(ast.literal_eval(value))
    passed_on = {
        variable: joiner.join(of_pip[name].split())
        for name, variable, joiner in SETTINGS
        if of_pip.get(name, "").strip()
    }
    if "UV_INDEX" in passed_on:
        passed_on["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {**passed_on, **environ}


def make_venv() -> None:
    """Make .venv, or make it anew where it was moved here or left half done."""
    if PYTHON.exists() and ready().get("root", str(ROOT)) == str(ROOT):
        check = (str(PYTHON), "-c", "import pip")
        if subprocess.run(check, capture_output=True, check=False).returncode == 0:
            return
    step("建立虚拟环境 / making .venv", sys.executable, "-m", "venv", "--clear", VENV)


def pip(name: str, *arguments: object) -> None:
    """Install by pip; nothing outside the lock is fetched, not even to build a package."""
    quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar=off", "--retries=2")
    step(name, PYTHON, "-m", "pip", "install", *quiet, "--no-build-isolation", *arguments)


def install_first(*names: str) -> None:
    """Install what installs the rest, from the same lock."""
    pins = VENV / "installers.lock"
    pins.write_text(pinned(TEST_LOCK.read_text(encoding="utf-8"), *names), encoding="utf-8")
    label = "安装 {0} / installing {0}".format(", ".join(names))
    pip(label, "--only-binary=:all:", "--require-hashes", "-r", pins)


def install_with_uv(lock: Path) -> None:
    """Install the lock and the project by uv."""
    install_first("setuptools", "uv")
    configured = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    environ = uv_environment(configured.stdout, dict(os.environ))
    uv = (SCRIPTS / "uv", "pip", "install", "--python", PYTHON, "--no-build-isolation")
    step(PACKAGES, *uv, "--require-hashes", "-r", lock, environ=environ)
    step(PROJECT, *uv, "--no-deps", "-e", ".", environ=environ)


def install_with_pip(lock: Path) -> None:
    """Install the lock and the project by pip alone."""
    install_first("setuptools")
    pip(PACKAGES, "--use-pep517", "--require-hashes", "-r", lock)
    pip(PROJECT, "--no-deps", "-e", ".")


def install(lock: Path) -> None:
    """Fill .venv by uv where it can be had, else by pip."""
    if os.environ.get("GO_INSTALLER") != "pip":
        try:
            return install_with_uv(lock)
        except Trouble as trouble:
            if trouble.code == MISMATCH:
                raise
            say("改用 pip / going on with pip\n")
    return install_with_pip(lock)


def ready() -> dict[str, str]:
    """What the last set-up that went through has noted; empty where none did."""
    try:
        noted = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def print_of(path: Path) -> str:
    """The fingerprint of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def prepare(lock: Path) -> None:
    """Bring .venv up to date with `lock`; the tests' lock holds all that the product needs."""
    project = ROOT / "pyproject.toml"
    wanted = {"root": str(ROOT), project.name: print_of(project), "run": print_of(RUN_LOCK)}
    if lock == TEST_LOCK:
        wanted["test"] = print_of(TEST_LOCK)
    if wanted.items() <= ready().items():
        return
    make_venv()
    STAMP.unlink(missing_ok=True)
    install(lock)
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def become(*command: object) -> int:
    """Go on as `command`, so that it gets the signals meant for it; returns its exit code."""
    words = [str(part) for part in command]
    # Where Python is told to leave nothing compiled beside the sources, it goes into .venv:
    # to compile everything anew doubles what a start takes.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(VENV / "compiled"))
    if os.name != "nt":  # where a process can't become another one
        os.execv(words[0], words)  # noqa: S606  our own script, no shell
    return subprocess.run(words, check=False).returncode


def run(*options: str) -> int:
    """Start the service with its demo."""
    prepare(RUN_LOCK)
    os.chdir(ROOT)
    os.environ.setdefault("GO_CALLED_AS", "python3 go.py shouwen")
    return become(SCRIPTS / "shouwen", "serve", "--demo", *options)


def test(*options: str) -> int:
    """Run the tests: all of them, or those that `options` choose.

    Many tests wait for other processes, so there is one worker more than there are cores.
    """
    prepare(TEST_LOCK)
    os.chdir(ROOT)
    return become(PYTHON, "-m", "pytest", *(options or ("-n", str((os.cpu_count() or 1) + 1))))


def shouwen(*command: str) -> int:
    """Run a command of the product; called from elsewhere it still finds the home of `run`."""
    prepare(RUN_LOCK)
    if Path.cwd() != ROOT:
        os.environ.setdefault("SHOUWEN_HOME", str(ROOT / "var"))
    os.environ.setdefault("GO_CALLED_AS", f"python3 {sys.argv[0]} shouwen")
    return become(SCRIPTS / "shouwen", *command)


JOBS = {"run": run, "test": test, "shouwen": shouwen}


def main(arguments: list[str]) -> int:
    """Do the job that the first argument names; returns the exit code."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if not arguments or arguments[0] not in JOBS:
        say(f"用法 / usage: python3 go.py {'|'.join(JOBS)} …\n")
        return USAGE
    for foreign in ("PYTHONPATH", "PYTHONHOME"):  # other modules must not stand before our rooms
        os.environ.pop(foreign, None)
    try:
        return JOBS[arguments[0]](*arguments[1:])
    except Trouble as trouble:
        say(f"{trouble}\n")
        return trouble.code
    except OSError as trouble:
        say(f"{trouble_of(arguments[0], str(trouble))}\n")
        return CONFIGURATION
    except KeyboardInterrupt:
        say("\n已中断，再运行一次会接着做。 / Interrupted; run it again to go on.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
