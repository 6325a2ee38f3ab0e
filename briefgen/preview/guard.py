"""Turn requests that are none of our own page's into refusals, and answers into ones that give nothing away.

The server listens on 127.0.0.1 only, but every page in the same browser can send requests there, every user of the machine
can connect, and a name on the network may be made to mean 127.0.0.1. So a request is answered only when

- its path begins with the random token of this run (a cookie would go to every port of the machine),
- its Host is the address that we listen on (against DNS rebinding),
- its Origin, where there is one, is our own, and always for POST,
- the browser, where it says so (Sec-Fetch-Site), says that our own page or the user asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""What every answer carries."""
_LARGEST_BODY = 100_000


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before the application; `port` is where the server listens."""

    app: App
    token: str
    port: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        reason = self.objection(scope["method"], scope["path"], headers)
        if reason:
            await _refuse(send, reason)
            return
        inner = {**scope, "path": scope["path"][len(self.token) + 1 :] or "/"}
        await self.app(inner, receive, _dressed(send))

    def objection(self, method: str, path: str, headers: Mapping[str, str]) -> str:
        """Why a request is not answered; "" when it is."""
        hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        host = headers.get("host", "")
        if host not in hosts:
            return "this host name is not served"
        first = path.split("/")[1] if path.startswith("/") else ""
        if not secrets.compare_digest(first.encode(), self.token.encode()):
            return "use the address that briefgen preview printed when it was started last"
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return "asked by a page of another origin"
        if method == "POST" and origin is None:
            return "a request that changes something names its origin"
        length = headers.get("content-length", "")
        if method == "POST" and not (length.isdecimal() and int(length[:9]) < _LARGEST_BODY):
            return "too large"
        site = headers.get("sec-fetch-site", "none" if method == "GET" else "same-origin")
        if site != "same-origin" and not (site == "none" and method == "GET"):
            return "asked by a page of another origin"
        if headers.get("sec-fetch-dest") in ("iframe", "frame", "embed", "object"):
            return "not to be put into another page"
        return ""


async def _refuse(send: Send, reason: str) -> None:
    body = f"briefgen preview: {reason}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *((name.encode(), value.encode()) for name, value in HEADERS.items()),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _dressed(send: Send) -> Send:
    async def dressed(event: MutableMapping[str, Any]) -> None:
        if event["type"] == "http.response.start":
            own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            event = {**event, "headers": [*event.get("headers", []), *own]}
        await send(event)

    return dressed
