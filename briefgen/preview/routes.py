"""Turn requests of our own page into answers: what is to be shown, pictures, words, files, and wishes taken down."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from briefgen.preview.desk import Desk
from briefgen.preview.pictures import Pictures
from briefgen.preview.shapes import Choice
from briefgen.preview.sheets import BadWish, Sheets
from briefgen.preview.studio import Build, Studio, Window
from briefgen.preview.telling import hits_data, message_data, sizes_data, spots_data, window_data
from briefgen.resources import data_file

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
          ".svg": "image/svg+xml"}  # fmt: skip
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NAME = re.compile(r"[a-z0-9]{8,40}")
_ALIVE = 15.0
"""Seconds after which a silent stream says that it is still there."""
_LONGEST = 4000
"""Characters of a text in a wish."""
_FRESH = {"cache-control": "no-store"}
_FOR_EVER = {"cache-control": "private, max-age=3600, immutable"}
_KEPT_SHEETS = 4


@dataclass(slots=True)
class Routes:
    """The application; `watch` yields the project paths that change."""

    studio: Studio
    desk: Desk
    watch: Callable[[], AsyncIterator[set[str]]]
    _files: dict[str, bytes] = field(default_factory=dict)
    _sheets: dict[int, Sheets] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(1))
    _laying: asyncio.Lock = field(default_factory=asyncio.Lock)

    def app(self) -> Starlette:
        """The application, without its guard."""
        folder = data_file("preview")
        for file in folder.iterdir():
            self._files[file.name] = file.read_bytes()
        get = ["GET"]
        return Starlette(
            routes=[
                Route("/", self._page, methods=get),
                Route("/catalogue", self._catalogue, methods=get),
                Route("/events", self._events, methods=get),
                Route("/choose", self._choose, methods=["POST"]),
                Route("/view", self._view, methods=["POST"]),
                Route("/save", self._save, methods=["POST"]),
                Route("/sheets", self._make_sheets, methods=["POST"]),
                Route("/sheets/{number:int}/{page:int}.png", self._sheet, methods=get),
                Route("/sheets/{number:int}/file/{name:path}", self._sheet_file, methods=get),
                Route("/build/{number:int}/spots", self._spots, methods=get),
                Route("/build/{number:int}/find", self._find, methods=get),
                Route("/build/{number:int}/file.{kind}", self._download, methods=get),
                Route("/build/{number:int}/early/0.bmp", self._early, methods=get),
                Route("/build/{number:int}/{kind}/{page:int}.png", self._picture, methods=get),
                Route("/{name}", self._file, methods=get),
            ],
            lifespan=self._life,
        )

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        del app
        self.studio.open()
        watching = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await self.studio.close()

    async def _follow(self) -> None:
        async for paths in self.watch():
            self.desk.changed(paths)
            self.studio.changed(paths)

    # ---- the page itself --------------------------------------------------------------------------------------------

    async def _page(self, request: Request) -> Response:
        del request
        return _static("index.html", self._files)

    async def _file(self, request: Request) -> Response:
        return _static(request.path_params["name"], self._files)

    async def _catalogue(self, request: Request) -> Response:
        del request
        return JSONResponse(await asyncio.to_thread(self.desk.catalogue), headers=_FRESH)

    # ---- what a window shows ----------------------------------------------------------------------------------------

    async def _events(self, request: Request) -> Response:
        name = request.query_params.get("window", "")
        if not _NAME.fullmatch(name):
            raise HTTPException(400)
        choice = self.desk.first_choice(
            request.query_params.get("brief", ""), request.query_params.get("template", "")
        )
        window = self.studio.window(name, choice)
        return StreamingResponse(
            self._stream(window), media_type="text/event-stream", headers=_FRESH
        )

    async def _stream(self, window: Window) -> AsyncIterator[str]:
        with self.studio.listening(window) as news:
            while not self.studio.closing:
                news.clear()
                known = window_data(window, self.desk.link) | {"catalogue": self.desk.revision}
                yield f"data: {json.dumps(known, ensure_ascii=False)}\n\n"
                while not await _happened(news, _ALIVE):
                    yield ":\n\n"

    async def _choose(self, request: Request) -> Response:
        wish = await _wish(request)
        window = self._window(wish.get("window"))
        parameters = wish.get("parameters")
        if not isinstance(parameters, dict) or len(parameters) > 200:
            raise HTTPException(400)
        choice = Choice(
            _text(wish, "brief"),
            _text(wish, "template") or None,
            {str(key): _text(parameters, key) for key in parameters},
        )
        if choice != window.choice:
            self.studio.choose(window, choice)
        return Response(status_code=204)

    async def _view(self, request: Request) -> Response:
        wish = await _wish(request)
        window = self._window(wish.get("window"))
        page = wish.get("page")
        if isinstance(page, int) and 0 <= page < 10_000:
            window.page = page
        if isinstance(wish.get("word"), bool):
            self.studio.want_word(window, wish["word"])
        return Response(status_code=204)

    async def _save(self, request: Request) -> Response:
        wish = await _wish(request)
        parameters = wish.get("parameters")
        if not isinstance(parameters, dict) or not parameters:
            raise HTTPException(400)
        values = {str(key): _text(parameters, key) for key in parameters}
        said = await asyncio.to_thread(self.desk.save, _text(wish, "template"), values)
        return JSONResponse({"messages": [message_data(each, self.desk.link) for each in said]})

    # ---- pictures and words -----------------------------------------------------------------------------------------

    async def _picture(self, request: Request) -> Response:
        build, kind = self._build(request), request.path_params["kind"]
        known = {"pdf": build.pdf, "word": build.word}.get(kind)
        return await _png(known, request.path_params["page"], request)

    async def _early(self, request: Request) -> Response:
        pictures, width = self._build(request).early, _width(request)
        if pictures is None:
            raise HTTPException(404)
        data = await asyncio.to_thread(pictures.bmp, 0, width)
        return Response(data, media_type="image/bmp", headers=_FRESH)

    async def _spots(self, request: Request) -> Response:
        return JSONResponse(spots_data(self._build(request), self.desk.link), headers=_FOR_EVER)

    async def _find(self, request: Request) -> Response:
        build = self._build(request)
        words = request.query_params.get("words", "")[:200]
        pictures = build.word if request.query_params.get("in") == "word" else build.pdf
        hits = await asyncio.to_thread(pictures.find, words) if pictures else ()
        return JSONResponse(hits_data(hits), headers=_FRESH)

    async def _download(self, request: Request) -> Response:
        build, kind = self._build(request), request.path_params["kind"]
        if kind == "pdf" and build.pdf:
            return _attachment(build.pdf.data, f"{build.choice.brief}.pdf", "application/pdf")
        if kind == "docx" and build.docx:
            return _attachment(build.docx, f"{build.choice.brief}.docx", _DOCX)
        raise HTTPException(404)

    # ---- handouts ---------------------------------------------------------------------------------------------------

    async def _make_sheets(self, request: Request) -> Response:
        wish = await _wish(request)
        window = self._window(wish.get("window"))
        form = wish.get("form")
        if window.good is None or window.good.pdf is None or not isinstance(form, dict):
            raise HTTPException(400)
        pdf, choice = window.good.pdf, window.good.choice
        try:
            async with (
                self._laying
            ):  # pages may be set anew for it, which is no work for two threads
                made = await asyncio.to_thread(self.desk.sheets, pdf.data, choice, form)
        except BadWish as bad:
            return JSONResponse({"wrong": str(bad)}, status_code=400)
        answer: dict[str, Any] = {
            "messages": [message_data(each, self.desk.link) for each in made.messages]
        }
        if made.value is not None:
            number = next(self._numbers)
            self._sheets[number] = made.value
            for old in sorted(self._sheets)[:-_KEPT_SHEETS]:
                del self._sheets[old]
            answer |= {
                "number": number,
                "sides": sizes_data(made.value.pictures),
                "duplex": made.value.duplex,
                "plan": made.value.plan,
                "files": [[name, len(data)] for name, data in made.value.files.items()],
            }
        return JSONResponse(answer, headers=_FRESH)

    async def _sheet(self, request: Request) -> Response:
        sheets = self._sheets.get(request.path_params["number"])
        return await _png(sheets.pictures if sheets else None, request.path_params["page"], request)

    async def _sheet_file(self, request: Request) -> Response:
        sheets, name = self._sheets.get(request.path_params["number"]), request.path_params["name"]
        if sheets is None or name not in sheets.files:
            raise HTTPException(404)
        return _attachment(sheets.files[name], name.rpartition("/")[2], "application/pdf")

    # ---- helpers ----------------------------------------------------------------------------------------------------

    def _window(self, name: object) -> Window:
        window = self.studio.windows.get(name) if isinstance(name, str) else None
        if window is None:
            raise HTTPException(404)
        return window

    def _build(self, request: Request) -> Build:
        window = self._window(request.query_params.get("window"))
        build = window.builds.get(request.path_params["number"])
        if build is None:
            raise HTTPException(404)
        return build


def _static(name: str, files: dict[str, bytes]) -> Response:
    if name not in files:
        raise HTTPException(404)
    kind = _TYPES.get(f".{name.rpartition('.')[2]}", "application/octet-stream")
    return Response(files[name], media_type=kind, headers=_FRESH)


async def _png(pictures: Pictures | None, page: int, request: Request) -> Response:
    width = _width(request)
    if pictures is None or page >= len(pictures.sizes):
        raise HTTPException(404)
    data = await asyncio.to_thread(pictures.png, page, width)
    return Response(data, media_type="image/png", headers=_FOR_EVER)


def _width(request: Request) -> int:
    """How wide a picture is wanted, in pixels."""
    width = request.query_params.get("width", "")
    if not re.fullmatch(r"\d{2,4}", width):
        raise HTTPException(404)
    return int(width)


def _attachment(data: bytes, name: str, kind: str) -> Response:
    from urllib.parse import quote

    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=kind, headers={"content-disposition": disposition, **_FRESH})


async def _wish(request: Request) -> dict[str, Any]:
    """The body of a POST, a JSON object. Raises HTTPException."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HTTPException(415)
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(found, dict):
        raise HTTPException(400)
    return found


def _text(wish: dict[str, Any], key: str) -> str:
    found = wish.get(key) or ""
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise HTTPException(400)
    return found


async def _happened(event: asyncio.Event, seconds: float) -> bool:
    waiting: Awaitable[bool] = event.wait()
    try:
        return await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        return False
