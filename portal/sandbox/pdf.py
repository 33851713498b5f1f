"""Papers as PDF files: payslips, contracts, letters.

fpdf2 is imported where it is used, because it takes half a second and a sandbox has to start fast.
PT Sans comes as static font files; fpdf2 needs six seconds a paper to subset a variable font.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from fontpkg_pt_sans import ROOT

if TYPE_CHECKING:
    from fpdf import FPDF

INK = (28, 35, 51)
MUTED = (104, 113, 132)
ACCENT = (15, 92, 110)
RULE = (214, 219, 228)
TINT = (238, 245, 246)
MARGIN = 20
WIDTH = 210 - 2 * MARGIN
LINE = 5.4
FONT = "PT Sans"


class Paper:
    """One A4 document, written from top to bottom. Text has to be in Latin or Cyrillic letters."""

    def __init__(self, title: str, *, issuer: str, note: str = "") -> None:
        self._pdf = _blank(title, issuer)
        self._masthead(title, issuer, note)

    def heading(self, text: str) -> None:
        """A section's heading."""
        self._pdf.ln(4)
        self._font(11, "B", ACCENT)
        self._pdf.multi_cell(WIDTH, 6, text, new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(1)

    def paragraph(self, text: str) -> None:
        """Running text."""
        self._font(10)
        self._pdf.multi_cell(WIDTH, LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(2.4)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Labels and values in two columns."""
        column = WIDTH / 2
        for start in range(0, len(pairs), 2):
            top, bottom = self._pdf.get_y(), self._pdf.get_y()
            for index, (label, value) in enumerate(pairs[start : start + 2]):
                left = MARGIN + index * column
                self._pdf.set_xy(left, top)
                self._font(8, color=MUTED)
                self._pdf.cell(column - 4, 4, label)
                self._pdf.set_xy(left, top + 4)
                self._font(10)
                self._pdf.multi_cell(column - 4, 5, value, align="L")
                bottom = max(bottom, self._pdf.get_y())
            self._pdf.set_xy(MARGIN, bottom + 2)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], total: Sequence[str] | None
    ) -> None:
        """The first column is text, the others are numbers set to the right."""
        self._row(columns, 8, color=MUTED, rule=True)
        for row in rows:
            self._row(row, 10)
        if total is not None:
            self._row(total, 10, "B", rule_above=True)
        self._pdf.ln(2)

    def highlight(self, label: str, value: str) -> None:
        """The one number that matters, in a tinted band."""
        self._pdf.ln(2)
        self._pdf.set_fill_color(*TINT)
        top = self._pdf.get_y()
        self._pdf.rect(MARGIN, top, WIDTH, 15, style="F", round_corners=True, corner_radius=2)
        self._pdf.set_xy(MARGIN + 5, top)
        self._font(11, color=ACCENT)
        self._pdf.cell(WIDTH / 2 - 5, 15, label)
        self._font(16, "B", ACCENT)
        self._pdf.cell(WIDTH / 2 - 5, 15, value, align="R")
        self._pdf.set_xy(MARGIN, top + 19)

    def signatures(self, signatories: Sequence[tuple[str, str | None]]) -> None:
        """Lines to sign on: who, and what stands on the line (None: not signed)."""
        column = WIDTH / 2
        self._pdf.ln(14)
        top = self._pdf.get_y()
        for index, (name, signature) in enumerate(signatories):
            left = MARGIN + (index % 2) * column
            line = top + 12 + (index // 2) * 28
            if signature:
                self._pdf.set_xy(left, line - 8)
                self._font(13, color=ACCENT)
                self._pdf.cell(column - 8, 7, signature)
            self._pdf.set_draw_color(*MUTED)
            self._pdf.line(left, line, left + column - 8, line)
            self._pdf.set_xy(left, line + 1)
            self._font(8, color=MUTED)
            self._pdf.cell(column - 8, 5, name)
        self._pdf.set_xy(MARGIN, top + 24 + ((len(signatories) - 1) // 2) * 28)

    def output(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())

    def _masthead(self, title: str, issuer: str, note: str) -> None:
        self._pdf.set_fill_color(*ACCENT)
        self._pdf.rect(0, 0, 210, 4, style="F")
        self._pdf.set_xy(MARGIN, 16)
        self._font(9, color=MUTED)
        self._pdf.cell(WIDTH, 5, issuer, new_x="LMARGIN", new_y="NEXT")
        self._font(20, "B")
        self._pdf.multi_cell(WIDTH, 10, title, align="L", new_x="LMARGIN", new_y="NEXT")
        if note:
            self._font(10, color=MUTED)
            self._pdf.multi_cell(WIDTH, 5, note, new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(2)
        self._rule()
        self._pdf.ln(5)

    def _row(
        self,
        cells: Sequence[str],
        size: float,
        style: str = "",
        color: tuple[int, int, int] = INK,
        *,
        rule: bool = False,
        rule_above: bool = False,
    ) -> None:
        if rule_above:
            self._rule()
        numbers = 34
        self._font(size, style, color)
        self._pdf.cell(WIDTH - numbers * (len(cells) - 1), 6.4, cells[0])
        for cell in cells[1:]:
            self._pdf.cell(numbers, 6.4, cell, align="R")
        self._pdf.ln(6.4)
        if rule:
            self._rule()

    def _rule(self) -> None:
        self._pdf.set_draw_color(*RULE)
        self._pdf.line(MARGIN, self._pdf.get_y(), MARGIN + WIDTH, self._pdf.get_y())
        self._pdf.ln(0.8)

    def _font(self, size: float, style: str = "", color: tuple[int, int, int] = INK) -> None:
        self._pdf.set_font(FONT, style, size)
        self._pdf.set_text_color(*color)


def _blank(title: str, issuer: str) -> FPDF:
    pdf: Any = _document_class()(format="A4")
    pdf.footer_text = issuer
    folder = ROOT / "files"
    pdf.add_font(FONT, "", folder / "PT_Sans-Web-Regular.ttf")
    pdf.add_font(FONT, "B", folder / "PT_Sans-Web-Bold.ttf")
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    pdf.set_auto_page_break(True, margin=22)
    pdf.set_title(title)
    pdf.set_author(issuer)
    pdf.set_lang("en")
    pdf.add_page()
    document: FPDF = pdf
    return document


@cache
def _document_class() -> type[FPDF]:
    from fpdf import FPDF

    class Document(FPDF):
        """A page number and the issuer below every page."""

        footer_text = ""

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font(FONT, "", 8)
            self.set_text_color(*MUTED)
            self.cell(WIDTH / 2, 5, self.footer_text)
            self.cell(WIDTH / 2, 5, f"{self.page_no()} / {{nb}}", align="R")

    return Document
