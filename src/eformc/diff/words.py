"""The words of `diff`, in two languages: what changed, who is hurt, what a thing is called."""

from __future__ import annotations

from collections.abc import Mapping

from eformc.diagnostics import Arg
from eformc.kernel.words import Words

KINDS: Mapping[str, Words] = {
    "added": {"en": "is new", "vi": "là mục mới"},
    "removed": {"en": "is gone", "vi": "không còn"},
    "moved": {"en": "was `{old}` (declared by `was:`)", "vi": "trước là `{old}` (khai bằng `was:`)"},
    "facet": {"en": "{what}: {old} → {new}", "vi": "{what}: {old} → {new}"},
    "codes-removed": {"en": "codes gone: {codes}", "vi": "bỏ mã: {codes}"},
    "codes-added": {"en": "new codes: {codes}", "vi": "thêm mã: {codes}"},
    "codes-renamed": {"en": "codes have another name (declared by `was:`): {codes}", "vi": "mã đổi tên (khai bằng `was:`): {codes}"},
    "codes-reordered": {"en": "codes stand in another order", "vi": "các mã đổi thứ tự"},
    "code-condition": {"en": "code {code} is offered when: {old} → {new}", "vi": "mã {code} được chọn khi: {old} → {new}"},
    "subject-optional": {"en": "may be left out as a whole: {old} → {new}", "vi": "có thể bỏ trống cả phần: {old} → {new}"},
    "rule-added": {"en": "a new rule: {rule}", "vi": "quy tắc mới: {rule}"},
    "rule-removed": {"en": "a rule is gone: {rule}", "vi": "bỏ quy tắc: {rule}"},
    "refused": {"en": "answers are refused here because of a change elsewhere", "vi": "câu trả lời ở đây bị từ chối vì thay đổi ở chỗ khác"},
    "now-asked": {"en": "was filled in, is asked of the citizen now", "vi": "trước được điền sẵn, nay người dân phải khai"},
    "now-held": {"en": "was asked, is filled in now", "vi": "trước phải khai, nay được điền sẵn"},
    "policy": {"en": "what the citizen sees of the value: {old} → {new}", "vi": "cách hiển thị giá trị: {old} → {new}"},
    "meaning": {"en": "stands for something else, {what}: {old} → {new}", "vi": "mang nghĩa khác, {what}: {old} → {new}"},
    "page-added": {"en": "a page more: {page}", "vi": "thêm trang: {page}"},
    "page-removed": {"en": "a page less: {page}", "vi": "bớt trang: {page}"},
    "lookup-added": {"en": "registry {registry} is asked: {lookup}, with {keys}", "vi": "tra cứu thêm {registry}: {lookup}, bằng {keys}"},
    "lookup-removed": {"en": "registry {registry} is no longer asked: {lookup}", "vi": "không còn tra cứu {registry}: {lookup}"},
    "lookup-keys": {"en": "registry {registry} is asked with other keys ({lookup}): {old} → {new}", "vi": "tra cứu {registry} bằng khóa khác ({lookup}): {old} → {new}"},
    "lookup-when": {"en": "registry {registry} is asked when ({lookup}): {old} → {new}", "vi": "tra cứu {registry} khi ({lookup}): {old} → {new}"},
    "elements-added": {"en": "registry {registry} is asked for more ({lookup}): {elements}", "vi": "hỏi {registry} thêm ({lookup}): {elements}"},
    "elements-removed": {"en": "registry {registry} is asked for less ({lookup}): {elements}", "vi": "hỏi {registry} bớt ({lookup}): {elements}"},
    "language-removed": {"en": "no longer in language {language}", "vi": "không còn bản tiếng {language}"},
    "language-added": {"en": "now also in language {language}", "vi": "có thêm bản tiếng {language}"},
    "text": {"en": "another text: {what}", "vi": "đổi lời: {what}"},
    "order": {"en": "questions stand in another order", "vi": "các mục đổi thứ tự"},
    "heading": {"en": "{what}: {old} → {new}", "vi": "{what}: {old} → {new}"},
    "procedure-removed": {"en": "the procedure is gone", "vi": "thủ tục không còn"},
    "procedure-added": {"en": "the procedure is new", "vi": "thủ tục mới"},
}

WHAT: Mapping[str, Words] = {
    "type": {"en": "kind of value", "vi": "kiểu"},
    "length": {"en": "length", "vi": "độ dài"},
    "pattern": {"en": "pattern", "vi": "mẫu ký tự"},
    "range": {"en": "limits", "vi": "giới hạn"},
    "scale": {"en": "decimals", "vi": "số chữ số thập phân"},
    "currency": {"en": "currency/decimals", "vi": "loại tiền/số lẻ"},
    "precision": {"en": "precision", "vi": "độ chính xác"},
    "count": {"en": "how many may be chosen", "vi": "số lựa chọn"},
    "declaration": {"en": "must be agreed to", "vi": "bắt buộc đồng ý"},
    "parts": {"en": "parts", "vi": "các phần"},
    "accept": {"en": "file types taken", "vi": "định dạng nhận"},
    "max_size": {"en": "greatest size in bytes", "vi": "dung lượng lớn nhất (byte)"},
    "rows": {"en": "rows", "vi": "số dòng"},
    "strength": {"en": "must it be answered", "vi": "mức bắt buộc"},
    "condition": {"en": "asked when", "vi": "hỏi khi"},
    "element": {"en": "data element", "vi": "phần tử dữ liệu"},
    "unit": {"en": "unit", "vi": "đơn vị"},
    "about": {"en": "about whom", "vi": "nói về ai"},
    "notes": {"en": "notes on the pages", "vi": "lời nhắn trên các trang"},
    "groups": {"en": "headings of groups", "vi": "tiêu đề nhóm mục"},
    "title": {"en": "label", "vi": "tên mục"},
    "help": {"en": "help", "vi": "hướng dẫn"},
    "more": {"en": "help to fold out", "vi": "hướng dẫn thêm"},
    "if_empty": {"en": "what is said of a missing answer", "vi": "câu báo khi còn trống"},
    "if_wrong": {"en": "what is said of a wrong answer", "vi": "câu báo khi không đúng"},
    "example": {"en": "example", "vi": "ví dụ"},
    "legal_basis": {"en": "legal basis", "vi": "căn cứ pháp lý"},
    "codes": {"en": "labels of codes", "vi": "tên của mã"},
    "version": {"en": "version", "vi": "phiên bản"},
    "procedure": {"en": "id of the procedure", "vi": "mã ngắn của thủ tục"},
    "code": {"en": "number in the national list", "vi": "mã thủ tục hành chính"},
    "agency": {"en": "agency", "vi": "cơ quan giải quyết"},
    "valid_from": {"en": "valid from", "vi": "hiệu lực từ"},
    "valid_until": {"en": "valid until", "vi": "hiệu lực đến"},
    "required": {"en": "required", "vi": "bắt buộc"},
    "optional": {"en": "optional", "vi": "không bắt buộc"},
    "recommended": {"en": "recommended", "vi": "nên khai"},
    "true": {"en": "yes", "vi": "có"},
    "false": {"en": "no", "vi": "không"},
}

WHO: Mapping[str, Words] = {
    "consumers": {"en": "consumers of submissions", "vi": "hệ thống gửi, nhận hồ sơ"},
    "drafts": {"en": "open drafts", "vi": "hồ sơ đang khai dở"},
    "prefill": {"en": "prefill providers", "vi": "cơ sở dữ liệu cung cấp"},
    "citizens": {"en": "citizens (burden up)", "vi": "người dân (khai nhiều hơn)"},
    "readers": {"en": "readers of the old schema (new answers they do not know)", "vi": "bên đọc theo lược đồ cũ (gặp câu trả lời mới)"},
    "harmless": {"en": "harmless", "vi": "không ảnh hưởng"},
}

TALK: Mapping[str, Words] = {
    "breaking": {"en": "BREAKING", "vi": "PHÁ VỠ"},
    "none": {"en": "no change", "vi": "không thay đổi"},
    "witness": {"en": "was right, is refused now ({codes}) at {place}: {value}", "vi": "trước đúng, nay bị từ chối ({codes}) tại {place}: {value}"},
    "reverse": {"en": "is right now, the old version refuses it ({codes}) at {place}: {value}", "vi": "nay đúng, bản cũ từ chối ({codes}) tại {place}: {value}"},
    "nothing": {"en": "no answer", "vi": "không có câu trả lời"},
    "known": {"en": "with known facts", "vi": "khi biết"},
    "load": {"en": "Burden: typed {typed}, papers {attachments}, pages {pages}", "vi": "Gánh nặng: phải khai {typed}, giấy tờ {attachments}, trang {pages}"},
    "migration": {"en": "Draft migration: {moves} moved, {drops} dropped, {again} to be asked again", "vi": "Chuyển hồ sơ khai dở: {moves} mục chuyển chỗ, {drops} mục bỏ, {again} mục phải khai lại"},
    "checked": {"en": "checked by", "vi": "kiểm bởi"},
    "change": {"en": "Change", "vi": "Thay đổi"},
    "where": {"en": "Where", "vi": "Ở đâu"},
    "hurt": {"en": "Who is hurt", "vi": "Ảnh hưởng ai"},
    "total": {"en": "{breaking} breaking changes, {changes} changes, {procedures} procedures", "vi": "{breaking} thay đổi phá vỡ, {changes} thay đổi, {procedures} thủ tục"},
}


def said(words: Words, lang: str, args: Mapping[str, Arg] | None = None) -> str:
    """A text in a language, its blanks filled; English where there is none."""
    text = words.get(lang) or words["en"]
    for name, value in (args or {}).items():
        shown = value if isinstance(value, str | int) else value.get(lang) or next(iter(value.values()), "")
        text = text.replace("{" + name + "}", str(shown))
    return text


def named(name: str, lang: str) -> str:
    """The name of a facet or a setting. A part's facet (`province.codes`) keeps the part's name."""
    part, _, last = name.rpartition(".")
    return (f"{part}: " if part else "") + said(WHAT[last], lang) if last in WHAT else name
