"""Makes the long code lists of the Vietnamese catalogue again: provinces and communes, and countries.

    python3 -m venv /tmp/codes && /tmp/codes/bin/pip install --no-deps vietnamadminunits==1.0.4 babel
    /tmp/codes/bin/python tools/code_lists.py

Sources: `vietnamadminunits` (MIT; units in force since 2025-07-01) and Unicode CLDR through Babel (BSD, Unicode licence).
Codes are text: the zeros in front belong to them.
"""

import csv
import json
import re
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


def key(text: str) -> str:
    """A name as the package writes it in its tables of what became of what."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub("[^a-z0-9]", "", "".join(one for one in plain if not unicodedata.combining(one)))


def former(rows: list[tuple[str, str, str, str, str, str]]) -> None:
    """The names of the communes until 2025-06-30, by the commune that each, or a part of it, belongs to now."""
    folder = Path(find_spec("vietnamadminunits").origin).parent / "data"
    database = sqlite3.connect(folder / "dataset.db")
    new = {(province, ward): code for province, ward, code in database.execute("select provinceKey, wardKey, wardCode from admin_units")}
    provinces = {row[3]: row[1] for row in rows}
    old = {
        "_".join(map(key, (province, district or "", ward))): (nfc(ward), nfc(district or ""), nfc(province))
        for province, district, ward in database.execute("select province, district, ward from admin_units_legacy where ward is not null")
    }
    changes = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    became = [(province, ward, one) for province, wards in changes["DICT_PROVINCE_WARD_NO_DIVIDED"].items() for ward, many in wards.items() for one in many]
    became += [(province, part["newWardKey"], one) for province, wards in changes["DICT_PROVINCE_WARD_DIVIDED"].items() for one, parts in wards.items() for part in parts]
    lines = set()
    for province, ward, one in became:
        if one in old:  # 49 of 10,602 are spelt in a way that the package itself does not find
            code, (name, district, at) = new[province, ward], old[one]
            lines.add((code, name, ", ".join(filter(None, (district, at if at != provinces[code] else "")))))
    with (OUT / "commune.former.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "of"))
        writer.writerows(sorted(lines))


def main() -> None:
    rows = units()
    source = "vietnamadminunits 1.0.4 (MIT), QĐ 19/2025/QĐ-TTg"
    text = head("province", "Tỉnh, thành phố", "Provinces and cities", "urn:vn:qd19-2025:tinh", source) + "valid_from: 2025-07-01\ncodes:\n"
    for code, name, short in sorted({row[:3] for row in rows}):
        vi = name.replace("Tỉnh ", "").replace("Thành phố ", "Thành phố ")
        text += f"  {quoted(code)}: {{vi: {quoted(vi)}, en: {quoted(short)}}}\n"
    (OUT / "province.yaml").write_text(text, encoding="utf-8")
    text = head("commune", "Xã, phường, đặc khu", "Communes, wards, special zones", "urn:vn:qd19-2025:xa", source)
    (OUT / "commune.yaml").write_text(text + "valid_from: 2025-07-01\nwithin: province\ndata: commune.csv\nformer: commune.former.csv\n", encoding="utf-8")
    with (OUT / "commune.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "parent", "vi", "en"))
        for province, _, _, code, name, kind in sorted(rows, key=lambda row: row[3]):
            writer.writerow((code, province, name, f"{name.removeprefix(kind).strip()} {KINDS[kind]}"))
    former(rows)
    vi, en = Locale("vi").territories, Locale("en").territories
    countries = sorted(code for code in en if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO", "AC", "CP", "DG", "EA", "IC", "TA", "CQ", "XK"))
    text = head("nationality", "Quốc tịch", "Nationality", "urn:iso:std:iso:3166:-1:alpha-2", "ISO 3166-1 alpha-2; names from Unicode CLDR through Babel (BSD, Unicode licence)")
    text += "first: [VN]\ncodes:\n" + "".join(f"  {quoted(c)}: {{vi: {quoted(nfc(vi.get(c, en[c])))}, en: {quoted(nfc(en[c]))}}}\n" for c in countries)
    (OUT / "nationality.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
