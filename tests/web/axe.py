"""axe in a page: what somebody who can't see or can't point would stumble over.

The script is put into the page by the browser's own protocol, which a content security policy
leaves alone; the page itself never asks for it.
"""

from functools import cache
from pathlib import Path
from typing import Any

import axe_core_python
from playwright.async_api import Frame, Page

#: Findings of a lesser weight are advice.
_SERIOUS = ("serious", "critical")
_RUN = """
async () => (await axe.run(document, {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations
"""


@cache
def _script() -> str:
    return (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")


async def serious(page: Page | Frame) -> list[str]:
    """Each serious finding with the elements it was found on."""
    # What is still fading in is faint for a moment, and no fault.
    await page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    await page.evaluate(_script())
    found: list[dict[str, Any]] = await page.evaluate(_RUN)
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in _SERIOUS
    ]
