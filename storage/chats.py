"""Which chat belongs to whom, and the one-time codes by which it comes to be theirs."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, literal, select, update

from models.messages import Address
from models.people import Binding, Code, Staff
from storage.drawer import Drawer, Shelf, upsert

_STAFF: Final = Shelf(Staff)
_BINDINGS: Final = Shelf(Binding)
_CODES: Final = Shelf(Code)

_AT_ADDRESS: Final = (
    _BINDINGS.ours,
    _BINDINGS.channel == bindparam("at_channel"),
    _BINDINGS.account == bindparam("at_account"),
    _BINDINGS.conversation == bindparam("at_conversation"),
)
_BIND: Final = upsert(
    _BINDINGS.table,
    ["company_id", "channel", "account", "conversation", "ref"],
    "bound_at",
    "reachable",
)
_UNBIND: Final = delete(_BINDINGS.table).where(*_AT_ADDRESS, _BINDINGS.ref == bindparam("at_ref"))
_BINDINGS_AT: Final = (
    select(_BINDINGS.table).where(*_AT_ADDRESS).order_by(_BINDINGS.bound_at.desc(), _BINDINGS.ref)
)
_BINDINGS_OF: Final = (
    select(_BINDINGS.table)
    .where(_BINDINGS.ours, _BINDINGS.ref == bindparam("at_ref"))
    .order_by(_BINDINGS.bound_at.desc())
)
_STAFF_CHATS: Final = (
    select(_BINDINGS.conversation, _STAFF.no)
    .join(_BINDINGS.table, _BINDINGS.ref == literal("staff:") + _STAFF.no)
    .where(
        _STAFF.ours,
        _BINDINGS.ours,
        _BINDINGS.channel == bindparam("at_channel"),
        _BINDINGS.account == bindparam("at_account"),
    )
    .order_by(_BINDINGS.bound_at, _BINDINGS.conversation)
)
_REACHABLE: Final = (
    update(_BINDINGS.table).where(*_AT_ADDRESS).values(reachable=bindparam("can_be_reached"))
)

_USE_CODE: Final = (
    update(_CODES.table)
    .where(
        _CODES.ours,
        _CODES.digest == bindparam("shown"),
        _CODES.used_at.is_(None),
        _CODES.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(_CODES.ref)
)


class Chats(Drawer):
    """Conversations bound to shops and staff."""

    __slots__ = ()

    def bind(self, address: Address, ref: str, now: datetime) -> None:
        """Bind a conversation to a shop ("shop:LICENCE") or to staff ("staff:NO")."""
        self._write(
            _BIND,
            company_id=self._company,
            channel=address.channel,
            account=address.account,
            conversation=address.conversation,
            ref=ref,
            bound_at=now,
            reachable=True,
        )

    def unbind(self, address: Address, ref: str) -> bool:
        """Cut one binding; whether there was one."""
        return self._write(_UNBIND, at_ref=ref, **_place(address)) > 0

    def bindings_of(self, ref: str) -> list[Binding]:
        """Where a shop or member of staff can be reached, the latest bound first."""
        return self._all(_BINDINGS, _BINDINGS_OF, at_ref=ref)

    def bindings_at(self, address: Address) -> list[Binding]:
        """What a conversation is bound to, the latest bound first."""
        return self._all(_BINDINGS, _BINDINGS_AT, **_place(address))

    def staff_chats(self, channel: str, account: str) -> list[tuple[str, str]]:
        """The conversations of an account that belong to staff, each with their number."""
        rows = self._rows(_STAFF_CHATS, at_channel=channel, at_account=account)
        return [(row[0], row[1]) for row in rows]

    def set_reachable(self, address: Address, *, reachable: bool) -> None:
        self._write(_REACHABLE, can_be_reached=reachable, **_place(address))

    def add_code(self, digest: str, ref: str, expires_at: datetime) -> None:
        """Keep a one-time code by its SHA-256 in hexadecimal."""
        code = Code(company_id=self._company, digest=digest, ref=ref, expires_at=expires_at)
        self._insert(_CODES, code)

    def spend_code(self, digest: str, ref: str, now: datetime) -> bool:
        """Keep a code that was shown as used; whether it had not been used before."""
        if self._get(_CODES, digest) is not None:
            return False
        told = {"expires_at": now, "used_at": now}
        self._insert(_CODES, Code(company_id=self._company, digest=digest, ref=ref, **told))
        return True

    def use_code(self, digest: str, now: datetime) -> str | None:
        """Use up a code and say whose it is; None if unknown, used before or expired."""
        ref: str | None = self._value(_USE_CODE, shown=digest, now=now)
        return ref


def _place(address: Address) -> dict[str, str]:
    return {
        "at_channel": address.channel,
        "at_account": address.account,
        "at_conversation": address.conversation,
    }
