"""The partner's own audit trail."""

from flask import Blueprint

from app.web.trail_pages.area import open_trail

blueprint = Blueprint("audit", __name__)
open_trail(blueprint, "/audit")
