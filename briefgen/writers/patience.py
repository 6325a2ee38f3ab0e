"""Turn a stage's value into the bytes of a format, or into a message where that would never end."""

from __future__ import annotations

from typing import Any

from briefgen.messages import Result
from briefgen.world import World
from briefgen.writers import Stage, Writer


def in_time(writer: Writer, value: Any, world: World) -> Result[bytes]:
    """What the writer makes of a value; a message when finished pages hold drawings without end."""
    if writer.needs is not Stage.STYLED:
        return writer.write(value, world)
    from briefgen.style.patience import AT_LEAST, FOR_EACH_PAGE, TooLong, limited, told

    seconds = AT_LEAST + FOR_EACH_PAGE * value.tree.pages
    try:
        with limited(seconds):
            return writer.write(value, world)
    except TooLong as limit:
        return Result(None, (told(limit, seconds, None),))
