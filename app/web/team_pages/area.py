"""The blueprint of a team's pages, made anew for each surface that has one."""

from flask import Blueprint

from app.web.team_pages.permissions import permissions


def team_blueprint(name: str) -> Blueprint:
    """Every page of the team, behind the permissions that its views name."""
    blueprint = Blueprint("team", name, url_prefix="/team")
    blueprint.get("/permissions")(permissions)
    return blueprint
