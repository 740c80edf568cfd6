"""The bank's own people: who they are, and what each may do."""

from app.web.team_pages.area import team_blueprint

blueprint = team_blueprint(__name__, is_console=False)
