"""Whatever a page, its style sheets and its pictures refer to: nobody outside is asked, and it is said."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from briefgen.style.fetch import _DATA_LIMIT, WorldFetcher
from briefgen.world import MemoryWorld
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_docx
from tests.style.support import png, styled

SECRET = b"root:x:0:0"


class Listener:
    """A server on this machine that remembers who asked; it answers with a way on to a file."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.name = f"127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(scope="module")
def listening() -> Iterator[Listener]:
    listener = Listener()
    thread = Thread(target=listener.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield listener
    listener.server.shutdown()
    thread.join()
    listener.server.server_close()


@pytest.fixture
def silent(listening: Listener) -> Iterator[Listener]:
    """The listener, whom nobody has asked anything when the test is over."""
    listening.asked.clear()
    yield listening
    assert listening.asked == []


def drawn(body: str, css: str = "", **files: str | bytes) -> tuple[list[str], bytes]:
    """The codes of what is said of a page, and all that its PDF and its Word file hold, unpacked."""
    named = {f"content/{name.replace('_', '.')}": data for name, data in files.items()}
    page, said = styled(body, css, named)
    pdf, docx = write_pdf(page).value, write_docx(page.tree)
    assert pdf is not None
    assert docx.value is not None
    with zipfile.ZipFile(io.BytesIO(docx.value)) as package:
        parts = b"".join(package.read(name) for name in package.namelist())
    return [each.code for each in (*said, *docx.messages)], pdf + parts


PLACES = {
    "a picture": '<img src="{}" alt="x">',
    "an object": '<object data="{}" type="image/png"></object>',
    "an embedded thing": '<embed src="{}" type="image/png">',
    "a sheet": '<link rel="stylesheet" href="{}">',
    "an imported sheet": '<style>@import url("{}");</style>',
    "a background": '<p style="background: url({})">x</p>',
    "a mark of a list": '<ul style="list-style-image: url({})"><li>x</li></ul>',
    "made content": '<style>p::before {{ content: url("{}") }}</style>',
    "a margin": '<style>@page {{ @top-left {{ content: url("{}") }} }}</style>',
    "a font": '<style>@font-face {{ font-family: F; src: url("{}") }} p {{ font-family: F }}</style>',
    "a drawing in the page": '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    "what hangs on the file": '<link rel="attachment" href="{}">',
    "what hangs on a link": '<a rel="attachment" href="{}">x</a>',
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "address",
    ["http://{}/x.png", "//{}/x.png", "http://u:p@{}/x", "file:///etc/passwd", "file://{}/share/x.png", "ftp://{}/x"],
)  # fmt: skip
def test_addresses_outside_are_refused(silent: Listener, place: str, address: str) -> None:
    body = PLACES[place].format(address.format(silent.name))
    codes, made = drawn(f"<p>words</p>{body}")
    assert "address-refused" in codes or (
        place == "a drawing in the page" and "svg-refused" in codes
    )
    assert SECRET not in made


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "content/../../etc/passwd",
        "content/%2e%2e/%2e%2e/etc/passwd",
        "file:///project/../etc/passwd",
        "file:///briefgen/../../pyproject.toml",
        "file:///briefgen/%2e%2e/world.py",
    ],
)
def test_ways_up_end_at_the_project(name: str) -> None:
    codes, made = drawn(f'<p><img src="{name}" alt="x"></p>')
    assert set(codes) & {"address-refused", "outside-project", "no-file"}
    assert SECRET not in made


@pytest.mark.parametrize("place", PLACES)
def test_the_name_of_another_machine_is_refused(silent: Listener, place: str) -> None:
    """A share of Windows, as it is written there; in a style sheet a backslash begins an escape, and two are one."""
    share = rf"\\{silent.name}\share\x.png"
    body = PLACES[place].format(
        share if "url(" not in PLACES[place] else share.replace("\\", "\\\\")
    )
    codes, made = drawn(f"<p>words</p>{body}")
    assert set(codes) & {
        "address-refused",
        "outside-project",
        "no-file",
        "svg-refused",
        "css",
        "image-broken",
    }
    assert SECRET not in made


def test_addresses_that_hold_their_data_are_short() -> None:
    """Where one is longer than the limit, it is not even taken apart."""
    fine = f"data:image/png;base64,{b64encode(png(40, 20)).decode()}"
    assert drawn(f'<p><img src="{fine}" alt="x"></p>')[0] == []
    for place in ("a picture", "a sheet", "a background", "a font"):
        codes, _ = drawn(PLACES[place].format(f"data:image/png;base64,{'A' * _DATA_LIMIT}"))
        assert "data-too-large" in codes, place


@pytest.mark.parametrize(
    "inside",
    [
        '<use href="{}#a"/>',
        '<use xlink:href="{}#a"/>',
        '<filter id="f"><feImage href="{}"/></filter>',
        '<rect fill="url({}#a)" width="9" height="9"/>',
        "<style>rect {{ fill: url({}#a) }}</style>",
        '<foreignObject><img src="{}"/></foreignObject>',
        '<script href="{}"/>',
    ],
)
def test_drawings_in_the_page_lead_nowhere_either(silent: Listener, inside: str) -> None:
    """They are errors: neither file of the brief is kept."""
    drawing = inside.format(f"http://{silent.name}/x.svg")
    codes, _ = drawn(f'<p>x</p><svg width="9" height="9">{drawing}</svg>')
    assert set(codes) & {"svg-refused", "address-refused"}


def test_another_base_leads_nowhere(silent: Listener) -> None:
    codes, _ = drawn(f'<base href="http://{silent.name}/"><p><img src="x.png" alt="x"></p>')
    assert "address-refused" in codes


def test_sheets_that_lead_on_are_refused(silent: Listener) -> None:
    onward = (
        f'@import "http://{silent.name}/a.css"; p {{ background: url(http://{silent.name}/b) }}'
    )
    for href in ("content/a.css", f"data:text/css;base64,{b64encode(onward.encode()).decode()}"):
        codes, _ = drawn(f'<link rel="stylesheet" href="{href}"><p>x</p>', a_css=onward)
        assert codes.count("address-refused") == 2


SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
    "xmlns:xi='http://www.w3.org/2001/XInclude' width='40' height='20'>{}<rect width='9' height='9'/></svg>"
)
DRAWINGS = {
    "a picture": SVG.format("<image href='http://HOST/x.png' width='9' height='9'/>"),
    "a picture in old words": SVG.format("<image xlink:href='http://HOST/x' width='9' height='9'/>"),
    "a file": SVG.format("<image href='file:///etc/passwd' width='9' height='9'/>"),
    "a part of another": SVG.format("<use href='http://HOST/x.svg#a'/>"),
    "a filter's picture": SVG.format("<filter id='f'><feImage href='http://HOST/x'/></filter>"),
    "a colour": SVG.format("<rect fill='url(http://HOST/x#a)' width='9' height='9'/>"),
    "a style": SVG.format("<rect style='fill: url(&quot;http://HOST/x#a&quot;)'/>"),
    "a style in riddles": SVG.format(r"<rect style='fill: u\72l/**/(http://HOST/x)'/>").replace("/**/", ""),
    "an imported sheet": SVG.format("<style>@import url(http://HOST/x);</style>"),
    "an imported sheet in riddles": SVG.format(r"<style><![CDATA[@\69mport 'http://HOST/x';]]></style>"),
    "a font": SVG.format("<style>@font-face{font-family:F;src:url(http://HOST/x)}</style>"),
    "another base": SVG.format("<g xml:base='http://HOST/'><use href='#a'/></g>"),
    "a drawing in it": SVG.format("<image href='data:image/svg+xml,%3Csvg/%3E' width='9' height='9'/>"),
    "an inclusion": SVG.format("<xi:include href='http://HOST/x' parse='text'/>"),
    "an address between texts": SVG.format("<rect style=\"--a: '/*'; fill: url(http://HOST/x#a); --b: '*/'\"/>"),
    "an imported sheet between texts": SVG.format("<style>a {--a: '/*'} @import 'http://HOST/x'; b {--b: '*/'}</style>"),
    "a choice of pictures": SVG.format("<rect style='fill: image-set(&quot;http://HOST/x&quot; 1x)'/>"),
    "an inclusion of itself": SVG.format("<xi:include xpointer='element(/1)'/>"),
    "a sheet above it": "<?xml-stylesheet href='http://HOST/x.css'?>" + SVG.format(""),
    "an entity outside": "<!DOCTYPE svg [<!ENTITY e SYSTEM 'http://HOST/x'>]>" + SVG.format("<text>&e;</text>"),
    "an entity of a file": "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + SVG.format("<text>&e;</text>"),
    "a parameter entity": "<!DOCTYPE svg [<!ENTITY % e SYSTEM 'http://HOST/x'> %e;]>" + SVG.format(""),
    "entities without end": "<!DOCTYPE svg [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;'>]>" + SVG.format("<text>&b;</text>"),
    "a program": SVG.format("<script>fetch('http://HOST/x')</script>"),
    "a program on a click": SVG.format("<rect onclick='x()'/>"),
    "a program behind a link": SVG.format("<a href='javascript:x()'><text>x</text></a>"),
    "a page in it": SVG.format("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>"),
}  # fmt: skip


@pytest.mark.parametrize("what", DRAWINGS)
@pytest.mark.parametrize("how", ["file", "data"])
def test_drawings_that_lead_on_or_run_are_refused(silent: Listener, what: str, how: str) -> None:
    drawing = DRAWINGS[what].replace("HOST", silent.name)
    name = "content/a.svg"
    if how == "data":
        name = f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"
    codes, made = drawn(f'<p><img src="{name}" alt="x"></p>', a_svg=drawing)
    assert "svg-refused" in codes
    assert SECRET not in made
    assert silent.name.encode() not in made


def test_drawings_that_keep_to_themselves_are_drawn() -> None:
    dots = b64encode(png(2, 2)).decode()
    drawing = "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
    drawing += SVG.format(
        "<style>rect { fill: url(#a) }</style><a href='https://a.example'><text>x</text></a>"
        "<defs><linearGradient id='a'/><g id='b'/></defs><use href='#b'/><rect fill='url(#a)'/>"
        f"<image href='data:image/png;base64,{dots}' width='2' height='2'/>"
    )
    codes, _ = drawn('<p><img src="content/a.svg" alt="x"></p>', a_svg=drawing)
    assert codes == []


class TestWhatWeasyPrintHadToMend:
    """The advisories of the last year; each is mended in the version that is pinned, and closed here as well."""

    def test_a_redirect_is_not_followed_past_the_fetcher(self, silent: Listener) -> None:
        """CVE-2025-68616: the address that was asked for was allowed, the one that it led on to was not asked about."""
        codes, made = drawn(f'<p><img src="http://{silent.name}/to-the-file" alt="x"></p>')
        assert codes.count("address-refused") == 1
        assert SECRET not in made

    def test_attributes_cannot_bring_in_css(self, silent: Listener) -> None:
        """CVE-2026-49452: presentational hints, which are on here, were put into CSS as they stood."""
        evil = f"1px; background: url(http://{silent.name}/x)"
        body = "".join(
            f'<table><tr><td {name}="{evil}">x</td></tr></table><hr {name}="{evil}"><font {name}="{evil}">x</font>'
            f'<img src="content/a.png" alt="x" {name}="{evil}"><ol><li {name}="{evil}">x</li></ol>'
            for name in ("width", "height", "bgcolor", "background", "border", "color", "size", "face", "align",
                         "valign", "cellpadding", "cellspacing", "hspace", "vspace", "type", "value", "start")
        )  # fmt: skip
        page, said = styled(body, files={"content/a.png": png(4, 2)})
        assert write_pdf(page).value is not None
        # What is an address by right (background) is asked for and refused; nothing else became one.
        refused = [str(each.args["address"]) for each in said if each.code == "address-refused"]
        assert [each for each in refused if "1px" not in each] == []

    def test_programs_for_printers_are_no_pictures(self) -> None:
        """CVE-2026-55073: EPS was handed to Ghostscript, whatever the name of the file said."""
        eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 20\n%%EndComments\nshowpage\n%%EOF\n"
        for name in ("png", "eps", "jpg"):
            body = f'<p><img src="content/a.{name}" alt="x"></p>'
            _, said = styled(body, files={f"content/a.{name}": eps})
            assert [each.code for each in said] == ["image-broken"]
        # They don't even reach WeasyPrint, where they are pictures by their name.
        fetcher = WorldFetcher(MemoryWorld({"content/a.png": eps}))
        with pytest.raises(ValueError, match="image-broken"):
            fetcher.fetch("file:///project/content/a.png")

    def test_sheets_and_metadata_given_by_hand_are_asked_of_our_fetcher(
        self, silent: Listener
    ) -> None:
        """GHSA-r543-q48m-4c9j: what sheets that are handed over led on to was fetched without being asked about."""
        css = f'@import "http://{silent.name}/a.css"; p {{ background: url(http://{silent.name}/b.png) }}'
        codes, _ = drawn("<p>x</p>", css)
        assert codes.count("address-refused") == 2
