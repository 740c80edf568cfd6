"""Every table of the house in one metadata, for migrations and the schema comparison."""

from importlib import import_module

from app.storage.base import Base

AREAS = (
    "access",
    "accounts",
    "adjustments",
    "approvals",
    "audit",
    "brands",
    "customers",
    "events",
    "invariants",
    "ledger",
    "lists",
    "mail",
    "notes",
    "oversight",
    "payments",
    "products",
    "reconciliation",
    "screening",
    "sso",
    "statements",
    "team",
    "threads",
    "trail",
)
for name in (
    "tenants.tables",
    "app.storage.tables",
    *(f"app.banking.{area}.tables" for area in AREAS),
):
    import_module(name)

metadata = Base.metadata
