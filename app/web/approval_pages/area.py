"""The blueprint of approvals, made anew for each surface that has it."""

from flask import Blueprint

from app.web.approval_pages.inbox import INBOX, inbox_of_me, index
from app.web.approval_pages.request import create_vote, create_withdrawal, show
from app.web.approval_pages.requests import LIST, requests
from app.web.approval_pages.rules import (
    create_rule,
    create_version,
    edit_rule,
    end_rule,
    new_rule,
    rules,
)
from app.web.list_pages.batches import open_list

REQUEST = "/<approval:approval_id>"
RULE = "/rules/<approval_rule:rule_id>"


def approvals_blueprint(name: str) -> Blueprint:
    """Every page, behind the permissions that its views name."""
    blueprint = Blueprint("approvals", name, url_prefix="/approvals")
    blueprint.get("")(index)
    open_list(blueprint, INBOX, "/inbox", asked_for=inbox_of_me)
    blueprint.get("/requests")(requests)
    open_list(blueprint, LIST, "/requests")
    blueprint.get(REQUEST)(show)
    blueprint.post(f"{REQUEST}/vote")(create_vote)
    blueprint.post(f"{REQUEST}/withdrawal")(create_withdrawal)
    blueprint.get("/rules")(rules)
    blueprint.post("/rules")(create_rule)
    blueprint.get("/rules/new")(new_rule)
    blueprint.get(RULE)(edit_rule)
    blueprint.post(RULE)(create_version)
    blueprint.post(f"{RULE}/end")(end_rule)
    return blueprint
