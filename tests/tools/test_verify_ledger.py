"""The examiner's script: proves what is right, names what is wrong, survives any bytes."""

import ast
import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.banking.ledger.proof.blocks import seal_block
from app.banking.ledger.proof.lines import EntryFacts
from tests.outside_data import outside
from tests.tools.exports import (
    ADA,
    CASH,
    GRACE,
    KEY,
    NEXT_KEY,
    Export,
    SealKey,
    rows,
    story,
    told_block,
    told_keys,
    transaction,
)

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "verify_ledger.py"
PROVEN, CONTRADICTED, UNREADABLE = 0, 1, 2


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_ledger", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load()


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run it here: its exit code and everything it said."""

    def run(*arguments: object) -> tuple[int, str]:
        code = script.main([str(each) for each in arguments])
        said = capsys.readouterr()
        assert said.err == ""
        return code, said.out

    return run


Check = Callable[..., tuple[int, str]]


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "--help"], capture_output=True, check=True
    )
    assert b"RFC 8032" in ran.stdout


def test_an_untouched_export_is_proven(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    assert check(export.write(tmp_path / "export")) == (
        PROVEN,
        "Partner 018f0000-0000-7000-8000-000000000001: 3 blocks, 12 lines\n"
        f"The first key is {KEY.key_id}\nPROVEN\n",
    )


def test_a_zip_is_read_without_unpacking_it(tmp_path: Path, check: Check) -> None:
    folder = Export.of(story()).write(tmp_path / "export")
    archive = shutil.make_archive(str(tmp_path / "export"), "zip", folder)
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr("../../outside.txt", "slipped")
    assert check(archive)[0] == PROVEN
    assert not (tmp_path.parent / "outside.txt").exists()


def test_a_new_key_goes_on_when_the_old_one_endorsed_it(tmp_path: Path, check: Check) -> None:
    export = Export.of(story(), [KEY, NEXT_KEY])
    assert check(export.write(tmp_path / "endorsed"))[0] == PROVEN
    keys = told_keys([KEY, NEXT_KEY])
    keys[1]["endorsement"] = KEY.sign(NEXT_KEY.public_key).hex()
    code, said = check(export.write(tmp_path / "not", keys_json=json.dumps(keys).encode()))
    assert code == CONTRADICTED
    assert f"key {NEXT_KEY.key_id}: is endorsed by no earlier key" in said


# --- Faults, each named. -------------------------------------------------------------------------


def changed_line(export: Export, old: bytes, new: bytes) -> bytes:
    content = export.files()["transactions.jsonl"]
    assert old in content
    return content.replace(old, new, 1)


def test_a_changed_amount_is_named(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    content = changed_line(export, b'"amount_minor":300', b'"amount_minor":301')
    code, said = check(export.write(tmp_path / "e", transactions_jsonl=content))
    assert code == CONTRADICTED
    assert "(transactions.jsonl, line 3): its debits and credits differ" in said
    assert "block 1: its lines are not the ones that were sealed" in said
    assert f"account {CASH} (balances.jsonl, line 3): balance at the end is told as" in said


def test_a_changed_word_is_found(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    content = changed_line(export, b'"rent"', b'"Rent"')
    code, said = check(export.write(tmp_path / "e", transactions_jsonl=content))
    assert (code, said.count("FAULT")) == (CONTRADICTED, 1)
    assert "block 1: its lines are not the ones that were sealed" in said


def test_a_left_out_line_is_missed(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    export.lines[2].pop()
    code, said = check(export.write(tmp_path / "e"))
    assert code == CONTRADICTED
    assert "block 3: 4 lines were sealed, 3 are left" in said


def test_a_line_too_many_is_in_no_block(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    export.lines[2].append(export.lines[0][0])
    code, said = check(export.write(tmp_path / "e"))
    assert code == UNREADABLE
    assert "transactions.jsonl, line 13: this line and all after it are in no block" in said


def test_two_lines_that_changed_places_are_out_of_order(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    first = export.lines[0]
    first[1], first[2] = first[2], first[1]
    code, said = check(export.write(tmp_path / "e"))
    assert code == CONTRADICTED
    assert "(transactions.jsonl, line 3): is out of order" in said


def test_lines_swapped_between_blocks_are_found_in_both(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    export.lines[0][6], export.lines[1][0] = export.lines[1][0], export.lines[0][6]
    code, said = check(export.write(tmp_path / "e"))
    assert code == CONTRADICTED
    assert "block 1: its lines are not" in said
    assert "block 2: its lines are not" in said


def test_a_cut_off_tail_of_blocks_is_contradicted_by_paper(tmp_path: Path, check: Check) -> None:
    whole = Export.of(story())
    short = Export.of(story()[:2])
    folder = short.write(tmp_path / "e")
    assert check(folder)[0] == PROVEN, "a consistent beginning is a ledger too"
    paper = whole.blocks[2].hash.hex()
    code, said = check(folder, "--root", f"2026-03-05={paper[:16]}")
    assert code == CONTRADICTED
    assert f"root of 2026-03-05: no block has the hash {paper[:16]} that is on paper" in said


def test_a_missing_block_breaks_the_chain(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    del export.blocks[1]
    del export.lines[1]
    files = Export.of(story()).files()
    code, said = check(export.write(tmp_path / "e", day_roots_json=files["day_roots.json"]))
    assert code == CONTRADICTED
    assert "block 3: does not go on from block 1" in said
    assert "day root of 2026-03-03: block 2 has another hash, or is missing" in said


def test_a_forged_block_is_not_signed_by_the_key(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    header = export.blocks[2].header
    export.blocks[2] = replace(
        seal_block(replace(header, key_id=NEXT_KEY.key_id), NEXT_KEY), header=header
    )
    code, said = check(export.write(tmp_path / "e"))
    assert code == CONTRADICTED
    assert "block 3: its header is not the one that was hashed" in said
    assert f"block 3: is not signed by key {KEY.key_id}" in said


def test_a_chain_made_anew_with_the_real_key_is_contradicted_by_one_old_root(
    tmp_path: Path, check: Check
) -> None:
    true = Export.of(story())
    told = story()
    told[0][0] = transaction(1, CASH, GRACE, 100)  # it never was Ada's money
    anew = Export.of(told).write(tmp_path / "anew")
    assert check(anew)[0] == PROVEN
    roots = [
        {"business_on": "2026-03-03", "block_number": 2, "block_hash": true.blocks[1].hash.hex()}
    ]
    (tmp_path / "roots.json").write_text(json.dumps(roots))
    code, said = check(anew, "--roots", tmp_path / "roots.json")
    assert code == CONTRADICTED
    assert "root of 2026-03-03: no block has the hash" in said
    assert check(true.write(tmp_path / "true"), "--roots", tmp_path / "roots.json")[0] == PROVEN


def test_a_transaction_that_never_balanced_is_named(tmp_path: Path, check: Check) -> None:
    told = story()
    entries = [
        EntryFacts(1, ADA, "debit", 5, "USD", ""),
        EntryFacts(2, CASH, "credit", 4, "USD", ""),
    ]
    told[1][0] = replace(told[1][0], entries=entries)
    code, said = check(Export.of(told).write(tmp_path / "e"))
    assert (code, said.count("FAULT")) == (CONTRADICTED, 1)
    assert "(transactions.jsonl, line 8): its debits and credits differ" in said


def test_a_balance_that_is_not_the_sum_is_named(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    balances = export.balances()
    balances[1]["current_minor"] += 1
    balances[3]["current_minor"] -= 1
    code, said = check(export.write(tmp_path / "e", balances_jsonl=rows(balances)))
    assert (code, said.count("FAULT")) == (CONTRADICTED, 2)
    assert f"account {GRACE} (balances.jsonl, line 2): balance at the end is told as 4201" in said
    assert f"account {ADA} (balances.jsonl, line 4): balance 2026-03-02 is told as" in said


def test_an_account_without_a_closing_balance_is_named(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    code, said = check(export.write(tmp_path / "e", balances_jsonl=rows(export.balances()[1:3])))
    assert code == CONTRADICTED
    assert f"account {ADA}: no closing balance in USD is told" in said


# --- Proofs of one thing. ------------------------------------------------------------------------


def written(path: Path, told: Any) -> Path:
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_every_transaction_can_be_proven_alone(tmp_path: Path, check: Check) -> None:
    export = Export.of(story(), [KEY, NEXT_KEY])
    for block, lines in enumerate(export.lines):
        for index in range(len(lines)):
            proof = written(tmp_path / "proof.json", export.proof_of(block, index))
            assert check("--proof", proof)[0] == PROVEN


def test_a_proof_reaches_paper_through_the_headers_it_carries(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    root = f"2026-03-05={export.blocks[2].hash.hex()}"
    proof = written(tmp_path / "proof.json", export.proof_of(0, 3, through=2))
    assert check("--proof", proof, "--root", root)[0] == PROVEN
    short = written(tmp_path / "short.json", export.proof_of(0, 3))
    code, said = check("--proof", short, "--root", root)
    assert code == UNREADABLE
    assert "not reached by the proof; give the export" in said
    folder = export.write(tmp_path / "e")
    assert check(folder, "--proof", short, "--root", root)[0] == PROVEN


def test_a_gap_in_the_headers_leads_to_no_paper(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    proof = export.proof_of(0, 3, through=2)
    del proof["blocks"][1]
    root = f"2026-03-05={export.blocks[2].hash.hex()}"
    assert check("--proof", written(tmp_path / "p.json", proof), "--root", root)[0] == UNREADABLE


def test_a_proof_from_another_ledger_is_contradicted_by_the_export(
    tmp_path: Path, check: Check
) -> None:
    told = story()
    told[0][0] = transaction(1, CASH, GRACE, 100)
    proof = written(tmp_path / "proof.json", Export.of(told).proof_of(0, 0))
    code, said = check(Export.of(story()).write(tmp_path / "e"), "--proof", proof)
    assert code == CONTRADICTED
    assert "block 1: is not the block of that number in the export" in said


@pytest.mark.parametrize("field", ["line", "index", "path", "block"])
def test_a_changed_proof_proves_nothing(tmp_path: Path, check: Check, field: str) -> None:
    export = Export.of(story())
    proof = export.proof_of(0, 3, through=2)
    told = proof["transactions"][0]
    told[field] = {
        "line": told["line"].replace("400", "500"),
        "index": 2,
        "path": told["path"][:-1],
        "block": 2,
    }[field]
    code, said = check("--proof", written(tmp_path / "p.json", proof))
    assert code == CONTRADICTED
    assert "line 1: is not in block" in said


def test_a_closing_balance_is_proven_by_the_lines_it_lists(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    proof = export.proof_of(0, 1, through=2)
    of_grace = [
        (block, index)
        for block, lines in enumerate(export.lines)
        for index, line in enumerate(lines)
        if str(GRACE).encode() in line
    ]
    proof["transactions"] = [export.told_path(*place) for place in of_grace]
    proof["claim"] = {
        "kind": "balance",
        "id": str(GRACE),
        "currency": "USD",
        "normal_side": "credit",
        "business_on": "2026-03-31",
        "current_minor": 4_200,
    }
    path = written(tmp_path / "p.json", proof)
    assert check("--proof", path)[1].startswith("Proof of 4200 minor units of USD on 2026-03-31")
    proof["transactions"].pop()
    code, said = check("--proof", written(path, proof))
    assert code == CONTRADICTED
    assert "the proof: claims 4200, its lines come to 3000" in said
    proof["transactions"].append(proof["transactions"][0])
    assert "is there twice" in check("--proof", written(path, proof))[1]


# --- Ed25519, by the book. -----------------------------------------------------------------------

RFC_8032 = [  # section 7.1: secret, public, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
        "6bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d"
        "8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6"
        "594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_of_rfc_8032_are_accepted(
    secret: str, public: str, message: str, signature: str
) -> None:
    parts = [bytes.fromhex(each) for each in (public, message, signature)]
    assert script.is_signed(*parts)
    assert SealKey(bytes.fromhex(secret)).public_key == parts[0]
    assert not script.is_signed(parts[0], parts[1] + b"!", parts[2])


def test_the_signature_of_rfc_9421_is_accepted() -> None:
    told = json.loads(outside("rfc-vectors", "rfc9421_signatures.json").read_text())["B.2.6"]
    pem = outside("rfc-vectors", told["public_key_file"]).read_bytes()
    key = load_pem_public_key(pem)
    assert isinstance(key, Ed25519PublicKey)
    message, signature = told["signature_base"].encode(), b64decode(told["signature_b64"])
    assert script.is_signed(key.public_bytes_raw(), message, signature)
    assert not script.is_signed(key.public_bytes_raw(), message + b"\n", signature)


def test_a_signature_has_one_spelling() -> None:
    message = b"block"
    signature = KEY.sign(message)
    s = int.from_bytes(signature[32:], "little")
    assert script.is_signed(KEY.public_key, message, signature)
    again = signature[:32] + (s + script.L).to_bytes(32, "little")
    assert not script.is_signed(KEY.public_key, message, again)
    assert not script.is_signed(KEY.public_key, message, signature[:63])


@pytest.mark.parametrize("y", [2**255 - 19 + 1, 2**255 - 19, 2**255 - 1, 1 | 1 << 255, 2])
def test_a_point_has_one_spelling(y: int) -> None:
    assert script.decode(y.to_bytes(32, "little")) is None


@settings(max_examples=25, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=40), data=st.data())
def test_the_script_and_the_library_agree(seed: bytes, message: bytes, data: st.DataObject) -> None:
    key = SealKey(seed)
    signature = key.sign(message)
    assert script.is_signed(key.public_key, message, signature)
    bit = data.draw(st.integers(0, 511))
    changed = (int.from_bytes(signature) ^ 1 << bit).to_bytes(64)
    assert not script.is_signed(key.public_key, message, changed)


# --- Bad files: one line, never a traceback. -----------------------------------------------------

NAMES = tuple(Export.of(story()).files())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"NaN\n",
        b'{"a":NaN}\n',
        b"[" * 200_000 + b"\n",
        b'{"version":' + b"9" * 5_000 + b"}\n",
        b'{"id":1,"id":2}\n',
        b"\xff\xfe\n",
        b"\x00" * 50 + b"\n",
        b'{"partner":[],"blocks":{},"header":"[]","entries":3}\n',
        b"null\n",
    ],
)
def test_nonsense_is_answered_in_one_line(
    tmp_path: Path, check: Check, name: str, content: bytes
) -> None:
    folder = Export.of(story()).write(tmp_path / "e")
    (folder / name).write_bytes(content)
    code, said = check(folder)
    assert code in (CONTRADICTED, UNREADABLE)
    assert "Traceback" not in said
    assert len(said.splitlines()) < 20


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_missing_or_cut_in_half_is_not_proven(
    tmp_path: Path, check: Check, name: str
) -> None:
    folder = Export.of(story()).write(tmp_path / "e")
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    assert check(folder)[0] == UNREADABLE
    (folder / name).unlink()
    code, said = check(folder)
    assert code == UNREADABLE
    assert name in said


def test_an_amount_that_is_no_whole_number_is_refused(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    for amount in (b"3e2", b"300.0", b"true", b'"300"', b"-300", b"9223372036854775808"):
        content = changed_line(export, b'"amount_minor":300', b'"amount_minor":' + amount)
        assert check(export.write(tmp_path / "e", transactions_jsonl=content))[0] == UNREADABLE


def test_a_zip_that_swells_is_given_up(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "FILE_BYTES_MAX", 1_000_000)
    monkeypatch.setattr(script, "LINE_BYTES_MAX", 1_000_000)
    for name in NAMES:
        with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
            for each, content in Export.of(story()).files().items():
                bomb.writestr(each, b" " * 5_000_000 if each == name else content)
        code, said = check(tmp_path / "bomb.zip")
        assert code == UNREADABLE
        assert name in said


def test_a_zip_of_other_bytes_is_unreadable(tmp_path: Path, check: Check) -> None:
    folder = Export.of(story()).write(tmp_path / "e")
    archive = Path(shutil.make_archive(str(tmp_path / "export"), "zip", folder))
    content = archive.read_bytes()
    for cut in (0, 10, len(content) // 2, len(content) - 5):
        archive.write_bytes(content[:cut])
        assert check(archive)[0] == UNREADABLE
    assert check(tmp_path / "nowhere")[0] == UNREADABLE


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(NAMES), where=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255)
)
def test_no_changed_byte_is_proven(
    tmp_path: Path, check: Check, name: str, where: float, byte: int
) -> None:
    """Only what no hash is over may change: an account's name, a root's day, spaces in JSON."""
    export = Export.of(story())
    content = bytearray(export.files()[name])
    place = int(where * len(content))
    before, content[place] = bytes(content), byte
    folder = export.write(tmp_path / "e", **{name.replace(".json", "_json"): bytes(content)})
    code, said = check(folder)
    assert "Traceback" not in said
    if name in ("transactions.jsonl", "blocks.jsonl") and code == PROVEN:
        assert [json.loads(line) for line in before.splitlines()] == [
            json.loads(line) for line in bytes(content).splitlines()
        ]


def test_a_block_is_told_by_its_very_header(tmp_path: Path, check: Check) -> None:
    export = Export.of(story())
    told = [told_block(block) for block in export.blocks]
    told[1]["header"] = told[1]["header"].replace(",", ", ")
    code, said = check(export.write(tmp_path / "e", blocks_jsonl=rows(told)))
    assert code == CONTRADICTED
    assert "block 2: its header is not the one that was hashed" in said
