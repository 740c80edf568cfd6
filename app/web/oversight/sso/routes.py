"""Signing in with one's own identity provider, and its settings."""

from app.web.single_sign_on.area import sign_on_blueprint

blueprint = sign_on_blueprint(__name__)
