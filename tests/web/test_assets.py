"""Front-end files come from packages, are made once, and their address follows their content."""

from pathlib import Path

import pytest

from app.web import assets
from app.web.assets import asset_path, build_assets


def test_a_second_build_finds_nothing_to_do_and_a_damaged_one_is_mended(tmp_path: Path) -> None:
    assert build_assets(tmp_path)
    assert not build_assets(tmp_path)
    assert b"htmx" in (tmp_path / "htmx.min.js").read_bytes()
    for font in assets.FONTS:
        assert (tmp_path / f"{font.name}.woff2").read_bytes().startswith(b"wOF2")
    assert [path.name for path in tmp_path.glob(".*")] == []

    (tmp_path / "inter.woff2").unlink()

    assert build_assets(tmp_path)
    assert (tmp_path / "inter.woff2").is_file()


def test_a_file_that_changes_gets_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    sheet = tmp_path / "a.css"
    sheet.write_text("a{}")
    first = asset_path("a.css")
    sheet.write_text("b{}")

    assert first.startswith("/static/a.css?v=")
    assert asset_path("a.css") != first
