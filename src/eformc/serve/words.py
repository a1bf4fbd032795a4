"""The words of the server's own pages, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping

from eformc.kernel.words import Words

LANGUAGES = ("vi", "en")
WORDS: Mapping[str, Words] = {
    "home": {"vi": "Thử biểu mẫu", "en": "Try the forms"},
    "synthetic": {"vi": "Mọi người ở đây đều do máy đặt ra. Không ai có thật.", "en": "Everybody here was made up by a machine. Nobody is real."},
    "trial": {"vi": "Bản dùng thử: không nơi nào nhận hồ sơ. Đừng khai thông tin thật.", "en": "Trial only: no office receives anything. Do not enter real data."},
    "open_to_all": {"vi": "Đây là bản dùng thử. Ai mở được máy chủ này cũng đọc được mọi hồ sơ đã nộp. Đừng khai thông tin thật.", "en": "This is a trial. Anyone who can open this server can read every application that was sent. Do not enter real data."},
    "who": {"vi": "1. Bạn đóng vai ai?", "en": "1. Whom do you play?"},
    "nobody": {"vi": "Chưa chọn ai: biểu mẫu sẽ trống.", "en": "Nobody yet: the form will be empty."},
    "you_are": {"vi": "Bạn đang là", "en": "You are"},
    "born": {"vi": "sinh", "en": "born"},
    "number": {"vi": "số", "en": "number"},
    "search": {"vi": "Tìm theo tên hoặc số", "en": "Search by name or number"},
    "find": {"vi": "Tìm", "en": "Find"},
    "found": {"vi": "Tìm thấy {count} người", "en": "{count} people found"},
    "found_none": {"vi": "Không có ai tên như vậy.", "en": "Nobody by that name."},
    "suggested": {"vi": "Vài người đáng thử", "en": "Some who are worth trying"},
    "be": {"vi": "Đóng vai {name}", "en": "Be {name}"},
    "leave": {"vi": "Không đóng vai ai", "en": "Be nobody"},
    "kin": {"vi": "Người nhà (số để khai khi biểu mẫu hỏi)", "en": "Next of kin (numbers to type when a form asks)"},
    "wrong_on_purpose": {"vi": "Cố ý sai trong dữ liệu của người này", "en": "Wrong on purpose in this person's records"},
    "truth": {"vi": "đúng ra là", "en": "should be"},
    "which": {"vi": "2. Làm thủ tục gì?", "en": "2. Which procedure?"},
    "fill_in": {"vi": "Điền biểu mẫu", "en": "Fill in the form"},
    "typed": {"vi": "phải khai {typed} trên {needed} mục", "en": "{typed} of {needed} to be typed"},
    "author": {"vi": "Góc người soạn", "en": "Author's view"},
    "broken": {"vi": "chưa biên dịch được", "en": "does not compile"},
    "registries": {"vi": "3. Cơ sở dữ liệu trả lời ra sao?", "en": "3. How do the registries answer?"},
    "registries_help": {"vi": "Thử xem biểu mẫu làm gì khi một nơi im lặng.", "en": "See what the form does when one of them is silent."},
    "choose_registry": {"vi": "Chọn nơi trả lời khác đi", "en": "Choose one that answers otherwise"},
    "answers": {"vi": "trả lời", "en": "answers"},
    "silent": {"vi": "im lặng", "en": "silent"},
    "slow": {"vi": "chậm", "en": "slow"},
    "no_record": {"vi": "không có dữ liệu", "en": "no record"},
    "refuses": {"vi": "từ chối", "en": "refuses"},
    "set": {"vi": "Đặt như vậy", "en": "Set"},
    "submissions": {"vi": "Hồ sơ đã nộp", "en": "Submissions"},
    "none_yet": {"vi": "Chưa có hồ sơ nào.", "en": "None yet."},
    "reference": {"vi": "Mã hồ sơ", "en": "Reference"},
    "received": {"vi": "Nhận lúc", "en": "Received"},
    "procedure": {"vi": "Thủ tục", "en": "Procedure"},
    "download": {"vi": "Tải về", "en": "Download"},
    "next_text": {"vi": "Đây là bản thử: không cơ quan nào nhận được hồ sơ này. Hồ sơ chỉ nằm trên máy này.", "en": "This is a trial: no office gets this application. It stays on this machine."},
    "where_from": {"vi": "Dữ liệu lấy từ đâu", "en": "Where the values came from"},
    "back_home": {"vi": "Về trang đầu", "en": "Back to the start"},
    "change": {"vi": "Đổi người, đổi thủ tục", "en": "Other person or procedure"},
    "findings": {"vi": "Kết quả kiểm tra", "en": "Findings"},
    "no_findings": {"vi": "Không có gì phải sửa.", "en": "Nothing to mend."},
    "reduction": {"vi": "Giảm khai", "en": "Reduction"},
    "plan": {"vi": "Lập luận và tra cứu", "en": "Reasoning and lookups"},
    "fired": {"vi": "Đã tra cứu cho người này", "en": "Lookups made for this person"},
    "json": {"vi": "JSON", "en": "JSON"},
    "schema": {"vi": "JSON Schema", "en": "JSON Schema"},
    "map": {"vi": "Bản đồ điền sẵn", "en": "Prefill map"},
    "instance": {"vi": "Dữ liệu điền sẵn", "en": "Prefilled instance"},
    "live": {"vi": "Trang tự tải lại khi tệp được lưu.", "en": "The page loads again when the file is saved."},
    "the_form": {"vi": "Biểu mẫu như người dân thấy", "en": "The form as the citizen sees it"},
    "not_found": {"vi": "Không có trang này.", "en": "There is no such page."},
    "kept_not": {"vi": "Chưa nhận được hồ sơ. Hãy gửi lại.", "en": "The application was not received. Send it again."},
}  # fmt: skip
LABELS: Mapping[str, Words] = {
    "birth_notice": {"vi": "Có con mới sinh, chưa đăng ký khai sinh", "en": "Has a newborn whose birth is not registered"},
    "children": {"vi": "Có con nhỏ", "en": "Has children"},
    "married": {"vi": "Đang có vợ hoặc chồng", "en": "Married"},
    "divorced": {"vi": "Đã ly hôn", "en": "Divorced"},
    "widowed": {"vi": "Vợ hoặc chồng đã mất", "en": "Widowed"},
    "single": {"vi": "Chưa kết hôn", "en": "Single"},
    "old": {"vi": "Từ 75 tuổi", "en": "75 and older"},
    "business": {"vi": "Có hộ kinh doanh", "en": "Has a business"},
    "land_parcel": {"vi": "Có đất", "en": "Has land"},
    "vehicle": {"vi": "Có xe", "en": "Has a vehicle"},
    "year_only": {"vi": "Chỉ biết năm sinh", "en": "Only the year of birth is known"},
    "no_record": {"vi": "Không có trong một cơ sở dữ liệu", "en": "One registry has no record"},
    "no_value": {"vi": "Thiếu một mục dữ liệu", "en": "One value is missing"},
    "stale": {"vi": "Có dữ liệu đã cũ", "en": "Something is out of date"},
    "wrong": {"vi": "Có dữ liệu sai", "en": "Something is wrong"},
    "invalid": {"vi": "Có dữ liệu không đọc được", "en": "Something cannot be read"},
}
SUGGESTED = ("birth_notice", "children", "widowed", "business", "old", "year_only", "no_record", "stale", "wrong", "invalid")


def word(name: str, lang: str, /, **values: str | int) -> str:
    """A word of the server's pages with its blanks filled in; English where the language has none."""
    words = WORDS[name]
    text = str(words.get(lang) or words["en"])
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def label(name: str, lang: str) -> str:
    words = LABELS.get(name)
    return name if words is None else str(words.get(lang) or words["en"])
