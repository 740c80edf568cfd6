"""What the kinds and outcomes of entries are called on the page."""

KINDS = {
    "credit": "Credit",
    "debit": "Debit",
    "prenote": "Prenote",
    "return": "Return",
    "noc": "Notification of change",
    "other": "No money",
}
OUTCOMES = {  # the word, its tone and its mark
    "waiting": ("Waiting", "warning", "clock"),
    "posted": ("Posted", "success", "check-circle"),
    "suspense": ("In suspense", "warning", "help"),
    "recorded": ("Recorded", "neutral", "file"),
    "duplicate": ("Duplicate", "neutral", "copy"),
}
