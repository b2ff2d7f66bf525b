"""Colours of a company, and whether they can be read: contrast as WCAG 2 reckons it."""

import colorsys
import re
from dataclasses import dataclass
from typing import Any

Colour = tuple[float, float, float]  # red, green, blue, from 0 to 1

HEX = re.compile(r"#[0-9a-f]{6}")
PAPER: Colour = (1, 1, 1)
READABLE, NIGHT = 4.5, 15.0  # to 1: words on paper; the band's paper-white words on its ground
STEPS = 200


@dataclass(frozen=True)
class Look:
    """What dresses a report: each colour as the style sheet takes it, and the rod's as drawn."""

    night: str = "23 28 56"
    mark: str = "220 59 31"
    tint: str = "247 161 140"
    rod: str = "#dc3b1f"
    past: str = "#f0876f"
    action: str = "#2a3f97"


def look_of(accent: str) -> Look:
    """The colours that follow from one, or (none given) our own."""
    if not accent:
        return Look()
    own = colour_of(accent)
    night = towards(0, own, PAPER, NIGHT)
    rod, past, tint = (towards(1, own, night, ratio) for ratio in (3.5, 5.5, 7))
    return Look(spaced(night), spaced(own), spaced(tint), hexed(rod), hexed(past), accent)


def is_readable(accent: str) -> bool:
    return contrast(colour_of(accent), PAPER) >= READABLE


def nearest_readable(accent: str) -> str:
    """The same hue, as much darker as it has to be."""
    return hexed(towards(0, colour_of(accent), PAPER, READABLE))


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black on white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Colour) -> float:
    parts = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def towards(end: float, own: Colour, ground: Colour, ratio: float) -> Colour:
    """Its hue, darker (`end` 0) or lighter (1) until it stands out from the ground that much."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*own)
    for step in range(STEPS + 1):
        shade = lightness + (end - lightness) * step / STEPS
        found = colour_of(hexed(colorsys.hls_to_rgb(hue, shade, saturation)))
        if contrast(found, ground) >= ratio:
            break
    return found


def colour_of(hexadecimal: str) -> Colour:
    red, green, blue = bytes.fromhex(hexadecimal.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def hexed(colour: Colour) -> str:
    return "#" + bytes(_bytes(colour)).hex()


def spaced(colour: Colour) -> str:
    return " ".join(map(str, _bytes(colour)))


def _bytes(colour: Colour) -> Any:
    return [round(255 * part) for part in colour]
