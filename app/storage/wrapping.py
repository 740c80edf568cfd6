"""The keys that wrap data keys: one kept here, or one that never leaves a service for keys."""

import base64
import hashlib
import http.client
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kernel.errors import Unavailable

NONCE_BYTES = 12
KEY_ID_DIGITS = 16
SERVICE_SECONDS = 5
ANSWER_BYTES_MAX = 64 * 1024
REMEMBERED_SECONDS = 300.0  # so that a service that is down for a moment stops nobody
REMEMBERED_MAX = 1_000


class WrappingKey(Protocol):
    """Wraps and unwraps data keys; `bound` is what a wrapped key belongs to."""

    @property
    def key_id(self) -> str: ...

    def wrap(self, data_key: bytes, bound: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes: ...


@dataclass(frozen=True)
class LocalKey:
    """32 bytes from the environment or a file; AES-256-GCM."""

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        return hashlib.sha256(b"key id " + self.secret).hexdigest()[:KEY_ID_DIGITS]

    def wrap(self, data_key: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, data_key, bound)

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        return AESGCM(self.secret).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)


@dataclass(frozen=True)
class ServiceKey:
    """A named key of a service that speaks the transit interface of Vault and OpenBao.

    https://openbao.org/api-docs/secret/transit/ (encrypt and decrypt with `associated_data`). What
    was unwrapped is remembered for minutes. Raises Unavailable when the service does not answer.
    """

    url: str
    name: str
    token: str = field(repr=False)
    _known: dict[bytes, tuple[float, bytes]] = field(default_factory=dict, repr=False)

    @property
    def key_id(self) -> str:
        return f"transit:{self.name}"

    def wrap(self, data_key: bytes, bound: bytes) -> bytes:
        asked = {"plaintext": _text(data_key), "associated_data": _text(bound)}
        return str(self._ask("encrypt", asked)["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        place, now = hashlib.sha256(wrapped + bound).digest(), time.monotonic()
        found = self._known.get(place)
        if found and now - found[0] < REMEMBERED_SECONDS:
            return found[1]
        asked = {"ciphertext": wrapped.decode(), "associated_data": _text(bound)}
        data_key = base64.b64decode(str(self._ask("decrypt", asked)["plaintext"]), validate=True)
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        self._known[place] = (now, data_key)
        return data_key

    def _ask(self, verb: str, asked: dict[str, str]) -> dict[str, Any]:
        place = urlsplit(self.url)
        kind = (
            http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        )
        service = kind(place.hostname or "", place.port, timeout=SERVICE_SECONDS)
        headers = {"Content-Type": "application/json", "X-Vault-Token": self.token}
        path = f"{place.path.rstrip('/')}/v1/transit/{verb}/{self.name}"
        try:
            service.request("POST", path, json.dumps(asked), headers)
            answer = service.getresponse()
            if answer.status != http.client.OK:
                raise _unavailable(f"it answers {answer.status}")
            told = json.loads(answer.read(ANSWER_BYTES_MAX))["data"]
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
            raise _unavailable(type(error).__name__) from None
        finally:
            service.close()
        return dict(told)


def _unavailable(what: str) -> Unavailable:
    return Unavailable(
        "keys_unavailable",
        f"The key-management service cannot be used: {what}. Nothing was done.",
        next_step="Try again in a moment; the operator looks after the service.",
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
