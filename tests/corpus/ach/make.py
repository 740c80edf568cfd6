"""Makes the ACH corpus: one small file for each kind of record and one for each defect.

Written in plain columns, with no help from the codec it judges. Run it to write the files again:
`python tests/corpus/ach/make.py`.
"""

from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDTH = 94
NINES = "9" * WIDTH
FIRST_BANK = "231380104"  # sends
SECOND_BANK = "121042882"  # receives
HARBOR = "1455550001"


@dataclass(frozen=True)
class Case:
    """A file of the corpus, its verdict, and the finding that a reader must report for it."""

    name: str
    content: bytes
    verdict: str = "accept"
    code: str = ""
    line: int | None = None


def file_header(modifier: str = "A") -> str:
    names = f"{'Cedar Bank':<23}{'First Bank of Somewhere':<23}{'':8}"
    return f"101 {SECOND_BANK} {FIRST_BANK}2611200930{modifier}094101{names}"


def batch_header(sec: str = "PPD", number: int = 1, service: str = "200") -> str:
    who = f"{service}{'Harbor Payroll':<16}{'':20}{HARBOR}{sec}{'PAYROLL':<10}"
    return f"5{who}{'261120'}261123   1{FIRST_BANK[:8]}{number:07}"


def iat_header(number: int = 1, sec: str = "IAT", indicator: str = "") -> str:
    money = f"{indicator:<16}FF3{'':15}US{HARBOR}{sec}{'TRADE':<10}CADUSD"
    return f"5200{money}261123   1{FIRST_BANK[:8]}{number:07}"


def entry(
    code: str = "22",
    amount: int = 12_345,
    *,
    account: str = "0012",
    bank: str = SECOND_BANK,
    trace: int = 1,
    addenda: int = 0,
    middle: str = f"{'E-1':<15}{'Ada Example':<22}",
) -> str:
    start = f"6{code}{bank}{account:<17}{amount:010}{middle}"
    return f"{start}  {addenda}{FIRST_BANK[:8]}{trace:07}"


def iat_entry(code: str = "22", amount: int = 12_345, *, addenda: int = 7) -> str:
    start = f"6{code}{SECOND_BANK}{addenda:04}{'':13}{amount:010}{'DE00 1234 5678':<35}"
    return f"{start}    1{FIRST_BANK[:8]}0000001"


def adv_entry(code: str, amount: int, sequence: int) -> str:
    start = f"6{code}{SECOND_BANK}{'ADV-1':<15}{amount:012}{FIRST_BANK}{'A0001':<5}1"
    return f"{start}{'Cedar Bank':<22}  001100001327{sequence:04}"


def addenda_05(text: str = "INVOICE 7", sequence: int = 1, trace: int = 1) -> str:
    return f"705{text:<80}{sequence:04}{trace:07}"


def addenda_02() -> str:
    place = f"{'12 Quay Street':<27}{'Norfolk':<15}VA"
    return f"702{'REF0001':<7}{'':3}T00001000123{'1120'}{'':6}{place}{FIRST_BANK[:8]}0000001"


def addenda_98(code: str = "C01") -> str:
    start = f"798{code}{SECOND_BANK[:8]}0000009{'':6}{FIRST_BANK[:8]}{'0034':<29}"
    refused = f"C01{9:07}{'':5}" if code > "C60" else f"{'':15}"
    return f"{start}{refused}{FIRST_BANK[:8]}0000001"


def addenda_99(code: str = "R03") -> str:
    start = f"799{code}{SECOND_BANK[:8]}0000009"
    return f"{start}{'':6}{FIRST_BANK[:8]}{'':44}{FIRST_BANK[:8]}0000001"


def iat_addenda_99() -> str:
    start = f"799R03{SECOND_BANK[:8]}0000009{'':6}{FIRST_BANK[:8]}{12_345:010}"
    return f"{start}{'':34}{FIRST_BANK[:8]}0000001"


def dishonored_99() -> str:
    start = f"799R68{SECOND_BANK[:8]}0000009{'':6}{FIRST_BANK[:8]}   "
    return f"{start}{SECOND_BANK[:8]}000000532703{'Came too late':<21}{FIRST_BANK[:8]}0000001"


def contested_99() -> str:
    start = f"799R73{SECOND_BANK[:8]}0000009261118{FIRST_BANK[:8]}322"
    middle = f"{SECOND_BANK[:8]}000000532303{FIRST_BANK[:8]}000000732568 "
    return f"{start}{middle}{FIRST_BANK[:8]}0000001"


def iat_addenda(optional: int = 0) -> list[str]:
    tail = "0000001"
    lines = [
        f"710BUS{12_345:018}{'FT-1':<22}{'Ada Example':<35}{'':6}{tail}",
        f"711{'Harbor Trading':<35}{'1 Pier Road':<35}{'':14}{tail}",
        f"712{'Norfolk*VA' + chr(92):<35}{'US*23510' + chr(92):<35}{'':14}{tail}",
        f"713{'First Bank':<35}01{FIRST_BANK:<34}{'US':<3}{'':10}{tail}",
        f"714{'Cedar Bank':<35}01{SECOND_BANK:<34}{'US':<3}{'':10}{tail}",
        f"715{'R-1':<15}{'2 Hill Street':<35}{'':34}{tail}",
        f"716{'Toronto*ON' + chr(92):<35}{'CA*M5V' + chr(92):<35}{'':14}{tail}",
    ]
    if optional:
        lines.append(f"717{'Thank you':<80}0001{tail}")
        lines.append(f"718{'Bank between':<35}01{'BETWEEN1':<34}{'DE':<3}{'':6}0001{tail}")
    return lines


def control(lines: list[str]) -> str:
    """The batch control for a batch's lines, header included."""
    adv = lines[0][50:53] == "ADV"
    entries = [line for line in lines if line[0] == "6"]
    amounts = slice(27, 39) if adv else slice(29, 39)
    credited = [int(line[amounts]) for line in entries if is_credit(line)]
    debited = [int(line[amounts]) for line in entries if not is_credit(line)]
    width = 20 if adv else 12
    start = f"8{lines[0][1:4]}{len(lines) - 1:06}{hash_of(entries):010}"
    sums = f"{sum(debited):0{width}}{sum(credited):0{width}}"
    end = f"{'':19}" if adv else f"{lines[0][40:50]}{'':25}"
    return f"{start}{sums}{end}{lines[0][79:94]}"


def is_credit(line: str) -> bool:
    if line[1] == "8":
        return line[2] in "1357"
    return line[2] in "1234"


def hash_of(entries: list[str]) -> int:
    return sum(int(line[3:11]) for line in entries) % 10**10


def file_control(lines: list[str]) -> str:
    entries = [line for line in lines if line[0] == "6"]
    controls = [line for line in lines if line[0] == "8"]
    headers = [line for line in lines if line[0] == "5"]
    counted = sum(1 for line in lines if line[0] in "67")
    width = 20 if any(line[50:53] == "ADV" for line in headers) else 12
    debit = sum(int(line[20 : 20 + width]) for line in controls)
    credit = sum(int(line[20 + width : 20 + 2 * width]) for line in controls)
    blocks = -(-(len(lines) + 1) // 10)
    start = f"9{len(headers):06}{blocks:06}{counted:08}{hash_of(entries):010}"
    return f"{start}{debit:0{width}}{credit:0{width}}".ljust(WIDTH)


def batch(*lines: str) -> list[str]:
    return [*lines, control(list(lines))]


def whole(*batches: list[str]) -> list[str]:
    lines = [file_header(), *(line for each in batches for line in each)]
    lines.append(file_control(lines))
    return lines + [NINES] * (-len(lines) % 10)


def joined(lines: list[str], end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode("latin-1")


def one(sec: str, *lines: str) -> bytes:
    return joined(whole(batch(batch_header(sec), *lines)))


PLAIN = whole(batch(batch_header(), entry()))


def kinds() -> list[Case]:
    """A file for each kind of record and shape of file; all of them are accepted."""
    corporate = f"{'INV-7':<15}0002{'Ada Example Co':<16}  "
    wide = entry(middle=corporate, addenda=1)
    iat = [iat_header(), iat_entry(), *iat_addenda()]
    iat_back = [iat_header(), iat_entry("21", addenda=8), *iat_addenda(), iat_addenda_99()]
    iat_change = [iat_header(sec="COR", indicator="IATCOR"), iat_entry("21", 0), *iat_addenda()]
    adv = [batch_header("ADV", service="280"), adv_entry("81", 100, 1), adv_entry("82", 50, 2)]
    far = [entry(bank="999999992", trace=n) for n in range(1, 103)]
    return [
        Case("ppd-credit", joined(PLAIN)),
        Case("ppd-mixed", one("PPD", entry("22"), entry("27", 500, trace=2))),
        Case("ppd-savings", one("PPD", entry("32"), entry("37", 500, trace=2))),
        Case("ppd-loan-and-ledger", one("PPD", entry("52"), entry("47", 500, trace=2))),
        Case("ppd-prenote", one("PPD", entry("23", 0), entry("38", 0, trace=2))),
        Case("ppd-addenda-05", one("PPD", entry(addenda=1), addenda_05())),
        Case("ccd-zero-remittance", one("CCD", entry("24", 0, addenda=1), addenda_05())),
        Case("ctx-two-addenda", one("CTX", wide, addenda_05(), addenda_05("INVOICE 8", 2))),
        Case("web-debit", one("WEB", entry("27", 999))),
        Case("tel-debit", one("TEL", entry("27", 999))),
        Case("pos-addenda-02", one("POS", entry("27", 999, addenda=1), addenda_02())),
        Case("cie-credit", one("CIE", entry(middle=f"{'Ada Example':<15}{'E-1':<22}"))),
        Case("mte-debit", one("MTE", entry("27", 9, addenda=1), addenda_02())),
        Case("pop-debit", one("POP", entry("27", middle=f"{'1234567':<9}NORFVA{'Ada':<22}"))),
        Case("shr-debit", one("SHR", entry("27", addenda=1, middle=f"{'1228'}{'77':<11}{'41':<22}"),
                              addenda_02())),
        Case("trc-debit", one("TRC", entry("27", middle=f"{'1234':<15}{'P1':<6}{'I1':<16}"))),
        Case("iat-credit", joined(whole(batch(*iat)))),
        Case("iat-all-addenda", joined(whole(batch(
            iat_header(), iat_entry(addenda=9), *iat_addenda(optional=2))))),
        Case("iat-return", joined(whole(batch(*iat_back)))),
        Case("iat-change", joined(whole(batch(*iat_change, addenda_98())))),
        Case("adv", joined(whole(batch(*adv)))),
        Case("cor-addenda-98", one("COR", entry("21", 0, addenda=1), addenda_98())),
        Case("cor-refused", one("COR", entry("21", 0, addenda=1), addenda_98("C61"))),
        Case("return-addenda-99", one("PPD", entry("26", addenda=1), addenda_99())),
        Case("return-dishonored", one("PPD", entry("26", addenda=1), dishonored_99())),
        Case("return-contested", one("PPD", entry("26", addenda=1), contested_99())),
        Case("two-batches", joined(whole(
            batch(batch_header(), entry()), batch(batch_header("CCD", 2), entry(trace=2))))),
        Case("no-batches", joined(whole())),
        Case("ten-records-no-filling", joined(whole(batch(batch_header(), *(
            entry(trace=n) for n in range(1, 7)))))),
        Case("hash-over-ten-digits", joined(whole(batch(batch_header(), *far)))),
        Case("line-ends-crlf", joined(PLAIN, "\r\n")),
        Case("line-ends-none", joined(PLAIN, "")),
        Case("last-line-end-missing", joined(PLAIN).removesuffix(b"\n")),
    ]  # fmt: skip


def changed(lines: list[str], line: int, start: int, text: str) -> list[str]:
    """The lines with one of them (from 1) written over at a position (from 1)."""
    old = lines[line - 1]
    new = old[: start - 1] + text + old[start - 1 + len(text) :]
    return [*lines[: line - 1], new, *lines[line:]]


def without(lines: list[str], line: int) -> list[str]:
    return [each for number, each in enumerate(lines, start=1) if number != line]


def inserted(lines: list[str], line: int, text: str) -> list[str]:
    return [*lines[: line - 1], text, *lines[line - 1 :]]


def reblocked(lines: list[str]) -> list[str]:
    kept = [line for line in lines if line != NINES]
    return kept + [NINES] * (-len(kept) % 10)


def defects() -> list[Case]:
    """A file for each structural defect; all of them are refused, for the reason given."""
    plain, refuse = joined(PLAIN), "refuse"
    with_addenda = whole(batch(batch_header(), entry(addenda=1), addenda_05()))
    adv = whole(batch(batch_header("ADV", service="280"), adv_entry("81", 100, 1)))
    thirty = one("PPD", *(entry(trace=n) for n in range(1, 31)))
    faults: list[tuple[str, bytes, str, int]] = [
        ("empty", b"", "empty", 0),
        ("one-line-end", b"\n", "record_length", 1),
        ("not-ach-at-all", b"id,amount\n1,25.00\n", "record_length", 1),
        ("record-short", plain.replace(b"Ada Example  ", b"Ada Example "), "record_length", 3),
        ("record-long", plain.replace(b"Ada Example", b"Ada Example "), "record_length", 3),
        ("record-unfilled", plain.replace(b" " * 8 + b"\n", b"\n", 1), "record_length", 1),
        ("blank-line-at-end", plain + b"\n", "record_length", 11),
        ("line-ends-cr", joined(PLAIN, "\r"), "record_length", 1),
        ("end-of-file-mark", plain + b"\x1a", "record_length", 11),
        ("byte-order-mark", b"\xef\xbb\xbf" + plain, "character", 1),
        ("letter-latin-1", plain.replace(b"Ada", b"Ad\xe1"), "character", 3),
        ("letter-utf-8", plain.replace(b"Ada ", "Adá".encode()), "character", 3),
        ("tab", plain.replace(b"Ada Example", b"Ada\tExample"), "character", 3),
        ("nul", plain.replace(b"Ada Example", b"Ada\0Example"), "character", 3),
        ("file-header-missing", joined(reblocked(PLAIN[1:])), "file_header_missing", 0),
        ("file-header-twice", joined(reblocked([PLAIN[0], *PLAIN])), "second_file_header", 2),
        ("file-control-missing", joined(reblocked(without(PLAIN, 5))), "file_control_missing", 0),
        ("file-control-twice", joined(reblocked(inserted(PLAIN, 6, PLAIN[4]))),
         "second_file_control", 6),
        ("batch-header-missing", joined(reblocked(without(PLAIN, 2))), "entry_outside_batch", 2),
        ("batch-control-missing", joined(reblocked(without(PLAIN, 4))), "batch_not_closed", 4),
        ("batch-in-batch", joined(reblocked(inserted(PLAIN, 4, batch_header(number=2)))),
         "batch_not_closed", 4),
        ("batch-control-twice", joined(reblocked(inserted(PLAIN, 5, PLAIN[3]))),
         "control_without_batch", 5),
        ("batch-after-file-control", joined(reblocked([*PLAIN[:5], *PLAIN[1:4]])),
         "record_after_control", 6),
        ("addenda-without-entry", joined(reblocked(inserted(PLAIN, 3, addenda_05()))),
         "addenda_without_entry", 3),
        ("record-type-unknown", joined(changed(PLAIN, 3, 1, "4")), "record_type", 3),
        ("filling-too-early", joined([*PLAIN[:4], NINES, PLAIN[4], *PLAIN[6:]]),
         "padding_early", 5),
        ("not-blocked-by-ten", joined(PLAIN[:9]), "blocking", 0),
        ("batch-entry-count", joined(changed(PLAIN, 4, 5, "000002")),
         "batch_entry_addenda_count", 4),
        ("batch-entry-hash", joined(changed(PLAIN, 4, 11, "0012104289")), "batch_entry_hash", 4),
        ("batch-debits", joined(changed(PLAIN, 4, 21, "000000000001")), "batch_total_debit", 4),
        ("batch-credits", joined(changed(PLAIN, 4, 33, "000000012346")), "batch_total_credit", 4),
        ("batch-count-not-a-number", joined(changed(PLAIN, 4, 5, "      ")), "not_a_number", 4),
        ("file-batch-count", joined(changed(PLAIN, 5, 2, "000002")), "file_batch_count", 5),
        ("file-entry-count", joined(changed(PLAIN, 5, 14, "00000002")),
         "file_entry_addenda_count", 5),
        ("file-entry-hash", joined(changed(PLAIN, 5, 22, "0012104289")), "file_entry_hash", 5),
        ("file-debits", joined(changed(PLAIN, 5, 32, "000000000001")), "file_total_debit", 5),
        ("file-credits", joined(changed(PLAIN, 5, 44, "000000012346")), "file_total_credit", 5),
        ("amount-changed", joined(changed(PLAIN, 3, 30, "0000012346")), "batch_total_credit", 4),
        ("amount-not-a-number", joined(changed(PLAIN, 3, 30, "00000123.4")), "not_a_number", 3),
        ("bank-changed", joined(changed(PLAIN, 3, 4, "23138010")), "batch_entry_hash", 4),
        ("bank-not-a-number", joined(changed(PLAIN, 3, 4, "2313801X")), "not_a_number", 3),
        ("code-of-no-side", joined(changed(PLAIN, 3, 2, "90")), "batch_total_credit", 4),
        ("addenda-lost", joined(reblocked(without(with_addenda, 4))),
         "batch_entry_addenda_count", 4),
        ("adv-file-count", joined(changed(adv, 5, 14, "00000000")), "file_entry_addenda_count", 5),
        ("cut-in-half", thirty[: len(thirty) // 2], "file_control_missing", 0),
        ("cut-between-records", joined(PLAIN[:3]), "batch_not_closed", 0),
        ("two-files-in-one", joined(PLAIN + PLAIN), "record_after_control", 11),
    ]  # fmt: skip
    return [Case(name, content, refuse, code, line) for name, content, code, line in faults]


def oddities() -> list[Case]:
    """Files that are odd in content only; accepted, with the warning given."""
    late = [*PLAIN[1:3], PLAIN[0], *PLAIN[3:]]
    swapped = one("PPD", entry(trace=2), entry(trace=1))
    odd: list[tuple[str, bytes, str, int]] = [
        ("odd-file-header-late", joined(late), "header_out_of_place", 3),
        ("odd-format-code", joined(changed(PLAIN, 1, 40, "9")), "format_code", 1),
        ("odd-destination", joined(changed(PLAIN, 1, 5, "12104XXXX")), "destination", 1),
        ("odd-class-unknown", one("ZZZ", entry()), "sec_code", 2),
        ("odd-service-class", joined(whole(batch(batch_header(service="225"), entry()))),
         "service_class_side", 3),
        ("odd-effective-date", joined(changed(PLAIN, 2, 70, "269999")), "effective_entry_date", 2),
        ("odd-code-unknown", one("PPD", entry("90", 0)), "transaction_code", 3),
        ("odd-amount-zero", one("PPD", entry(amount=0)), "amount_zero", 3),
        ("odd-check-digit", joined(changed(PLAIN, 3, 12, "3")), "check_digit", 3),
        ("odd-account-blank", joined(changed(PLAIN, 3, 13, " " * 17)), "account_number", 3),
        ("odd-name-blank", joined(changed(PLAIN, 3, 55, " " * 22)), "individual_name", 3),
        ("odd-trace-order", swapped, "trace_order", 4),
        ("odd-trace-repeated", one("PPD", entry(), entry()), "trace_repeated", 4),
        ("odd-indicator", joined(changed(PLAIN, 3, 79, "1")), "addenda_indicator", 3),
        ("odd-return-code", one("PPD", entry("26", addenda=1), addenda_99("R96")),
         "return_code", 4),
        ("odd-change-code", one("COR", entry("21", 0, addenda=1), addenda_98("C55")),
         "change_code", 4),
        ("odd-block-count", joined(changed(PLAIN, 5, 8, "000002")), "block_count", 5),
        ("odd-control-company", joined(changed(PLAIN, 4, 45, "9999999999")),
         "control_company_id", 4),
        ("odd-number-in-blanks", joined(changed(PLAIN, 5, 2, "     1")), "not_zero_filled", 5),
    ]  # fmt: skip
    return [Case(name, content, "accept", code, line) for name, content, code, line in odd]


def cases() -> list[Case]:
    made = [*kinds(), *defects(), *oddities()]
    return [replace(case, name=f"{case.name}.ach") for case in made]


def manifest(made: list[Case]) -> str:
    rows = ["file\tverdict\tfinding\trecord"]
    for case in made:
        line = "" if case.line is None else str(case.line)
        rows.append(f"{case.name}\t{case.verdict}\t{case.code}\t{line}")
    return "\n".join(rows) + "\n"


def main() -> None:
    made = cases()
    for case in made:
        (HERE / case.name).write_bytes(case.content)
    (HERE / "MANIFEST.tsv").write_text(manifest(made), encoding="utf-8")


if __name__ == "__main__":
    main()
