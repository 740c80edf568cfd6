"""Every audit record in the code is as the catalogue declares it, before it is ever written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.banking.audit.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
CALLED = {"record": 2, "remember": 0}  # and where the action stands among the arguments
OWN = {"subject", "now", "customer_id", "reason", "before", "after"}
# Where a name stands for the action, the names it may be.
NAMED = {
    "app/banking/approvals/actions/close_approval.py": {
        "approval.executed",
        "approval.expired",
        "approval.rejected",
        "approval.voided",
        "approval.withdrawn",
    },
    "app/banking/approvals/actions/set_rule.py": {
        "approval_floor.set",
        "approval_floor.withdrawn",
        "approval_policy.set",
        "approval_policy.withdrawn",
    },
    "app/banking/closing/actions/close_day.py": {"day.closed", "day.restated"},
    "app/banking/customers/actions/conclude.py": {
        "application.approved",
        "application.declined",
        "application.referred",
    },
    "app/banking/events/actions/remove_old.py": {"letters.removed", "work.removed"},
    "app/banking/payments/actions/approve_payment.py": {"payment.approved", "payment.settled"},
    "app/banking/payments/actions/submit_window.py": {"payment.submitted", "payment.withheld"},
    "app/banking/reconciliation/actions/open_break.py": {"break.opened", "break.changed"},
    "app/banking/statements/actions/charge_monthly_fee.py": {"fee.charged", "fee.waived"},
    "app/web/refusals.py": {"request.refused"},
    "app/banking/access/actions/renew_session.py": {"session.proved", "session.verified"},
    "app/web/account/blueprint.py": {"session.refused", "code.refused", "proof.refused"},
}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLED:
                yield where, node


def action_in(call: ast.Call) -> ast.expr:
    return call.args[CALLED[ast.unparse(call.func)]]


def actions_of(where: str, node: ast.expr) -> set[str]:
    """The actions an expression can be."""
    match node:
        case ast.Constant():
            return {str(node.value)}
        case ast.IfExp():
            return actions_of(where, node.body) | actions_of(where, node.orelse)
        case _:
            return NAMED.get(where, {f"{ast.unparse(node)} (name it in NAMED)"})


def test_every_action_in_the_code_is_declared() -> None:
    found = {
        (where, each) for where, call in calls() for each in actions_of(where, action_in(call))
    }
    undeclared = {(where, action) for where, action in found if action not in CATALOGUE}
    assert not undeclared, "declare them in app/banking/audit/declared"


def test_every_field_in_the_code_is_declared() -> None:
    undeclared = {
        (where, action, word.arg)
        for where, call in calls()
        for action in actions_of(where, action_in(call))
        for word in call.keywords
        if word.arg and word.arg not in OWN
        if action in CATALOGUE and word.arg not in CATALOGUE[action].fields
    }
    assert not undeclared, "declare the field with its kind in app/banking/audit/declared"


def test_what_an_action_is_about_is_declared() -> None:
    strange = {
        (where, action, subject.elts[0].value)
        for where, call in calls()
        for subject in (word.value for word in call.keywords if word.arg == "subject")
        if isinstance(subject, ast.Tuple) and isinstance(subject.elts[0], ast.Constant)
        for action in actions_of(where, action_in(call))
        if action in CATALOGUE and not CATALOGUE[action].is_about(str(subject.elts[0].value))
    }
    assert not strange, "say in the declaration what the action is about"


def test_a_declaration_reads_well() -> None:
    """An action is `noun.past_participle`; its label is a sentence's beginning, in our words."""
    for action, declared in CATALOGUE.items():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", action), action
        assert declared.label[:1].isupper(), action
        assert not declared.label.endswith("."), action
        assert not {"reason", "before", "after", "subject"} & declared.fields.keys(), action
