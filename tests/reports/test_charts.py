"""Charts on paper: the macros of the pages, with the theme's colours, in a PDF."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader
from markupsafe import Markup
from pypdf import PdfReader

from app.kernel.templates import teach
from app.web.gallery.figures import chart_samples
from reports.layout.charts import WEB, chart_css, on_paper
from reports.layout.letterhead import Letterhead
from reports.render import Document, render_pdf
from reports.statement.gather import statement_pdf
from reports.statement.month import month_steps
from tests.reports.made_up import made_up_content, made_up_lines, made_up_statement
from themes.css import theme_print_css, theme_print_variables
from themes.load import preset
from themes.tokens import Theme

PAGE = """<!doctype html>
{% from "components/chart.html" import bar_chart, heat_strip, line_chart, sparkline %}
{% from "components/chart.html" import stacked_bar, waterfall %}
<html lang="en-US">
<head><title>Charts</title><style>{{ theme_css }}{{ chart_css }}</style></head><body>
{{ sparkline(trend, "Trend", "Rises.", "a")|on_paper }}
{% set lines = balances %}
{{ line_chart(lines.series, lines.days, lines.axis, "Lines", "Three lines.", "b")|on_paper }}
{{ stacked_bar(programs, "Programs", "Six parts.", "c")|on_paper }}
{{ bar_chart(daily, "Daily", "Twenty columns.", "d")|on_paper }}
{{ waterfall(falls, "Month", "Five steps.", "e")|on_paper }}
{{ heat_strip(heat.rows, heat.days, "Heat", "Two rows.", "f")|on_paper }}
</body></html>"""


def printed(theme: Theme) -> bytes:
    """Every chart of the component page on a sheet of paper."""
    loader = ChoiceLoader([DictLoader({"charts": PAGE}), FileSystemLoader(WEB)])
    environment = Environment(loader=loader, autoescape=True)
    teach(environment)
    environment.filters["on_paper"] = lambda chart: on_paper(chart, theme)
    html = environment.get_template("charts").render(
        **chart_samples(),
        theme_css=Markup(theme_print_css(theme)),  # noqa: S704
        chart_css=Markup(chart_css(theme)),  # noqa: S704
    )
    return render_pdf(Document(html, datetime(2026, 11, 20, tzinfo=UTC), b"charts"))


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_every_chart_is_printed_with_its_sentence_and_its_key() -> None:
    text = text_of(printed(preset("harbor")))

    for said in ("Three lines.", "Juniper Studio", "$482,103.77", "−$1,774.12", "Two rows."):  # noqa: RUF001
        assert said in text
    assert "Show the figures" not in text


def test_a_chart_brings_the_rules_with_the_values_of_its_theme() -> None:
    theme = preset("juniper")
    drawn = on_paper('<svg class="bar-chart" role="img"><rect/></svg>', theme)

    assert drawn.startswith('<svg class="bar-chart" role="img"><style>')
    assert theme_print_variables(theme)["chart-1"] in drawn
    assert "var(" not in chart_css(theme)
    assert "@media" not in chart_css(theme)


@pytest.mark.parametrize("count", [1, 30])
def test_the_steps_of_a_month_lead_from_its_opening_to_its_closing(count: int) -> None:
    content = made_up_content(made_up_lines(count))
    first, *moves, last = month_steps(content)

    assert first.value + sum(step.value for step in moves) == last.value
    assert [step.label for step in moves] == ["Money in", "Money out", "Fees"]
    text = text_of(
        statement_pdf(made_up_statement(content), Letterhead(preset("harbor")), is_sandbox=True)
    )
    for step in moves:
        assert step.shown in text


def test_a_month_without_movement_has_no_steps() -> None:
    assert month_steps(made_up_content([])) == []
