"""What stops a channel for good until somebody changes its settings.

ChannelMisconfigured
├── TokenRefused   Telegram knows no bot by this token
└── NotAgreed      nobody has agreed that personal data goes abroad
"""


class ChannelMisconfigured(Exception):
    """A channel can't work with the settings it was given."""

    def __init__(self, says: str, english: str) -> None:
        """Keep what is wrong and what to do, in both languages; it holds no secret."""
        super().__init__(says)
        self.says = says
        self.english = english


class TokenRefused(ChannelMisconfigured):
    """Telegram knows no bot by this token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram 不认识这个机器人令牌。请在 BotFather 里用 /token 重新取得，"
            "填入 SHOUWEN_TELEGRAM_TOKEN 后再启动。",
            "Telegram knows no bot by this token. Ask BotFather for it anew with /token, put it "
            "into SHOUWEN_TELEGRAM_TOKEN, and start again.",
        )


class NotAgreed(ChannelMisconfigured):
    """Nobody has agreed yet that personal data goes abroad."""

    def __init__(self) -> None:
        super().__init__(
            "没有开通 Telegram：它的服务器在境外，零售客户的姓名、电话和投诉内容经过它，"
            "就是向境外提供个人信息（个人信息保护法第三十八、三十九、五十五条：先做影响评估，"
            "并取得每个人的单独同意）。网页聊天不受影响。看过 docs/privacy.md 第 6 节并决定开通，"
            "请设 SHOUWEN_TELEGRAM_ABROAD=yes。",
            "Telegram stays off: its servers are abroad, and what goes through it, names, numbers "
            "and complaints, is exported (Personal Information Protection Law, articles 38, 39 and "
            "55: an assessment first, and each person's separate consent). The pages work all the "
            "same. To turn it on, read docs/privacy.md, section 6, and set "
            "SHOUWEN_TELEGRAM_ABROAD=yes.",
        )
