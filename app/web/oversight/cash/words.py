"""What a kind of break is called on the page."""

KINDS = {
    "cash": "Cash at the bank differs",
    "books": "The books contradict themselves",
    "late_file": "Balance file missing",
    "balance_file": "Balance file refused",
}
