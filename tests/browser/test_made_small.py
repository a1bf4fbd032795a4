"""What pages carry is what its sources give, and weighs little."""

import gzip
import subprocess

import pytest

from conftest import ROOT
from eformc.emit.html import emit, form_view
from eformc.portal.html.assets import SECTIONS, page_script
from eformc.portal.html.render import sections_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_script_and_style_are_what_their_sources_give():
    ran = subprocess.run(["node", "tools/page/build.mjs", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


MOST = 19.4 * 1024
"""Bytes of a form of thirty fields, compressed, all in all. 15 KB is what it is to weigh: what only a second answer needs is still in
the page.
"""


def test_a_form_of_thirty_fields_does_not_grow(project):
    (unit,) = project.units([str(ROOT / "benchmarks" / "pages" / "form.yaml")])
    assert len(unit.reasoned.fields) == 30
    for lang in unit.procedure.languages:
        assert len(gzip.compress(emit(unit.reasoned, lang).encode(), 9)) <= MOST


REAL = {
    "an-toan-thuc-pham": 24.2, "benh-nghe-nghiep": 21.1, "chuyen-truong-tieu-hoc": 18.6, "ct01": 23.4, "dang-ky-dat-dai": 25.9,
    "dang-ky-xe": 21.8, "giay-phep-xay-dung": 22.8, "ho-chieu-tre-em": 22.8, "ho-kinh-doanh": 29.3, "ho-tro-hoc-nghe": 20.1,
    "ho-tro-mai-tang": 21.0, "ket-hon": 21.1, "khai-sinh": 28.2, "lien-thong-khai-sinh": 27.7, "ly-lich-tu-phap": 23.8,
    "tach-thua-hop-thua": 27.2, "tk1-ts": 21.0, "trich-luc-ho-tich": 23.3, "tro-giup-xa-hoi": 22.5, "xac-nhan-hon-nhan": 22.1,
}  # fmt: skip
"""Kilobytes each real procedure's page weighs at most: what was won stays."""


def test_no_page_of_a_real_procedure_grows(procedures):
    grown = {
        (unit.procedure.id, lang): weight
        for unit in procedures
        for lang in unit.procedure.languages
        if (weight := len(gzip.compress(emit(unit.reasoned, lang).encode(), 9)) / 1024) > REAL[unit.procedure.id]
    }
    assert grown == {}


def test_a_page_carries_only_the_sections_it_has_use_for_and_each_script_can_be_read(procedures, tmp_path):
    seen = set()
    for unit in procedures:
        view = form_view(unit.reasoned, "vi")
        sections = sections_of(view.data)
        seen.add(sections)
        path = tmp_path / "page.js"
        path.write_text(page_script(sections), encoding="utf-8")
        assert "/*!" not in page_script(sections)
        assert len(page_script(sections)) < len(page_script(SECTIONS))
        subprocess.run(["node", "--check", str(path)], check=True)
    assert len(seen) > 1
