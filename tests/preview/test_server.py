"""The server without a browser: what it answers, what it keeps, and in which order it builds."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from briefgen.load import BriefRef
from briefgen.messages import Result, message
from briefgen.pipeline import Choices, large_print
from briefgen.preview.desk import Desk
from briefgen.preview.editors import Editor
from briefgen.preview.guard import Guard
from briefgen.preview.office import Office
from briefgen.preview.routes import Routes
from briefgen.preview.shapes import Broken, Choice, Early, Pages, Step, Word
from briefgen.preview.studio import Studio, Window
from briefgen.preview.worker import Died
from briefgen.project import open_project
from briefgen.proof.pages import read_pdf
from briefgen.style.places import Spot
from briefgen.world import World
from tests.cli.support import FILES, write
from tests.handout.paper import bytes_of, made

TOKEN = "token"
BASE = f"http://127.0.0.1:8321/{TOKEN}/"
BRIEF = "2026-w06"
ONE, TWO = bytes_of(made(1)), bytes_of(made(2))


class Maker:
    """Builds two pages out of nothing; `script` says what becomes of each build, the last entry of all further ones."""

    def __init__(self, *script: str) -> None:
        self.script, self.ran = list(script) or ["good"], list[Choice]()
        self.gate = threading.Event()
        self.gate.set()

    def start(self) -> None:
        pass

    def stop(self) -> None:
        self.gate.set()

    def run(self, choice: Choice, page: int, pages: int, tell: Callable[[Step], bool]) -> None:
        self.ran.append(choice)
        what = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        self.gate.wait(20)
        reads = frozenset({"content/2026-w06/north.yaml", "content/2026-w06"})
        if what == "died":
            raise Died
        if what == "broken":
            tell(Broken("Traceback\nValueError: no"))
            return
        if what == "bad":
            said = (message("no-file", None, file="x"),)
            tell(Pages(b"", (), said, reads, "newsletter", "", ()))
            return
        tell(Early(0, ONE))
        spot = Spot(0, 10, 20, 30, 40, "content/2026-w06/north.yaml:8:activities/0/text")
        if tell(Pages(TWO, (spot,), (), reads, "newsletter", "en", ())):
            tell(Word(b"docx", ()))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, dict(FILES))
    return tmp_path


class House:
    """The server in an event loop, with a client that is our own page."""

    def __init__(self, root: Path, maker: Maker) -> None:
        self.maker = maker
        self.studio = Studio(maker, Office(program=None))
        project = open_project(root)
        desk = Desk(project, Choice(BRIEF), Editor(root, "mine://{path}:{line}"))
        self.routes = Routes(self.studio, desk, self._watch)
        self.app = Guard(self.routes.app(), TOKEN, 8321)
        self.changes: asyncio.Queue[set[str]] = asyncio.Queue()
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url=BASE,
            headers={"origin": "http://127.0.0.1:8321"},
        )  # fmt: skip

    async def _watch(self) -> AsyncIterator[set[str]]:
        while True:
            yield await self.changes.get()

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.post(path, json={"window": "w" * 10, **body})

    async def window(self) -> Window:
        """A window that listens, once its state is no longer "building"."""
        window = self.studio.window("w" * 10, Choice(BRIEF))
        window.listeners.add(asyncio.Event())
        self.studio._work.set()
        await self.settled(window)
        return window

    async def settled(self, window: Window) -> None:
        async with asyncio.timeout(10):
            while window.state == "building" or window.stale:
                await asyncio.sleep(0.01)


def play(root: Path, maker: Maker, scene: Callable[[House], Any]) -> None:
    """Run a scene while the server lives."""

    async def run() -> None:
        house = House(root, maker)
        inner = house.routes.app()
        async with inner.router.lifespan_context(inner):
            await scene(house)
        await house.client.aclose()

    asyncio.run(run())


def test_pages_spots_words_and_files_of_a_build(root: Path) -> None:
    async def scene(house: House) -> None:
        window = await house.window()
        assert window.good is not None
        number = window.good.number
        query = f"?window={'w' * 10}"
        picture = await house.client.get(f"build/{number}/pdf/1.png{query}&width=200")
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
        assert (await house.client.get(f"build/{number}/early/0.bmp{query}&width=200")).is_success
        spots = (await house.client.get(f"build/{number}/spots{query}")).json()
        assert spots["spots"] == [[0, 10, 20, 30, 40, 0]]
        path = root / "content/2026-w06/north.yaml"
        assert spots["sources"] == [
            {"place": "content/2026-w06/north.yaml:8", "field": "activities/0/text",
             "link": f"mine://{path}:8"}
        ]  # fmt: skip
        file = await house.client.get(f"build/{number}/file.pdf{query}")
        assert file.content == TWO
        assert "attachment" in file.headers["content-disposition"]
        assert (await house.client.get(f"build/{number}/file.docx{query}")).content == b"docx"

    play(root, Maker(), scene)


@pytest.mark.parametrize(
    "path",
    [
        "build/999/pdf/0.png?window=wwwwwwwwww&width=200",
        "build/1/pdf/7.png?window=wwwwwwwwww&width=200",
        "build/1/pdf/0.png?window=wwwwwwwwww",
        "build/1/pdf/0.png?window=other&width=200",
        "build/1/word/0.png?window=wwwwwwwwww&width=200",
        "build/1/file.yaml?window=wwwwwwwwww",
        "content/organisations.yaml",
        "../content/organisations.yaml",
        "%2e%2e/content/organisations.yaml",
        "..%2f..%2fetc%2fpasswd",
        "preview",
        "sheets/1/0.png?width=200",
        "sheets/1/file/x.pdf",
    ],
)
def test_nothing_else_is_served(root: Path, path: str) -> None:
    async def scene(house: House) -> None:
        await house.window()
        answer = await house.client.get(path)
        assert answer.status_code in (403, 404)

    play(root, Maker(), scene)


def test_every_answer_has_the_policy_and_none_has_a_listing(root: Path) -> None:
    async def scene(house: House) -> None:
        refused = BASE.replace(TOKEN, "wrong")
        assert (await house.client.get(refused)).status_code == 403
        for path in ("", "main.js", "nothing", "catalogue", refused):
            answer = await house.client.get(path)
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert "words.json" not in (await house.client.get("")).text

    play(root, Maker(), scene)


def test_an_error_keeps_the_last_good_pages(root: Path) -> None:
    async def scene(house: House) -> None:
        window = await house.window()
        good = window.good
        await house.changes.put({"content/2026-w06/north.yaml"})
        async with asyncio.timeout(10):
            while window.state != "failed":
                await asyncio.sleep(0.01)
        assert [each.code for each in window.messages] == ["no-file"]
        assert window.good is good

    play(root, Maker("good", "bad"), _with_watch(scene))


def _with_watch(scene: Callable[[House], Any]) -> Callable[[House], Any]:
    """The scene, with changes going to the studio that it looks at."""

    async def played(house: House) -> None:
        following = asyncio.create_task(house.routes._follow())
        try:
            await scene(house)
        finally:
            following.cancel()

    return played


@pytest.mark.parametrize(("what", "code"), [("died", "preview-died"), ("broken", "preview-broken")])
def test_a_build_that_ends_badly_is_told_and_the_next_one_is_made(
    root: Path, what: str, code: str
) -> None:
    async def scene(house: House) -> None:
        window = await house.window()
        assert (window.state, [each.code for each in window.messages]) == ("broken", [code])
        house.studio.choose(window, Choice(BRIEF, "base"))
        await house.settled(window)
        assert window.state == "ready"

    play(root, Maker(what, "good"), scene)


def test_only_what_was_read_is_built_again(root: Path) -> None:
    async def scene(house: House) -> None:
        window = await house.window()
        before = len(house.maker.ran)
        house.studio.changed({"content/another/brief.yaml"})
        assert window.state == "ready"
        house.studio.changed({"content/2026-w06/new.yaml"})
        await house.settled(window)
        assert len(house.maker.ran) == before + 1

    play(root, Maker(), scene)


def test_of_many_wishes_the_last_is_built(root: Path) -> None:
    async def scene(house: House) -> None:
        window = await house.window()
        house.maker.gate.clear()
        for colour in ("red", "green", "blue", "black"):
            house.studio.choose(window, Choice(BRIEF, None, {"accent_colour": colour}))
            await asyncio.sleep(0.02)
        house.maker.gate.set()
        await house.settled(window)
        tried = [choice.parameters.get("accent_colour") for choice in house.maker.ran]
        assert tried == [None, "red", "black"]

    play(root, Maker(), scene)


def test_wishes_are_taken_down_or_refused(root: Path) -> None:
    async def scene(house: House) -> None:
        window = await house.window()
        good = await house.post("choose", brief=BRIEF, template="base", parameters={"paper": "A5"})
        assert good.status_code == 204
        assert window.choice == Choice(BRIEF, "base", {"paper": "A5"})
        for body in ({}, {"brief": BRIEF, "parameters": []}, {"brief": 5, "parameters": {}}):
            assert (await house.post("choose", **body)).status_code == 400
        long = {"brief": BRIEF, "parameters": {"x": "y" * 5000}}
        assert (await house.post("choose", **long)).status_code == 400
        other = await house.client.post("choose", json={"window": "nobody", "parameters": {}})
        assert other.status_code == 404
        plain = await house.client.post("choose", content=json.dumps({}))
        assert plain.status_code == 415
        assert (await house.post("sheets", form={"layout": "scroll"})).json() == {"wrong": "layout"}

    play(root, Maker(), scene)


def test_handouts_are_made_of_what_is_shown(root: Path) -> None:
    async def scene(house: House) -> None:
        await house.window()
        answer = (await house.post("sheets", form={"layout": "booklet", "paper": "A4"})).json()
        assert answer["duplex"] is True
        assert answer["plan"]["en"]
        (name, size) = answer["files"][0]
        assert name == f"{BRIEF}-booklet.pdf"
        file = await house.client.get(f"sheets/{answer['number']}/file/{name}")
        assert len(file.content) == size
        picture = await house.client.get(f"sheets/{answer['number']}/0.png?width=300")
        assert picture.headers["content-type"] == "image/png"

    play(root, Maker(), scene)


def test_large_print_is_set_anew_once_for_all_its_layouts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_anew: list[str] = []

    def counted(world: World, ref: BriefRef, choices: Choices) -> Result[Mapping[str, bytes]]:
        set_anew.append(ref.id)
        return large_print(world, ref, choices)

    monkeypatch.setattr("briefgen.preview.desk.large_print", counted)

    async def scene(house: House) -> None:
        await house.window()
        plain = (await house.post("sheets", form={"layout": "pages", "grey": True})).json()
        large = (await house.post("sheets", form={"layout": "pages", "large": True})).json()
        booklet = {"layout": "booklet", "paper": "A4", "large": True, "grey": True}
        folded = (await house.post("sheets", form=booklet)).json()
        names = [answer["files"][0][0] for answer in (plain, large, folded)]
        assert names == [
            f"{BRIEF}-grey.pdf", f"{BRIEF}-large.pdf", f"{BRIEF}-large-booklet-grey.pdf",
        ]  # fmt: skip
        file = await house.client.get(f"sheets/{large['number']}/file/{names[1]}")
        sizes = {glyph.size for page in read_pdf(file.content) for glyph in page.glyphs}
        assert min(sizes) >= 10, "nothing of it is small"
        assert 18 in {round(size, 1) for size in sizes}, "the text is large print"
        assert set_anew == [BRIEF]

    play(root, Maker(), scene)


def test_a_window_is_dropped_when_there_are_too_many(root: Path) -> None:
    async def scene(house: House) -> None:
        first = await house.window()
        for number in range(20):
            house.studio.window(f"other{number:05}", Choice(BRIEF))
        assert len(house.studio.windows) == 12
        assert first.name in house.studio.windows, "somebody looks at it"

    play(root, Maker(), scene)
