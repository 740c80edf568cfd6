"""The page where somebody who is signed in proves once more who they are."""

from flask.typing import ResponseReturnValue

from app.web.account.blueprint import blueprint
from app.web.account.giving import Given, factor_page, give
from app.web.door import signed_in


@blueprint.get("/security/proof")
@signed_in
def proof() -> ResponseReturnValue:
    return factor_page("account/proof.html", Given())


@blueprint.post("/security/proof")
@signed_in
def create_proof() -> ResponseReturnValue:
    return give("account/proof.html", "proof.refused")
