"""The blueprint of a team's pages, made anew for each surface that has one."""

from flask import Blueprint

from app.web.list_pages.batches import open_list
from app.web.team_pages import addresses, changing, inviting, people, permissions, support

READ = {
    "": people.index,
    "/permissions": permissions.permissions,
    "/invitations/new": inviting.new_invitation,
    "/addresses": addresses.addresses,
    "/<login:login_id>": people.show,
}
CHANGE = {
    "/invitations": inviting.create_invitation,
    "/<login:login_id>/invitation": inviting.resend_invitation,
    "/<login:login_id>/invitation/removal": inviting.remove_invitation,
    "/<login:login_id>/role": changing.create_role,
    "/<login:login_id>/term": changing.create_term,
    "/<login:login_id>/access": changing.create_access,
    "/<login:login_id>/access/removal": changing.remove_access,
    "/<login:login_id>/factors/removal": changing.remove_factors,
    "/addresses": addresses.create_address,
    "/addresses/<network:network_id>/removal": addresses.remove_address,
}


def team_blueprint(name: str, *, is_console: bool) -> Blueprint:
    """Every page of the team, behind the permissions that its views name."""
    blueprint = Blueprint("team", name, url_prefix="/team")
    for path, view in READ.items():
        blueprint.get(path)(view)
    open_list(blueprint, people.LIST, "")
    for path, view in CHANGE.items():
        blueprint.post(path)(view)
    if is_console:
        blueprint.get("/support")(support.support)
        open_list(blueprint, support.LIST, "/support")
        blueprint.post("/support/<support:support_id>/removal")(support.remove_support)
    return blueprint
