"""A paper form as PDF/UA, by WeasyPrint (the extra `pdf`): same bytes from the same page, whatever the machine holds."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from eformc.safe_files import is_inside
from eformc.shipped import data_dir


def can_print() -> bool:
    """True if WeasyPrint is installed. It needs Pango, too: without it `pdf_of` raises `OSError`."""
    return find_spec("weasyprint") is not None


def pdf_of(html: str) -> bytes:
    """The PDF of a paper form's page. Fonts are eformc's own, not the machine's; nothing is fetched from a network."""
    from weasyprint import HTML

    fetcher, fonts, style = _fonts()
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    made: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        font_config=fonts, stylesheets=[style], pdf_identifier=identifier, pdf_variant="pdf/ua-1"
    )
    return made


def foreign_letters(html: str) -> str:
    """The letters of a page, each once, that eformc's fonts do not have: they are printed in a font of the machine's, or
    not at all.
    """
    return "".join(sorted({char for char in html if char.isprintable()} - _letters()))


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    font = TTFont(data_dir("templates") / "fonts" / "noto-sans-regular.woff2")
    return frozenset(map(chr, font.getBestCmap()))


@lru_cache(maxsize=1)
def _fonts() -> tuple[Any, Any, Any]:
    """The fonts every PDF of a process shares: reading the fonts takes as long as a page."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class Shipped(URLFetcher):  # type: ignore[misc]
        """Fetches what lies within a page and what ships with eformc: a theme's page or style must not read the machine."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = url2pathname(urlsplit(url).path)
            if urlsplit(url).scheme == "file" and not is_inside(data_dir("templates"), path):
                message = f"{url} is no file of eformc's"
                raise ValueError(message)
            return super().fetch(url, headers)

    fetcher = Shipped(allowed_protocols={"file", "data"})
    fonts = FontConfiguration()
    style = CSS(filename=data_dir("templates") / "paper-pdf.css", font_config=fonts, url_fetcher=fetcher)
    return fetcher, fonts, style
