"""Where nothing is yet, a page says what will be here and gives one thing to do, or says who does.

Read from the templates themselves: no page has to be made for it.
"""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

APP = Path(__file__).parents[2] / "app"
WAYS = ({"offer"}, {"action", "href"}, {"nobody"})


def calls(path: Path) -> Iterator[nodes.Call]:
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(
        path.read_text(encoding="utf-8")
    )
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "empty_state":
            yield call


def leads_on(call: nodes.Call) -> bool:
    given = {each.key for each in call.kwargs}
    said = {each.key for each in call.kwargs if each.value != nodes.Const("")}
    return any(way <= given & said for way in WAYS) and call.dyn_args is None


def test_every_empty_state_gives_one_thing_to_do_or_says_who_does() -> None:
    found = {
        f"{path.relative_to(APP)}:{call.lineno}": leads_on(call)
        for path in sorted(APP.rglob("*.html"))
        for call in calls(path)
    }

    assert len(found) > 40
    assert [place for place, is_led in found.items() if not is_led] == [], (
        "give these offer=offered(…), action= with href=, or nobody= with the reason"
    )
