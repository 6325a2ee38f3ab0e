"""Turn the pattern of a picture's path into the picture of each copy: all are looked at before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from briefgen.handout.naming import picture_path
from briefgen.handout.numbers import Copy
from briefgen.handout.picture import FAINT, read_picture
from briefgen.handout.plan import TINT
from briefgen.messages import Message, Place, Result, Stop, message
from briefgen.world import IMAGE_LIMIT, Unreadable, World


@dataclass(frozen=True, slots=True)
class OwnPictures:
    """The picture of each copy: `paths` by the copy's number, `sizes` in pixels and whether it is `coloured` by path.

    Pictures are read when they are asked for: those of a thousand copies need not be in memory.
    """

    world: World
    paths: Mapping[str, str]
    sizes: Mapping[str, tuple[int, int]]
    coloured: bool
    grey: bool = False

    def read(self, path: str) -> Image.Image:
        """A picture, with its transparency. Raises Stop when it went away after it was looked at."""
        try:
            picture = read_picture(self.world.read(path, IMAGE_LIMIT))
        except Unreadable as error:
            raise Stop(error.at()) from None
        if picture is None:
            raise Stop(message("watermark-picture", Place(path)))
        return picture.convert("LA") if self.grey else picture


def own_pictures(
    world: World, pattern: str, brief: str, copies: Sequence[Copy], spare: str, *, grey: bool
) -> Result[OwnPictures]:
    """The pictures of all copies; None when one can't be had, with everything that was looked for in vain."""
    total = len(copies)
    paths = {copy.number: picture_path(pattern, brief, copy, total, spare) for copy in copies}
    sizes: dict[str, tuple[int, int]] = {}
    coloured = False
    missing: list[str] = []
    said: list[Message] = []
    for path in dict.fromkeys(paths.values()):
        try:
            picture = read_picture(world.read(path, IMAGE_LIMIT))
        except Unreadable as error:
            if error.code == "no-file":
                missing.append(path)
            else:
                said.append(error.at())
            continue
        if picture is None:
            said.append(message("watermark-picture", Place(path)))
            continue
        sizes[path] = picture.size
        coloured = coloured or _is_coloured(picture)
    if missing:
        files = "; ".join(_wanted(path, paths) for path in missing)
        said.insert(0, message("watermark-missing", count=len(missing), files=files))
    if said:
        return Result(None, tuple(said))
    return Result(OwnPictures(world, paths, sizes, coloured and not grey, grey))


def _wanted(path: str, paths: Mapping[str, str]) -> str:
    """A path and the copies that want it."""
    numbers = [number for number, wanted in paths.items() if wanted == path]
    return f"{path} ({numbers[0]})" if len(numbers) == 1 else f"{path} ({numbers[0]}…{numbers[-1]})"


def _is_coloured(picture: Image.Image) -> bool:
    """Whether what is left of the picture, faint on white, is more than grey for a printer."""
    paper = Image.new("RGBA", picture.size, "white")
    red, green, blue, _ = Image.alpha_composite(paper, picture).split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return max(max(each.tobytes()) for each in differences) * FAINT > TINT
