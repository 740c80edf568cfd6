"""One customer as staff see them: what they hold, what happened, what they wrote."""

from typing import Any

from flask import url_for

from app.banking.accounts.queries import asking_accounts, with_balances
from app.banking.customers.queries import Customer, asking_applications, asking_consents
from app.banking.related.queries import of_customer
from app.banking.screening.queries import asking_screenings
from app.kernel.ids import CustomerId, shown
from app.storage.together import read_together
from app.web.door import work
from app.web.object_pages.letters import letters_source
from app.web.object_pages.related import Group, related_groups
from app.web.object_pages.sources import statements_source
from app.web.object_pages.steps import step
from app.web.object_pages.threads import asking_beside, messages_source, thread_pane
from app.web.object_pages.whole import object_context


def customer_shown(customer: Customer) -> dict[str, Any]:
    """Everything the page shows; changes of their accounts and applications are theirs too."""
    its_id = customer.id
    applications, held, consents, screenings, thread, messages = read_together(
        work.db,
        asking_applications(its_id),
        asking_accounts(its_id),
        asking_consents(its_id),
        asking_screenings(its_id),
        *asking_beside(its_id, None),
    )
    accounts = with_balances(work.db, held)
    action = url_for("messages.create_customer_message", customer_id=its_id)
    sources = [messages_source(its_id), letters_source(work.db, its_id)]
    if work.may("statements.view"):
        sources.append(statements_source(work.db, its_id))
    href = url_for("customers.new_disclosure", customer_id=its_id)
    return {
        **object_context(
            work.db,
            "customer",
            its_id,
            customer,
            *sources,
            also=[each.id for each in (*applications, *accounts)],
            steps=[step("Show whole", "customers.reveal", href=href, mark="eye")],
            related=_related(its_id),
        ),
        **thread_pane(thread, action, found=messages),
        "customer": customer,
        "applications": applications,
        "accounts": accounts,
        "consents": consents,
        "screenings": screenings,
        "can_reveal": False,
    }


def _related(its_id: CustomerId) -> list[Group]:
    own = shown("customer", its_id)
    rest = {
        "payment": url_for("payments.index", customer=own),
        "statement": url_for("statements.index", customer=own),
    }
    return related_groups(work.db, of_customer(its_id), rest=rest)
