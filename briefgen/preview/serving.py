"""Turn an application into a server on 127.0.0.1 that ends at once when it is told to."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from briefgen.preview.guard import App

HOST = "127.0.0.1"
_USUAL = 8321


def listen(port: int | None) -> socket.socket:
    """A socket at the port, or at the usual one, or any that is free. Raises OSError when the port is taken."""
    tried = [port] if port is not None else [_USUAL, 0]
    for number in tried:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # A port that a preview had a moment ago may be had again; on Windows this would mean something else.
        if hasattr(socket, "SO_REUSEPORT"):
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, number))
        except OSError:
            door.close()
            if number == tried[-1]:
                raise
        else:
            # A browser that is faster than the server is kept waiting, not turned away.
            door.listen(128)
            return door
    raise AssertionError(tried)


class _Server(uvicorn.Server):
    """Ends streams that are open before it waits for them."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._end_streams()
        super().handle_exit(sig, frame)


def serve(app: App, door: socket.socket, end_streams: Callable[[], None]) -> None:
    """Serve until interrupted. Raises KeyboardInterrupt then."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    _Server(config, end_streams).run(sockets=[door])
