"""How partners are kept apart: the walls in plain words, their state now, and the last attack."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.oversight.attacks import latest_attack
from app.storage.isolation import standing
from app.web.door import allow, page, work

blueprint = Blueprint("isolation", __name__, template_folder="templates")
COMMIT_SHOWN = 12


@blueprint.get("/isolation")
@allow("oversight.view")
def index() -> ResponseReturnValue:
    """Nothing here is about a partner: the catalogue's facts, and how often we were attacked."""
    attack = latest_attack(work.db)
    return page(
        "isolation/index.html",
        attack=attack,
        commit=attack.commit_id[:COMMIT_SHOWN] if attack else "",
        minutes=round(attack.took.total_seconds() / 60) if attack else 0,
        standing=standing(work.db.connection()),
    )
