"""Certain and uncertain kinds of matches: kinds of lines whose words say a fact of the applicant, and still may mean another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.language.procedure import compile_procedure
from eformc.reasoning.recognition import recognise, wordings_of
from eformc.reasoning.recognition.wordings import NEAR, WHOLE

ME = "Người yêu cầu"
NAME = (ME, "Họ và tên", "text")


@pytest.fixture
def recognised(project):
    """(section, label, type)… -> what each line was taken for, by the number of the line."""
    wordings = wordings_of(project.catalogue("vn"))

    def make(*lines):
        rows = [",".join(f'"{cell}"' for cell in (f"r{n}", *line)) for n, line in enumerate(lines)]
        spec = IMPORTER.read("\n".join(["id,section,label,type", *rows]).encode(), Heading("a", "A", "person")).spec
        procedure = compile_procedure("a", spec.encode(), project.catalogue, project.fragment).value.procedure
        found = recognise(procedure, wordings).fields
        return {int(field.ref[0][1:]): found[field.id] for _, field in procedure.fields() if field.id in found}

    return make


@pytest.mark.parametrize("label", ["Họ và tên", "Số định danh cá nhân", "Ngày, tháng, năm sinh", "Giới tính"])
def test_the_applicants_own_words_are_certain(recognised, label):
    kind = "date" if "sinh" in label else "text"
    match = recognised((ME, label, kind))[0]
    assert match.certain
    assert match.subject == "applicant"


@pytest.mark.parametrize(
    "lines",
    [
        [NAME, (ME, "Quan hệ với người bị thương", "text"), ("Người bị thương", "Họ và tên", "text"), (ME, "Quan hệ với người bị thương", "text")],
        [("Doanh nghiệp", "Tên doanh nghiệp", "text"), ("Doanh nghiệp", "Mã số doanh nghiệp", "text"), ("Doanh nghiệp", "Số điện thoại", "phone")],
        [("Doanh nghiệp", "Tên doanh nghiệp", "text"), ("Doanh nghiệp", "Mã số doanh nghiệp", "text"), ("Phụ trách", "Họ và tên", "text")],
        [NAME, (ME, "Họ tên cha", "text"), (ME, "Nơi thường trú", "text")],
        [NAME, (ME, "Giấy tờ tùy thân", "text")],
        [NAME, ("Phần khác", "Ngày sinh", "date"), ("Phần khác", "Ngày sinh", "date")],
    ],
    ids=["between two people", "a firm's phone", "somebody in a firm", "below another person", "a paper or its number", "twice in the same words"],
)
def test_what_may_mean_another_is_not_certain(recognised, lines):
    match = recognised(*lines).get(len(lines) - 1)
    assert match is None or not match.certain


def test_a_part_of_a_section_is_its_owners(recognised):
    seller = "Người bán"
    block = [(f"{seller} - Địa chỉ thường trú", label, "text") for label in ("Số nhà, đường phố", "Xã/Phường", "Tỉnh/Thành phố")]
    other = [(f"{seller} - Địa chỉ nhận thông báo thuế", label, "text") for label in ("Số nhà, đường phố", "Xã/Phường", "Tỉnh/Thành phố")]
    found = recognised(NAME, (ME, "Số định danh cá nhân", "text"), (seller, "Họ và tên", "text"), (seller, "Số định danh cá nhân", "text"), *block, *other)
    whose = found[2].subject
    assert whose != "applicant"
    assert {(found[number].subject, found[number].element) for number in (4, 5, 6)} == {(whose, "permanent_address")}
    assert not {7, 8, 9} & set(found)  # another address, of which nothing is known


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_wording_that_is_near_is_in_reach(project, data):
    wordings = wordings_of(project.catalogue("vn"))
    name = data.draw(st.sampled_from(wordings.names))
    words = tuple(data.draw(st.lists(st.sampled_from([*name.words, *data.draw(st.sampled_from(wordings.names)).words]), min_size=1, max_size=6)))
    weights = {word: wordings.weights.get(word, 1.0) for word in sorted(set(words))}
    whole = sum(weights.values())
    near = set()
    for number, one in enumerate(wordings.names):
        both = sum(weight for word, weight in weights.items() if word in one.keys)
        if both / whole + both / one.weight > NEAR or both / whole > WHOLE:
            near.add(number)
    assert near <= wordings._in_reach(weights, whole, wordings.by_key)


@pytest.mark.parametrize("label", ["Ghi rõ", "Ghi rõ họ tên"])
def test_a_part_of_what_the_office_s_lines_are_called_is_less_sure_than_the_whole(recognised, label):
    part, whole = recognised(("Nội dung", label, "text")), recognised(("Nội dung", "Ký, ghi rõ họ tên", "text"))
    assert part.get(0) is None or part[0].confidence < 0.9 <= whole[0].confidence
