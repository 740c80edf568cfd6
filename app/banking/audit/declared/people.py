"""Actions of and about people: who signs in, who may what, who becomes a customer."""

from app.banking.audit.fields import Declared, Kind
from app.kernel.ids import PREFIXES

LOGIN = "login"
ANYTHING = ("page", *PREFIXES)

PEOPLE = {
    # Signing in and what guards it.
    "session.started": Declared("Signed in", LOGIN, {"second_factor_due": Kind.FLAG}),
    "session.verified": Declared("Second factor given", LOGIN, {"factor": Kind.CODE}),
    "session.proved": Declared("Proved once more who they are", LOGIN, {"factor": Kind.CODE}),
    "session.ended": Declared("Signed out", LOGIN, {"session_id": Kind.ID}),
    "sessions.ended": Declared("Signed out everywhere else", LOGIN, {"count": Kind.NUMBER}),
    "session.refused": Declared("Sign-in refused", LOGIN),
    "code.refused": Declared("Second factor refused", LOGIN),
    "proof.refused": Declared("Fresh proof refused", LOGIN),
    "authenticator.set_up": Declared("Authenticator set up", LOGIN),
    "reminder.put_off": Declared("Second factor put off", LOGIN),
    "language.chosen": Declared("Language chosen", LOGIN, {"language": Kind.CODE}),
    "password.changed": Declared("Password changed", LOGIN),
    "passkey.added": Declared("Passkey added", LOGIN, {"passkey_id": Kind.ID}),
    "passkey.renamed": Declared("Passkey renamed", LOGIN, {"passkey_id": Kind.ID}),
    "factor.removed": Declared("Factor removed", LOGIN, {"factor": Kind.WORDS}),
    "recovery_codes.made": Declared("Recovery codes made", LOGIN),
    "recovery_code.used": Declared("Recovery code used", LOGIN, {"left": Kind.NUMBER}),
    # Links and letters.
    "link.made": Declared("One-time link made", LOGIN, {"purpose": Kind.CODE}),
    "link.used": Declared("One-time link used", LOGIN, {"purpose": Kind.CODE}),
    "password_reset.asked": Declared("New password asked for", LOGIN),
    "password.reset": Declared("Forgotten password replaced", LOGIN),
    "email_change.asked": Declared("Change of e-mail address asked for", LOGIN),
    "email.changed": Declared("E-mail address changed", LOGIN),
    "email.verified": Declared("E-mail address confirmed", LOGIN),
    "user.invited": Declared("User invited", LOGIN, {"role": Kind.CODE}),
    "invitation.accepted": Declared("Invitation accepted", LOGIN),
    "letter.queued": Declared("Letter written", "mail", {"kind": Kind.CODE}),
    # What the door refused.
    "access.denied": Declared(
        "Denied by role",
        "page",
        {"permission": Kind.CODE, "path": Kind.WORDS, "method": Kind.CODE},
    ),
    "request.refused": Declared(
        "Refused",
        ANYTHING,
        {"code": Kind.CODE, "status": Kind.NUMBER, "method": Kind.CODE, "route": Kind.CODE},
    ),
    "object.missed": Declared(
        "Asked for what is not here", ANYTHING, {"method": Kind.CODE, "route": Kind.CODE}
    ),
    "refusals.counted": Declared(
        "Too many refusals to write down", "page", {"seen": Kind.NUMBER, "last": Kind.CODE}
    ),
    # Users and roles.
    "user.added": Declared("User added", LOGIN, {"role": Kind.CODE}),
    # Customers.
    "customer.email_changed": Declared("Customer's e-mail address changed", "customer"),
    "customer.enrolled": Declared("Customer may sign in", LOGIN),
    "customer.revealed": Declared(
        "Personal data shown whole", "customer", {"purpose": Kind.CODE, "shown": Kind.LIST}
    ),
    "customer.looked_up": Declared(
        "Looked for by tax id or e-mail", "customer", {"by": Kind.CODE, "is_found": Kind.FLAG}
    ),
    "statement.taken": Declared("Statement taken along", "statement", {"form": Kind.CODE}),
    "customer.screened": Declared(
        "Screened against a sanctions list",
        "customer",
        {"outcome": Kind.CODE, "list_sha256": Kind.DIGEST, "hits": Kind.NUMBER},
    ),
    "application.submitted": Declared("Applied", "application", {"consents": Kind.LIST}),
    "application.referred": Declared(
        "Application sent to a person", "application", {"reasons": Kind.LIST}
    ),
    "application.approved": Declared("Application approved", "application", {"reasons": Kind.LIST}),
    "application.declined": Declared("Application declined", "application", {"reasons": Kind.LIST}),
    # Accounts and their papers.
    "account.opened": Declared("Account opened", "account", {"product_id": Kind.ID}),
    "account.frozen": Declared("Account frozen", "account", {"incoming": Kind.FLAG}),
    "account.unfrozen": Declared("Account unfrozen", "account"),
    "statement.issued": Declared(
        "Statement issued", "statement", {"account_id": Kind.ID, "month_on": Kind.DAY}
    ),
    "statement.requested": Declared("Statement's document asked for", "statement"),
    "statement.rendered": Declared(
        "Statement's document made", "statement", {"sha256": Kind.DIGEST}
    ),
}
