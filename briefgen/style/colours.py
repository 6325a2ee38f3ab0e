"""Turn a colour of any of CSS's spaces into sRGB, which is all that Word has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_Matrix = tuple[tuple[float, float, float], ...]

# CSS Color 4, 10.8 and 10.9: from XYZ under daylight, and to that from XYZ under the light that prints are looked at.
_FROM_XYZ: _Matrix = (
    (12831 / 3959, -329 / 214, -1974 / 3959),
    (-851781 / 878810, 1648619 / 878810, 36519 / 878810),
    (705 / 12673, -2585 / 12673, 705 / 667),
)
_TO_D65: _Matrix = (
    (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_XYZ = {"lab": "xyz-d50", "lch": "xyz-d50", "oklab": "xyz-d65", "oklch": "xyz-d65"}


def srgb(colour: Any) -> Sequence[float]:
    """Red, green and blue from 0 to 1 (outside of that where no screen shows it) of a colour of tinycss2.

    Those of wide spaces (display-p3 …) and of profiles are taken as they are, as WeasyPrint draws them.
    """
    if colour.space in ("srgb", "hsl", "hwb"):
        made: Sequence[float] = colour.to("srgb").coordinates
        return made
    if colour.space in _XYZ:
        colour = colour.to(_XYZ[colour.space])
    channels = [part or 0.0 for part in colour.coordinates]
    match colour.space:
        case "srgb-linear":
            return _curved(channels)
        case "xyz-d50":
            return _curved(_times(_FROM_XYZ, _times(_TO_D65, channels)))
        case "xyz" | "xyz-d65":
            return _curved(_times(_FROM_XYZ, channels))
        case "device-cmyk":
            *inks, black = channels
            return [(1 - ink) * (1 - black) for ink in inks]
    return [*channels, 0.0, 0.0][:3]


def _times(matrix: _Matrix, channels: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, channels, strict=True)) for row in matrix]


def _curved(light: Sequence[float]) -> list[float]:
    """Amounts of light as sRGB counts them."""
    return [12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in light]
