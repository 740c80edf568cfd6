"""One letter to a customer: that it was written and how it went; never what it says."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.customers.queries import customer_detail
from app.banking.mail.letters import letter_subject
from app.banking.mail.queries import letter_record
from app.kernel.ids import MailId
from app.kernel.languages import LANGUAGES
from app.web.door import allow, page, work
from app.web.object_pages.letters import letter_source
from app.web.object_pages.related import known, related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context


@allow("customers.view")
def letter(mail_id: UUID) -> ResponseReturnValue:
    found = letter_record(work.db, MailId(mail_id))
    customer = customer_detail(work.db, found.customer_id)
    return page(
        "messages/letter.html",
        letter=found,
        subject=letter_subject(found.kind, brand=work.partner.name),
        customer=customer,
        language=LANGUAGES[found.language],
        fragment=timeline_fragment(),
        **object_context(
            work.db,
            "mail",
            found.id,
            found,
            letter_source(found),
            here=url_for("messages.letter", mail_id=found.id),
            steps=[
                step(
                    "Write to the customer",
                    "messages.answer",
                    href=f"{url_for('customers.show', customer_id=customer.id)}#messages",
                    mark="message",
                )
            ],
            related=related_groups(work.db, beside=[known("customer", customer.id, customer.name)]),
        ),
    )
