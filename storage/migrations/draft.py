"""Drafts the next step of the schema from what has changed in the entities.

    python -m storage.migrations.draft 0002 "what it does"
    python -m storage.migrations.draft 0001 "the first schema"    # again, until the first release

Read what it wrote, mend what autogeneration can't see (renamings, checks, data), then keep it.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from storage import schema
from storage.sqlite import SqliteEngine

_REMARK = re.compile(r"^ *# ###.*\n", re.MULTILINE)


def draft(revision: str, message: str) -> Path:
    """Write the step that leads to today's entities from those before `revision`."""
    for former in schema.STEPS.glob(f"{revision}_*.py"):
        former.unlink()
    with tempfile.TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder) / "draft.db")
        with engine.altering() as connection:
            if schema.known_revisions():
                schema.upgrade(connection)
            command.revision(schema.config(connection), message, autogenerate=True, rev_id=revision)
        engine.close()
    (written,) = schema.STEPS.glob(f"{revision}_*.py")
    written.write_text(_REMARK.sub("", written.read_text("utf-8")), "utf-8")
    return written


if __name__ == "__main__":
    path = draft(sys.argv[1], sys.argv[2])
    subprocess.run([sys.executable, "-m", "ruff", "format", str(path)], check=True)  # noqa: S603
