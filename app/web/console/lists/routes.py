"""Views that staff keep, and files of lists that workers make for them."""

from app.web.list_pages.area import lists_blueprint

blueprint = lists_blueprint(__name__, "home.view")
