"""The WSGI application, for any server."""

from app.factory import create_app

application = create_app()
