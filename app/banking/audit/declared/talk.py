"""Actions on what people write about things, and on who looks after a thing."""

from app.banking.audit.fields import Declared, Kind

NOTED = (
    "customer",
    "account",
    "payment",
    "application",
    "approval",
    "transaction",
    "adjustment",
    "hold",
    "statement",
    "ledger_account",
    "product",
    "brand_version",
    "thread",
    "partner",
    "file",
    "break",
)
SIDE = {"side": Kind.CODE}
ASSIGNED = {"assigned_to": Kind.WORDS}

TALK = {
    "note.written": Declared("Note written", NOTED, {"note_id": Kind.ID}),
    "note.withdrawn": Declared("Note withdrawn", NOTED, {"note_id": Kind.ID}),
    "object.assigned": Declared("Assigned", NOTED, changes=ASSIGNED),
    "message.written": Declared("Message written", "thread", {"message_id": Kind.ID, **SIDE}),
    "thread.read": Declared("Conversation read", "thread", SIDE),
    "thread.closed": Declared("Conversation closed", "thread"),
    "thread.reopened": Declared("Conversation opened again", "thread"),
}
