"""Turn the colours of a PDF into greys: what is drawn, and its pictures.

A printer that makes grey of colour by itself prints a red rule pale. Here a colour becomes the darker the more of a colour it
is, so that rules and headings stay what they are; pale backgrounds stay pale, pictures become what a photocopier would see.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import ContentStreamInstruction, Dictionary, Name, Operator, Stream
from PIL import Image

_LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601: what a photocopier sees
_DARKER = 0.5
"""Of a full colour's brightness is taken away; of grey nothing."""
_JPEG_QUALITY = 90
_COLOURED = (3, 4)  # parts
_SETS = {"rg": "g", "RG": "G", "k": "g", "K": "G"}
_SPACES = {"cs": ("sc", "scn"), "CS": ("SC", "SCN")}


def grey_of(colour: Sequence[float]) -> float:
    """The grey (0 black, 1 white) of a colour of three (RGB) or four (CMYK) parts from 0 to 1."""
    if len(colour) == 4:
        colour = [(1 - part) * (1 - colour[3]) for part in colour[:3]]
    most, least = max(colour), min(colour)
    brightness = sum(share * part for share, part in zip(_LUMA, colour, strict=True))
    return brightness * (1 - _DARKER * (most - least) / (most or 1))


def to_grey(pdf: pikepdf.Pdf) -> int:
    """Make a PDF grey in place; how many things kept their colour (gradients, inks, inline pictures)."""
    painter = _Painter(pdf)
    for page in pdf.pages:
        page.obj.Contents = pdf.make_stream(painter.drawn(page, _resources(page.obj)))
        painter.under(_resources(page.obj))
        for note in page.obj.get("/Annots", ()):
            painter.appearances(note)
        painter.group(page.obj)
    return painter.kept


def _resources(node: Any) -> Any:
    while "/Resources" not in node and "/Parent" in node:
        node = node.Parent
    return node.get("/Resources", Dictionary())


@dataclass
class _Painter:
    """Goes through everything that is drawn, each form and picture once."""

    pdf: pikepdf.Pdf
    kept: int = 0
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def drawn(self, content: Any, resources: Any) -> bytes:
        """The content of a page or a form in grey."""
        made: list[Any] = []
        spaces: dict[
            str, int
        ] = {}  # for "cs" and "CS" how many parts the colours have; 0: not ours
        stack: list[dict[str, int]] = []
        for instruction in pikepdf.parse_content_stream(content):
            name = str(instruction.operator)
            if name == "q":
                stack.append(dict(spaces))
            elif name == "Q" and stack:
                spaces = stack.pop()
            if name in _SETS:
                spaces.pop("cs" if name.islower() else "CS", None)
                parts = [float(each) for each in instruction.operands]
                instruction = _set(grey_of(parts), _SETS[name])
            elif name in _SPACES:
                spaces[name] = self._parts(instruction.operands[0], resources)
                if spaces[name] in _COLOURED:
                    instruction = _grey_space(name)
            elif name in ("sc", "scn", "SC", "SCN"):
                count = spaces.get("cs" if name.islower() else "CS", 0)
                if count in _COLOURED and count == len(instruction.operands):
                    grey = grey_of([float(each) for each in instruction.operands])
                    instruction = _set(grey, name)
            elif name in ("sh", "INLINE IMAGE"):
                self.kept += 1
            made.append(instruction)
        return pikepdf.unparse_content_stream(made)

    def under(self, resources: Any) -> None:
        """Everything that a page or a form draws with."""
        for each in dict(resources.get("/XObject", Dictionary())).values():
            if self._first_time(each):
                self._object(each)
        for each in dict(resources.get("/Pattern", Dictionary())).values():
            if isinstance(each, Stream) and self._first_time(each):
                self._form(each)
            elif not isinstance(each, Stream):
                self.kept += 1
        for state in dict(resources.get("/ExtGState", Dictionary())).values():
            mask = state.get("/SMask")
            if isinstance(mask, Dictionary) and "/G" in mask and self._first_time(mask.G):
                self._form(mask.G)

    def appearances(self, note: Any) -> None:
        """What an annotation looks like."""
        for look in dict(note.get("/AP", Dictionary())).values():
            every = [look] if isinstance(look, Stream) else list(dict(look).values())
            for each in every:
                if isinstance(each, Stream) and self._first_time(each):
                    self._form(each)

    def group(self, owner: Any) -> None:
        """The colours in which a page or a form mixes what is transparent."""
        if "/CS" in owner.get("/Group", Dictionary()):
            owner.Group.CS = Name.DeviceGray

    def _first_time(self, each: Any) -> bool:
        key = each.objgen
        if key != (0, 0) and key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _object(self, each: Any) -> None:
        if each.get("/Subtype") == "/Image":
            self._picture(each)
        elif each.get("/Subtype") == "/Form":
            self._form(each)

    def _form(self, form: Any) -> None:
        resources = form.get("/Resources", Dictionary())
        form.write(self.drawn(form, resources))
        self.group(form)
        self.under(resources)

    def _picture(self, image: Any) -> None:
        if (
            image.get("/ImageMask", False)
            or self._parts(image.get("/ColorSpace"), Dictionary()) == 1
        ):
            return
        try:
            seen = pikepdf.PdfImage(image).as_pil_image().convert("L")
        except (pikepdf.PdfError, pikepdf.models.image.UnsupportedImageTypeError, NotImplementedError,
                ValueError, OSError):  # fmt: skip
            self.kept += 1
            return
        photo = image.get("/Filter") == "/DCTDecode"
        for key in ("/Decode", "/DecodeParms", "/Intent", "/Mask"):
            if key in image and not (key == "/Mask" and isinstance(image[key], Stream)):
                del image[key]
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        if photo:
            image.write(_jpeg(seen), filter=Name.DCTDecode)
        else:
            image.write(seen.tobytes())

    def _parts(self, space: Any, resources: Any) -> int:
        """How many parts the colours of a space have that can be made grey; 1: grey already, 0: left as it is."""
        if isinstance(space, Name):
            named = resources.get("/ColorSpace", Dictionary()).get(str(space))
            if named is not None:
                return self._parts(named, resources)
            return {"/DeviceRGB": 3, "/DeviceCMYK": 4, "/DeviceGray": 1}.get(str(space), 0)
        kind = str(space[0]) if isinstance(space, pikepdf.Array) and len(space) else ""
        if kind == "/ICCBased":
            return int(space[1].get("/N", 0))
        if kind in ("/Separation", "/DeviceN", "/Lab"):
            self.kept += str(space[1]) not in ("/All", "/Black", "/None")
        return {"/CalRGB": 3, "/CalGray": 1}.get(kind, 0)


def _set(grey: float, name: str) -> ContentStreamInstruction:
    return ContentStreamInstruction([round(grey, 4)], Operator(name))


def _grey_space(name: str) -> ContentStreamInstruction:
    return ContentStreamInstruction([Name.DeviceGray], Operator(name))


def _jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_JPEG_QUALITY)
    return stream.getvalue()
