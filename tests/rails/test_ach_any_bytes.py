"""Whatever the bytes, reading answers and never raises; a broken file is never accepted."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rails.nacha.check import verdict
from app.rails.nacha.read import read
from app.rails.nacha.write import write
from tests.corpus.ach import make

ACCEPTED = [case.content for case in make.cases() if case.verdict == "accept"]
ANY_LINE = st.one_of(
    st.binary(max_size=100),
    st.sampled_from([line for content in ACCEPTED for line in content.split(b"\n")]),
    st.builds(
        lambda kind, rest: (kind + rest).ljust(94, b"0")[:94],
        st.sampled_from([b"1", b"5", b"6", b"705", b"798", b"799", b"8", b"9"]),
        st.binary(max_size=94),
    ),
)
REAL_LINES = ("1", "5", "6", "7", "8")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_answered(content: bytes) -> None:
    json.dumps(verdict("any", content))


@settings(max_examples=500, deadline=None)
@given(st.lists(ANY_LINE, max_size=40), st.sampled_from([b"\n", b"\r\n", b"", b"\r"]))
def test_any_lines_are_answered(lines: list[bytes], end: bytes) -> None:
    reading = read(end.join(lines))

    if reading.is_accepted:
        again = read(write(reading.file()).content)
        assert again.is_accepted
        assert (again.header, again.entries) == (reading.header, reading.entries)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ACCEPTED), st.data())
def test_one_changed_byte_never_raises(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255))

    verdict("mutant", content[:place] + bytes([byte]) + content[place + 1 :])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ACCEPTED), st.data())
def test_a_lost_record_is_never_accepted(content: bytes, data: st.DataObject) -> None:
    lines = read_lines(content)
    chosen = data.draw(st.integers(0, len(real(lines)) - 1))

    assert not read(make.joined(make.reblocked(make.without(lines, chosen + 1)))).is_accepted


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ACCEPTED), st.data())
def test_a_record_told_twice_is_never_accepted(content: bytes, data: st.DataObject) -> None:
    lines = read_lines(content)
    chosen = data.draw(st.integers(0, len(real(lines)) - 1))

    twice = make.inserted(lines, chosen + 1, lines[chosen])
    assert not read(make.joined(make.reblocked(twice))).is_accepted


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ACCEPTED), st.data())
def test_a_cut_file_is_never_accepted(content: bytes, data: st.DataObject) -> None:
    lines = read_lines(content)
    whole = make.joined(lines)
    kept = data.draw(st.integers(0, len(whole) - 2))

    assert not read(whole[:kept]).is_accepted


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ACCEPTED), st.data())
def test_a_changed_amount_or_bank_is_never_accepted(content: bytes, data: st.DataObject) -> None:
    lines = [line for line in read_lines(content) if not line.startswith("9" * 94)]
    entries = [number for number, line in enumerate(lines, start=1) if line[0] == "6"]
    if not entries:
        return
    line = data.draw(st.sampled_from(entries))
    column = data.draw(st.one_of(st.integers(4, 11), st.integers(30, 39)))
    if lines[line - 1][1:3] == "90":  # a code of no side adds nothing, whatever its amount
        column = min(column, 11)
    digit = data.draw(
        st.sampled_from("0123456789").filter(lambda new: new != at(lines, line, column))
    )

    changed = make.changed(lines, line, column, digit)
    assert not read(make.joined(make.reblocked(changed))).is_accepted


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ACCEPTED), st.data())
def test_a_byte_outside_ascii_is_never_accepted(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.one_of(st.integers(0x80, 0xFF), st.integers(0, 0x09)))

    assert not read(content[:place] + bytes([byte]) + content[place + 1 :]).is_accepted


@pytest.mark.parametrize("step", range(1, 30))
def test_half_a_file_is_refused(step: int) -> None:
    content = make.one("PPD", *(make.entry(trace=n) for n in range(1, 31)))

    assert not read(content[: len(content) * step // 30]).is_accepted


def read_lines(content: bytes) -> list[str]:
    text = content.decode("ascii").replace("\r\n", "\n").removesuffix("\n")
    if "\n" in text:
        return text.split("\n")
    return [text[start : start + 94] for start in range(0, len(text), 94)]


def real(lines: list[str]) -> list[str]:
    return [line for line in lines if line != make.NINES]


def at(lines: list[str], line: int, column: int) -> str:
    return lines[line - 1][column - 1]
