"""Actions on views of lists, on files made of them, and on many lines at once."""

from app.banking.audit.fields import Declared, Kind

VIEW = {"list_name": Kind.CODE, "name": Kind.WORDS, "is_shared": Kind.FLAG, "is_pinned": Kind.FLAG}

LISTS = {
    "saved_view.kept": Declared("View of a list kept", "saved_view", VIEW),
    "saved_view.changed": Declared("View of a list changed", "saved_view", VIEW),
    "saved_view.removed": Declared("View of a list removed", "saved_view", VIEW),
    "export.asked": Declared(
        "Export asked for",
        "export",
        {"what": Kind.CODE, "form": Kind.CODE, "rows": Kind.NUMBER},
    ),
    "export.finished": Declared(
        "Export ready",
        "export",
        {"what": Kind.CODE, "form": Kind.CODE, "rows": Kind.NUMBER, "sha256": Kind.DIGEST},
    ),
    "export.failed": Declared(
        "Export failed",
        "export",
        {"what": Kind.CODE, "form": Kind.CODE, "failure": Kind.CODE},
    ),
    "export.removed": Declared("Export removed", "export", {"what": Kind.CODE}),
    "batch.prepared": Declared(
        "Many lines chosen", "batch", {"verb": Kind.CODE, "items": Kind.NUMBER}
    ),
    "batch.done": Declared(
        "Done to many lines",
        "batch",
        {"verb": Kind.CODE, "done": Kind.NUMBER, "refused": Kind.NUMBER},
    ),
}
