"""Makes the long code lists of the Vietnamese catalogue again: provinces and communes, and countries.

    python3 -m venv /tmp/codes && /tmp/codes/bin/pip install --no-deps vietnamadminunits==1.0.4 babel
    /tmp/codes/bin/python tools/code_lists.py

Sources: `vietnamadminunits` (MIT; units in force since 2025-07-01) and Unicode CLDR through Babel (BSD, Unicode licence).
Codes are text: the zeros in front belong to them.
"""

import csv
import sqlite3
import unicodedata
from importlib.util import find_spec
from pathlib import Path

from babel import Locale

OUT = Path(__file__).resolve().parent.parent / "specs" / "catalogue" / "vn" / "codes"
KINDS = {"Phường": "Ward", "Xã": "Commune", "Đặc khu": "Special Zone"}


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def head(name: str, vi: str, en: str, scheme: str, source: str) -> str:
    return f"code_list: {name}\ntitle: {{vi: {quoted(vi)}, en: {quoted(en)}}}\nscheme: {quoted(scheme)}\nsource: {quoted(source)}\n"


def units() -> list[tuple[str, str, str, str, str, str]]:
    """(province code, province, short name, commune code, commune, kind) of every commune."""
    spec = find_spec("vietnamadminunits")
    assert spec is not None and spec.origin is not None
    database = sqlite3.connect(Path(spec.origin).parent / "data" / "dataset.db")
    query = "select provinceCode, province, provinceShort, wardCode, ward, wardType from admin_units"
    rows = sorted(tuple(map(nfc, row)) for row in database.execute(query))
    provinces = {row[0] for row in rows}
    assert len(rows) == 3321 and len(provinces) == 34, (len(rows), len(provinces))
    assert sum(row[0] == "19" for row in rows) == 92
    return rows  # type: ignore[return-value]


def main() -> None:
    rows = units()
    source = "vietnamadminunits 1.0.4 (MIT), QĐ 19/2025/QĐ-TTg"
    text = head("province", "Tỉnh, thành phố", "Provinces and cities", "urn:vn:qd19-2025:tinh", source) + "valid_from: 2025-07-01\ncodes:\n"
    for code, name, short in sorted({row[:3] for row in rows}):
        vi = name.replace("Tỉnh ", "").replace("Thành phố ", "Thành phố ")
        text += f"  {quoted(code)}: {{vi: {quoted(vi)}, en: {quoted(short)}}}\n"
    (OUT / "province.yaml").write_text(text, encoding="utf-8")
    text = head("commune", "Xã, phường, đặc khu", "Communes, wards, special zones", "urn:vn:qd19-2025:xa", source)
    (OUT / "commune.yaml").write_text(text + "valid_from: 2025-07-01\nwithin: province\ndata: commune.csv\n", encoding="utf-8")
    with (OUT / "commune.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "parent", "vi", "en"))
        for province, _, _, code, name, kind in sorted(rows, key=lambda row: row[3]):
            writer.writerow((code, province, name, f"{name.removeprefix(kind).strip()} {KINDS[kind]}"))
    vi, en = Locale("vi").territories, Locale("en").territories
    countries = sorted(code for code in en if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO", "AC", "CP", "DG", "EA", "IC", "TA", "CQ", "XK"))
    text = head("nationality", "Quốc tịch", "Nationality", "urn:iso:std:iso:3166:-1:alpha-2", "ISO 3166-1 alpha-2; names from Unicode CLDR through Babel (BSD, Unicode licence)")
    text += "first: [VN]\ncodes:\n" + "".join(f"  {quoted(c)}: {{vi: {quoted(nfc(vi.get(c, en[c])))}, en: {quoted(nfc(en[c]))}}}\n" for c in countries)
    (OUT / "nationality.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
