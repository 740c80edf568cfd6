"""Other people's files at the bank's door: nothing breaks it, and a broken one posts nothing."""

from collections.abc import Iterator
from dataclasses import replace

from app.banking.payments.intake_rules import MOVES_MONEY, Outcome
from app.kernel.money import Money
from app.rails.nacha.files import AchFile
from app.rails.nacha.read import read
from app.rails.nacha.write import write
from tests.intake_verbs import CEDAR, bank_with
from tests.outside_data import PROJECT, needs_outside, outside, outside_rows
from tests.world import World

CORPUS = PROJECT / "tests" / "corpus" / "ach"
ROWS = list(outside_rows("moov-ach", "MANIFEST.tsv"))


def of(check: str) -> Iterator[tuple[str, bytes]]:
    for row in ROWS:
        if row["independent_structural_check"] == check:
            yield row["file"], outside("moov-ach", *row["file"].split("/")).read_bytes()


def bank_of_all(world: World, contents: list[bytes]) -> World:
    """A bank that every entry of these files is addressed to."""
    numbers = {entry.rdfi_routing_number for content in contents for entry in read(content).entries}
    return bank_with(world, tuple(sorted(numbers)))


@needs_outside("moov-ach", "MANIFEST.tsv")
def test_clean_files_for_other_banks_are_refused_with_that_reason(harbor: World) -> None:
    for name, content in of("CLEAN"):
        receipt = harbor.is_brought(content, name)
        assert receipt.is_refused, name
        assert receipt.is_repeat or "addressed to Cedar Bank" in receipt.reasons[0], name


@needs_outside("moov-ach", "MANIFEST.tsv")
def test_clean_files_for_the_bank_are_taken_in_and_nothing_is_left_waiting(harbor: World) -> None:
    named = list(of("CLEAN"))
    bank = bank_of_all(harbor, [content for _, content in named])
    cash = 0
    for name, content in named:
        receipt = bank.is_brought(content, name)
        if receipt.is_refused:  # the collection repeats some, and changes others a little
            assert receipt.is_repeat or "origin, time and modifier" in receipt.reasons[0], name
            continue
        bank.bank_works()
        entries = bank.entries_in(receipt.file_id)
        assert len(entries) == receipt.entries == len(read(content).entries), name
        assert Outcome.WAITING not in {entry.outcome for entry in entries}, name
        moved = [e for e in entries if e.outcome == Outcome.SUSPENSE]
        assert all(e.kind in MOVES_MONEY and e.reason for e in moved), name
        cash += sum(
            e.amount.minor if e.transaction_code[1] in "1234" else -e.amount.minor for e in moved
        )
    assert bank.held_by(bank.house_id, "suspense") == Money(cash, "USD")
    assert bank.held_by(bank.house_id, "fed_account") == Money(cash, "USD")


@needs_outside("moov-ach", "MANIFEST.tsv")
def test_defective_files_are_refused_and_post_nothing(harbor: World) -> None:
    named = list(of("DEFECT"))
    bank = bank_of_all(harbor, [content for _, content in named])
    for name, content in named:
        receipt = bank.is_brought(content, name)
        assert receipt.is_refused, name
        assert receipt.reasons, name
        assert bank.entries_in(receipt.file_id) == [], name
    assert bank.bank_works().done == 0
    assert bank.held_by(bank.house_id, "fed_account") == Money(0, "USD")


def test_every_file_of_the_corpus_is_taken_in_or_refused_as_its_structure_says(
    harbor: World,
) -> None:
    harbor.wait(days=300)  # past the day that the corpus asks for
    for path in sorted(CORPUS.glob("*.ach")):
        content, reading = path.read_bytes(), read(path.read_bytes())
        bank = bank_of_all(harbor, [content])
        receipt = bank.is_brought(content, path.name)
        bank.bank_works()
        assert receipt.is_refused == (not reading.is_accepted or not reading.entries), path.name
        assert Outcome.WAITING not in bank.outcomes(receipt.file_id), path.name


@needs_outside("moov-ach", "examples", "testdata", "ppd-debit.ach")
def test_a_real_file_rewritten_for_the_bank_pays_its_customer(harbor: World) -> None:
    first = read(outside("moov-ach", "examples", "testdata", "ppd-debit.ach").read_bytes()).file()
    [batch] = first.batches
    entry = batch.entries[0].changed(
        transaction_code="22",
        rdfi=CEDAR[:8],
        check_digit=CEDAR[8],
        account_number=harbor.ada.account_number,
        amount=100_00,
    )
    header = batch.header.changed(service_class="220")
    rewritten = AchFile(first.header, (replace(batch, header=header, entries=(entry,)),))
    receipt = harbor.is_brought(write(replace(rewritten, control=None)).content)
    harbor.bank_works()

    assert not receipt.is_refused
    assert harbor.ada.balance.current == Money(100_00, "USD")
