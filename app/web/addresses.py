"""What an audit record keeps of an address: which kind of network, and whether it is the same."""

import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from uuid import UUID

from flask import current_app

PREFIX_LENGTHS = {4: 24, 6: 48}
SHOWN_DIGITS = 8


def class_of(address: str, *, within: UUID) -> str:
    """One of `this machine`, `private network 3f9a1c2b`, `network 77d0e3aa`, or nothing.

    The digits are a keyed hash of the network (/24 or /48) and of the partner: two records can be
    told to come from one network, the address cannot be told, and no other partner's records say
    the same.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if parsed.is_loopback:
        return "this machine"
    words = "private network" if parsed.is_private else "network"
    return f"{words} {_digest(parsed, within)}"


def _digest(address: IPv4Address | IPv6Address, within: UUID) -> str:
    network = ip_network(f"{address}/{PREFIX_LENGTHS[address.version]}", strict=False)
    key = str(current_app.config["SECRET_KEY"]).encode()
    message = f"address class {within} {network}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:SHOWN_DIGITS]
