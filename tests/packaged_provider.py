"""An honest identity provider that others wrote, run on loopback for as long as it is needed."""

import http.client
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pytest

from app.demo.identity import PEOPLE

CLIENT = "guildhall"


@contextmanager
def packaged_provider() -> Iterator[str]:
    """The issuer's address; it knows the demo's people and signs in whoever is named."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        warnings.simplefilter("ignore")
        import oidc_provider_mock as mock

        known = [
            mock.User(
                sub=subject,
                claims={
                    "name": name,
                    "email": f"{subject}@people.example",
                    "groups": groups,
                    "amr": methods,
                },
            )
            for subject, name, groups, methods, _ in PEOPLE
        ]
        with mock.run_server_in_thread(user_claims=known) as server:
            yield f"http://localhost:{server.server_port}"


def signs_in(address: str, subject: str) -> str:
    """Somebody says who they are on the provider's page: where it sends them then."""
    return _answers(address, sub=subject)


def says_no(address: str) -> str:
    return _answers(address, action="deny")


def _answers(address: str, **form: str) -> str:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{parts.path}?{parts.query}", urlencode(form), headers)
    answer = connection.getresponse()
    location = answer.getheader("Location", "")
    connection.close()
    assert answer.status == 302, answer.status
    return location
