"""Turn a template's text into the code that Jinja made of it the last time: compiling takes ten times as long as printing.

Code is kept while the process runs, and for later ones in the user's cache folder. It is found again only for the same text
under the same name, in the same language (expressions without variables are worked out while compiling), and made by the
same versions of Python, Jinja and our own fences.
"""

from __future__ import annotations

import marshal
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from briefgen import __version__, usercache
from briefgen.resources import data_file

_MOST = 200
"""Files whose code a process keeps: a preview may see many versions of one."""
_code: dict[str, CodeType] = {}


@dataclass(frozen=True)
class Compiled(BytecodeCache):
    """Where Jinja looks for the code of a file of a template."""

    language: str

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a file whose text is still the same."""
        key = self._key(bucket)
        if key not in _code and (kept := usercache.find(key)) is not None:
            _remember(key, marshal.loads(kept))  # noqa: S302  the user's own, and whole: see usercache
        bucket.code = _code.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a file."""
        if bucket.code is not None:
            _remember(self._key(bucket), bucket.code)
            usercache.keep(self._key(bucket), marshal.dumps(bucket.code))

    def _key(self, bucket: Bucket) -> str:
        parts = (_makers(), self.language, bucket.key, bucket.checksum)
        return sha256("\0".join(parts).encode()).hexdigest()


def _remember(key: str, code: CodeType) -> None:
    if len(_code) >= _MOST:
        _code.clear()
    _code[key] = code


@cache
def _makers() -> str:
    """What the code of a template depends on besides its text."""
    import jinja2

    package = data_file("").parent
    ours = [*(package / "sandbox").glob("*.py"), package / "locale.py", package / "markup.py"]
    stamps = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(ours)]
    words = data_file("locale.toml").read_text("utf-8")
    versions = (__version__, sys.version, jinja2.__version__)
    return "\0".join((*versions, str(stamps), words))
