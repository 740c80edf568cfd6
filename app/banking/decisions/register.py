"""Which executor belongs to which action: the one place that knows all of them."""

from app.banking.decisions.adjustments import ADJUSTMENT
from app.banking.decisions.executor import Executor
from app.banking.decisions.payments import PAYMENT
from app.banking.decisions.products import FEE_CHANGE, LIMIT_CHANGE
from app.banking.decisions.provider_changes import PROVIDER_CHANGE
from app.banking.decisions.rule_changes import RULE_CHANGE
from app.banking.decisions.team_changes import (
    DISABLING,
    INVITATION,
    NETWORK_CHANGE,
    ROLE_CHANGE,
)
from app.kernel.errors import NotFound

EXECUTORS: dict[str, Executor] = {
    "adjustments.post": ADJUSTMENT,
    "fees.change": FEE_CHANGE,
    "limits.change": LIMIT_CHANGE,
    "payments.send": PAYMENT,
    "users.invite": INVITATION,
    "users.change_role": ROLE_CHANGE,
    "users.disable": DISABLING,
    "sso.change": PROVIDER_CHANGE,
    "addresses.change": NETWORK_CHANGE,
    "policy.loosen": RULE_CHANGE,
    "floors.loosen": RULE_CHANGE,
}


def executor_of(action: str) -> Executor:
    """Raises NotFound for an action nobody can execute; such a request only ever expires."""
    try:
        return EXECUTORS[action]
    except KeyError:
        raise NotFound("approval") from None
