"""The demo world: two banks, three brands and their customers, made by the actions themselves."""

from app.demo.seeding import seed
from app.demo.signing_in import sign_ins

__all__ = ["seed", "sign_ins"]
