"""The libraries are imported only by who speaks with Telegram, and only the one that was picked."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SERVICE = """
import sys
from pathlib import Path
import bot.cli.service
from bot.app import build
from bot.channels.telegram_opening import door_of, open_telegram
from bot.settings import Settings

settings = Settings(home=Path({home!r}), database_url="", **{told!r})

app = build(
    settings, None, more=lambda *told: {{("t", "t"): open_telegram(*told)}} if {serves} else {{}}
)
import bot.cli.site
door_of(settings, app.store, app.clock, app.accept)
print(*sorted({{"telegram", "aiogram"}} & sys.modules.keys()))
app.close()
"""
WEBHOOK = {
    "telegram_mode": "webhook",
    "webhook_url": "https://desk.example.com",
    "webhook_secret": "a-secret-of-the-tests",
}


@pytest.mark.parametrize(
    ("library", "mode", "serves", "imported"),
    [
        ("ptb", {}, True, "telegram"),
        ("aiogram", {}, True, "aiogram"),
        ("ptb", WEBHOOK, True, "telegram"),
        ("aiogram", WEBHOOK, False, ""),
        ("ptb", {}, False, ""),
    ],
)
def test_a_process_imports_the_picked_library_or_none(
    tmp_path: Path, library: str, mode: dict[str, str], *, serves: bool, imported: str
) -> None:
    told = {"telegram_token": "7000001:synthetic", "telegram_library": library, **mode}
    told["telegram_abroad"] = "yes"
    source = SERVICE.format(home=str(tmp_path), told=told, serves=serves)
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == imported
