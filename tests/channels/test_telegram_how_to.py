"""The how-to for Telegram, run as written: from an empty folder to the first complaint.

Only its training is that of `trained_home`, which ran the same command for all tests.
"""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.channels.bot_api import TOKEN, BotApi
from tests.channels.desk_side import WANG
from tests.dialogue.trained import trained_home

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "howto" / "telegram.md"


def commands(kind: str) -> str:
    """The commands of the how-to, in order, with the token that BotFather gave."""
    blocks = re.findall(rf"```{kind}\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    return "".join(blocks).replace("7000001:the-secret-from-BotFather", TOKEN)


@pytest.mark.timeout(600)
async def test_a_newcomer_comes_from_botfather_to_the_first_complaint(
    tmp_path: Path, api: BotApi, request: pytest.FixtureRequest
) -> None:
    api.patience = 200
    told = {key: value for key, value in os.environ.items() if not key.startswith("SHOUWEN_")}
    told |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{told['PATH']}",
        "LC_ALL": "zh_CN.UTF-8",
        "SHOUWEN_TELEGRAM_API_URL": api.url,
        "SHOUWEN_PORT": "0",
    }
    cache = request.config.cache
    assert cache is not None
    trained = await asyncio.to_thread(trained_home, Path(cache.mkdir("trained")))
    shutil.copytree(trained / "classifiers", tmp_path / "var" / "classifiers")
    before, training, after = commands("sh").partition("shouwen train\n")
    assert training
    script = f"set -e\n{before}{after}"
    setting_up = await asyncio.create_subprocess_exec(
        "bash", "-c", script, env=told, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    said = (await setting_up.communicate())[0].decode()
    assert setting_up.returncode == 0, said
    assert "✓ telegram.token  @shouwen_test_bot" in said
    code = re.findall(r"^[\w-]{20,}$", said, re.MULTILINE)[0]
    told["SHOUWEN_TELEGRAM_TOKEN"] = TOKEN
    serve = f"exec {commands('sh serve').strip()}"
    service = await asyncio.create_subprocess_exec("bash", "-c", serve, env=told, cwd=tmp_path)
    try:
        await api.text(WANG, WANG, f"/start {code}")
        await api.until(lambda: bool(api.sent_to(WANG)))
        await api.text(WANG, WANG, "今天送来的玉溪少送1条")
        await api.until(lambda: api.sent_to(WANG)[-1].offers("对"))
        await api.press(WANG, WANG, "对")
        await api.until(lambda: "收到，" in api.sent_to(WANG)[-1].text)
        assert "张明经理" in api.sent_to(WANG)[-1].text
    finally:
        service.terminate()
        await service.wait()
    assert service.returncode == 0
