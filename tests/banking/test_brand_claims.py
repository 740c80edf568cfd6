"""A brand may not claim more about deposit insurance than the law lets it (12 CFR 328.102)."""

import pytest

from app.banking.brands.claims import check_claims

BAD = {
    "Harbor is an FDIC-insured app.": "insured_thing",
    "The FDIC insured wallet for your life": "insured_thing",
    "Our card is FDIC insured.": "insured_thing",
    "A federally insured fintech you can trust.": "insured_thing",
    "We are FDIC insured up to $250,000.": "insured_us",
    "Harbor is FDIC insured.": "insured_us",
    "We're a member of the FDIC.": "insured_us",
    "Harbor, Member FDIC.": "member",
    "Member FDIC": "member",
    "Approved by the FDIC": "endorsed",
    "FDIC certified accounts": "endorsed",
    "Harbor works in partnership with the FDIC.": "endorsed",
    "Your money is backed by the U.S. government.": "government_guarantee",
    "Federally guaranteed savings": "government_guarantee",
    "Guaranteed by the federal government": "government_guarantee",
    "Your crypto is FDIC insured at Cedar Bank, N.A.": "not_a_deposit",
    "Invest in stocks with FDIC insurance.": "not_a_deposit",
    "FDIC insurance protects your money even if we go bankrupt.": "covers_us",
    "You are covered if our company fails, thanks to FDIC insurance.": "covers_us",
    "FDIC insurance protects you against fraud and theft.": "covers_losses",
    "Every penny is FDIC insured.": "without_limit",
    "Fully insured by the FDIC": "without_limit",
    "Unlimited FDIC insurance on all balances": "without_limit",
    "FDIC insured up to $2 million through Cedar Bank, N.A.": "amount",
    "Your deposits are FDIC insured up to $250,000.": "bank_unnamed",
    "Deposits are insured up to $250,000 at Cedar Bank, N.A., Member FDIC.": "failure_only",
    "Your money is insured by the F.D.I.C. through our partner bank.": "bank_unnamed",
    "Funds are eligible for pass-through FDIC insurance at Cedar Bank, N.A.": "conditions",
    "F\N{ZERO WIDTH SPACE}DIC-insured app": "insured_thing",
    "Your money is 100% safe with us.": "safety",
    "We are your new digital bank.": "bank",
    "Harbor: a licensed bank in your pocket": "bank",
    "Open an FDIC-insured savings account today": "bank_unnamed",
    "Earn 5% on FDIC-insured cash, with no risk-free lunch": "safety",
    "Your money is insured even if Harbor goes out of business": "covers_us",
    "Su dinero está asegurado por la FDIC.": "bank_unnamed",
    "\N{FULLWIDTH LATIN CAPITAL LETTER F}DIC insured app": "insured_thing",
    "Not only are we FDIC insured, we pay 5%.": "insured_us",
    "Never worry: your money is FDIC insured.": "bank_unnamed",
    "No fees, FDIC insured": "conditions",
    "We don't charge for FDIC insurance": "bank_unnamed",
    "There is no limit to our FDIC insurance.": "without_limit",
    "Is your money FDIC insured? Yes!": "failure_only",
    "Not a bank but FDIC insured.": "bank_unnamed",
    "Harbor is not FDIC insured, but your wallet is FDIC insured.": "insured_thing",
    "FDIC insurance does not cover fraud but protects every penny": "without_limit",
    "FD1C insured app": "insured_thing",
    "Deposits insured up to 500,000 dollars": "amount",
    "FDIC insured up to half a million": "amount",
    "FDIC insured up to 2M": "amount",
    "Harbor, the neobank for sailors": "bank",
    "Harbor Bank": "bank",
    "Bank with Harbor": "bank",
    "Su dinero está protegido por el gobierno": "government_guarantee",
    "Con garantía federal": "government_guarantee",
    "Dinero 100% seguro": "safety",
    "Sin ningún riesgo: nunca perderá un centavo": "safety",
    "Su banco digital": "bank",
    "Harbor: el banco de los marineros": "bank",
    "Con seguro federal de depósitos": "conditions",
}
WHOLE = (
    "Harbor is a financial technology company, not a bank. Deposits are insured up to $250,000 "
    "at Cedar Bank, N.A., Member FDIC. Deposit insurance covers the failure of an insured bank "
    "only, and certain conditions must be satisfied for pass-through coverage to apply."
)
GOOD = (
    WHOLE,
    "Harbor isn't a bank. Banking services are provided by Cedar Bank, N.A., Member FDIC. FDIC "
    "insurance covers only the failure of Cedar Bank; conditions apply.",
    "Banking services by Cedar Bank, N.A. Harbor is not a bank.",
    "Harbor is a financial technology company, not a bank. Banking services are provided by "
    "Cedar Bank, N.A.; Member FDIC.",
    "Harbor is not FDIC insured.",
    "Crypto assets are not deposits and are not FDIC insured.",
    "Investments are not insured by the FDIC and may lose value.",
    "FDIC insurance does not cover losses from fraud.",
    "Harbor is not an FDIC-insured institution.",
    "Learn more about deposit insurance at fdic.gov.",
    "What does deposit insurance cover?",
    "Send money to any bank account in the country.",
    "Welcome back to Harbor.",
    "Connect your bank to get started.",
    "Your account number works with any bank transfer.",
    "Money arrives at once and costs nothing.",
    "Ask for a statement whenever you like.",
    "Download a bank statement as PDF.",
    "Your card is protected by a PIN that only you know.",
    "Insurance for your bike? Not here, but we can pay for it.",
    "The bank that holds your deposits is Cedar Bank, N.A.",
    "We protect your account with passkeys.",
    "Open an account in five minutes.",
    "Harbor helps you save for a rainy day.",
    "Harbor is neither a bank nor FDIC insured.",
    "Harbor es una empresa de tecnología financiera, no es un banco. Los depósitos están "
    "asegurados hasta $250,000 en Cedar Bank, N.A., Miembro FDIC. El seguro de depósitos solo "
    "cubre la quiebra de un banco asegurado, y se deben cumplir ciertas condiciones.",
    "Las criptomonedas no están aseguradas.",
    "Envíe dinero a cualquier banco, o desde su banco de siempre.",
    "Asegúrese de revisar el número.",
    "Investments are not FDIC insured, not bank guaranteed, and may lose value.",
    "Harbor does not offer FDIC insurance, and never asks for your password.",
    "Open a Harbor bank account with $5 or $2 million.",
)


@pytest.mark.parametrize(("text", "code"), BAD.items())
def test_a_bad_claim_is_caught(text: str, code: str) -> None:
    found = check_claims(text, brand_name="Harbor", bank_name="Cedar Bank, N.A.")

    assert code in {claim.code for claim in found}, found


@pytest.mark.parametrize("text", GOOD)
def test_a_good_sentence_passes(text: str) -> None:
    assert check_claims(text, brand_name="Harbor", bank_name="Cedar Bank, N.A.") == ()


def test_each_finding_says_what_was_said_why_it_may_not_and_what_to_do() -> None:
    [claim, *_] = check_claims("FDIC-insured app", brand_name="Harbor", bank_name="Cedar Bank")

    assert claim.words == "fdic-insured app"
    assert claim.why
    assert claim.instead


def test_the_other_banks_name_is_not_enough() -> None:
    found = check_claims(WHOLE, brand_name="Harbor", bank_name="Granite Trust Company")

    assert {"member", "bank_unnamed"} <= {claim.code for claim in found}
