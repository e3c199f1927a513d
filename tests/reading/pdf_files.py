"""PDF files written byte by byte for the tests: words at places, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    left: float
    bottom: float
    text: str
    size: float = 11


def pdf(pages: Sequence[Sequence[Words]], info: str = "", encrypted: bool = False) -> bytes:
    """A PDF with one page per sequence; the base font is Helvetica, so that text is Latin-1."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, words in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        shown = "\n".join(f"BT /F1 {w.size} Tf {w.left} {w.bottom} Td ({_escaped(w.text)}) Tj ET" for w in words)
        objects.append(f"<< /Length {len(shown.encode('cp1252'))} >>\nstream\n{shown}\nendstream")
    objects.append(f"<< {info} >>")
    trailer = f"/Info {len(objects)} 0 R"
    if encrypted:
        mark = "<" + "41" * 32 + ">"
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O {mark} /U {mark} /P -4 >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<41> <41>]"
    return _file(objects, trailer)


def lines(texts: Sequence[str], left: float = 72, top: float = 700, size: float = 11, pitch: float = 14) -> list[Words]:
    """Lines under each other."""
    return [Words(left, top - pitch * number, text, size) for number, text in enumerate(texts)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Sequence[str], trailer: str) -> bytes:
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>"
    return body + f"{end}\nstartxref\n{len(body)}\n%%EOF\n".encode("ascii")
