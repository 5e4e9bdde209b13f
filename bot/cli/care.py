"""`doctor`, `config` and `db`: is everything in order, and how is it set?"""

from bot.cli import opening
from bot.cli.ending import Code
from bot.cli.printing import Json, hint, put, put_json, put_table
from bot.cli.root import CONFIG, DATABASE, ROOT, command
from bot.cli.tongue import two


@command(ROOT, "doctor", "检查哪里不对、该怎么办", "What is wrong, and what to do about it")
def doctor(*, as_json: Json = False) -> int:
    from bot.cli.examination import examine

    findings = examine()
    healthy = all(each.ok for each in findings)
    if as_json:
        put_json({"ok": healthy, "checks": [each.to_json() for each in findings]})
    else:
        for each in findings:
            put(f"{'✓' if each.ok else '✗'} {each.name}  {each.says}")
    return Code.DONE if healthy else Code.FAULT_FOUND


@command(CONFIG, "show", "列出全部设置，密钥不显示", "Show all settings; secrets are masked")
def show_config(*, as_json: Json = False) -> None:
    from bot.settings import masked

    shown = masked(opening.settings_of())
    if as_json:
        put_json(shown)
    else:
        put_table(two("设置 值", "Setting Value").split(), shown.items())


@command(DATABASE, "upgrade", "把数据库升级到这个版本", "Bring the database up to this version")
def upgrade_database(*, as_json: Json = False) -> None:
    with opening.opened(opening.settings_of()):
        pass  # opening it is what brings it up to date
    if as_json:
        put_json({"ok": True})
    else:
        put(two("数据库是这个版本的了。", "The database is of this version."))


@command(DATABASE, "check", "检查数据库的结构和数据", "Check the database's structure and data")
def check_database(*, as_json: Json = False) -> int:
    from storage.engine import open_store

    settings = opening.settings_of()
    opening.must_have_database(settings)
    store = open_store(settings.database)
    try:
        faults = store.check()
    finally:
        store.close()
    if as_json:
        put_json({"ok": not faults, "faults": faults})
    else:
        put(two("没有发现问题。", "Nothing is wrong.") if not faults else "\n".join(faults))
    if faults:
        hint(two("可以用备份恢复。", "A backup can be restored."))
    return Code.FAULT_FOUND if faults else Code.DONE
