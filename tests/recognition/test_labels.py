"""Labels: numbering of every style, marks, prefixes, alternatives."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eformc.reasoning.recognition.labels import keyed, keys, own, prefixed, segments, stripped


@pytest.mark.parametrize(
    "label",
    ["1. Dân tộc", "1) Dân tộc", "(1) Dân tộc", "[14.1]. Dân tộc", "1.2.3. Dân tộc", "a) Dân tộc", "đ) Dân tộc", "IV. Dân tộc",
     "II - Dân tộc", "1/ Dân tộc", "1 - Dân tộc", "1.Dân tộc", "a.Dân tộc", "- Dân tộc", "* Dân tộc", "1. a) Dân tộc", "b) - Dân tộc", "7b. Dân tộc", "7đ) Dân tộc",
     "ж) Dân tộc", "Dân tộc (1)", "Dân tộc¹"],
)  # fmt: skip
def test_numbering_is_no_part_of_a_label(label):
    assert stripped(label).strip() == "Dân tộc"


@pytest.mark.parametrize("label", ["Dân tộc", "Số 1 hay số 2", "Ông/bà", "Mẹ - họ tên", "3x4"])
def test_a_label_without_numbering_stays(label):
    assert stripped(label) == label


@given(st.text(max_size=40))
def test_a_label_is_never_lost(text):
    assert stripped(text) or not text.strip()
    assert keys(unicodedata.normalize("NFD", text)) == keys(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(("one", "other", "same"), [("hoá", "hóa", True), ("thuỷ", "thủy", True), ("khoa", "khóa", False), ("lá", "là", False), ("thuê", "thuế", False), ("me", "mẹ", False), ("DÂN", "dân", True)])
def test_words_are_their_letters_and_their_marks(one, other, same):
    assert (keyed(one) == keyed(other)) is same


def test_a_unit_is_left_out_and_a_date_in_parts_is_kept():
    assert own("Diện tích … m2").strip() == "Diện tích"
    assert own("ngày … tháng … năm …").split() == ["ngày", "tháng", "năm"]


def test_a_prefix_is_parted_from_its_label():
    assert prefixed("Bên nữ - Dân tộc") == ("Bên nữ", "Dân tộc")
    assert prefixed("1. Kính gửi: Trung tâm") == ("Kính gửi", "Trung tâm")
    assert prefixed("Dân tộc:") == ("", "")


def test_alternatives_and_lists():
    assert segments("CMND/CCCD", ("hoac",)) == (("CMND", "CCCD"), True)
    assert segments("số, ngày cấp", ("hoac",)) == (("số", " ngày cấp"), False)
