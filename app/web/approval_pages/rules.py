"""When a second person is needed: a partner's rules, and the floors of its bank."""

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.approvals.actions.set_rule import RuleOrder, set_rule
from app.banking.approvals.catalogue import ACTIONS
from app.banking.approvals.rule_queries import RuleLine, rule_history, rule_lines
from app.banking.approvals.rules import Terms
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import ApprovalId, RuleId
from app.web.approval_pages.desk import desk, is_bank, owner, refusals
from app.web.approval_pages.forms import RuleForm, rule_form
from app.web.door import allow, moved_to, page, work
from app.web.object_pages.sources import approvals_source
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.proof import needs_proof

FIELD_OF = {
    "roles_invalid": "checker_roles",
    "nobody_left": "checker_roles",
    "required_invalid": "required",
    "expiry_invalid": "expiry_hours",
    "age_invalid": "younger_than_days",
    "amount_invalid": "amount_from",
    "action_fixed": "action",
}


@allow("approvals.view")
def rules() -> ResponseReturnValue:
    lines = rule_lines(desk())
    return page(
        "approval_pages/rules.html",
        own=[line for line in lines if line.owner == owner()],
        floors=[] if is_bank() else [line for line in lines if line.owner == "bank"],
        always=[known for known in ACTIONS.values() if known.always and _is_ours(known.is_of_bank)],
        is_bank=is_bank(),
        can_configure=work.may("approvals.configure"),
    )


@allow("approvals.configure")
def new_rule() -> ResponseReturnValue:
    return _form_page(rule_form())


@allow("approvals.configure")
@needs_proof
def create_rule() -> ResponseReturnValue:
    return _set(rule_form(), None)


@allow("approvals.configure")
def edit_rule(rule_id: RuleId) -> ResponseReturnValue:
    line, form = _line(rule_id), rule_form()
    form.fill(line.terms)
    return _form_page(form, line)


@allow("approvals.configure")
@needs_proof
def create_version(rule_id: RuleId) -> ResponseReturnValue:
    """Another version: at once when it tightens, after a second person's yes when it loosens."""
    return _set(rule_form(), _line(rule_id))


@allow("approvals.configure")
@needs_proof
def end_rule(rule_id: RuleId) -> ResponseReturnValue:
    line = _line(rule_id)
    asked = _do(None, line.rule_id)
    return _after(asked)


def _set(form: RuleForm, line: RuleLine | None) -> ResponseReturnValue:
    if line:
        form.action.data = line.terms.action
    if not form.validate():
        return _form_page(form, line, status=422)
    asked: ApprovalId | None = None
    with refusals() as told:
        asked = _do(form.terms(), line.rule_id if line else None)
    if told:
        return _refused(form, line, told[0])
    return _after(asked)


def _do(terms: Terms | None, rule_id: RuleId | None) -> ApprovalId | None:
    order = RuleOrder(owner(), terms, rule_id)
    return set_rule(desk(), order, actor=work.actor, now=work.now)


def _after(asked: ApprovalId | None) -> ResponseReturnValue:
    if asked is None:
        flash("Set. It holds from now on, also for what waits already.", "success")
        return moved_to("approvals.rules")
    flash("This loosens a rule, so a second person has to agree.", "info")
    return moved_to("approvals.show", approval_id=asked)


def _refused(form: RuleForm, line: RuleLine | None, refusal: Refused) -> ResponseReturnValue:
    form.refuse(FIELD_OF.get(refusal.code, "action"), refusal)
    return _form_page(form, line, status=422)


def _form_page(
    form: RuleForm, line: RuleLine | None = None, *, status: int = 200
) -> ResponseReturnValue:
    if request.method == "GET" and line is None:
        form.checker_roles.data = form.checker_roles.data or []
    return page(
        "approval_pages/rule.html",
        status=status,
        form=form,
        line=line,
        history=rule_history(desk(), line) if line else [],
        is_bank=is_bank(),
        fragment=timeline_fragment() if line else "",
        **(_told_of(line) if line else {}),
    )


def _told_of(line: RuleLine) -> dict[str, Any]:
    """Who set and changed it and who agreed, and its raw record; its versions are a table."""
    here = url_for("approvals.edit_rule", rule_id=line.rule_id)
    agreed = approvals_source(desk(), [line.rule_id])
    return object_context(desk(), "approval_rule", line.rule_id, line, agreed, here=here)


def _line(rule_id: RuleId) -> RuleLine:
    found = next(
        (each for each in rule_lines(desk()) if (each.rule_id, each.owner) == (rule_id, owner())),
        None,
    )
    if found is None:
        raise NotFound("rule")
    return found


def _is_ours(is_of_bank: bool) -> bool:  # noqa: FBT001 -- a fact about an action
    return is_of_bank == is_bank() or not is_of_bank
