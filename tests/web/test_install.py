"""The portal as an app on a phone: its brand's name and icons, and nobody else's."""

from io import BytesIO

from PIL import Image

from app.web.dispatch import Dispatcher
from tests.web.test_brand_words import brings_pictures
from tests.web_clients import Visitor, sign_in_customer
from tests.world import World


def manifest_of(application: Dispatcher, world: World) -> dict[str, object]:
    answer = Visitor(application, world.hosts["portal"]).get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    said = answer.get_json(force=True)
    assert isinstance(said, dict)
    return said


def test_each_brand_is_an_app_of_its_own(application: Dispatcher, harbor: World) -> None:
    own, other = manifest_of(application, harbor), manifest_of(application, harbor.juniper)

    assert (own["start_url"], own["scope"], own["display"]) == ("/", "/", "standalone")
    for name in ("name", "theme_color", "icons"):
        assert own[name] != other[name]
    assert str(other["name"]) not in str(own)


def test_its_icons_are_drawn_in_the_sizes_phones_ask_for(
    application: Dispatcher, harbor: World
) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    icons = manifest_of(application, harbor)["icons"]
    assert isinstance(icons, list)
    drawn = {}
    for icon in icons:
        answer = visitor.get(icon["src"])
        assert answer.mimetype == icon["type"]
        assert "immutable" in answer.headers["Cache-Control"]
        if icon["type"] == "image/png":
            picture = Image.open(BytesIO(answer.data))
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
            drawn[icon["purpose"], picture.width] = picture
    assert set(drawn) == {("any", 192), ("any", 512), ("maskable", 512)}
    assert drawn["maskable", 512].getpixel((0, 0))[3] == 255, "the phone cuts its own shape"
    assert drawn["any", 512].getpixel((0, 0))[3] == 0

    sign_in = visitor.get("/apply").text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in sign_in


def test_a_mark_that_was_brought_stands_in_the_place_of_the_monogram(
    application: Dispatcher, harbor: World
) -> None:
    before = manifest_of(application, harbor)["icons"]
    brings_pictures(application, harbor)
    visitor = Visitor(application, harbor.hosts["portal"])
    icons = manifest_of(application, harbor)["icons"]
    assert isinstance(icons, list)
    assert isinstance(before, list)

    assert not {icon["src"] for icon in icons} & {icon["src"] for icon in before}
    drawn = {}
    for icon in icons:
        picture = Image.open(BytesIO(visitor.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        drawn[icon["purpose"], picture.width] = picture
    assert set(drawn) == {("any", 192), ("any", 512), ("maskable", 512)}
    for picture in drawn.values():
        middle = tuple(side // 2 for side in picture.size)
        assert picture.getpixel(middle)[:3] == (0x0F, 0x76, 0x6E)
    assert drawn["any", 512].getpixel((0, 0))[3] == 0
    assert drawn["maskable", 512].getpixel((0, 0)) == (255, 255, 255, 255)
    page = visitor.get("/apply").text
    touch = page.partition('rel="apple-touch-icon" href="')[2].partition('"')[0]
    assert Image.open(BytesIO(visitor.get(touch).data)).size == (180, 180)
    for icon in before:  # an app that was installed before still asks
        assert visitor.get(icon["src"]).status_code == 200


def test_the_manifest_speaks_its_readers_language(application: Dispatcher, harbor: World) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    answer = visitor.get("/manifest.webmanifest", headers={"Accept-Language": "es"})
    said = answer.get_json(force=True)
    assert (said["lang"], said["description"]) == ("es-US", "Su cuenta con Harbor")


def test_a_brands_icon_is_nowhere_else(application: Dispatcher, harbor: World) -> None:
    icons = manifest_of(application, harbor.juniper)["icons"]
    assert isinstance(icons, list)
    stranger = Visitor(application, harbor.hosts["portal"])
    for icon in icons:
        assert stranger.get(icon["src"]).status_code == 404
    console = Visitor(application, harbor.hosts["console"])
    assert console.get("/manifest.webmanifest").status_code == 404


def test_pages_of_people_are_never_kept(application: Dispatcher, harbor: World) -> None:
    harbor.ada.is_given("$40.00")
    ada = sign_in_customer(application, harbor, harbor.ada)
    for path in ("/", "/payments", "/statements", "/send", "/security", "/help/home"):
        answer = ada.get(path, follow_redirects=True)
        assert answer.headers["Cache-Control"] == "no-store", path
