"""Signed tokens: only by a pinned algorithm, only with a key the provider publishes."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from app.banking.sso.rules import distrust

TOKEN_LENGTH_MAX = 32 * 1024
HEADER_LENGTH_MAX = 8 * 1024
KEYS_MAX = 64
RSA_BITS = range(2048, 8193)
PARTS = 3
TYPES = {None, "jwt", "application/jwt", "logout+jwt"}
FITS = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}
PUBLIC_MEMBERS = ("kty", "crv", "n", "e", "x", "y")
JSON = dict[str, Any]


class KeyUnknown(Exception):
    """No published key fits the token: worth one more look at what is published."""


@dataclass(frozen=True, slots=True)
class Token:
    claims: JSON
    algorithm: str


class _Registry(jws.JWSRegistry):
    """A header may carry a certificate chain, which we ignore; its length is still bounded."""

    max_header_length = HEADER_LENGTH_MAX

    def get_alg(self, name: str) -> Any:
        """One of ours; joserfc would warn of EdDSA's name, which providers still use."""
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


def read_token(text: str, keys: Mapping[str, Any], algorithms: Sequence[str]) -> Token:
    """The claims of a well signed token; raises Refused, or KeyUnknown.

    Keys and certificates named in the token's own header (jwk, jku, x5u, x5c) are never looked
    at; `keys` is what the provider publishes.
    """
    header = _header(text)
    algorithm = header.get("alg")
    if algorithm not in FITS or algorithm not in algorithms:
        raise distrust("algorithm")
    kind = header.get("typ")
    if {"crit", "b64"} & set(header) or (
        kind.lower() if isinstance(kind, str) else kind
    ) not in TYPES:
        raise distrust("kind")
    key = _key(header, algorithm, keys)
    try:
        found = jws.deserialize_compact(text, key, registry=_registry(algorithm))
        claims = json.loads(found.payload or b"")
    except (JoseError, ValueError, TypeError, RecursionError):
        if header.get("kid") is None:  # the one key may have been replaced by another since
            raise KeyUnknown from None
        raise distrust("signature") from None
    if not isinstance(claims, dict):
        raise distrust("signature")
    return Token(claims, algorithm)


def _registry(algorithm: str) -> jws.JWSRegistry:
    return _Registry(algorithms=[algorithm], strict_check_header=False)


def _header(text: str) -> JSON:
    parts = text.split(".")
    if len(text) > TOKEN_LENGTH_MAX or len(parts) != PARTS or not text.isascii():
        raise distrust("format")
    try:
        header = json.loads(urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (ValueError, RecursionError):
        raise distrust("format") from None
    if not isinstance(header, dict):
        raise distrust("format")
    return header


def _key(header: JSON, algorithm: str, keys: Mapping[str, Any]) -> Key:
    """The one published key that fits; without a key id there must be no other (Core 10.1)."""
    key_id = header.get("kid")
    fitting = [each for each in _published(keys) if _fits(each, algorithm)]
    if key_id is not None:
        fitting = [each for each in fitting if each.get("kid") == key_id]
    if len(fitting) != 1:
        raise KeyUnknown
    return _imported(fitting[0])


def _published(keys: Mapping[str, Any]) -> list[JSON]:
    found = keys.get("keys")
    listed = found[:KEYS_MAX] if isinstance(found, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _fits(key: JSON, algorithm: str) -> bool:
    kind, curve = FITS[algorithm]
    is_kind = key.get("kty") == kind and (curve is None or key.get("crv") == curve)
    named = key.get("alg", algorithm)
    is_named = named == algorithm or (algorithm, named) == ("EdDSA", "Ed25519")
    return is_kind and is_named and key.get("use", "sig") == "sig"


def _imported(key: JSON) -> Key:
    """Its public numbers and nothing else that somebody wrote beside them."""
    public = {name: key[name] for name in PUBLIC_MEMBERS if name in key}
    kinds: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    if public["kty"] == "RSA" and _bits(public.get("n")) not in RSA_BITS:
        raise distrust("key")
    try:
        return kinds[public["kty"]].import_key(public)
    except (JoseError, ValueError, TypeError):
        raise distrust("key") from None


def _bits(number: Any) -> int:
    try:
        return int.from_bytes(urlsafe_b64decode(f"{number}==")).bit_length()
    except ValueError:
        return 0
