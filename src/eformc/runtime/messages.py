"""The words citizens read: what is wrong with an answer and how to mend it, and the words around the questions.

The same texts serve the page with script, the server's page and `eformc validate`.
"""

from __future__ import annotations

from collections.abc import Mapping

from eformc.kernel.evaluate import Finding
from eformc.kernel.expressions import Pointer
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.values import Record, Value
from eformc.kernel.words import Words, say

FAULTS: Mapping[str, Words] = {
    "required": {"vi": "Hãy trả lời mục “{title}”.", "en": "Answer “{title}”."},
    "empty": {"vi": "Hãy trả lời mục “{title}”.", "en": "Answer “{title}”."},
    "not-applicable": {"vi": "Mục “{title}” không áp dụng ở đây; hãy bỏ trống.", "en": "“{title}” does not apply here; leave it empty."},
    "option-not-applicable": {"vi": "Phương án đã chọn ở “{title}” không áp dụng; hãy chọn lại.", "en": "The option chosen in “{title}” does not apply; choose again."},
    "type": {"vi": "Câu trả lời ở “{title}” chưa đúng dạng; hãy ghi lại.", "en": "The answer to “{title}” is not of the right kind; write it again."},
    "not-a-number": {"vi": "Ở “{title}” chỉ ghi chữ số, ví dụ 12.", "en": "Write digits only in “{title}”, such as 12."},
    "not-canonical": {"vi": "Hãy bỏ dấu cách thừa ở đầu và cuối “{title}”.", "en": "Remove blanks at the ends of “{title}”."},
    "control-character": {"vi": "“{title}” có ký tự lạ; hãy gõ lại.", "en": "“{title}” holds strange characters; type it again."},
    "too-short": {"vi": "“{title}” cần ít nhất {least} ký tự.", "en": "“{title}” needs at least {least} characters."},
    "too-long": {"vi": "“{title}” dài quá {most} ký tự; hãy viết gọn lại.", "en": "“{title}” is longer than {most} characters; make it shorter."},
    "pattern": {"vi": "“{title}” chưa đúng mẫu; hãy xem lại hướng dẫn và ghi lại.", "en": "“{title}” is not of the right form; look at the hint and write it again."},
    "too-small": {"vi": "“{title}” phải từ {least} trở lên.", "en": "“{title}” must be {least} or more."},
    "too-large": {"vi": "“{title}” không được quá {most}.", "en": "“{title}” must be {most} or less."},
    "not-a-date": {"vi": "“{title}” chưa phải là ngày có thật; ghi ngày, tháng, năm bằng chữ số.", "en": "“{title}” is not a real date; write day, month and year in digits."},
    "precision": {"vi": "Hãy ghi đủ ngày, tháng, năm ở “{title}”.", "en": "Give the whole date in “{title}”."},
    "too-early": {"vi": "“{title}” phải từ ngày {least} trở đi.", "en": "“{title}” must be {least} or later."},
    "too-late": {"vi": "“{title}” không được sau ngày {most}.", "en": "“{title}” must not be after {most}."},
    "not-in-list": {"vi": "Hãy chọn một trong các phương án ở “{title}”.", "en": "Choose one of the options of “{title}”."},
    "not-within": {"vi": "“{title}” không thuộc tỉnh, thành phố đã chọn; hãy xem lại.", "en": "“{title}” does not lie in the province chosen; check it."},
    "twice": {"vi": "Ở “{title}” có phương án chọn hai lần.", "en": "An option is chosen twice in “{title}”."},
    "order": {"vi": "Các phương án ở “{title}” chưa đúng thứ tự.", "en": "The options of “{title}” are not in order."},
    "too-few": {"vi": "Hãy chọn ít nhất {least} phương án ở “{title}”.", "en": "Choose at least {least} options in “{title}”."},
    "too-many": {"vi": "Chỉ chọn tối đa {most} phương án ở “{title}”.", "en": "Choose at most {most} options in “{title}”."},
    "must-accept": {"vi": "Cần đồng ý với “{title}” thì mới nộp được.", "en": "You have to agree to “{title}” to go on."},
    "too-few-rows": {"vi": "“{title}” cần ít nhất {least} dòng.", "en": "“{title}” needs at least {least} rows."},
    "too-many-rows": {"vi": "“{title}” chỉ nhận tối đa {most} dòng.", "en": "“{title}” takes at most {most} rows."},
    "unknown-field": {"vi": "Biểu mẫu này không có mục “{title}”.", "en": "This form has no “{title}”."},
    "file-name": {"vi": "Tên tệp ở “{title}” không dùng được; hãy đổi tên tệp.", "en": "The file name in “{title}” cannot be used; rename the file."},
    "file-type": {"vi": "Loại tệp ở “{title}” chưa nhận được; hãy chụp ảnh hoặc dùng tệp PDF.", "en": "The kind of file in “{title}” is not taken; use a photo or a PDF."},
    "file-size": {"vi": "Tệp ở “{title}” quá lớn; hãy chụp lại với ảnh nhỏ hơn.", "en": "The file in “{title}” is too large; take a smaller photo."},
    "constraint": {"vi": "Các câu trả lời không khớp nhau ở “{title}”.", "en": "The answers do not fit together at “{title}”."},
}

UI: Mapping[str, Words] = {
    "optional": {"vi": "(không bắt buộc)", "en": "(optional)"},
    "recommended": {"vi": "(nên khai)", "en": "(recommended)"},
    "error": {"vi": "Lỗi", "en": "Error"},
    "errors": {"vi": "Có chỗ cần sửa", "en": "There is a problem"},
    "part": {"vi": "Phần {n} trên {of}", "en": "Part {n} of {of}"},
    "contents": {"vi": "Các phần của tờ khai", "en": "Parts of this form"},
    "start": {"vi": "Trước khi khai", "en": "Before you start"},
    "count": {"vi": "Bạn chỉ phải trả lời {typed} trên {needed} mục.", "en": "You answer only {typed} of {needed} items."},
    "not_asked": {"vi": "Không phải khai lại (Nhà nước đã có)", "en": "Not asked again (the state has it)"},
    "held": {"vi": "Nhà nước đã có", "en": "Already held"},
    "from": {"vi": "Lấy từ {registry} ({holder}).", "en": "Taken from {registry} ({holder})."},
    "from_login": {"vi": "Biết được khi đăng nhập.", "en": "Known from logging in."},
    "will_come": {"vi": "sẽ được điền khi đăng nhập", "en": "filled in when you log in"},
    "worked_out": {"vi": "hệ thống tự tính", "en": "worked out by the system"},
    "wrong": {"vi": "Chưa đúng hoặc chưa có? Khai tại đây", "en": "Not right, or not there? Say it here"},
    "correct_at": {"vi": "Muốn sửa tận gốc: đến {place}.", "en": "To have it mended at the source: {place}."},
    "choose": {"vi": "Chọn một", "en": "Choose one"},
    "day": {"vi": "Ngày", "en": "Day"},
    "month": {"vi": "Tháng", "en": "Month"},
    "year": {"vi": "Năm", "en": "Year"},
    "date_hint": {"vi": "Ví dụ: 27 3 1950.", "en": "For example: 27 3 1950."},
    "partial_hint": {"vi": "Ví dụ: 27 3 1950. Không nhớ ngày, tháng thì bỏ trống.", "en": "For example: 27 3 1950. Leave day or month empty if not known."},
    "yes": {"vi": "Có", "en": "Yes"},
    "no": {"vi": "Không", "en": "No"},
    "row": {"vi": "{title}: dòng {n}", "en": "{title}: row {n}"},
    "add_row": {"vi": "Thêm một dòng", "en": "Add a row"},
    "attachments": {"vi": "Giấy tờ kèm theo", "en": "Papers to attach"},
    "file_hint": {"vi": "Ảnh chụp hoặc tệp PDF, tối đa {mb} MB.", "en": "A photo or a PDF, at most {mb} MB."},
    "system": {"vi": "Cơ quan tiếp nhận tự ghi: {lines}.", "en": "Written by the receiving office: {lines}."},
    "fetched": {"vi": "Cơ quan tự tra cứu, không phải nộp: {papers}.", "en": "Looked up by the office, not to be attached: {papers}."},
    "send": {"vi": "Kiểm tra và nộp", "en": "Check and send"},
    "save": {"vi": "Tải bản khai về máy", "en": "Save the answers to this device"},
    "complete": {"vi": "Bản khai đã đủ.", "en": "The form is complete."},
    "only_if": {"vi": "Chỉ trả lời nếu: {when}", "en": "Only if: {when}"},
    "no_record": {"vi": "không tìm thấy trong cơ sở dữ liệu", "en": "not found in the registry"},
    "unavailable": {"vi": "hiện chưa kết nối được; hãy khai bên dưới", "en": "cannot be reached now; say it below"},
    "help_place": {"vi": "Cần giúp: đến Bộ phận Một cửa của {agency}.", "en": "Help: the one-stop desk of {agency}."},
    "other_language": {"vi": "English", "en": "Tiếng Việt"},
}  # fmt: skip


def ui(name: str, lang: str, **values: str | int) -> str:
    """A word around the questions, with its blanks filled in."""
    text = UI[name].get(lang) or UI[name]["en"]
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def fault_text(code: str, title: str, lang: str, args: Mapping[str, str | int]) -> str:
    """What is wrong with an answer, in words."""
    words = FAULTS.get(code, FAULTS["type"])
    text = words.get(lang) or words["en"]
    for key, value in {"title": title, **args}.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def finding_text(form: Form, finding: Finding, lang: str) -> str:
    """A finding of the evaluator in words: a broken constraint in the author's own."""
    args = dict(finding.args)
    if finding.code == "constraint":
        for constraint in form.constraints:
            if constraint.id == args.get("constraint") and constraint.message:
                return say(constraint.message, lang)
    return fault_text(finding.code, title_at(form, finding.pointer, lang), lang, args)


def title_at(form: Form, pointer: Pointer, lang: str) -> str:
    """What people call the thing at a pointer: the field's title, a part's where it is inside one."""
    for entry in form.entries:
        columns = entry.columns if isinstance(entry, Table) else ()
        for item in (*columns, *((entry,) if isinstance(entry, Item) else ())):
            base = (*entry.pointer, *_row(pointer, entry), *item.pointer) if isinstance(entry, Table) else item.pointer
            if pointer[: len(base)] == base:
                return _part(item.value, pointer[len(base) :], lang) or say(item.title, lang)
        if pointer[: len(entry.pointer)] == entry.pointer:
            return say(entry.title, lang)
    return ".".join(pointer) or "JSON"


def _row(pointer: Pointer, table: Table) -> Pointer:
    return pointer[len(table.pointer) : len(table.pointer) + 1]


def _part(value: Value, rest: Pointer, lang: str) -> str:
    for part in value.parts if isinstance(value, Record) and rest else ():
        if part.name == rest[0]:
            return say(part.title, lang)
    return ""
