"""Which addresses we open at all: parsed strictly, resolved once, refused unless public."""

import ipaddress
import socket
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from app.kernel.errors import Refused

URL_LENGTH_MAX = 2_000
ADDRESSES_MAX = 4
PORTS = {443, 8443}
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
ODD = set("\\ \"'<>^`{|}")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Reach(Enum):
    """How far a connection may go; loopback is for a provider beside a development server."""

    PUBLIC = "public"
    PUBLIC_AND_LOOPBACK = "public and loopback"


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart; `target` is its path with its query."""

    is_secure: bool
    host: str
    port: int
    target: str


def refused_address(reason: str) -> Refused:
    return Refused(
        "address_refused",
        f"This address is not one we connect to: {reason}.",
        next_step="Use the https address that your provider publishes.",
    )


def read_place(url: str, reach: Reach) -> Place:
    """Take an address apart; raises Refused("address_refused") for anything but a plain one."""
    if len(url) > URL_LENGTH_MAX or not url.isascii() or not url.isprintable() or set(url) & ODD:
        raise refused_address("it is too long or holds unusual characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refused_address("it cannot be read") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise refused_address("it does not begin with https://")
    if parts.username is not None or parts.password is not None or "#" in url:
        raise refused_address("it holds a name, a password or a fragment")
    is_secure = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    place = Place(is_secure, parts.hostname, port or (443 if is_secure else 80), target)
    if reach is Reach.PUBLIC and (not is_secure or place.port not in PORTS):
        raise refused_address("it is not https on port 443 or 8443")
    return place


def resolve(place: Place, reach: Reach) -> list[str]:
    """The numeric addresses to connect to, looked up now and not again, at most a few.

    Raises Refused("address_refused") when any of the host's addresses is not allowed: a name
    that is public and private at once is refused as a whole.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise refused_address("nobody knows this name") from None
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not addresses or not all(_is_allowed(each, place, reach) for each in addresses):
        raise refused_address("it leads into a private network")
    return list(dict.fromkeys(map(str, addresses)))[:ADDRESSES_MAX]


def _is_allowed(address: Address, place: Place, reach: Reach) -> bool:
    inner = _unwrapped(address)
    if inner.is_loopback:
        return reach is Reach.PUBLIC_AND_LOOPBACK
    is_public = inner.is_global and not inner.is_multicast and not inner.is_reserved
    return is_public and place.is_secure and place.port in PORTS


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where there is one: both must be allowed."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address.teredo:
        inner = address.teredo[1]
    if inner is None and address in NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address
