"""Over which line the pages are reached: one that others can hear is said so, and what to do."""

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.settings import Settings


def is_overheard(settings: "Settings") -> bool:
    """Whether what people write may travel in the clear: the pages are open to other machines, and
    nothing says that a proxy speaks HTTPS before them."""
    return not (_is_loopback(settings.host) or settings.site_url.startswith("https://"))


def told_of_line(settings: "Settings", *, is_demo: bool) -> str:
    """What to say of the line before the pages open; empty where nothing is amiss."""
    if is_demo and not _is_loopback(settings.host):
        return two(
            "演示里的每部手机谁都能用，不用登录。请只在本机打开，不要放真实的数据。",
            "In a demo anybody may use every telephone without signing in: keep it to this "
            "machine, and no real data in it.",
        )
    return line_fault() if is_overheard(settings) else ""


def line_fault() -> str:
    return two(
        "网页对别的机器开着，又没有 HTTPS：路上的人能看到投诉，管理台也登录不了。请在前面放一个"
        "讲 HTTPS 的代理，并设好 SHOUWEN_SITE_URL=https://…",
        "The pages are open to other machines without HTTPS: complaints can be read on the way, "
        "and nobody can sign in. Put a proxy that speaks HTTPS before them, and set "
        "SHOUWEN_SITE_URL=https://…",
    )


def told_of_reach(settings: "Settings") -> str:
    """What to say of a link that goes to somebody else; empty where their telephone can open it."""
    if not _is_loopback(urlsplit(settings.site).hostname or ""):
        return ""
    return two(
        "这个链接只有本机打得开。要给别人用，请设好 SHOUWEN_SITE_URL=https://…",
        "Only this machine can open the link. For others, set SHOUWEN_SITE_URL=https://…",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
