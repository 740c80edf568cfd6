"""The WSGI application, for any server."""

from app.config import Config
from app.factory import create_app
from app.workers.logs import configure_logs

config = Config.from_env()
configure_logs(as_json=config.is_production)
application = create_app(config)
