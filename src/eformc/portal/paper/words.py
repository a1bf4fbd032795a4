"""The words a paper form prints itself; questions, sources and conditions are the page's."""

from __future__ import annotations

from collections.abc import Mapping

from eformc.kernel.words import Words

PAPER: Mapping[str, Words] = {
    "to": {"vi": "Kính gửi: {agency}", "en": "To: {agency}"},
    "how": {"vi": "Ghi rõ ràng, bằng mực xanh hoặc đen. Đánh dấu × vào ô đã chọn.", "en": "Write clearly, in blue or black. Put a × into the box you choose."},
    "held": {"vi": "Không phải ghi: cơ quan đã có hoặc tự tra cứu.", "en": "Not to be written: the office has it or looks it up."},
    "held_filled": {"vi": "Đã có sẵn. Hãy đọc lại; chỗ nào chưa đúng thì gạch đi và ghi lại bên cạnh.", "en": "Known already. Read it; strike out what is not right and write it beside."},
    "office_writes": {"vi": "cơ quan ghi", "en": "the office writes"},
    "name": {"vi": "Họ tên người khai (chữ in hoa)", "en": "Full name of the person who declares (capitals)"},
    "number": {"vi": "Số giấy tờ tùy thân của người khai", "en": "Number of that person's identity document"},
    "one": {"vi": "Chọn một ô.", "en": "Choose one box."},
    "several": {"vi": "Có thể chọn nhiều ô.", "en": "Choose as many boxes as you need."},
    "row": {"vi": "{n}.", "en": "{n}."},
    "more_rows": {"vi": "Nhiều hơn thì ghi tiếp vào tờ sau.", "en": "If there are more, write on another sheet."},
    "paper": {"vi": "Đánh dấu × nếu có nộp kèm.", "en": "Put a × if you hand it in."},
    "place_and_date": {"vi": "…………………, ngày …… tháng …… năm ………", "en": "…………………, day …… month …… year ………"},
    "signature": {"vi": "Người khai", "en": "The person who declares"},
    "sign": {"vi": "(ký, ghi rõ họ tên)", "en": "(signature and full name)"},
    "typist": {"vi": "Người ghi giúp (nếu có)", "en": "Who helped to write (if anybody)"},
    "office": {"vi": "Phần của cơ quan tiếp nhận", "en": "For the receiving office"},
    "received_on": {"vi": "Ngày nhận", "en": "Received on"},
    "reference": {"vi": "Mã hồ sơ", "en": "Reference"},
    "received_by": {"vi": "Người nhận (ký, ghi rõ họ tên)", "en": "Received by (signature and name)"},
    "looked_up": {"vi": "Đã tra cứu dữ liệu", "en": "Registers looked up"},
    "answered_on": {"vi": "Hẹn trả kết quả ngày", "en": "Answer due on"},
    "page": {"vi": "Trang", "en": "Page"},
    "law": {"vi": "Căn cứ", "en": "By law"},
}  # fmt: skip
