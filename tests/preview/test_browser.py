"""The preview in a real browser: what is saved shows, what is wrong is said, what is clicked is found, no stranger gets in."""

from __future__ import annotations

import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
import yaml
from playwright.sync_api import Browser, Page, Request

from tests.cli.support import FILES, write
from tests.preview.support import (
    PATIENCE,
    Served,
    chromium,
    edit,
    opened,
    served,
    shown,
    until,
    wait_for_build,
)

pytestmark = pytest.mark.slow
NORTH = "content/2026-w06/north.yaml"
STYLE = ".late { color: black }\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("project")
    own = {
        "templates/ours/template.yaml": "extends: newsletter\ntitle: {en: Ours}\n",
        "templates/ours/style.css": STYLE,
    }
    brief = FILES["content/2026-w06/brief.yaml"].replace("template: newsletter", "template: ours")
    write(root, {**FILES, **own, "content/2026-w06/brief.yaml": brief})
    with served(root, "--editor", "test://open?{path}:{line}:{column}") as found:
        yield found


@pytest.fixture
def page(browser: Browser, preview: Served) -> Iterator[Page]:
    found = opened(browser, preview.address)
    yield found
    found.context.close()


def words_on(page: Page, text: str) -> int:
    """How often the pages say something, by the page's own search."""
    page.fill("#words", text)
    until(page, "document.getElementById('hits').textContent !== ''")
    found = page.text_content("#hits") or ""
    page.fill("#words", "")
    until(page, "document.getElementById('hits').textContent === ''")
    return int(found.partition("/")[2] or 0)


def settled(page: Page) -> None:
    page.wait_for_selector("#state[data-state=ready]")


def test_a_file_that_is_saved_shows_without_a_reload(page: Page, preview: Served) -> None:
    page.evaluate("window.same = true")
    before = shown(page)
    edit(preview.root / NORTH, "Late opening", "Later and later")
    wait_for_build(page, before)
    settled(page)
    assert words_on(page, "later and LATER") == 1
    edit(preview.root / NORTH, "Later and later", "Late opening")
    wait_for_build(page, shown(page))
    assert page.evaluate("window.same"), "the page was loaded again"


def test_a_broken_template_keeps_the_pages_and_says_where(page: Page, preview: Served) -> None:
    template = preview.root / "templates/ours/page.html.j2"
    template.write_text("{% extends 'newsletter/page.html.j2' %}\n{% block body %}{{ nonsense }}")
    page.wait_for_selector("#state[data-state=failed]")
    banner = page.text_content("#banner") or ""
    assert "templates/ours/page.html.j2:2" in banner
    assert page.is_visible("#banner")
    assert page.is_visible("[data-page='0'] .sheet.pdf img[src]")
    page.reload()
    page.wait_for_selector("[data-page='0'] .sheet.pdf[data-shown]")
    page.wait_for_selector("#banner")  # also after a reload
    template.unlink()
    settled(page)
    page.wait_for_selector("#banner", state="hidden")


def test_a_click_on_a_paragraph_shows_its_line_and_opens_it(page: Page, preview: Served) -> None:
    page.evaluate("""() => {
        window.links = [];
        HTMLAnchorElement.prototype.click = function () { window.links.push(this.href); };
    }""")
    page.click("#views [data-view=pdf]")
    line = _line(preview.root / NORTH, "Doors were open")
    page.fill("#words", "Doors were open")
    page.wait_for_selector(".hit")
    page.locator(".hit").first.scroll_into_view_if_needed()
    box = page.locator(".hit").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#where:not([hidden])")
    assert page.text_content("#where code") == f"{NORTH}:{line}"
    path = (preview.root / NORTH).as_posix()
    assert page.evaluate("window.links") == [f"test://open?{path}:{line}:1"]


def _line(path: Path, words: str) -> int:
    return next(
        n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if words in line
    )


def test_paragraphs_are_reached_by_the_keyboard(page: Page) -> None:
    page.focus("#stage")
    page.keyboard.press(".")
    first = page.text_content("#where code")
    page.keyboard.press(".")
    assert page.text_content("#where code") != first or page.locator(".chosen").count() == 1
    page.keyboard.press("Escape")
    assert page.is_hidden("#where")


def test_a_parameter_is_tried_saved_and_kept(page: Page, preview: Served) -> None:
    house = preview.root / "templates/house.yaml"
    page.click("#tab-look")
    field = page.locator("[data-name=accent_colour] input[type=text]")
    before = shown(page)
    field.fill("#008040")
    wait_for_build(page, before)
    settled(page)
    assert not house.exists(), "tried, not saved"
    green = _has_colour(page, (0, 128, 64))
    assert green
    page.reload()
    settled(page)
    page.click("#tab-look")
    page.wait_for_selector(".save.on")
    assert page.input_value("[data-name=accent_colour] input[type=text]") == "#008040"
    page.click("#look button[type=submit]")
    until(
        page,
        "document.querySelector('[data-name=accent_colour] .origin').textContent === 'house style'",
    )
    assert yaml.safe_load(house.read_text("utf-8"))["parameters"] == {"accent_colour": "#008040"}
    settled(page)
    assert _has_colour(page, (0, 128, 64))
    house.unlink()
    settled(page)


def _has_colour(page: Page, colour: tuple[int, int, int]) -> bool:
    """Whether the picture of the first page has pixels of that very colour."""
    found: bool = page.evaluate(
        """([red, green, blue]) => {
            const picture = document.querySelector("[data-page='0'] .sheet.pdf img");
            const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
            const paint = canvas.getContext("2d");
            paint.drawImage(picture, 0, 0);
            const {data} = paint.getImageData(0, 0, canvas.width, canvas.height);
            for (let n = 0; n < data.length; n += 4)
                if (data[n] === red && data[n + 1] === green && data[n + 2] === blue) return true;
            return false;
        }""",
        list(colour),
    )
    return found


def test_handouts_are_laid_out_shown_and_fetched(page: Page) -> None:
    page.click("#tab-handouts")
    page.select_option("#sheet-layout", "booklet")
    page.wait_for_selector("#plan a")
    page.wait_for_selector("body[data-sheets] .sheet.pdf[data-shown]")
    assert page.locator("#pages figure").count() % 2 == 0
    with page.expect_download() as download:
        page.click("#plan a")
    assert download.value.suggested_filename == "2026-w06-booklet.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.click("#plan button")
    page.wait_for_selector("body:not([data-sheets])")


def test_large_print_with_lines_for_notes_is_offered(page: Page) -> None:
    page.click("#tab-handouts")
    page.select_option("#sheet-layout", "notes")
    page.fill("#sheet-beside", "2")
    page.check("[data-field=large] input")
    page.check("[data-field=grey] input")
    assert page.locator("[data-field=each]").is_hidden(), "that is for several pages on a side"
    page.wait_for_selector("#plan a >> text=2026-w06-large-notes-grey.pdf")
    page.wait_for_selector("body[data-sheets] .sheet.pdf[data-shown]")
    with page.expect_download() as download:
        page.click("#plan a")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("name", "kind"), [("#get-pdf", b"%PDF"), ("#get-word", b"PK")])
def test_both_files_can_be_fetched(page: Page, name: str, kind: bytes) -> None:
    page.wait_for_selector(f"{name}[href]")
    with page.expect_download() as download:
        page.click(name)
    assert download.value.suggested_filename.startswith("2026-w06.")
    assert Path(download.value.path()).read_bytes().startswith(kind)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_the_word_file_is_drawn_and_laid_over_the_pdf(page: Page) -> None:
    page.click("#views [data-view=both]")
    page.wait_for_selector("[data-page='0'] .sheet.word[data-shown]")
    page.click("#views [data-view=compare]")
    page.click("#ways [data-way=difference]")
    pdf = page.locator("[data-page='0'] .sheet.pdf").bounding_box()
    word = page.locator("[data-page='0'] .sheet.word").bounding_box()
    assert pdf == word, "one over the other"
    page.click("#ways [data-way=blink]")
    until(page, "document.getElementById('blinking').textContent === 'Word'")
    until(page, "document.getElementById('blinking').textContent === 'PDF'")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_it_fits_speaks_and_asks_nobody_else(
    browser: Browser, preview: Served, width: int, scheme: Literal["light", "dark"], locale: str
) -> None:
    asked: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        locale=locale,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    faults: list[str] = []
    page.on("request", lambda request: asked.append(_host(request)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(preview.address)
    settled(page)
    page.wait_for_selector(".sheet.pdf[data-shown]")
    for tab in ("messages", "look", "handouts"):
        page.click(f"#tab-{tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        hidden = page.evaluate(
            """() => [...document.querySelectorAll("button, select, input, a")]
                .filter((each) => each.checkVisibility() && !each.closest("#pages, .skip") && each.className !== "skip")
                .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1)
                .map((each) => each.outerHTML.slice(0, 80))"""
        )
        assert hidden == []
    expected = {"en-GB": "en", "zh-CN": "zh-Hans"}[locale]
    assert page.get_attribute("html", "lang") == expected
    before = page.text_content("#tab-messages span")
    page.click("#language")
    assert page.text_content("#tab-messages span") != before
    assert set(asked) == {f"127.0.0.1:{preview.port}"}
    assert faults == []
    context.close()


def _host(request: Request) -> str:
    found = re.match(r"\w+://([^/]*)/", request.url)
    return found[1] if found else request.url


@contextmanager
def stranger(html: str) -> Iterator[str]:
    """A page of another origin on this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


ATTACK = """<script>
const to = "ADDRESS";
const plain = {"Content-Type": "text/plain"};
const body = JSON.stringify({template: "ours", parameters: {paper: "A5"}});
const element = (name, address) => new Promise((done, failed) => {
  const made = document.createElement(name);
  made.onload = () => done("loaded");
  made.onerror = failed;
  made.src = address;
  document.documentElement.append(made);
});
const framed = () => new Promise((done, failed) => {
  const made = document.createElement("iframe");
  made.onload = () => {
    try { made.contentDocument.body.dataset.view ? done("framed") : failed(); } catch { failed(); }
  };
  made.src = to;
  document.documentElement.append(made);
});
const streamed = () => new Promise((done, failed) => {
  const stream = new EventSource(to + "events?window=stranger00");
  stream.onmessage = () => done("read");
  stream.onerror = failed;
});
const tries = {
  read: () => fetch(to + "catalogue").then((answer) => answer.text()),
  blind: () => fetch(to + "catalogue", {mode: "no-cors"}).then((answer) => { throw answer.type; }),
  save: () => fetch(to + "save", {method: "POST", mode: "no-cors", headers: plain, body})
    .then((answer) => { throw answer.type; }),
  events: streamed,
  script: () => element("script", to + "main.js"),
  picture: () => element("img", to + "icon.svg"),
  frame: framed,
};
window.outcome = Promise.all(Object.entries(tries).map(async ([name, tried]) => {
  try { return [name, await tried()]; } catch { return [name, "refused"]; }
}));
</script>"""


def test_a_page_of_another_origin_can_neither_read_nor_trigger(
    browser: Browser, preview: Served
) -> None:
    # The stranger even knows the token.
    attack = ATTACK.replace("ADDRESS", preview.address)
    with stranger(attack) as address:
        context = browser.new_context()
        page = context.new_page()
        failed: set[str] = set()
        page.on("requestfailed", lambda found: failed.add(found.url.rpartition("/")[2]))
        page.goto(address)
        outcome = dict(page.evaluate("window.outcome"))
        context.close()
    assert set(outcome.values()) == {"refused"}, outcome
    assert {"catalogue", "save", "main.js", "icon.svg"} <= failed, "they were sent"
    assert not (preview.root / "templates/house.yaml").exists()


def test_the_wrong_token_and_the_wrong_name_get_nothing(browser: Browser, preview: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    for address in (
        f"http://127.0.0.1:{preview.port}/",
        f"http://127.0.0.1:{preview.port}/main.js",
        f"http://127.0.0.1:{preview.port}/wrong/",
        preview.address.replace("127.0.0.1", "0.0.0.0"),
    ):
        answer = page.goto(address)
        assert answer
        assert answer.status == 403
    context.close()


def test_it_ends_at_once_with_streams_open(browser: Browser, tmp_path: Path) -> None:
    write(tmp_path, dict(FILES))
    with served(tmp_path) as found:
        page = opened(browser, found.address)
        found.process.send_signal(2)
        out, err = found.process.communicate(timeout=15)
        assert found.process.returncode == 130
        assert out == ""
        assert "Traceback" not in err
        assert "Cancel" not in err
        page.wait_for_selector("#state[data-state=lost]")
        page.context.close()


def test_a_port_that_is_taken_is_said(preview: Served, tmp_path: Path) -> None:
    write(tmp_path, dict(FILES))
    from tests.cli.support import briefgen

    ran = briefgen(tmp_path, "preview", "--no-open", "--port", str(preview.port))
    assert ran.code == 3
    assert "error[port-taken]" in ran.err
