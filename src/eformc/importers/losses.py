"""Parts of a form that an import could not keep, or kept otherwise, with the place it stood at; in the words of an author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class Place(Struct, frozen=True):
    """A part of the source. `kind`: one of `PLACES`; `where`: a number, a cell or a JSON Pointer; `sheet`: of a workbook."""

    kind: str = ""
    where: str = ""
    sheet: str = ""

    def text(self, lang: str = "en") -> str:
        """The place in words: `line 7`, `sheet survey, row 3`, `/pages/2`."""
        word = PLACES.get(self.kind, {}).get(lang, "")
        own = f"{word} {self.where}".strip()
        return f"{PLACES['sheet'][lang]} {self.sheet}, {own}" if self.sheet else own


PLACES: Final[Mapping[str, Mapping[str, str]]] = {
    "line": {"en": "line", "vi": "dòng"},
    "row": {"en": "row", "vi": "dòng"},
    "paragraph": {"en": "paragraph", "vi": "đoạn"},
    "table": {"en": "table", "vi": "bảng"},
    "page": {"en": "page", "vi": "trang"},
    "sheet": {"en": "sheet", "vi": "trang tính"},
    "pointer": {"en": "", "vi": ""},
}
NOWHERE = Place()


class Loss(Struct, frozen=True):
    """A construct that the language does not say, or says more weakly. `kept`: `kept` (rewritten), `partly` or `lost`;
    `field`: the id it concerns, that of a column behind its table's (`dogs.age`); `source`: the text of the source.
    """

    construct: str
    place: Place
    source: str = ""
    kept: str = "lost"
    field: str = ""

    def text(self, lang: str = "en") -> str:
        """The loss as a sentence: where, what, and the source's own text."""
        where = self.place.text(lang)
        return f"{where}: {self.said(lang)}" if where else self.said(lang)

    def said(self, lang: str = "en") -> str:
        """The name of the part that was lost, without the place."""
        words = CONSTRUCTS.get(self.construct, {}).get(lang, self.construct)
        return f"{words}: “{self.source}”" if self.source else words

    def __str__(self) -> str:
        return self.text()


class Skipped(Struct, frozen=True):
    """A line of the form that is no question. `kind`: one of `SKIPPED`."""

    kind: str
    place: Place
    source: str


SKIPPED: Final[Mapping[str, Mapping[str, str]]] = {
    "letterhead": {"en": "letterhead", "vi": "tiêu đề"},
    "addressee": {"en": "addressee", "vi": "nơi gửi"},
    "place and date": {"en": "place and date of filing", "vi": "nơi và ngày làm đơn"},
    "signature": {"en": "signature", "vi": "chữ ký"},
    "office": {"en": "the office's part", "vi": "phần của cơ quan"},
    "button": {"en": "button", "vi": "nút bấm"},
    "text": {"en": "text without a blank", "vi": "đoạn không có chỗ điền"},
    "note": {"en": "note", "vi": "chú thích"},
    "citation": {"en": "citation of a law or decision", "vi": "căn cứ pháp lý"},
}

CONSTRUCTS: Final[Mapping[str, Mapping[str, str]]] = {
    "condition in words": {
        "en": "a condition in words is kept as help; write it as `when:`",
        "vi": "điều kiện viết bằng lời được giữ ở phần hướng dẫn; hãy viết lại thành `when:`",
    },
    "unknown type": {
        "en": "this type is not known; taken as text",
        "vi": "không có kiểu này; tạm lấy là chữ",
    },
    "options that do not fit": {
        "en": "options of a field that is no choice are left out",
        "vi": "các phương án của mục không phải kiểu chọn được bỏ qua",
    },
    "table without columns": {
        "en": "a table without columns; taken as text",
        "vi": "bảng không có cột; tạm lấy là chữ",
    },
    "label out of a sentence": {
        "en": "a blank within a sentence: the label is a guess, read it again",
        "vi": "chỗ trống nằm giữa câu: tên mục là phỏng đoán, hãy đọc lại",
    },
    "label not found": {
        "en": "a blank without words before it: give it a title",
        "vi": "chỗ trống không có chữ đứng trước: hãy đặt tên",
    },
    "note": {"en": "a note has no place in a form yet", "vi": "ghi chú chưa có chỗ trong biểu mẫu"},
    "note under a condition": {
        "en": "a note under a condition has no place in a form yet",
        "vi": "ghi chú kèm điều kiện chưa có chỗ trong biểu mẫu",
    },
    "heading within a page": {
        "en": "a heading within a page is left out",
        "vi": "tiêu đề nhỏ trong trang được bỏ qua",
    },
    "link in a text": {"en": "a link in a text: its words are kept", "vi": "liên kết trong câu: chỉ giữ chữ"},
    "markup in a text": {"en": "markup in a text: its words are kept", "vi": "định dạng trong câu: chỉ giữ chữ"},
    "date counted from today": {
        "en": "a date counted from today cannot be a limit yet",
        "vi": "chưa đặt được giới hạn tính từ hôm nay",
    },
    "condition over any row": {
        "en": "a condition over any row of a table is left out",
        "vi": "điều kiện xét mọi dòng của bảng được bỏ qua",
    },
    "rule within a row": {"en": "a rule within a row is left out", "vi": "quy tắc trong một dòng được bỏ qua"},
    "repeat inside a repeat": {
        "en": "a table inside a table is left out",
        "vi": "bảng nằm trong bảng được bỏ qua",
    },
    "default value": {
        "en": "a default value is left out: it would answer for the citizen",
        "vi": "giá trị mặc định được bỏ qua: nó trả lời thay người dân",
    },
    "description of an option": {
        "en": "the description of an option is left out",
        "vi": "lời giải thích của phương án được bỏ qua",
    },
    "check digit": {"en": "a check digit is not checked", "vi": "số kiểm tra không được kiểm tra"},
    "paper handed in later or already there": {
        "en": "a paper sent later or already there cannot be said yet",
        "vi": "chưa ghi được giấy tờ nộp sau hoặc đã có",
    },
    "condition on an option that does not exist": {
        "en": "a condition asks for an option that does not exist: it can never hold",
        "vi": "điều kiện hỏi một phương án không có: không bao giờ đúng",
    },
    "condition on a field that does not exist": {
        "en": "a condition asks for a field that does not exist",
        "vi": "điều kiện hỏi một mục không có",
    },
    "condition": {
        "en": "a condition that the language does not say; the question is always asked",
        "vi": "điều kiện chưa viết được; câu hỏi luôn được hỏi",
    },
    "limit": {"en": "a limit that the language does not say", "vi": "giới hạn chưa viết được"},
    "calculation": {
        "en": "a calculation that the language does not say; it is asked",
        "vi": "phép tính chưa viết được; mục này được hỏi",
    },
    "hidden value": {"en": "a hidden value is left out", "vi": "giá trị ẩn được bỏ qua"},
    "age in days": {
        "en": "days over 365 are written as completed years: they differ by a day around a birthday",
        "vi": "số ngày chia 365 được viết thành tuổi tròn: lệch một ngày quanh ngày sinh",
    },
    "answer shown in a text": {
        "en": "an answer shown in a text is written as …",
        "vi": "câu trả lời chèn trong câu được thay bằng …",
    },
    "number of rows given by an answer": {
        "en": "the number of rows given by an answer is not held to",
        "vi": "số dòng theo một câu trả lời không được giữ",
    },
    "calculated, still editable": {
        "en": "a value that is calculated and may be changed is asked",
        "vi": "giá trị tính sẵn nhưng sửa được: mục này được hỏi",
    },
    "required under a condition": {
        "en": "required under a condition: it may be left out",
        "vi": "bắt buộc theo điều kiện: tạm cho bỏ trống",
    },
    "own message": {"en": "a message of its own is left out", "vi": "câu báo lỗi riêng được bỏ qua"},
    "own message when empty": {
        "en": "a message of its own when empty is left out",
        "vi": "câu báo riêng khi bỏ trống được bỏ qua",
    },
    "date known in part": {
        "en": "a date of which parts may be unknown is taken as a whole date",
        "vi": "ngày có thể không rõ một phần: tạm lấy là ngày đầy đủ",
    },
    "time of day": {"en": "a time of day is taken as text", "vi": "giờ trong ngày được lấy là chữ"},
    "place on a map": {"en": "a place on a map is left out", "vi": "vị trí trên bản đồ được bỏ qua"},
    "ranking": {"en": "a ranking is left out", "vi": "mục xếp thứ tự được bỏ qua"},
    "second help text": {
        "en": "a second help text is left out",
        "vi": "hướng dẫn thứ hai được bỏ qua",
    },
    "picture or sound beside a question": {
        "en": "a picture or sound beside a question is left out",
        "vi": "hình, âm thanh kèm câu hỏi được bỏ qua",
    },
    "options from a file or server": {
        "en": "options that come from a file or server are not here; taken as text",
        "vi": "các phương án lấy từ tệp hoặc máy chủ không có ở đây; tạm lấy là chữ",
    },
    "too many options": {
        "en": "more options than a list may have; taken as text",
        "vi": "nhiều phương án hơn mức cho phép; tạm lấy là chữ",
    },
    "no entry for a label": {
        "en": "there is no label; the name is used",
        "vi": "không có tên mục; dùng tên trong tệp",
    },
    "pattern": {"en": "a pattern that the language does not take", "vi": "mẫu ký tự chưa dùng được"},
    "pattern with lookahead": {"en": "a pattern with lookahead is left out", "vi": "mẫu có phép nhìn trước được bỏ qua"},
    "negated class": {"en": "a pattern with a negated class is left out", "vi": "mẫu có lớp phủ định được bỏ qua"},
    "one of several shapes": {
        "en": "one of several shapes: all their fields may be left out",
        "vi": "một trong nhiều dạng: mọi mục của chúng được bỏ trống",
    },
    "optional group whose parts go together": {
        "en": "parts of a group that go together: each may be left out",
        "vi": "các mục đi cùng nhau: mỗi mục được bỏ trống",
    },
    "same kind of question twice": {"en": "kept once", "vi": "chỉ giữ một"},
    "prefilled value": {
        "en": "marked as prefilled: bind it to a data element",
        "vi": "được điền sẵn: hãy gắn với dữ liệu trong danh mục",
    },
    "script of the document": {
        "en": "the document has scripts of its own; none was run",
        "vi": "tài liệu có mã chạy kèm theo; không đoạn nào được chạy",
    },
    "script of a field": {
        "en": "a script says how this is written; it was not run",
        "vi": "cách ghi mục này nằm trong một đoạn mã; đoạn ấy không được chạy",
    },
    "second form in the file": {
        "en": "a second form stands in the file (XFA); it was not read",
        "vi": "trong tệp có thêm một biểu mẫu (XFA); biểu mẫu ấy không được đọc",
    },
    "option to be written in": {
        "en": "something else may be written in; only the options are kept",
        "vi": "có thể ghi thêm điều khác; chỉ giữ các phương án",
    },
    "section about somebody": {
        "en": "this section may be about somebody; say of whom with `of:`",
        "vi": "phần này có thể hỏi về một người; hãy ghi của ai bằng `of:`",
    },
    "construct": {"en": "left out", "vi": "được bỏ qua"},
    "constant": {"en": "a fixed value is left out", "vi": "giá trị cố định được bỏ qua"},
    "any value": {
        "en": "a value of no stated type is taken as text",
        "vi": "giá trị không rõ kiểu được lấy là chữ",
    },
    "free properties": {
        "en": "properties of any name are left out",
        "vi": "thuộc tính tên tùy ý được bỏ qua",
    },
    "reference": {"en": "a reference that leads nowhere here", "vi": "tham chiếu không tìm thấy"},
}
