"""Help in place: one topic, and the list of all of a surface."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from app.kernel.errors import NotFound
from app.web.door import page, public
from app.web.help.pages import topics_of
from app.web.help.topic import Topic

blueprint = Blueprint("help", __name__, template_folder="templates")


@blueprint.get("/help")
@public
def index() -> ResponseReturnValue:
    topics = sorted(_topics().items(), key=lambda each: each[1].title)
    return page("help/index.html", topics=topics)


@blueprint.get("/help/<topic:topic>")
@public
def show(topic: str) -> ResponseReturnValue:
    found = _topics().get(topic)
    if found is None:
        raise NotFound
    return page("help/show.html", topic=found, is_portal=_surface() == "portal")


def _topics() -> dict[str, Topic]:
    return topics_of(_surface())


def _surface() -> str:
    return current_app.name.rpartition(".")[2]
