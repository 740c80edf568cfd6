"""Officers' notes on partners, files, breaks and requests."""

from app.web.object_pages.kinds import OVERSIGHT
from app.web.object_pages.noting import notes_blueprint

blueprint = notes_blueprint(__name__, OVERSIGHT)
