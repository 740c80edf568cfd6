#!/usr/bin/env python3
"""Check a Guildhall audit trail, with nothing but Python's standard library and this one file.

    verify_audit.py EXPORT                           a whole export: a folder or a .zip
    verify_audit.py EXPORT --root 2026-03-31=9f3a…   … against a root that somebody else kept
    verify_audit.py EXPORT --roots FILE.json         … against the day roots handed to the bank

How it works. Every audit record is one line of text. Lines are closed into numbered blocks: a hash
over all lines of a block (a Merkle tree, RFC 9162) goes into the block's header, with the hash of
the block before. The header's hash is signed (Ed25519, RFC 8032). So one hash in other hands pins
down every record that was sealed before it.

What it proves: no sealed record, block or signature was changed, left out, added or moved since.
What it does not prove: that the keys are the bank's, and that the whole chain was not made anew by
whoever holds the key. Roots in other hands do that: each day's is handed to the bank. Compare the
first key that is printed with the one you were given.

Exit code: 0 everything holds; 1 something is contradicted, and each fault is named; 2 the files
cannot be read. It shares no code with the program, and stands alone beside verify_ledger.py.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path

LINE_BYTES_MAX = 16_000_000
FILE_BYTES_MAX = 64_000_000
FAULTS_MAX = 1_000
ROOT_DIGITS_MIN = 12  # a root may be given by its beginning


class Unreadable(Exception):
    """The files are damaged, or are no export."""


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


# --- The trail: keys, blocks, records. -----------------------------------------------------------


class Trail:
    """What was read so far, and every fault found in it."""

    def __init__(self, partner, faults):
        self.partner, self.faults, self.keys, self.hashes = partner, faults, {}, {}
        self.seen = set()

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")
        if len(self.faults) >= FAULTS_MAX:
            raise Unreadable(f"over {FAULTS_MAX} faults, the first of them: {self.faults[0]}")

    def read_keys(self, keys):
        """The first key stands for itself; every later one is endorsed by an earlier one."""
        for told in keys:
            key, name = unhex(told["public_key"]), f"key {told['key_id']}"
            if hashlib.sha256(key).hexdigest()[:16] != told["key_id"]:
                self.fault(name, "is not the fingerprint of its public key")
            elder, message = self.keys.get(told["endorsed_by"]), b"guildhall seal key\x00" + key
            if self.keys and not (elder and is_signed(elder, message, unhex(told["endorsement"]))):
                self.fault(name, "is endorsed by no earlier key")
            self.keys[told["key_id"]] = key

    def read_block(self, told, before):
        """Hash, signature and chain of one block; returns its header."""
        header = parse(told["header"], "the header of a block")
        name = f"block {header['number']}"
        digest = sha256(b"\x03", told["header"].encode())
        if header["chain"] != "audit" or header["partner"] != self.partner:
            self.fault(name, "is of another chain or partner")
        if digest.hex() != told["hash"]:
            self.fault(name, "its hash is not that of its header")
        key = self.keys.get(header["key_id"])
        if key is None or not is_signed(key, digest, unhex(told["signature"])):
            self.fault(name, f"is not signed by key {header['key_id']}")
        follows = (before["number"] + 1, before["hash"], before["written_below"])
        if (header["number"], header["previous_hash"], header["written_from"]) != follows:
            self.fault(name, f"does not follow block {before['number']}")
        header["hash"] = self.hashes[header["number"]] = digest.hex()
        return header

    def read_lines(self, header, lines, marks):
        """The lines of a block are all there, in order of their ids, and hash to its root.

        `marks` are the first 8 digits of each line's hash as it was sealed. They prove nothing;
        where the root does not fit, they tell which record it was.
        """
        name, leaves, names, last = f"block {header['number']}", [], [], ""
        while len(leaves) < header["records"] and (found := next(lines, None)):
            where, line = found
            record = parse(line, where)
            its_name = f"record {record['id']} ({where})"
            if record["partner"] != self.partner or record["id"] in self.seen:
                self.fault(its_name, "is of another partner, or told twice")
            if record["id"] <= last:
                self.fault(its_name, "is out of order")
            last = record["id"]
            self.seen.add(last)
            leaves.append(sha256(b"\x00", line))
            names.append(its_name)
        if len(leaves) != header["records"]:
            self.fault(name, f"{header['records']} records were sealed, {len(leaves)} are left")
        elif not leaves or root_of(leaves).hex() != header["root"]:
            self.fault(name, "its records are not the ones that were sealed")
        else:
            return
        kept = Counter(marks[at : at + 8] for at in range(0, len(marks), 8))
        for its_name, leaf in zip(names, leaves, strict=True):
            kept[leaf.hex()[:8]] -= 1
            if marks and kept[leaf.hex()[:8]] < 0:
                self.fault(its_name, f"is not as {name} sealed it")

    def check_roots(self, roots):
        """Each root that somebody else kept must be the hash of a block of this chain."""
        for day, root in roots:
            if len(root) < ROOT_DIGITS_MIN or set(root) - set("0123456789abcdef"):
                raise Unreadable(f"root of {day}: give {ROOT_DIGITS_MIN} to 64 digits of it")
            if not any(digest.startswith(root) for digest in self.hashes.values()):
                self.fault(f"root of {day}", f"no block has the hash {root}")


def unhex(text):
    return bytes.fromhex(text or "")


def check(export, faults):
    manifest = export.whole("manifest.json")
    trail = Trail(manifest["partner"], faults)
    trail.read_keys(export.whole("keys.json"))
    lines = export.lines("records.jsonl")
    header = {"number": 0, "hash": "00" * 32, "written_below": 0}
    for where, block in export.lines("blocks.jsonl"):
        told = parse(block, where)
        header = trail.read_block(told, header)
        trail.read_lines(header, lines, told.get("marks") or "")
    for where, _line in lines:
        trail.fault(where, "this record and all after it are in no block")
        break
    if (header["number"], header["hash"]) != (manifest["blocks"], manifest["last_hash"]):
        trail.fault("manifest.json", f"tells of {manifest['blocks']} blocks, not of these")
    for root in export.whole("day_roots.json"):
        if trail.hashes.get(root["audit_block_number"]) != root["audit_block_hash"]:
            trail.fault(f"day root of {root['business_on']}", "its block has another hash")
    return trail


def main(arguments=None):
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("export", type=Path)
    options.add_argument("--root", action="append", default=[], metavar="YYYY-MM-DD=HASH")
    options.add_argument("--roots", type=Path, metavar="FILE")
    given = options.parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")
    faults = []
    try:
        trail = check(Export(given.export), faults)
        roots = [each.partition("=")[::2] for each in given.root]
        handed = Export(given.roots.parent).whole(given.roots.name) if given.roots else []
        roots += [
            (root["business_on"], root["audit_block_hash"])
            for root in handed
            if root.get("partner", trail.partner) == trail.partner and "audit_block_hash" in root
        ]
        trail.check_roots(roots)
    except Exception as error:  # whatever is wrong with a file, the answer is one line
        print(f"UNREADABLE  {type(error).__name__}: {' '.join(str(error).split())[:300]}")
        return 2
    print(f"Partner {trail.partner}: {len(trail.hashes)} blocks, {len(trail.seen)} records")
    print(f"The first key is {next(iter(trail.keys), 'missing')}")
    for fault in faults:
        print("FAULT  " + " ".join(fault.split()))
    print(f"CONTRADICTED  {len(faults)} faults" if faults else "PROVEN")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
