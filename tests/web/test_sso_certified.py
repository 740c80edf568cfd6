"""The whole walk against npm's oidc-provider, which the OpenID Foundation has certified.

Left out unless GUILDHALL_OIDC_PROVIDER names a folder where `npm install oidc-provider` was run.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests

from app.web.dispatch import Dispatcher
from tests.sign_on import SignOn
from tests.web_clients import Visitor
from tests.world import World

FOLDER = os.environ.get("GUILDHALL_OIDC_PROVIDER", "")
SCRIPT = Path(__file__).resolve().parents[1] / "peers" / "certified_provider.mjs"
HOPS_MAX = 12
ACTION = re.compile(r'action="([^"]+)"')
SECRET_FIELD = re.compile(r'name="xsrf" value="([^"]+)"')


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    node = shutil.which("node")
    if not node or not (Path(FOLDER) / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("GUILDHALL_OIDC_PROVIDER names no folder with npm's oidc-provider")
    running = subprocess.Popen(
        [node, str(SCRIPT), FOLDER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert running.stdout
    yield running.stdout.readline().strip()
    running.terminate()
    running.wait(timeout=10)


def registered(application: Dispatcher, world: World, issuer: str, algorithm: str) -> SignOn:
    """A partner that knows the provider, and a provider that knows the partner."""
    provider = SimpleNamespace(issuer=issuer, client_id=f"guildhall-{world.partner_id.hex}")
    sign_on = SignOn.set_up(application, world, provider, second_factor="trusted")
    home = f"https://{world.hosts['console']}{sign_on.path}"
    answer = requests.post(
        f"{issuer}/reg",
        json={
            "client_name": provider.client_id,
            "redirect_uris": [f"{home}/answer"],
            "backchannel_logout_uri": f"{home}/logouts",
            "id_token_signed_response_alg": algorithm,
        },
        timeout=10,
    )
    assert answer.status_code == 201, answer.text
    return sign_on


def signs_in(browser: requests.Session, address: str, issuer: str) -> str:
    """Say who one is and agree, as a person would: where the provider sends the browser then."""
    form: dict[str, str] | None = None
    for _ in range(HOPS_MAX):
        send = browser.get if form is None else browser.post
        answer = send(address, data=form, allow_redirects=False, timeout=10)
        form = None
        if answer.is_redirect:
            address = urljoin(address, answer.headers["Location"])
            if not address.startswith(issuer):
                return address
        else:
            assert answer.status_code == 200, answer.text
            prompt = "login" if 'name="login"' in answer.text else "consent"
            form = {"prompt": prompt, "login": "paula", "password": "any"}
            address = urljoin(address, ACTION.search(answer.text)[1])  # type: ignore[index]
    raise AssertionError("the provider never sent the browser back")


def arrive(visitor: Visitor, location: str) -> int:
    parts = urlsplit(location)
    return visitor.get(f"{parts.path}?{parts.query}").status_code


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_somebody_comes_in_and_is_put_out(
    application: Dispatcher, harbor: World, issuer: str, algorithm: str
) -> None:
    sign_on = registered(application, harbor, issuer, algorithm)
    visitor, browser = sign_on.visitor(), requests.Session()
    location = signs_in(browser, sign_on.address(visitor), issuer)
    assert parse_qs(urlsplit(location).query)["iss"] == [issuer]
    assert arrive(visitor, location) == 303
    assert sign_on.is_inside(visitor)
    assert [(each.email, each.role) for each in sign_on.people()] == [
        ("paula@people.example", "operations")
    ]
    assert arrive(visitor, location) == 422
    asked = browser.get(f"{issuer}/session/end", timeout=10).text
    secret = SECRET_FIELD.search(asked)
    assert secret
    confirmed = {"xsrf": secret[1], "logout": "yes"}
    browser.post(f"{issuer}/session/end/confirm", data=confirmed, timeout=10)
    token = parse_qs(requests.get(f"{issuer}/sent", timeout=10).json()[-1])["logout_token"][0]
    told = visitor.client.post(
        f"{sign_on.path}/logouts",
        data={"logout_token": token},
        base_url=f"https://{visitor.host}",
    )
    assert told.status_code == 200
    assert not sign_on.is_inside(visitor)


def test_an_answer_that_lost_its_issuer_is_refused(
    application: Dispatcher, harbor: World, issuer: str
) -> None:
    sign_on = registered(application, harbor, issuer, "RS256")
    visitor = sign_on.visitor()
    location = signs_in(requests.Session(), sign_on.address(visitor), issuer)
    assert arrive(visitor, re.sub(r"&iss=[^&]+", "", location)) == 422
    assert not sign_on.is_inside(visitor)
