"""Who is answered: our own page, and nobody else."""

from __future__ import annotations

import pytest

from briefgen.preview.guard import HEADERS, Guard

TOKEN = "abcDEF-123_456"
HOST = "127.0.0.1:8321"


async def _nothing(scope: object, receive: object, send: object) -> None:
    raise AssertionError("must not be reached")


GUARD = Guard(_nothing, TOKEN, 8321)
OURS = {"host": HOST, "origin": f"http://{HOST}", "content-length": "2"}


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", f"/{TOKEN}/", {"host": HOST}),
        ("GET", f"/{TOKEN}/", {"host": "localhost:8321"}),
        ("GET", f"/{TOKEN}/main.js", {"host": HOST, "sec-fetch-site": "same-origin"}),
        ("GET", f"/{TOKEN}/", {"host": HOST, "sec-fetch-site": "none"}),
        ("POST", f"/{TOKEN}/choose", OURS),
        ("POST", f"/{TOKEN}/choose", {**OURS, "sec-fetch-site": "same-origin"}),
    ],
)
def test_our_own_page_is_answered(method: str, path: str, headers: dict[str, str]) -> None:
    assert GUARD.objection(method, path, headers) == ""


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {"host": HOST}),
        ("GET", "/wrong/", {"host": HOST}),
        ("GET", f"/{TOKEN[:-1]}/", {"host": HOST}),
        ("GET", f"/x/{TOKEN}/", {"host": HOST}),
        ("GET", f"/{TOKEN}/", {}),
        ("GET", f"/{TOKEN}/", {"host": "evil.example:8321"}),
        ("GET", f"/{TOKEN}/", {"host": "127.0.0.1:80"}),
        ("GET", f"/{TOKEN}/", {"host": HOST, "origin": "http://evil.example"}),
        ("GET", f"/{TOKEN}/", {"host": HOST, "origin": "null"}),
        ("GET", f"/{TOKEN}/", {"host": HOST, "origin": "http://127.0.0.1:9"}),
        ("GET", f"/{TOKEN}/", {"host": HOST, "sec-fetch-site": "cross-site"}),
        ("GET", f"/{TOKEN}/", {"host": HOST, "sec-fetch-site": "same-site"}),
        ("GET", f"/{TOKEN}/", {"host": HOST, "sec-fetch-dest": "iframe"}),
        ("POST", f"/{TOKEN}/choose", {"host": HOST, "content-length": "2"}),
        ("POST", f"/{TOKEN}/choose", {**OURS, "sec-fetch-site": "none"}),
        ("POST", f"/{TOKEN}/choose", {**OURS, "content-length": "100000000"}),
        ("POST", f"/{TOKEN}/choose", {"host": HOST, "origin": f"http://{HOST}"}),
        ("POST", f"/{TOKEN}/choose", {**OURS, "content-length": "two"}),
    ],
)
def test_others_are_refused(method: str, path: str, headers: dict[str, str]) -> None:
    assert GUARD.objection(method, path, headers) != ""


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    policy = HEADERS["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
