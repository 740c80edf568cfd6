"""What may be done to a member of a team, from where staff may come, how long access lasts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import (
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from uuid import UUID

from app.banking.access.matrix import BANKERS, EXAMINER, OFFICERS, STAFF
from app.banking.mail.rules import ADDRESS
from app.kernel.errors import Refused

NAME_LENGTH_MAX = 100
LABEL_LENGTH_MAX = 60
REASON_LENGTH_MAX = 300
TICKET_LENGTH_MAX = 60
EXAMINER_DAYS_MAX = 30
EXAMINER_AHEAD_DAYS_MAX = 90
NETWORKS_MAX = 50
SUPPORT_LASTS = timedelta(minutes=30)
SUPPORT_LINK_LASTS = timedelta(minutes=5)
ROLES_OF_TEAM = {"user": STAFF, "officer": OFFICERS}
CHANGEABLE = STAFF | BANKERS  # an examiner comes for a time, and becomes nothing else

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is to come, as what; a time is for examiners, and only for them."""

    name: str
    email: str
    role: str
    access_until: datetime | None = None
    access_from: datetime | None = None


def checked_invitation(asked: Invitation, *, kind: str, wall: datetime) -> Invitation:
    """The tidy invitation; raises Refused for a name, address, role or term that cannot be."""
    name, email = " ".join(asked.name.split()), asked.email.strip().lower()
    if not name or len(name) > NAME_LENGTH_MAX or not name.isprintable():
        raise Refused("name_invalid", f"Enter a name of at most {NAME_LENGTH_MAX} characters.")
    if not ADDRESS.fullmatch(email):
        raise Refused("email_invalid", "Enter an e-mail address that a letter can reach.")
    if asked.role not in ROLES_OF_TEAM[kind]:
        raise Refused("role_unknown", "Choose one of the roles.")
    _check_term(asked, wall=wall)
    return Invitation(name, email, asked.role, asked.access_until, asked.access_from)


def _check_term(asked: Invitation, *, wall: datetime) -> None:
    if asked.role != EXAMINER:
        if asked.access_until is not None or asked.access_from is not None:
            raise Refused("term_not_taken", "Only an examiner's access has an end.")
        return
    check_term(asked.access_from, asked.access_until, wall=wall)


def check_term(
    access_from: datetime | None, access_until: datetime | None, *, wall: datetime
) -> None:
    """Raises Refused for an examiner's days that are past, too far ahead or too many.

    "term_begins" is about the first moment, "term_invalid" about the last.
    """
    begins = max(access_from or wall, wall)
    if begins > wall + timedelta(days=EXAMINER_AHEAD_DAYS_MAX):
        raise Refused(
            "term_begins", f"Choose a first day within {EXAMINER_AHEAD_DAYS_MAX} days from now."
        )
    latest = begins + timedelta(days=EXAMINER_DAYS_MAX + 1)  # to the end of the last day
    if access_until is None or not begins < access_until <= latest:
        raise Refused(
            "term_invalid",
            f"An examiner's access ends within {EXAMINER_DAYS_MAX} days of its beginning; "
            "choose such a day.",
        )


def check_another(actor_id: UUID | None, login_id: UUID) -> None:
    """Raises Refused("own_login"): what somebody is, another person decides."""
    if actor_id == login_id:
        raise Refused(
            "own_login",
            "Nobody changes their own role or access.",
            next_step="Ask another person who may.",
        )


def check_new_role(before: str, after: str, *, kind: str) -> None:
    """Raises Refused("role_unknown", "role_same", "role_fixed")."""
    if after not in ROLES_OF_TEAM[kind]:
        raise Refused("role_unknown", "Choose one of the roles.")
    if before == after:
        raise Refused("role_same", "That is their role already.")
    if not {before, after} <= CHANGEABLE:
        raise Refused(
            "role_fixed",
            "An examiner is invited for a time and keeps that role.",
            next_step="Invite the person anew.",
        )


def read_network(text: str) -> Network:
    """A network as people write it, an address alone included; raises Refused."""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError as wrong:
        raise Refused(
            "network_invalid",
            "Enter a network such as 203.0.113.0/24 or 2001:db8:12::/48, or one address.",
        ) from wrong
    if network.prefixlen == 0:
        raise Refused(
            "network_everything",
            "That is every address there is.",
            next_step="Leave the list empty to let people in from everywhere.",
        )
    return network


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address is in one of the networks; an unknown address is in none."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return any(known.version == network.version and known in network for network in networks)


def check_still_inside(address: str, networks: Iterable[Network]) -> None:
    """Raises Refused("locked_out") for a list that its own maker could not come back through."""
    kept = tuple(networks)
    if kept and not is_within(address, kept):
        raise Refused(
            "locked_out",
            f"You are at {address}, which would not be on the list: you would lock yourself out.",
            next_step="Add a network that holds your own address first.",
        )


def checked_words(text: str, *, what: str, length_max: int) -> str:
    """One tidy line that says something; raises Refused(f"{what}_invalid")."""
    tidy = " ".join(text.split())
    if not tidy or len(tidy) > length_max or not tidy.isprintable():
        raise Refused(f"{what}_invalid", f"Enter a {what} of at most {length_max} characters.")
    return tidy
