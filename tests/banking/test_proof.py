"""What proves a ledger to a stranger: lines, trees, blocks and keys, without a database."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Header, seal_block
from app.banking.ledger.proof.keys import SealKey, is_endorsed_by, is_signed_by, keys_from
from app.banking.ledger.proof.lines import EntryFacts, TransactionFacts, transaction_line
from app.banking.ledger.proof.tree import leaf_of, path_of, root_from, root_of

HARBOR = UUID("018f0000-0000-7000-8000-000000000001")
NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
KEY = SealKey(bytes(range(32)))

# RFC 6962's reference leaves, with the roots that certificate-transparency gives for them.
CT_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def a_transaction(**changes: object) -> TransactionFacts:
    ada, grace = UUID(int=HARBOR.int + 1), UUID(int=HARBOR.int + 2)
    first = TransactionFacts(
        partner=HARBOR,
        id=UUID(int=HARBOR.int + 3),
        key_digest=UUID(int=HARBOR.int + 4),
        cause="book_transfer",
        subject=("payment", None),
        description="Rent, März “sofort”\n\x01",
        effective_on=date(2026, 3, 31),
        posted_at=NOON,
        recorded_at=NOON + timedelta(microseconds=7),
        reverses=None,
        details=None,
        entries=[
            EntryFacts(2, grace, "credit", 12_50, "USD", ""),
            EntryFacts(1, ada, "debit", 12_50, "USD", 'to "Grace" \\'),
        ],
    )
    return replace(first, **changes)  # type: ignore[arg-type]


def test_a_line_has_one_spelling() -> None:
    assert transaction_line(a_transaction()).decode() == (
        '{"cause":"book_transfer","description":"Rent, März “sofort”\\n\\u0001","details":null,'
        '"effective_on":"2026-03-31","entries":['
        '{"account":"018f0000-0000-7000-8000-000000000002","amount_minor":1250,"currency":"USD",'
        '"description":"to \\"Grace\\" \\\\","line":1,"side":"debit"},'
        '{"account":"018f0000-0000-7000-8000-000000000003","amount_minor":1250,"currency":"USD",'
        '"description":"","line":2,"side":"credit"}],'
        '"id":"018f0000-0000-7000-8000-000000000004",'
        '"key_digest":"018f0000-0000-7000-8000-000000000005",'
        '"partner":"018f0000-0000-7000-8000-000000000001",'
        '"posted_at":"2026-03-31T12:00:00.000000Z","recorded_at":"2026-03-31T12:00:00.000007Z",'
        '"reverses":null,"subject":["payment",null]}'
    )


def test_a_time_is_told_in_utc_wherever_the_reader_lives() -> None:
    in_new_york = NOON.astimezone(timezone(timedelta(hours=-4)))
    assert transaction_line(a_transaction(posted_at=in_new_york)) == transaction_line(
        a_transaction()
    )


@pytest.mark.parametrize(
    "number", ["1.50", "1e400", "0.1000000000000000055511151231257827", "9" * 40]
)
def test_no_digit_of_a_detail_is_lost(number: str) -> None:
    line = transaction_line(a_transaction(details=f'{{"rate": {number}, "a": [true, "ü"]}}'))
    assert f'"details":{{"a":[true,"ü"],"rate":{number}}}' in line.decode()


def test_the_line_is_what_python_itself_calls_canonical() -> None:
    line = transaction_line(a_transaction(details='{"b": 1, "a": {"d": null, "c": "x"}}'))
    again = json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert line == again.encode()


def test_roots_are_those_of_certificate_transparency() -> None:
    leaves = [leaf_of(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    assert {size: root_of(leaves[:size]).hex() for size in CT_ROOTS} == CT_ROOTS
    assert root_of([]) == sha256(b"").digest()


many_lines = st.lists(st.binary(max_size=8), min_size=1, max_size=70, unique=True)


@given(many_lines, st.data())
def test_a_path_leads_a_leaf_of_the_tree_to_its_root(
    lines: list[bytes], data: st.DataObject
) -> None:
    leaves = [leaf_of(line) for line in lines]
    index = data.draw(st.integers(0, len(lines) - 1))
    path = path_of(leaves, index)
    assert root_from(leaves[index], index, len(leaves), path) == root_of(leaves)


@given(many_lines, st.binary(max_size=8), st.data())
def test_no_path_leads_another_line_to_the_root(
    lines: list[bytes], stranger: bytes, data: st.DataObject
) -> None:
    leaves = [leaf_of(line) for line in lines]
    index = data.draw(st.integers(0, len(lines) - 1))
    if stranger != lines[index]:
        path = path_of(leaves, index)
        assert root_from(leaf_of(stranger), index, len(leaves), path) != root_of(leaves)


@given(many_lines, st.data())
def test_a_path_changed_anywhere_leads_nowhere(lines: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_of(line) for line in lines]
    size, root = len(leaves), root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = list(path_of(leaves, index))
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert root_from(leaves[index], other, size, path) != root
    if path:
        step = data.draw(st.integers(0, len(path) - 1))
        bit = data.draw(st.integers(0, 255))
        changed = int.from_bytes(path[step]) ^ 1 << bit
        assert (
            root_from(
                leaves[index], index, size, [*path[:step], changed.to_bytes(32), *path[step + 1 :]]
            )
            != root
        )
        assert root_from(leaves[index], index, size, path[:-1]) != root
    assert root_from(leaves[index], index, size, [*path, bytes(32)]) != root


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=40, unique=True), st.data())
def test_order_and_number_of_leaves_change_the_root(
    lines: list[bytes], data: st.DataObject
) -> None:
    leaves = [leaf_of(line) for line in lines]
    index = data.draw(st.integers(0, len(leaves) - 2))
    swapped = [*leaves]
    swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]
    assert (
        len(
            {
                root_of(leaves),
                root_of(swapped),
                root_of(leaves[:-1]),
                root_of([*leaves, leaves[-1]]),
            }
        )
        == 4
    )


def a_header(**changes: object) -> Header:
    first = Header(HARBOR, 1, 0, 900, 3, bytes(32), BEFORE_THE_FIRST, KEY.key_id, NOON)
    return replace(first, **changes)  # type: ignore[arg-type]


def test_a_header_has_one_spelling_and_a_hash_of_its_own_kind() -> None:
    header = a_header()
    assert header.text() == (
        f'{{"key_id":"{KEY.key_id}","number":1,"partner":"{HARBOR}","previous_hash":"{"00" * 32}",'
        f'"root":"{"00" * 32}","sealed_at":"2026-03-31T12:00:00.000000Z","transactions":3,'
        '"version":1,"written_below":900,"written_from":0}'
    )
    assert header.digest() == sha256(b"\x02" + header.text().encode()).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"written_from": 1},
        {"written_below": 901},
        {"members": 4},
        {"root": bytes([1]) * 32},
        {"previous_hash": bytes([1]) * 32},
        {"sealed_at": NOON + timedelta(microseconds=1)},
        {"partner": UUID(int=HARBOR.int + 9)},
    ],
)
def test_whatever_changes_in_a_header_changes_its_hash(change: dict[str, object]) -> None:
    assert a_header(**change).digest() != a_header().digest()


def test_a_block_is_signed_by_the_key_it_names() -> None:
    block = seal_block(a_header(), KEY)
    assert block.is_signed(KEY.public_key)
    assert not replace(block, hash=bytes(32)).is_signed(KEY.public_key)
    with pytest.raises(ValueError, match="another key"):
        seal_block(a_header(key_id="0" * 16), KEY)


def test_a_new_key_is_endorsed_by_the_one_before() -> None:
    keys = keys_from([bytes([7]) * 32, KEY.seed])
    endorsement = KEY.endorse(keys.signing.public_key)
    assert keys.find(KEY.key_id) == KEY
    assert is_endorsed_by(KEY.public_key, keys.signing.public_key, endorsement)
    assert not is_endorsed_by(keys.signing.public_key, KEY.public_key, endorsement)
    assert not is_signed_by(KEY.public_key, keys.signing.public_key, endorsement)


def test_a_key_never_shows_its_seed() -> None:
    assert KEY.seed.hex() not in repr(KEY)
    assert repr(KEY.seed) not in repr(KEY)
    assert not is_signed_by(b"short", bytes(32), bytes(64))
