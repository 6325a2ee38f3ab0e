"""Turn a picture of the tree into a drawing: in a line, or behind the text in a margin."""

from __future__ import annotations

from pathlib import PurePosixPath

from briefgen.tree import MarginPicture, Picture
from briefgen.writers.word.draft import Text
from briefgen.writers.word.images import NotAPicture, ready
from briefgen.writers.word.opc import RelationshipType
from briefgen.writers.word.places import told
from briefgen.writers.word.xml import element, w

_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_SVG_URI = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_DECORATIVE_URI = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_NO_DISTANCE = {"distT": "0", "distB": "0", "distL": "0", "distR": "0"}


def drawing(text: Text, picture: Picture) -> str:
    """The content of a run that shows the picture; its words in brackets, and a message, when it can't be read."""
    related = _related(text, picture)
    return w("drawing", _inline(text, picture, *related)) if related else ""


def behind(text: Text, placed: MarginPicture) -> str:
    """The content of a run to which a picture in the margin is anchored: behind the text, measured from the paper."""
    related = _related(text, placed.picture)
    return w("drawing", _anchored(text, placed, *related)) if related else ""


def _related(text: Text, picture: Picture) -> tuple[str, str] | None:
    """The relationship ids of the picture and of the drawing that it was made from ("" for none)."""
    try:
        made = ready(picture.data, picture.width, picture.height)
    except NotAPicture as error:
        text.draft.messages.append(
            told("word-picture", picture.src or picture.file, file=picture.file, reason=str(error))
        )
        return None
    store = text.draft.package
    image = text.story.relate(store.picture(made.data, made.extension), RelationshipType.IMAGE)
    vector = ""
    if made.drawing is not None:
        part = store.picture(made.drawing, "svg")
        vector = text.story.relate(part, RelationshipType.IMAGE)
    return image, vector


def _anchored(text: Text, placed: MarginPicture, image: str, vector: str) -> str:
    attributes = _NO_DISTANCE | {
        "simplePos": "0",
        "relativeHeight": "1",
        "behindDoc": "1",
        "locked": "0",
        "layoutInCell": "0",
        "allowOverlap": "1",
    }
    where = element("wp:simplePos", {"x": "0", "y": "0"})
    for axis, offset in (("H", placed.left), ("V", placed.top)):
        at = element("wp:posOffset", {}, str(offset.emu))
        where += element(f"wp:position{axis}", {"relativeFrom": "page"}, at)
    extent, graphic = _graphic(text, placed.picture, image, vector)
    return element("wp:anchor", attributes, where + extent + element("wp:wrapNone") + graphic)


def _inline(text: Text, picture: Picture, image: str, vector: str) -> str:
    return in_line(_graphic(text, picture, image, vector))


def in_line(drawn: tuple[str, str]) -> str:
    """A drawing that stands in the line."""
    return element("wp:inline", _NO_DISTANCE, "".join(drawn))


def _graphic(text: Text, picture: Picture, image: str, vector: str) -> tuple[str, str]:
    """How large the picture is, and the picture."""
    number = str(next(text.draft.drawing_ids))
    size = {"cx": str(max(1, picture.width.emu)), "cy": str(max(1, picture.height.emu))}
    name = PurePosixPath(picture.file).name if not picture.file.startswith("data:") else "image"
    named = {"id": number, "name": name or "image"} | (
        {"descr": picture.alt} if picture.alt else {}
    )
    lock = element("a:graphicFrameLocks", {"noChangeAspect": "1"})
    graphic = element("a:graphicData", {"uri": _PICTURE}, _picture(size, named, image, vector))
    return drawn(size, named, graphic, lock, "" if picture.alt else _decoration())


def drawn(
    size: dict[str, str], named: dict[str, str], graphic: str, lock: str = "", mark: str = ""
) -> tuple[str, str]:
    """The size of a drawing, and the drawing; `mark` goes into what names it."""
    return (
        element("wp:extent", size)
        + element("wp:effectExtent", {"l": "0", "t": "0", "r": "0", "b": "0"}),
        element("wp:docPr", named, mark)
        + element("wp:cNvGraphicFramePr", {}, lock)
        + element("a:graphic", {}, graphic),
    )


def _picture(size: dict[str, str], named: dict[str, str], image: str, vector: str) -> str:
    extension = ""
    if vector:
        svg = element("asvg:svgBlip", {"xmlns:asvg": _SVG, "r:embed": vector})
        extension = element("a:extLst", {}, element("a:ext", {"uri": _SVG_URI}, svg))
    fill = element("a:blip", {"r:embed": image}, extension)
    fill += element("a:stretch", {}, element("a:fillRect"))
    shape = element("a:xfrm", {}, element("a:off", {"x": "0", "y": "0"}) + element("a:ext", size))
    shape += element("a:prstGeom", {"prst": "rect"}, element("a:avLst"))
    return element(
        "pic:pic",
        {},
        element("pic:nvPicPr", {}, element("pic:cNvPr", named) + element("pic:cNvPicPr"))
        + element("pic:blipFill", {}, fill)
        + element("pic:spPr", {}, shape),
    )


def _decoration() -> str:
    """The mark that tells a screen reader to pass the picture by."""
    mark = element("adec:decorative", {"xmlns:adec": _DECORATIVE, "val": "1"})
    return element("a:extLst", {}, element("a:ext", {"uri": _DECORATIVE_URI}, mark))
