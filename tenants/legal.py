"""What the law wants said in a partner's name, on pages and in letters."""

from tenants.resolve import Partner


def bank_legal(partner: Partner) -> str:
    """Who holds the money, said as 12 CFR 328.102(b)(5) asks; nothing on a bank's own host."""
    bank = partner.bank
    if partner.is_house:
        return f"{bank.legal_name}, {bank.address}"
    return (
        f"{partner.name} is a financial technology company, not a bank. Banking services are "
        f"provided by {bank.legal_name}, Member FDIC. Deposit insurance covers the failure of an "
        "insured bank only, and certain conditions must be satisfied for pass-through coverage "
        "to apply."
    )
