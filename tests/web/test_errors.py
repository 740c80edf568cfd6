"""What goes wrong on our side is logged under an id, the page shows that id and nothing else."""

import re

import pytest
from flask import Flask
from structlog.testing import capture_logs

from app.config import Config
from app.factory import SURFACES
from app.web.dispatch import Dispatcher
from tests.web_clients import Visitor
from tests.world import World

REFERENCE = re.compile(r"Reference: <code>([0-9a-f]{32})</code>")
SECRET = "the balance of Ada Okafor is 12"


@pytest.mark.parametrize("surface", SURFACES)
def test_an_answer_of_500_carries_the_id_it_is_logged_under(
    application: Dispatcher,
    installation: Config,
    harbor: World,
    monkeypatch: pytest.MonkeyPatch,
    surface: str,
) -> None:
    app = application.surfaces[surface]
    assert isinstance(app, Flask)

    def broken() -> str:
        raise RuntimeError(SECRET)

    broken.permission = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "health", broken)
    visitor = Visitor(
        application, {**harbor.hosts, "operator": installation.operator_host}[surface]
    )

    with capture_logs() as lines:
        answer = visitor.get("/health")

    shown = REFERENCE.search(answer.text)
    logged = [line for line in lines if line["event"] == "request.failed"]
    assert answer.status_code == 500
    assert shown
    assert [line["request_id"] for line in logged] == [shown[1]]
    assert SECRET not in answer.text
