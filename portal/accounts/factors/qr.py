"""A text as a picture for a phone's camera."""

from __future__ import annotations


def qr_code(text: str) -> str:
    """A ``data:`` address of an SVG, which our content security policy lets images have. White
    behind, also in the dark: cameras want it."""
    import segno

    picture = segno.make(text, error="m", micro=False)
    return str(picture.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True))
