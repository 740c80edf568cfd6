"""The blueprint of single sign-on, made anew for the console and for oversight."""

from flask import Blueprint

from app.web.single_sign_on.settings import (
    change_terms,
    create_provider,
    create_test,
    index,
    new_provider,
    show,
    terms,
)
from app.web.single_sign_on.walking import answer, begin, begin_connection, begin_proof, logout

PROVIDER = "/<identity_provider:identity_provider_id>"
AT_SIGN_IN = f"/sign-in/provider{PROVIDER}"
IN_SETTINGS = "/settings/sign-in"
OF_ONESELF = f"/security/provider{PROVIDER}"


def sign_on_blueprint(name: str) -> Blueprint:
    """Every route, behind the permissions that its views name."""
    blueprint = Blueprint("sso", name)
    blueprint.post(AT_SIGN_IN)(begin)
    blueprint.get(f"{AT_SIGN_IN}/answer")(answer)
    blueprint.post(f"{AT_SIGN_IN}/logouts")(logout)
    blueprint.post(f"{OF_ONESELF}/connection")(begin_connection)
    blueprint.post(f"{OF_ONESELF}/proof")(begin_proof)
    blueprint.get(IN_SETTINGS)(index)
    blueprint.post(IN_SETTINGS)(create_provider)
    blueprint.get(f"{IN_SETTINGS}/new")(new_provider)
    blueprint.get(f"{IN_SETTINGS}{PROVIDER}")(show)
    blueprint.get(f"{IN_SETTINGS}{PROVIDER}/terms")(terms)
    blueprint.post(f"{IN_SETTINGS}{PROVIDER}/terms")(change_terms)
    blueprint.post(f"{IN_SETTINGS}{PROVIDER}/tests")(create_test)
    return blueprint
