"""A KYC vendor that decides by the last four digits of the tax id: see docs/sandbox.md."""

from app.banking.customers.details import Details
from app.banking.customers.rules import Outcome
from app.banking.customers.verifier import Verdict

VERDICTS = {
    "0001": Verdict(Outcome.DECLINED, ("identity_not_found",)),
    "0002": Verdict(Outcome.REFERRED, ("address_differs",)),
    "0003": Verdict(Outcome.REFERRED, ("birth_differs",)),
}
FOUND = Verdict(Outcome.APPROVED)


class SandboxVerifier:
    """Answers at once, and the same each time."""

    def verify(self, person: Details) -> Verdict:
        """Everyone is who they say they are, but for the magic numbers."""
        return VERDICTS.get(person.tax_id[-4:], FOUND)
