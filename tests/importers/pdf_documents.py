"""PDF forms made object by object, as hostile as a test wants them."""


def text(value):
    """A PDF string of any text."""
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


def written(objects, trailer=""):
    """A PDF of numbered objects (from 1; bytes or text); the first is the root."""
    out = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + (one if isinstance(one, bytes) else one.encode()) + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()


def stream(data, more=""):
    return f"<< /Length {len(data)} {more} >>\nstream\n".encode() + data + b"\nendstream"


def form(*fields, root="", pages=1, acro="", trailer=""):
    """A PDF with these fields, each the inside of its dictionary; `%N` within one is the object of field N (from 0)."""
    first = 3 + pages
    kids = " ".join(f"{3 + at} 0 R" for at in range(pages))
    annots = [[], *([] for _ in range(pages - 1))]
    for at, one in enumerate(fields):
        annots[1 if "@2" in one and pages > 1 else 0].append(f"{first + at} 0 R")
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [{' '.join(f'{first + at} 0 R' for at, one in enumerate(fields) if '/Parent' not in one)}] {acro} >> {root} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Annots [{' '.join(some)}] >>" for some in annots),
        *(f"<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] {_pointed(one.replace('@2', ''), first)} >>" for one in fields),
    ]
    return written(objects, trailer)


def _pointed(body, first):
    import re

    return re.sub(r"%(\d+)", lambda found: f"{first + int(found[1])} 0 R", body)
