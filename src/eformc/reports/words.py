"""The words of the report."""

from eformc.kernel.words import Words

WORDS: dict[str, Words] = {
    "title": {"vi": "Gánh nặng khai báo", "en": "What citizens have to declare"},
    "procedure": {"vi": "Thủ tục", "en": "Procedure"},
    "needed": {"vi": "Cần", "en": "Needed"},
    "typed": {"vi": "Phải khai", "en": "Typed"},
    "confirmed": {"vi": "Xác nhận", "en": "Confirmed"},
    "silent": {"vi": "Không phải làm gì", "en": "Silent"},
    "system_lines": {"vi": "Dòng hệ thống", "en": "System lines"},
    "reduction": {"vi": "Giảm", "en": "Reduction"},
    "printed": {"vi": "Mẫu giấy", "en": "Printed"},
    "reduction_from_printed": {"vi": "Giảm so với mẫu giấy", "en": "From printed"},
    "if_bound": {"vi": "Phải khai nếu theo gợi ý", "en": "Typed if bound"},
    "if_bound_reduction": {"vi": "Giảm nếu theo gợi ý", "en": "Reduction if bound"},
    "recognised": {"vi": "Gợi ý", "en": "Suggestion"},
    "guess": {"vi": "{origin}: {reason} ({percent} %)", "en": "{origin}: {reason} ({percent} %)"},
    "named": {"vi": "{origin}: {reason}", "en": "{origin}: {reason}"},
    "attachments": {"vi": "Giấy tờ phải nộp", "en": "Papers to attach"},
    "total": {"vi": "Tổng", "en": "Total"},
    "field": {"vi": "Mục", "en": "Field"},
    "origin": {"vi": "Nguồn", "en": "Origin"},
    "law": {"vi": "Căn cứ", "en": "Law"},
    "papers": {"vi": "Giấy tờ", "en": "Papers"},
    "smallest": {"vi": "Biểu mẫu nhỏ nhất (số câu hỏi)", "en": "Smallest form (questions)"},
    "chart": {"vi": "Phải khai trên tổng số dòng, trước (mẫu giấy) và sau.", "en": "Typed of all lines, before (printed form) and after."},
    "why": {"vi": "Vì sao", "en": "Why"},
    "asked": {"vi": "phải khai", "en": "asked"},
    "held": {"vi": "đã có", "en": "held"},
    "derived": {"vi": "tính ra", "en": "derived"},
    "repeated": {"vi": "lặp lại", "en": "repeated"},
    "counting": {
        "vi": "Giảm = 1 − phải khai / cần. Cần = mọi mục trừ dòng hệ thống tự ghi; cột của bảng tính một lần. Tính theo biểu mẫu như đang dựng: câu hỏi viết tay vẫn phải khai.",
        "en": "Reduction = 1 − typed / needed. Needed = all fields less the lines the system writes; a table's column counts once. Counted as the form is built: a question written by hand is typed.",
    },
    "suggestions": {
        "vi": "“Nếu theo gợi ý”: nếu mọi gợi ý của `eformc lint` đều đúng và được áp dụng. Gợi ý chỉ là phỏng đoán.",
        "en": "“If bound”: if every suggestion of `eformc lint` were right and taken. Suggestions are guesses.",
    },
}


def word(name: str, lang: str) -> str:
    """A word of the report in a language."""
    return WORDS[name].get(lang) or WORDS[name]["en"]


def percent(share: float, lang: str) -> str:
    """A share as people of a language write it: 58,6% in Vietnamese."""
    text = f"{share:.1%}"
    return text if lang == "en" else text.replace(".", ",")
