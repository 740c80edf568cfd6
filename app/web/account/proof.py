"""The page where somebody who is signed in proves once more who they are."""

from flask.typing import ResponseReturnValue

from app.web.account.blueprint import blueprint
from app.web.account.giving import Given, factor_page, give
from app.web.door import moved_to, page, signed_in, work
from app.web.resuming import sentence
from app.web.unfinished import read_unfinished


@blueprint.get("/security/proof")
@signed_in
def proof() -> ResponseReturnValue:
    return factor_page("account/proof.html", Given())


@blueprint.post("/security/proof")
@signed_in
def create_proof() -> ResponseReturnValue:
    return give("account/proof.html", "proof.refused")


@blueprint.get("/security/unfinished")
@signed_in
def unfinished() -> ResponseReturnValue:
    """What was asked for before the proof, to be sent on by one press."""
    kept = read_unfinished()
    if kept is None:
        return moved_to("account.security")
    may_do = not kept.label or work.may(kept.permission)
    told = sentence(*kept.place, dict(kept.fields)) if may_do else ""
    facts = [(name, value) for name, value in kept.shown if value not in told]
    return page("account/unfinished.html", kept=kept, told=told, facts=facts)
