#!/usr/bin/env python3
"""Check a Guildhall ledger, with nothing but Python's standard library and this one file.

    verify_ledger.py EXPORT                           a whole export: a folder or a .zip
    verify_ledger.py EXPORT --root 2026-03-31=9f3a…   … against a root that old paper bears
    verify_ledger.py EXPORT --roots FILE.json         … against day roots kept somewhere else
    verify_ledger.py [EXPORT] --proof FILE.json       one transaction or one closing balance

How it works. Every transaction is one line of text. Lines are closed into numbered blocks: a hash
over all lines of a block (a Merkle tree, RFC 9162) goes into the block's header, with the hash of
the block before. The header's hash is signed (Ed25519, RFC 8032). So one hash on paper, kept by
somebody else, pins down every line that was sealed before it.

What a whole export proves: no sealed line, block or signature was changed, left out, added or moved
since; every transaction balances; the balances told are the sums of the lines.
What it does not prove: that the keys are the bank's, and that the whole chain was not made anew by
whoever holds the key. Paper does that: give the roots printed on statements or handed to the bank.
A proof of a transaction proves that its line is in a signed block. A proof of a closing balance
proves that the lines it lists are, and add up; that no other line exists, only an export can show.

Anybody can make a ledger with a key of his own: compare the first key that is printed with the one
you were given. Exit code: 0 everything holds; 1 something is contradicted, and each fault is named;
2 the files cannot be read, or do not reach what was asked.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

LINE_BYTES_MAX = 16_000_000  # a transaction of 10,000 entries has some 3 million
FILE_BYTES_MAX = 64_000_000
FAULTS_MAX = 1_000
AMOUNT_MAX = 2**63 - 1
PAPER_DIGITS_MIN = 12  # paper may bear the beginning of a hash


class Unreadable(Exception):
    """The files are damaged, are no export, or do not reach what was asked."""


# --- Reading: bounded in size, strict in form; nothing is ever unpacked onto the disk. -----------


def parse(text, where):
    """JSON without NaN, and without a key told twice, which two readers could read differently."""

    def refuse(what):
        raise ValueError(f"{what} is not allowed here")

    def once(pairs):
        return dict(pairs) if len(dict(pairs)) == len(pairs) else refuse("a key told twice")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{where}: {error}") from None


class Export:
    """The files of an export, in a folder or a .zip."""

    def __init__(self, path):
        place = path if path.is_dir() else zipfile.ZipFile(path)
        self.open = lambda name: place.open(name) if path.is_file() else (place / name).open("rb")

    def lines(self, name):
        """Where each line is, and its very bytes without the newline."""
        with self.open(name) as file:
            number = 0
            while line := file.readline(LINE_BYTES_MAX):
                number += 1
                if not line.endswith(b"\n"):
                    raise Unreadable(f"{name}, line {number}: cut off, or too long")
                yield f"{name}, line {number}", line[:-1]

    def whole(self, name):
        with self.open(name) as file:
            content = file.read(FILE_BYTES_MAX + 1)
        if len(content) > FILE_BYTES_MAX:
            raise Unreadable(f"{name}: more than {FILE_BYTES_MAX} bytes")
        return parse(content, name)


# --- Hashes: a leaf, a node and a header begin with different bytes. -----------------------------


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(leaves):
    """RFC 9162, 2.1.1: split at the largest power of two that is smaller than their number."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01", root_of(leaves[:left]), root_of(leaves[left:]))


def root_from(leaf, index, size, path):
    """RFC 9162, 2.1.3.2: climb from a leaf to the root; None when the path does not fit."""
    last, node, path = size - 1, leaf, list(path)
    while last > 0:
        if index % 2 or index < last:
            if not path:
                return None
            other = path.pop(0)
            node = sha256(b"\x01", other, node) if index % 2 else sha256(b"\x01", node, other)
        index, last = index // 2, last // 2
    return None if path or index else node


# --- Signatures: Ed25519, verified as RFC 8032, 5.1.7 says. A point is X, Y, Z and T. ------------

P = 2**255 - 19  # the field
L = 2**252 + 27742317777372353535851937790883648493  # the order of the base point
D = -121665 * pow(121666, -1, P) % P


def decode(data):
    """The point behind 32 bytes (5.1.3); None unless they are its one right spelling."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return (x, y, 1, x * y % P)


def encode(point):
    x, y = (value * pow(point[2], -1, P) % P for value in point[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def add_up(s, p, k, q):
    """[s]P + [k]Q, bit by bit from the highest, both in one go."""
    steps, result = {(1, 0): p, (0, 1): q, (1, 1): add(p, q)}, (0, 1, 1, 0)
    for place in range(255, -1, -1):
        result, bits = add(result, result), (s >> place & 1, k >> place & 1)
        result = add(result, steps[bits]) if any(bits) else result
    return result


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(public_key, message, signature):
    """Whether [s]B = R + [k]A, with s below the order and every point in its right spelling."""
    key = decode(public_key)
    if key is None or len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + public_key + message).digest(), "little") % L
    minus_key = (P - key[0], key[1], 1, P - key[3])
    return s < L and encode(add_up(s, BASE, k, minus_key)) == r


# --- The ledger: keys, blocks, lines. ------------------------------------------------------------


class Ledger:
    """What was read so far, and every fault found in it."""

    def __init__(self, partner, faults):
        self.partner, self.faults, self.keys, self.hashes = partner, faults, {}, {}
        self.seen = set()  # ids of transactions
        self.moves = defaultdict(lambda: defaultdict(int))  # (account, currency): day: net debit

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")
        if len(self.faults) >= FAULTS_MAX:
            raise Unreadable(f"over {FAULTS_MAX} faults, the first of them: {self.faults[0]}")

    def read_keys(self, keys):
        """The first key stands for itself; every later one is endorsed by an earlier one."""
        for key in keys:
            name, public = f"key {key['key_id']}", bytes.fromhex(key["public_key"])
            elder, word = self.keys.get(key["endorsed_by"]), b"guildhall seal key\x00" + public
            if sha256(public).hex()[:16] != key["key_id"]:
                self.fault(name, "is not the fingerprint of its public key")
            if self.keys and not (elder and is_signed(elder, word, unhex(key["endorsement"]))):
                self.fault(name, "is endorsed by no earlier key")
            self.keys[key["key_id"]] = public

    def read_block(self, told, before):
        """A header: its hash, its signature, and its link to the block before, if that is known."""
        header = parse(told["header"], "the header of a block")
        name, digest = f"block {header['number']}", sha256(b"\x02", told["header"].encode())
        key = self.keys.get(header["key_id"])
        if header["partner"] != self.partner or header["version"] != 1:
            self.fault(name, "is another partner's, or of an unknown version")
        if digest.hex() != told["hash"]:
            self.fault(name, "its header is not the one that was hashed")
        if key is None or not is_signed(key, digest, unhex(told["signature"])):
            self.fault(name, f"is not signed by key {header['key_id']}")
        if before:
            due = (before["number"] + 1, before["hash"], before["written_below"])
            if (header["number"], header["previous_hash"], header["written_from"]) != due:
                self.fault(name, f"does not go on from block {before['number']}")
        self.hashes[header["number"]] = digest.hex()
        return header | {"hash": digest.hex()}

    def read_line(self, line, where):
        """A transaction: it is there once, and balances in each currency. Returns its id."""
        told = parse(line, where)
        name, net = f"transaction {told['id']} ({where})", defaultdict(int)
        if told["partner"] != self.partner or told["id"] in self.seen:
            self.fault(name, "is another partner's, or is there twice")
        self.seen.add(told["id"])
        for number, entry in enumerate(told["entries"], 1):
            amount, side = entry["amount_minor"], entry["side"]
            if entry["line"] != number or side not in ("debit", "credit"):
                self.fault(name, f"entry {number} is out of order, or has no side")
            if type(amount) is not int or not 0 < amount <= AMOUNT_MAX:
                raise Unreadable(f"{name}: entry {number} has no positive whole amount")
            signed = amount if side == "debit" else -amount
            net[entry["currency"]] += signed
            self.moves[entry["account"], entry["currency"]][told["effective_on"]] += signed
        if any(net.values()) or not told["entries"]:
            self.fault(name, "its debits and credits differ")
        return told["id"]

    def balance(self, account, until=None):
        """The sum of an account's lines, in its normal direction, up to a day or of all days."""
        days = self.moves[account["id"], account["currency"]].items()
        net = sum(amount for day, amount in days if until is None or day <= until)
        return net if account["normal_side"] == "debit" else -net

    def check_paper(self, paper, is_whole):
        """Each root that somebody else kept must be the hash of a block of this chain."""
        for day, root in paper:
            if len(root) < PAPER_DIGITS_MIN or set(root) - set("0123456789abcdef"):
                raise Unreadable(f"root of {day}: give {PAPER_DIGITS_MIN} to 64 digits of it")
            if not any(digest.startswith(root) for digest in self.hashes.values()):
                if not is_whole:
                    raise Unreadable(f"root of {day}: not reached by the proof; give the export")
                self.fault(f"root of {day}", f"no block has the hash {root} that is on paper")


def unhex(text):
    return bytes.fromhex(text or "")


# --- The whole export, and a single proof. -------------------------------------------------------


def check_export(export, faults):
    manifest = export.whole("manifest.json")
    ledger = Ledger(manifest["partner"], faults)
    ledger.read_keys(export.whole("keys.json"))
    lines = export.lines("transactions.jsonl")
    header = {"number": 0, "hash": "00" * 32, "written_below": 0}
    for where, block in export.lines("blocks.jsonl"):
        told = parse(block, where)
        header = ledger.read_block(told, header)
        check_lines(ledger, header, lines, told.get("marks") or "")
    for where, _line in lines:
        raise Unreadable(f"{where}: this line and all after it are in no block")
    if (header["number"], header["hash"]) != (manifest["blocks"], manifest["last_hash"]):
        ledger.fault("manifest.json", f"tells of {manifest['blocks']} blocks, not of these")
    check_balances(ledger, export)
    for root in export.whole("day_roots.json"):
        name = f"day root of {root['business_on']}"
        if ledger.hashes.get(root["block_number"]) != root["block_hash"]:
            ledger.fault(name, f"block {root['block_number']} has another hash, or is missing")
    return ledger


def check_lines(ledger, header, lines, marks):
    """The lines of a block are all there, in order of their ids, and hash to its root.

    `marks` are the first 8 digits of each line's hash as it was sealed. They prove nothing; where
    the root does not fit, they tell which line it was.
    """
    name, leaves, last, names = f"block {header['number']}", [], "", []
    while len(leaves) < header["transactions"] and (found := next(lines, None)):
        leaves.append(sha256(b"\x00", found[1]))
        its_id = ledger.read_line(found[1], found[0])
        if its_id <= last:
            ledger.fault(f"transaction {its_id} ({found[0]})", "is out of order")
        last = its_id
        names.append(f"transaction {its_id} ({found[0]})")
    if len(leaves) != header["transactions"]:
        ledger.fault(name, f"{header['transactions']} lines were sealed, {len(leaves)} are left")
    elif not leaves or root_of(leaves).hex() != header["root"]:
        ledger.fault(name, "its lines are not the ones that were sealed")
    else:
        return
    kept = defaultdict(int)
    for at in range(0, len(marks), 8):
        kept[marks[at : at + 8]] += 1
    for its_name, leaf in zip(names, leaves, strict=True):
        kept[leaf.hex()[:8]] -= 1
        if marks and kept[leaf.hex()[:8]] < 0:
            ledger.fault(its_name, f"is not as {name} sealed it")


def check_balances(ledger, export):
    """Every balance told is the sum of its account's lines; no line is of an unknown account."""
    accounts = {}
    for where, line in export.lines("accounts.jsonl"):
        account = parse(line, where)
        accounts[account["id"]] = account
    closed = set()
    for where, line in export.lines("balances.jsonl"):
        told = parse(line, where)
        account, day = accounts[told["account"]], told["business_on"]
        if told["current_minor"] != (due := ledger.balance(account, day)):
            what = f"balance {day or 'at the end'} is told as {told['current_minor']}"
            ledger.fault(f"account {account['id']} ({where})", f"{what}, its lines come to {due}")
        closed |= {account["id"]} if day is None else set()
    told = {(each["id"], each["currency"]) for each in accounts.values()}
    for its_id, currency in sorted(told | ledger.moves.keys()):
        if its_id not in closed or accounts[its_id]["currency"] != currency:
            ledger.fault(f"account {its_id}", f"no closing balance in {currency} is told")


def check_proof(proof, chain, faults):
    """Each line climbs to the root of its signed block; then what the lines come to."""
    ledger, header, headers, run = Ledger(proof["partner"], faults), None, {}, []
    ledger.read_keys(proof["keys"])
    for told in proof["blocks"]:
        number = parse(told["header"], "the header of a block")["number"]
        follows = header is not None and number == header["number"] + 1
        header = ledger.read_block(told, header if follows else None)
        headers[number], run = header, [*run, number] if follows else [number]
        if chain and chain.hashes.get(number) != header["hash"]:
            ledger.fault(f"block {number}", "is not the block of that number in the export")
    for number, told in enumerate(proof["transactions"], 1):
        line, block = told["line"].encode(), headers[told["block"]]
        path, place = [unhex(each) for each in told["path"]], (told["index"], block["transactions"])
        if root_from(sha256(b"\x00", line), *place, path) != unhex(block["root"]):
            ledger.fault(f"line {number}", f"is not in block {told['block']}")
        ledger.read_line(line, f"line {number}")
    used = {told["block"] for told in proof["transactions"]}
    # Paper reaches the lines only through headers that follow each other without a gap.
    ledger.hashes = {n: ledger.hashes[n] for n in run if used <= set(run) and n >= max(used)}
    claim = proof["claim"]
    if claim["kind"] == "transaction":
        print(f"Proof of transaction {claim['id']}")
        if ledger.seen != {claim["id"]}:
            ledger.fault("the proof", "is not of the transaction it names")
    else:
        due, told = ledger.balance(claim, claim["business_on"]), claim["current_minor"]
        print(f"Proof of {told} minor units of {claim['currency']} on {claim['business_on']}")
        if due != told:
            ledger.fault("the proof", f"claims {told}, its lines come to {due}")
    return ledger


def main(arguments=None):
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("export", nargs="?", type=Path)
    options.add_argument("--root", action="append", default=[], metavar="YYYY-MM-DD=HASH")
    options.add_argument("--roots", type=Path, metavar="FILE")
    options.add_argument("--proof", type=Path, metavar="FILE")
    given = options.parse_args(arguments)
    if not given.export and not given.proof:
        options.error("give an export, a proof, or both")
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        faults = run(given)
    except Exception as error:  # whatever is wrong with a file, the answer is one line
        text = " ".join(str(error).split())[:300]
        print(f"UNREADABLE  {type(error).__name__}: {text}")
        return 2
    for fault in faults:
        print("FAULT  " + " ".join(fault.split()))
    print(f"CONTRADICTED  {len(faults)} faults" if faults else "PROVEN")
    return 1 if faults else 0


def run(given):
    paper, ledger, faults = [each.partition("=")[::2] for each in given.root], None, []
    if given.export:
        ledger = check_export(Export(given.export), faults)
        print(f"Partner {ledger.partner}: {len(ledger.hashes)} blocks, {len(ledger.seen)} lines")
    if given.proof:
        proof = Export(given.proof.parent).whole(given.proof.name)
        proven = check_proof(proof, ledger, faults)
    last = ledger or proven
    for root in Export(given.roots.parent).whole(given.roots.name) if given.roots else []:
        if root.get("partner", last.partner) == last.partner:
            paper += [(root["business_on"], root["block_hash"])]
    last.check_paper(paper, is_whole=bool(ledger))
    print(f"The first key is {next(iter(last.keys), 'missing')}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
