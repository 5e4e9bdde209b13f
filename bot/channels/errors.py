"""What stops a channel for good until somebody changes its settings.

Misconfigured
└── TokenRefused   Telegram knows no bot by this token
"""


class Misconfigured(Exception):
    """A channel can't work with the settings it was given."""

    def __init__(self, says: str, english: str) -> None:
        """Keep what is wrong and what to do, in both languages; it holds no secret."""
        super().__init__(says)
        self.says = says
        self.english = english


class TokenRefused(Misconfigured):
    """Telegram knows no bot by this token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram 不认识这个机器人令牌。请在 BotFather 里用 /token 重新取得，"
            "填入 SHOUWEN_TELEGRAM_TOKEN 后再启动。",
            "Telegram knows no bot by this token. Ask BotFather for it anew with /token, put it "
            "into SHOUWEN_TELEGRAM_TOKEN, and start again.",
        )
