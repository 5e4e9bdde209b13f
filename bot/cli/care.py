"""`doctor` and `config`: is everything in order, and how is it set?"""

from bot.cli import opening
from bot.cli.ending import Code
from bot.cli.printing import Json, put, put_json, put_table
from bot.cli.root import CONFIG, ROOT, command
from bot.cli.tongue import as_called, two


@command(ROOT, "doctor", "检查哪里不对、该怎么办", "What is wrong, and what to do about it")
def doctor(*, as_json: Json = False) -> int:
    from bot.cli.examination import examine

    findings = examine()
    healthy = all(each.ok for each in findings)
    if as_json:
        put_json({"ok": healthy, "checks": [each.to_json() for each in findings]})
    else:
        for each in findings:
            put(as_called(f"{'✓' if each.ok else '✗'} {each.name}  {each.says}"))
    return Code.DONE if healthy else Code.FAULT_FOUND


@command(CONFIG, "show", "列出全部设置，密钥不显示", "Show all settings; secrets are masked")
def show_config(*, as_json: Json = False) -> None:
    from bot.settings import masked

    shown = masked(opening.settings_of())
    if as_json:
        put_json(shown)
    else:
        put_table(two("设置 值", "Setting Value").split(), shown.items())
