"""The blueprint that the modules of this area add their pages to."""

from flask import Blueprint

blueprint = Blueprint("customers", __name__, template_folder="templates")
