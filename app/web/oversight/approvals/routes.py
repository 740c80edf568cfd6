"""What the bank's officers ask each other for, and the rules that make it necessary."""

from app.web.approval_pages.area import approvals_blueprint

blueprint = approvals_blueprint(__name__)
