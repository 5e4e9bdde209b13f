"""Proxies: who is believed when they say who calls, by address or network."""

from ipaddress import IPv4Network, ip_network

#: Where an address of version 4 lies among those of version 6 (RFC 4291, 2.5.5.2): a service that
#: listens on `::` sees callers of the older kind so.
_MAPPED = "::ffff:{address}/{length}"


def networks(told: str) -> list[str]:
    """The networks of a setting, addresses and networks between commas, in every form in which
    they may call.

    Raises `ValueError` for what is neither, and for everybody: whoever believes everybody believes
    whoever calls, whatever address they make up for themselves.
    """
    found = []
    for one in filter(None, map(str.strip, told.split(","))):
        network = ip_network(one, strict=False)
        if network.prefixlen == 0:
            raise ValueError(one)
        found.append(str(network))
        if isinstance(network, IPv4Network):
            address, length = network.network_address, 96 + network.prefixlen
            found.append(_MAPPED.format(address=address, length=length))
    return found
