"""An identity provider of our own that lies on demand; served on loopback, one a test."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs

from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
KEYS: dict[str, Key] = {"RS256": RSA, "PS256": RSA, "ES256": EC, "EdDSA": ED}


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def signed(
    claims: dict[str, Any],
    *,
    algorithm: str = "RS256",
    key: Key | None = None,
    header: dict[str, Any] | None = None,
) -> str:
    """A token signed as told, sensible or not."""
    whole = {"alg": algorithm, "kid": (key or KEYS[algorithm]).kid, **(header or {})}
    whole = {name: value for name, value in whole.items() if value is not None}
    parts = (b64(json.dumps(each).encode()) for each in (whole, claims))
    text = ".".join(parts)
    maker = JWSRegistry.algorithms[algorithm]
    return f"{text}.{b64(maker.sign(text.encode(), key or KEYS[algorithm]))}"


def keyed(claims: dict[str, Any], secret: bytes, **header: Any) -> str:
    """Signed with a shared secret: whoever takes a public key for one accepts it."""
    parts = (b64(json.dumps(each).encode()) for each in ({"alg": "HS256", **header}, claims))
    text = ".".join(parts)
    return f"{text}.{b64(hmac.new(secret, text.encode(), 'sha256').digest())}"


def unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    return f"{b64(json.dumps({'alg': algorithm}).encode())}.{b64(json.dumps(claims).encode())}."


@dataclass
class HostileProvider:
    """Answers what it is told to; counts how often each of its addresses was asked."""

    client_id: str = "guildhall"
    subject: str = "s-1"
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    published: list[dict[str, Any]] = field(
        default_factory=lambda: KeySet([RSA, EC, ED]).as_dict()["keys"]  # type: ignore[arg-type]
    )
    token_maker: Callable[[dict[str, Any]], str] = signed
    token_body: Callable[[dict[str, Any]], bytes] | None = None
    redirects: str = ""
    asked: dict[str, int] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    _server: BaseWSGIServer | None = None

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    @property
    def issuer(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.server_port}"

    def code_for(self, nonce: str) -> str:
        """As if somebody had signed in at our page: a code that stands for their nonce."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = nonce
        return code

    def usual_claims(self, nonce: str = "") -> dict[str, Any]:
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": self.client_id,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "email": f"{self.subject}@people.example",
            "name": "Paula Vance",
            "groups": ["bank-operators"],
            "amr": ["pwd", "mfa"],
        }
        return {**usual, **self.claims}

    def logout_token(self, **claims: Any) -> str:
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 120,
            "jti": f"jti-{time.monotonic_ns()}",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        whole = {**usual, **claims}
        kept = {name: value for name, value in whole.items() if value is not None}
        return signed(kept, header={"typ": "logout+jwt"})

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked[path] = self.asked.get(path, 0) + 1
        if self.redirects:
            start("302 Found", [("Location", self.redirects)])
            return [b""]
        body = self._body(path, environ)
        status = "200 OK" if body is not None else "404 Not Found"
        start(status, [("Content-Type", "application/json")])
        return [body or b"{}"]

    def _body(self, path: str, environ: dict[str, Any]) -> bytes | None:
        match path:
            case "/.well-known/openid-configuration":
                return json.dumps(self.whole_document()).encode()
            case "/jwks":
                return json.dumps({"keys": self.published}).encode()
            case "/userinfo":
                return json.dumps({"sub": self.subject, **self.claims}).encode()
            case "/token":
                return self._token(environ)
        return None

    def whole_document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": list(KEYS),
            "code_challenge_methods_supported": ["S256"],
            "backchannel_logout_supported": True,
            **self.document,
        }

    def _token(self, environ: dict[str, Any]) -> bytes | None:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        form = {
            name: values[0]
            for name, values in parse_qs(environ["wsgi.input"].read(length).decode()).items()
        }
        self.forms.append(form)
        nonce = self.codes.pop(form.get("code", ""), None)
        if nonce is None:
            return None
        if self.token_body:
            return self.token_body(self.usual_claims(nonce))
        token = self.token_maker(self.usual_claims(nonce))
        answer = {"id_token": token, "access_token": "access", "token_type": "Bearer"}
        return json.dumps(answer).encode()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """The attacks are told by the tests."""
