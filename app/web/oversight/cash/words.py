"""What a kind of break is called on the page."""

KINDS = {
    "cash": "Cash at the bank differs",
    "books": "The books contradict themselves",
    "late_file": "Balance file missing",
    "balance_file": "Balance file refused",
    "file_contradiction": "Two files claim to be the same",
    "repeated_entry": "Entries came twice",
    "unmatched_return": "Return of nothing we sent",
}
