"""What a passkey is asked and how its answer is checked; the only importer of WebAuthn.

A passkey here always checks its person (PIN, finger or face), so it is both factors by itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.kernel.errors import Refused

CHALLENGE_BYTES = 32
ANSWER_LENGTH_MAX = 16_000
CREDENTIAL_ID_LENGTH_MAX = 1_023  # WebAuthn level 3, 4
CHECKED = UserVerificationRequirement.REQUIRED
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)
WRONG = Refused(
    "passkey_refused",
    "That passkey was not accepted here.",
    next_step="Try again, or use another way to sign in.",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passkey counts: the host's own name, and the addresses its pages may have."""

    host: str
    name: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public half of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """A passkey's answer to a challenge, not yet checked."""

    text: str = field(repr=False)
    credential_id: bytes


def ask_to_make(
    place: Place, person: tuple[UUID, str, str], challenge: bytes, *, but_not: Sequence[bytes]
) -> str:
    """Options for the browser, as JSON, to make a passkey for (id, e-mail, name)."""
    login_id, email, name = person
    return options_to_json(
        generate_registration_options(
            rp_id=place.host,
            rp_name=place.name,
            user_id=login_id.bytes,
            user_name=email,
            user_display_name=name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=CHECKED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in but_not],
        )
    )


def ask_to_sign(place: Place, challenge: bytes, *, with_one_of: Sequence[bytes] = ()) -> str:
    """Options for the browser, as JSON, to sign; without a list, with any passkey of the host."""
    return options_to_json(
        generate_authentication_options(
            rp_id=place.host,
            challenge=challenge,
            allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in with_one_of],
            user_verification=CHECKED,
        )
    )


def check_made(place: Place, answer: str, challenge: bytes) -> NewKey:
    """The new passkey; raises Refused("passkey_refused") for anything but the answer to this."""
    _short_enough(answer)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=list(place.origins),
            require_user_verification=True,
        )
    except MALFORMED as fault:
        raise WRONG from fault
    if len(made.credential_id) > CREDENTIAL_ID_LENGTH_MAX:
        raise WRONG
    is_synced = made.credential_device_type is CredentialDeviceType.MULTI_DEVICE
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count, is_synced)


def read_signed(answer: str) -> Signed:
    """Which passkey says it has signed; raises Refused("passkey_refused")."""
    _short_enough(answer)
    try:
        return Signed(answer, base64url_to_bytes(json.loads(answer)["rawId"]))
    except MALFORMED as fault:
        raise WRONG from fault


def check_signed(
    place: Place, signed: Signed, challenge: bytes, *, public_key: bytes, sign_count: int
) -> int:
    """The passkey's own count of signatures; raises Refused("passkey_refused").

    A count that does not grow means that two devices hold one key, so it is refused; passkeys
    that several devices share by design do not count, and always say nought.
    """
    try:
        return verify_authentication_response(
            credential=signed.text,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=list(place.origins),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        ).new_sign_count
    except MALFORMED as fault:
        raise WRONG from fault


def _short_enough(answer: str) -> None:
    if len(answer) > ANSWER_LENGTH_MAX:
        raise WRONG
