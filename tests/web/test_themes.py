"""A brand chooses a few tokens; nothing it can choose makes a page unsafe or unreadable."""

import re
import tomllib
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.colour import contrast, oklch
from themes.contrast import contrast_report
from themes.css import theme_css, theme_hash, theme_print_css, theme_print_variables
from themes.derive import palette
from themes.load import FOLDER, PRESETS, document_of, preset, read_theme, theme_of
from themes.mark import mark_svg
from themes.tokens import ThemeRefused

PLAIN = """
name = "Fern"
monogram = "F"
[color]
brand = "#0b5d4e"
[shape]
radius = "6px"
"""


def refusal_of(toml_text: str) -> str:
    with pytest.raises(ThemeRefused) as refused:
        read_theme(toml_text)
    return str(refused.value)


def test_a_brand_needs_only_a_name_a_monogram_and_one_colour() -> None:
    theme = read_theme('name = "Fern"\nmonogram = "F"\n[color]\nbrand = "#0B5D4E"\n')

    assert theme.brand == theme.accent == "#0b5d4e"
    assert theme.text_font == theme.display_font == "inter"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ('[color]\nshadow = "#000000"', "unknown token color.shadow"),
        ('[rules]\nlimit = "1"', "unknown token rules.limit"),
        ('[type]\ntext = "comic-sans"', "type.text is one of"),
        ("[type]\ntext = 4", "type.text is text"),
    ],
)
def test_what_is_not_on_the_list_is_refused_by_name(change: str, named: str) -> None:
    table = change.split("\n", 1)[0]
    text = PLAIN.replace(table, change) if table in PLAIN else PLAIN + change

    assert named in refusal_of(text)


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("brand", "green"),
        ("brand", "#0b5"),
        ("brand", "#0b5d4e;}body{display:none"),
        ("radius", "50%"),
        ("radius", "6px;background:url(//x)"),
        ("monogram", "<b>"),
        ("name", ""),
    ],
)
def test_a_value_that_could_leave_its_property_is_refused(token: str, value: str) -> None:
    text = re.sub(rf'^{token} = ".*"$', f'{token} = "{value}"', PLAIN, flags=re.MULTILINE)

    assert text != PLAIN
    assert token in refusal_of(text)


def test_a_brand_too_pale_to_see_is_refused_with_its_ratio() -> None:
    refusal = refusal_of(PLAIN.replace("#0b5d4e", "#f4e9c8"))

    assert "brand on surface (light) has a contrast of 1.21, needs 3" in refusal


def test_every_fault_is_named_at_once() -> None:
    refusal = refusal_of('monogram = "F"\ncolour = "red"\n[color]\nbrand = "#0b5d4e"\n')

    assert "unknown token colour" in refusal
    assert "missing token name" in refusal


@pytest.mark.parametrize("name", PRESETS)
def test_every_pair_of_every_preset_can_be_read_in_both_schemes(name: str) -> None:
    report = contrast_report(preset(name))

    assert {pair.scheme for pair in report} == {"light", "dark"}
    assert [str(pair) for pair in report if not pair.is_readable] == []


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_any_colour_makes_a_readable_theme_or_is_too_pale_itself(number: int) -> None:
    brand = f"#{number:06x}"
    document = tomllib.loads(PLAIN.replace("#0b5d4e", brand))

    if contrast(brand, "#ffffff") >= 3:
        assert theme_of(document).brand == brand
    else:
        with pytest.raises(ThemeRefused, match="brand on surface"):
            theme_of(document)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_a_colour_survives_the_way_through_oklch(number: int) -> None:
    colour = f"#{number:06x}"

    assert oklch(colour).hex == colour


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_the_ratio_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("name", PRESETS)
def test_a_stylesheet_sets_custom_properties_and_nothing_else(name: str) -> None:
    rule = re.fullmatch(r":root \{\n(.*)\n\}\n", theme_css(preset(name)), flags=re.DOTALL)

    assert rule
    for line in rule[1].splitlines():
        assert re.fullmatch(r"  --[a-z0-9-]+: [^;{}]+;", line), line


def test_a_stylesheet_is_named_by_its_content() -> None:
    theme = preset("harbor")

    assert theme_hash(theme) == sha256(theme_css(theme).encode()).hexdigest()
    assert len({theme_hash(preset(name)) for name in PRESETS}) == len(PRESETS)


def test_paper_has_the_same_variables_in_the_light_scheme() -> None:
    theme = preset("juniper")
    on_screen = set(re.findall(r"--([a-z0-9-]+):", theme_css(theme)))

    assert theme_print_variables(theme).keys() == on_screen
    assert theme_print_variables(theme)["brand"] == theme.brand
    assert "light-dark" not in theme_print_css(theme)


def test_no_brand_can_repaint_danger_or_success() -> None:
    locked = ("danger", "on-danger", "success", "warning", "info", "danger-soft")
    painted = {tuple(palette(preset(name)).light[token] for token in locked) for name in PRESETS}

    assert len(painted) == 1


@pytest.mark.parametrize("name", PRESETS)
def test_a_published_document_reads_back_to_the_same_theme(name: str) -> None:
    assert theme_of(document_of(preset(name))) == preset(name)


def test_every_preset_folder_is_listed() -> None:
    assert sorted(path.parent.name for path in FOLDER.glob("*/theme.toml")) == sorted(PRESETS)


def test_the_mark_carries_the_monogram_in_the_brand_colour() -> None:
    svg = mark_svg(preset("granite"))

    assert ">GT</text>" in svg
    assert preset("granite").brand in svg
