"""Turn what becomes of a build into events for scripts: on standard output, a line of JSON each, as it happens."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefgen.cli.commands.check import as_data
from briefgen.cli.terminal import Terminal

if TYPE_CHECKING:
    from briefgen.build import Outcome
    from briefgen.messages import Message


@dataclass
class Events:
    """Those of one build of the project in `root`."""

    terminal: Terminal
    root: Path
    _began: float = field(default_factory=time.monotonic)

    def started(
        self, briefs: Sequence[str], formats: Sequence[str], said: Iterable[Message]
    ) -> None:
        """What is to be built."""
        self._tell("started", briefs=list(briefs), formats=list(formats), messages=self._said(said))

    def ended(self, kind: str, outcome: Outcome) -> None:
        """What became of a brief; `kind` is built, unchanged or failed."""
        files = [
            {
                "format": file.format,
                "file": self.terminal.path(file.path),
                "size": file.size,
                "pages": file.pages,
                "fresh": file.fresh,
            }
            for file in outcome.files
        ]
        said, code = self._said(outcome.messages), outcome.exit_code
        self._tell(kind, brief=outcome.brief, files=files, messages=said, exit_code=code)

    def stopped(self, said: Iterable[Message], code: int) -> None:
        """The build could not go on."""
        self._tell("stopped", messages=self._said(said), exit_code=code, seconds=self._seconds())

    def finished(self, kinds: Iterable[str], code: int) -> None:
        """How many of each kind there were."""
        counts = Counter(kinds)
        numbers = {kind: counts[kind] for kind in ("built", "unchanged", "failed")}
        self._tell("finished", **numbers, exit_code=code, seconds=self._seconds())

    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 3)

    def _said(self, said: Iterable[Message]) -> list[dict[str, Any]]:
        placed = (self.terminal.placed(each, self.root) for each in said)
        return [as_data(each, self.terminal.language) for each in placed]

    def _tell(self, event: str, **facts: Any) -> None:
        self.terminal.print(json.dumps({"event": event, **facts}, ensure_ascii=False))
