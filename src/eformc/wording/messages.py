"""The words citizens read: what is wrong with an answer and how to mend it, and the words around the questions.

The same texts serve the page with script, the server's page and `eformc validate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from eformc.kernel.dates import Day, is_moment, parse
from eformc.kernel.values import (
    MOST_LISTED,
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.kernel.words import Words, say

FAULTS: Mapping[str, Words] = {
    "required": {"vi": "Hãy trả lời mục “{title}”.", "en": "Answer “{title}”."},
    "required-choice": {"vi": "Hãy chọn một câu trả lời ở mục “{title}”.", "en": "Choose an answer to “{title}”."},
    "required-file": {"vi": "Hãy đính kèm “{title}”.", "en": "Attach “{title}”."},
    "required-declaration": {"vi": "Hãy đánh dấu vào ô “{title}” nếu bạn đồng ý; chưa đồng ý thì chưa nộp được.", "en": "Tick “{title}” if you agree; the form cannot be sent without it."},
    "empty": {"vi": "Hãy trả lời mục “{title}”.", "en": "Answer “{title}”."},
    "not-applicable": {"vi": "Mục “{title}” không áp dụng ở đây; hãy bỏ trống.", "en": "“{title}” does not apply here; leave it empty."},
    "option-not-applicable": {"vi": "Câu trả lời đã chọn ở “{title}” không áp dụng; hãy chọn lại.", "en": "The option chosen in “{title}” does not apply; choose again."},
    "type": {"vi": "Chưa đọc được câu trả lời ở “{title}”; hãy ghi lại.", "en": "The answer to “{title}” cannot be read; write it again."},
    "not-a-number": {"vi": "Ở “{title}” chỉ ghi chữ số, ví dụ 12.", "en": "Write digits only in “{title}”, such as 12."},
    "number-which": {"vi": "Ở “{title}”, bạn muốn ghi {a} hay {b}? Hãy ghi lại, không dùng dấu tách hàng nghìn.", "en": "In “{title}”, do you mean {a} or {b}? Write it again, without a mark for thousands."},
    "number-character": {"vi": "Ở “{title}” chưa đọc được “{character}”; hãy ghi bằng chữ số.", "en": "“{character}” in “{title}” cannot be read; write it in digits."},
    "number-whole": {"vi": "“{title}” chỉ nhận số tròn; hãy bỏ phần lẻ.", "en": "“{title}” takes whole numbers only; leave out the decimals."},
    "number-places": {"vi": "“{title}” chỉ nhận tối đa {most} chữ số ở phần lẻ.", "en": "“{title}” takes at most {most} decimals."},
    "not-canonical": {"vi": "Hãy bỏ dấu cách thừa ở đầu và cuối “{title}”.", "en": "Remove blanks at the ends of “{title}”."},
    "control-character": {"vi": "“{title}” có dấu lạ ({character}); hãy gõ lại.", "en": "“{title}” holds a strange character ({character}); type it again."},
    "too-many-marks": {"vi": "“{title}” có quá {most} dấu chồng lên một chữ; hãy gõ lại.", "en": "“{title}” has more than {most} marks on one letter; type it again."},
    "too-short": {"vi": "“{title}” cần ít nhất {least} chữ hoặc số.", "en": "“{title}” needs at least {least} characters."},
    "too-long": {"vi": "“{title}” dài quá {most} chữ, tính cả dấu cách; hãy viết gọn lại.", "en": "“{title}” is longer than {most} characters; make it shorter."},
    "pattern": {"vi": "“{title}” chưa đúng; hãy xem lời hướng dẫn ở trên ô và ghi lại.", "en": "“{title}” is not right yet; read the hint above the box and write it again."},
    "digits": {"vi": "“{title}” phải đủ {need} chữ số; bạn ghi {have}. Hãy xem lại.", "en": "“{title}” has {need} digits; you have written {have}. Check it."},
    "check-digit": {"vi": "“{title}” có chữ số chưa đúng hoặc hai chữ số đổi chỗ cho nhau; hãy đối chiếu từng số với giấy tờ.", "en": "“{title}” has a wrong digit, or two have changed places; check it digit by digit against your papers."},
    "phone-begins": {"vi": "“{title}”: không có số điện thoại nào bắt đầu bằng {begins}; hãy xem lại các số đầu.", "en": "“{title}”: no telephone number begins with {begins}; check the first digits."},
    "character": {"vi": "Ở “{title}” không dùng “{character}”; hãy xem lại chỗ đó.", "en": "“{character}” is not used in “{title}”; check it there."},
    "character-missing": {"vi": "“{title}” còn thiếu “{character}”; hãy xem lại.", "en": "“{character}” is missing in “{title}”; check it."},
    "too-small": {"vi": "“{title}” phải từ {least} trở lên.", "en": "“{title}” must be {least} or more."},
    "too-large": {"vi": "“{title}” không được quá {most}.", "en": "“{title}” must be {most} or less."},
    "not-a-date": {"vi": "Ngày ở “{title}” không có trong lịch; hãy ghi ngày, tháng, năm bằng chữ số, ví dụ 27 3 1950.", "en": "“{title}” is not a date in the calendar; write day, month and year in digits, such as 27 3 1950."},
    "date-century": {"vi": "Năm “{year}” ở “{title}” là {a} hay {b}? Hãy ghi đủ bốn chữ số của năm.", "en": "Is the year “{year}” in “{title}” {a} or {b}? Write all four digits of the year."},
    "date-year": {"vi": "Hãy ghi cả năm ở “{title}”, đủ bốn chữ số, ví dụ 1950.", "en": "Write the year in “{title}” too, with four digits, such as 1950."},
    "precision": {"vi": "Hãy ghi đủ ngày, tháng, năm ở “{title}”.", "en": "Give the whole date in “{title}”."},
    "not-a-month": {"vi": "Tháng ở “{title}” không có; hãy ghi tháng và năm bằng chữ số, ví dụ 3 1950.", "en": "“{title}” is not a month; write month and year in digits, such as 3 1950."},
    "not-a-year": {"vi": "Ở “{title}” hãy ghi năm bằng bốn chữ số, ví dụ 1950.", "en": "Write the year of “{title}” in four digits, such as 1950."},
    "too-early": {"vi": "“{title}” phải từ {least} trở đi.", "en": "“{title}” must be {least} or later."},
    "too-late": {"vi": "“{title}” không được sau {most}.", "en": "“{title}” must not be after {most}."},
    "not-a-time": {"vi": "Giờ ở “{title}” chưa đúng; hãy ghi giờ và phút bằng chữ số, ví dụ 17 30.", "en": "“{title}” is not a time of day; write hour and minute in digits, such as 17 30."},
    "not-a-moment": {"vi": "Hãy ghi đủ ngày, tháng, năm, giờ và phút ở “{title}”, ví dụ 27 3 2026 17 30.", "en": "Write day, month, year, hour and minute of “{title}”, such as 27 3 2026 17 30."},
    "no-such-row": {"vi": "Dòng đã chọn ở “{title}” còn trống hoặc không còn; hãy chọn lại.", "en": "The row chosen in “{title}” is empty or no longer there; choose again."},
    "not-in-list": {"vi": "Chưa thấy “{value}” trong danh sách của “{title}”; hãy xem lại.", "en": "“{value}” is not in the list of “{title}”; check it."},
    "not-within": {"vi": "“{title}” không thuộc tỉnh, thành phố đã chọn; hãy xem lại.", "en": "“{title}” does not lie in the province chosen; check it."},
    "twice": {"vi": "Ở “{title}” có câu chọn hai lần.", "en": "An option is chosen twice in “{title}”."},
    "order": {"vi": "Các câu chọn ở “{title}” chưa đúng thứ tự.", "en": "The options of “{title}” are not in order."},
    "too-few": {"vi": "Hãy chọn ít nhất {least} câu ở “{title}”.", "en": "Choose at least {least} options in “{title}”."},
    "too-many": {"vi": "Chỉ chọn nhiều nhất {most} câu ở “{title}”.", "en": "Choose at most {most} options in “{title}”."},
    "must-accept": {"vi": "Cần đồng ý với “{title}” thì mới nộp được.", "en": "You have to agree to “{title}” to go on."},
    "too-few-rows": {"vi": "“{title}” cần ghi ít nhất {least}.", "en": "“{title}” needs at least {least} rows."},
    "too-many-rows": {"vi": "“{title}” chỉ nhận nhiều nhất {most}.", "en": "“{title}” takes at most {most} rows."},
    "unknown-field": {"vi": "Biểu mẫu này không có mục “{title}”.", "en": "This form has no “{title}”."},
    "file-name": {"vi": "Tên tệp ở “{title}” không dùng được; hãy đổi tên tệp.", "en": "The file name in “{title}” cannot be used; rename the file."},
    "file-type": {"vi": "Không nhận tệp {kind} ở “{title}”; hãy chọn tệp {kinds}.", "en": "“{title}” does not take the {kind} file; choose one of {kinds}."},
    "file-heic": {"vi": "“{title}” không nhận ảnh HEIC của iPhone. Hãy mở ảnh đó, chụp màn hình rồi chọn ảnh chụp màn hình; hoặc vào Cài đặt, Camera, Định dạng, chọn “Tương thích nhất” rồi chụp lại. Nhận tệp {kinds}.", "en": "“{title}” does not take HEIC photos of an iPhone. Open the photo, take a screenshot and choose that; or go to Settings, Camera, Formats, choose “Most Compatible” and take it again. It takes {kinds}."},
    "file-unknown": {"vi": "Không mở được tệp ở “{title}”: tệp hỏng, hoặc không phải loại như tên tệp ghi. Hãy chọn tệp khác ({kinds}).", "en": "The file in “{title}” cannot be opened: it is damaged, or not of the kind its name says. Choose another one ({kinds})."},
    "file-empty": {"vi": "Tệp ở “{title}” trống, bên trong không có gì. Hãy chọn lại tệp hoặc chụp lại ảnh.", "en": "The file in “{title}” is empty. Choose it again, or take the photo again."},
    "file-size": {"vi": "Tệp ở “{title}” quá lớn; hãy chụp lại ảnh nhỏ hơn.", "en": "The file in “{title}” is too large; take a smaller photo."},
    "constraint": {"vi": "Các câu trả lời không khớp nhau ở “{title}”.", "en": "The answers do not fit together at “{title}”."},
}

UI: Mapping[str, Words] = {
    "optional": {"vi": "(không bắt buộc)", "en": "(optional)"},
    "recommended": {"vi": "(nên khai)", "en": "(recommended)"},
    "error": {"vi": "Lỗi", "en": "Error"},
    "errors": {"vi": "Có chỗ cần sửa", "en": "There is a problem"},
    "part": {"vi": "Phần {n} trên {of}", "en": "Part {n} of {of}"},
    "anything_more": {"vi": "Có gì muốn ghi thêm không?", "en": "Is there anything to add?"},
    "is_it": {"vi": "Có phải là: {names}?", "en": "Did you mean: {names}?"},
    "formerly": {"vi": "{title} (trước là {former})", "en": "{title} (formerly {former})"},
    "contents": {"vi": "Các phần của tờ khai", "en": "Parts of this form"},
    "start": {"vi": "Trước khi khai", "en": "Before you start"},
    "count": {"vi": "Bạn chỉ phải trả lời {typed} trên {needed} mục.", "en": "You answer only {typed} of {needed} items."},
    "not_asked": {"vi": "Không phải khai lại (Nhà nước đã có)", "en": "Not asked again (the state has it)"},
    "from": {"vi": "Lấy từ {registry} ({holder}).", "en": "Taken from {registry} ({holder})."},
    "said_by": {"vi": "Ai nói vậy: {holder}.", "en": "Who says so: {holder}."},
    "see_more": {"vi": "Xem thêm: ai giữ thông tin, theo luật nào, sửa ở đâu", "en": "More: who holds what, by which law, where it is mended"},
    "from_login": {"vi": "Biết được khi đăng nhập.", "en": "Known from logging in."},
    "will_come": {"vi": "sẽ được điền sẵn", "en": "will be filled in"},
    "worked_out": {"vi": "hệ thống tự tính", "en": "worked out by the system"},
    "worked_from": {"vi": "Tính từ: {titles}.", "en": "Worked out from: {titles}."},
    "wrong": {"vi": "Chưa đúng hoặc chưa có? Khai tại đây", "en": "Not right, or not there? Say it here"},
    "correct_at": {"vi": "Muốn sửa tận gốc: đến {place}.", "en": "To have it mended at the source: {place}."},
    "not_yours": {"vi": "“{title}” do cơ quan ghi hoặc máy tính ra, và chưa hợp lệ. Bạn không phải sửa; cán bộ sẽ xem lại.", "en": "“{title}” comes from the office or is worked out, and is not right yet. You need not mend it; the office will look at it."},
    "choose": {"vi": "Chọn một", "en": "Choose one"},
    "day": {"vi": "Ngày", "en": "Day"},
    "month": {"vi": "Tháng", "en": "Month"},
    "year": {"vi": "Năm", "en": "Year"},
    "example": {"vi": "Ví dụ: {example}", "en": "For example: {example}"},
    "hour": {"vi": "Giờ", "en": "Hour"},
    "minute": {"vi": "Phút", "en": "Minute"},
    "time_hint": {"vi": "Ví dụ: 17 30 là năm giờ rưỡi chiều.", "en": "For example: 17 30 is half past five in the afternoon."},
    "moment_hint": {"vi": "Ví dụ: 27 3 2026, lúc 17 30 (năm giờ rưỡi chiều).", "en": "For example: 27 3 2026, at 17 30 (half past five in the afternoon)."},
    "date_hint": {"vi": "Ví dụ: 27 3 1950.", "en": "For example: 27 3 1950."},
    "partial_hint": {"vi": "Ví dụ: 27 3 1950. Không nhớ ngày, tháng thì bỏ trống.", "en": "For example: 27 3 1950. Leave day or month empty if not known."},
    "yes": {"vi": "Có", "en": "Yes"},
    "no": {"vi": "Không", "en": "No"},
    "row": {"vi": "{title} {n}", "en": "{title} {n}"},
    "row_named": {"vi": "{row} (dòng {n})", "en": "{row} (row {n})"},
    "add_row": {"vi": "Thêm: {title}", "en": "Add: {title}"},
    "no_answer": {"vi": "Không trả lời", "en": "No answer"},
    "drop_file": {"vi": "Bỏ tệp này", "en": "Take this file out"},
    "attachments": {"vi": "Giấy tờ kèm theo", "en": "Papers to attach"},
    "file_kept": {"vi": "Đã có tệp “{file}”, không phải chọn lại. Muốn thay thì chọn tệp khác.", "en": "“{file}” is here already; there is no need to choose it again. Choose another file to replace it."},
    "file_hint": {"vi": "Ảnh chụp hoặc tệp PDF, tối đa {mb} MB.", "en": "A photo or a PDF, at most {mb} MB."},
    "system": {"vi": "Cơ quan tiếp nhận tự ghi: {lines}.", "en": "Written by the receiving office: {lines}."},
    "fetched": {"vi": "Cơ quan tự tra cứu, không phải nộp: {papers}.", "en": "Looked up by the office, not to be attached: {papers}."},
    "check_and_send": {"vi": "Kiểm tra và nộp", "en": "Check and send"},
    "save": {"vi": "Tải bản khai (JSON)", "en": "Save the answers (JSON)"},
    "complete": {"vi": "Bản khai đã đủ. Trang này đang mở riêng, chưa nối với cổng dịch vụ công: hãy tải bản khai về máy.", "en": "The form is complete. This page is open by itself, not joined to a portal: save the answers to this device."},
    "step": {"vi": "Bước {n} trên {of}", "en": "Step {n} of {of}"},
    "begin": {"vi": "Bắt đầu khai", "en": "Start"},
    "next": {"vi": "Tiếp tục", "en": "Continue"},
    "send": {"vi": "Nộp", "en": "Send"},
    "back": {"vi": "Quay lại", "en": "Back"},
    "whole": {"vi": "Xem tất cả trên một trang dài", "en": "Everything on one long page"},
    "one_by_one": {"vi": "Khai từng bước một", "en": "One thing at a time"},
    "check": {"vi": "Xem lại trước khi nộp", "en": "Check your answers before sending"},
    "check_help": {"vi": "Xin đọc lại từng mục. Chỗ nào chưa đúng, bấm “Sửa”.", "en": "Read every line. Where something is not right, press “Change”."},
    "change": {"vi": "Sửa", "en": "Change"},
    "blank": {"vi": "Chưa khai", "en": "Not given"},
    "agreed": {"vi": "Đồng ý", "en": "Agreed"},
    "is_so": {"vi": "Đúng", "en": "Yes"},
    "nothing_then": {"vi": "Đánh dấu ô này thì không phải khai các mục khác của phần này.", "en": "If you tick this, leave the rest of this part out."},
    "minutes": {"vi": "Mất khoảng {n} phút.", "en": "This takes about {n} minutes."},
    "prepare": {"vi": "Xin chuẩn bị sẵn", "en": "Have ready"},
    "typist": {"vi": "Ai đang bấm máy?", "en": "Who is typing?"},
    "self": {"vi": "Tôi tự bấm", "en": "I am, for myself"},
    "officer": {"vi": "Cán bộ bấm giúp tôi", "en": "An officer helps"},
    "relative": {"vi": "Người nhà, người quen bấm giúp tôi", "en": "A relative or friend helps"},
    "typed_name": {"vi": "Họ tên người bấm giúp", "en": "Full name of the helper"},
    "confirmer": {"vi": "Người khai đã xem lại bằng cách nào?", "en": "How has the person checked the answers?"},
    "read": {"vi": "Tự đọc lại", "en": "Read them"},
    "heard": {"vi": "Nghe đọc lại", "en": "Heard them read out"},
    "sheet": {"vi": "Đọc và ký vào bản in", "en": "Read and signed the printed sheet"},
    "for_whom": {"vi": "Bạn đang khai cho {whom}: ghi điều của người ấy, không phải của bạn.", "en": "You are filling this in for {whom}: write what is theirs, not what is yours."},
    "somebody": {"vi": "người được giúp", "en": "the person you help"},
    "read_out": {"vi": "Xin đọc to từng mục cho {whom} nghe. Người ấy nói đúng thì mới đọc mục tiếp theo.", "en": "Read every line out to {whom}. Go on to the next when they say that it is right."},
    "call_back": {"vi": "Muốn cán bộ gọi lại cho bạn? Ghi số điện thoại", "en": "Shall an officer call you back? Write your telephone number"},
    "will_call": {"vi": "Cán bộ sẽ gọi lại cho bạn theo số {number}.", "en": "An officer will call you back at {number}."},
    "sheet_date": {"vi": "Ngày:", "en": "Date:"},
    "sign_owner": {"vi": "Người khai (ký, ghi rõ họ tên)", "en": "The person (signature, full name)"},
    "sign_helper": {"vi": "Người bấm giúp, nếu có (ký, ghi rõ họ tên)", "en": "The helper, if any (signature, full name)"},
    "is_right": {"vi": "Thông tin trên có đúng không?", "en": "Is this right?"},
    "right": {"vi": "Đúng", "en": "Right"},
    "not_right": {"vi": "Không đúng", "en": "Not right"},
    "confirm_held": {"vi": "Hãy chọn “Đúng” hoặc “Không đúng” cho thông tin có sẵn.", "en": "Choose “Right” or “Not right” for what is already there."},
    "dropped": {"vi": "Số định danh phía trên đã đổi nên điều bạn khai ở “{title}” cho người trước không còn dùng; hãy xem lại.", "en": "The number above has changed, so what you wrote in “{title}” about the person before is no longer used; look again."},
    "replaced": {"vi": "“{title}” đã có trong cơ sở dữ liệu nên điều bạn vừa khai ở đó không dùng; hãy xem lại.", "en": "“{title}” is held by the registry, so what you wrote there is not used; look again."},
    "look_once_more": {"vi": "Có thông tin mới hoặc đã đổi so với lúc bạn xem. Hãy xem lại rồi bấm Nộp.", "en": "Something is new, or not as it was when you looked. Look once more, then press Send."},
    "sent_before": {"vi": "Bạn đã nộp đúng những điều này rồi, mã hồ sơ {reference}. Muốn nộp thêm một hồ sơ mới thì bấm Nộp.", "en": "You have sent exactly these answers before, reference {reference}. To send them again as a new application, press Send."},
    "sent_other": {"vi": "Từ trang này bạn đã nộp một hồ sơ, mã {reference}, với điều khai khác. Muốn nộp những điều dưới đây thành một hồ sơ mới thì bấm Nộp.", "en": "From this page you have sent an application with other answers, reference {reference}. To send the answers below as a new application, press Send."},
    "sent_already": {"vi": "Đã nộp, mã hồ sơ {reference}.", "en": "Sent, reference {reference}."},
    "see_receipt": {"vi": "Xem giấy nhận", "en": "See the receipt"},
    "new_application": {"vi": "Làm hồ sơ mới", "en": "Begin a new application"},
    "session_over": {"vi": "Bạn không còn đăng nhập", "en": "You are no longer logged in"},
    "session_kept": {"vi": "Chưa gửi đi đâu. Những gì bạn khai vẫn còn ở trang này. Hãy đăng nhập lại ở cửa sổ mới, rồi quay lại đây bấm Tiếp tục. Tệp đính kèm phải chọn lại.", "en": "Nothing was sent. Your answers are kept on this page. Log in again in a new window, then come back here and press Continue. Files have to be chosen again."},
    "session_other": {"vi": "Trang này mở cho một người khác. Chưa gửi đi đâu. Hãy đăng nhập lại đúng người đó rồi bấm Tiếp tục, hoặc mở biểu mẫu mới.", "en": "This page was opened for somebody else. Nothing was sent. Log in again as that person and press Continue, or open the form anew."},
    "log_in_again": {"vi": "Đăng nhập lại (cửa sổ mới)", "en": "Log in again (new window)"},
    "which_wrong": {"vi": "Bạn đã chọn “Không đúng”: hãy ghi lại chỗ chưa đúng, hoặc đánh dấu nhờ cán bộ xem lại.", "en": "You chose “Not right”: write what is right, or tick what the office should check."},
    "doubt": {"vi": "Chưa đúng, nhờ cán bộ xem lại:", "en": "Not right, let the office check:"},
    "was_held": {"vi": "{said} (bạn ghi lại; cơ quan đang ghi: {held})", "en": "{said} (your words; on record: {held})"},
    "was_doubted": {"vi": "{held} (bạn báo chưa đúng; cán bộ sẽ xem lại)", "en": "{held} (you say this is not right; the office will check)"},
    "office_adds": {"vi": "Cơ quan ghi thêm vào hồ sơ", "en": "What the office adds"},
    "not_sent": {"vi": "Không gửi, vì không áp dụng", "en": "Not sent, since it does not apply"},
    "drop_row": {"vi": "Bỏ phần này", "en": "Take this out"},
    "what_now": {"vi": "Chỉ ghi lại chỗ chưa đúng. Hồ sơ này dùng điều bạn ghi; cơ quan sẽ kiểm tra lại.", "en": "Write only what is not right. Your words are used for this case; the office will check."},
    "as_of": {"vi": "Tính đến {date}.", "en": "As of {date}."},
    "suggested": {"vi": "Ghi sẵn theo {source}; không còn đúng thì sửa lại.", "en": "Filled in from {source}; change it if it is no longer right."},
    "law": {"vi": "Căn cứ: {law}.", "en": "By law: {law}."},
    "keep": {"vi": "Giữ lại, in ra hoặc xóa", "en": "Keep, print or forget"},
    "kept": {"vi": "Những gì bạn khai được giữ trên máy này 30 ngày; chưa bấm Nộp thì chưa gửi đi đâu. Tệp đính kèm không được giữ. Máy dùng chung: khai xong hãy bấm “Xóa khỏi máy này”.", "en": "What you type is kept on this device for 30 days and sent nowhere before you press Send. Attached files are not kept. On a shared device, press “Forget on this device” when you are done."},
    "take": {"vi": "Lưu ra tệp mang theo", "en": "Save to a file"},
    "bring": {"vi": "Mở tệp đã lưu", "en": "Open a saved file"},
    "print": {"vi": "In ra giấy", "en": "Print"},
    "forget": {"vi": "Xóa khỏi máy này", "en": "Forget on this device"},
    "restored": {"vi": "Đã mở lại bản khai dở ngày {date}.", "en": "Your unfinished answers of {date} are back."},
    "files_again": {"vi": "Tệp đính kèm phải chọn lại.", "en": "Files have to be chosen again."},
    "forget_sure": {"vi": "Xóa hết những gì bạn đã khai trên máy này?", "en": "Forget everything you have typed on this device?"},
    "forget_yes": {"vi": "Xóa hết", "en": "Forget it"},
    "forget_not": {"vi": "Không xóa", "en": "Keep it"},
    "forgotten": {"vi": "Đã xóa những gì bạn khai khỏi máy này.", "en": "What you typed is no longer on this device."},
    "undo": {"vi": "Lấy lại", "en": "Bring it back"},
    "new_version": {"vi": "Biểu mẫu đã đổi từ lần trước: xin xem lại từng mục.", "en": "The form has changed since: look at every answer."},
    "expired": {"vi": "Bản khai dở ngày {date} đã quá {days} ngày nên đã xóa khỏi máy này.", "en": "The unfinished answers of {date} were older than {days} days and are no longer on this device."},
    "brought": {"vi": "Đã mở bản khai lưu ngày {date}.", "en": "The answers saved on {date} are open."},
    "not_a_draft": {"vi": "Tệp này không phải bản khai đã lưu của biểu mẫu này.", "en": "This file holds no saved answers of this form."},
    "elsewhere": {"vi": "Bản khai này đã nộp hoặc đã xóa ở một cửa sổ khác. Điều ghi ở đây vẫn còn, nhưng không lưu trên máy nữa.", "en": "These answers were sent or forgotten in another window. What stands here stays, but is no longer kept on this device."},
    "offline": {"vi": "Đang mất mạng. Những gì bạn khai vẫn còn trên máy này; có mạng lại thì bấm Nộp.", "en": "There is no network. Your answers are still on this device; press Send when it is back."},
    "preview": {"vi": "Ảnh của tệp {name}", "en": "Picture of the file {name}"},
    "decimal_mark": {"vi": ",", "en": "."},
    "asking": {"vi": "Đang hỏi cơ sở dữ liệu…", "en": "Asking the registries …"},
    "came": {"vi": "Đã có thông tin; xin xem bên dưới.", "en": "There is an answer; it is shown below."},
    "none_came": {"vi": "Chưa lấy được thông tin; xin tự khai bên dưới.", "en": "There was no answer; please answer below."},
    "no_record": {"vi": "không tìm thấy trong cơ sở dữ liệu; xin khai bên dưới", "en": "not found in the registry; say it below"},
    "unavailable": {"vi": "hiện chưa kết nối được; xin khai bên dưới", "en": "cannot be reached now; say it below"},
    "refused": {"vi": "cơ sở dữ liệu từ chối trả lời; xin khai bên dưới", "en": "the registry refused to answer; say it below"},
    "withheld": {"vi": "không được phép xem ở đây; xin khai bên dưới", "en": "may not be shown here; say it below"},
    "nobody": {"vi": "không tìm thấy ai có số này: hãy xem lại từng chữ số; nếu số đúng, xin khai bên dưới", "en": "nobody has this number: look at each digit again; if it is right, say it below"},
    "nobody_by_digits": {"vi": "không tìm thấy ai có số này: hãy xem lại đủ {n} chữ số; nếu số đúng, xin khai bên dưới", "en": "nobody has this number: look at the {n} digits again; if they are right, say it below"},
    "wait": {"vi": "Đang hỏi cơ sở dữ liệu; xin chờ một chút.", "en": "Still asking the registries; a moment, please."},
    "session_look": {"vi": "Bạn không còn đăng nhập. Những gì bạn khai vẫn còn ở trang này: hãy đăng nhập lại ở cửa sổ khác.", "en": "You are no longer logged in. Your answers are still on this page: log in again in another window."},
    "kept_file": {"vi": "Đang giữ tệp {name}", "en": "The file {name} is kept"},
    "no_login": {"vi": "bạn chưa đăng nhập nên chưa lấy được; xin khai bên dưới", "en": "you are not logged in, so it is not there; say it below"},
    "not_asked_yet": {"vi": "chưa hỏi cơ sở dữ liệu", "en": "the registry was not asked"},
    "none": {"vi": "không có", "en": "none"},
    "masked": {"vi": "đã che", "en": "hidden"},
    "masked_note": {"vi": "Chỉ hiện một phần vì là thông tin của người khác.", "en": "Only partly shown, since it is somebody else's."},
    "reference": {"vi": "Mã hồ sơ", "en": "Reference"},
    "received": {"vi": "Đã nhận hồ sơ", "en": "Received"},
    "received_at": {"vi": "Nhận lúc {when}.", "en": "Received {when}."},
    "next_steps": {"vi": "Việc tiếp theo", "en": "What happens next"},
    "due": {"vi": "Có kết quả chậm nhất ngày {date}.", "en": "There is an answer by {date} at the latest."},
    "status_at": {"vi": "Xem hồ sơ đã làm đến đâu", "en": "See how far your case has come"},
    "whom_to_ask": {"vi": "Hỏi ai", "en": "Whom to ask"},
    "on_record": {"vi": "Cơ quan đã có", "en": "On record"},
    "own_and_held": {"vi": "Bạn trả lời {own} mục; {held} mục cơ quan đã có.", "en": "You answered {own}; {held} were on record."},
    "keep_receipt": {"vi": "Xin giữ mã hồ sơ này để hỏi kết quả. Có thể in hoặc chụp lại trang này.", "en": "Keep this reference to ask about your case. You can print or photograph this page."},
    "what_you_sent": {"vi": "Bạn đã nộp", "en": "What you sent"},
    "help_place": {"vi": "Cần giúp: hỏi {agency}.", "en": "Help: ask {agency}."},
    "only_if": {"vi": "Chỉ trả lời nếu {when}.", "en": "Only if {when}."},
    "titled": {"vi": "{title} ({where})", "en": "{title} ({where})"},
    "group_mark": {"vi": ".", "en": ","},
    "and": {"vi": "và", "en": "and"},
    "or": {"vi": "hoặc", "en": "or"},
    "not": {"vi": "không phải ({what})", "en": "not ({what})"},
    "is": {"vi": "{a} là {b}", "en": "{a} is {b}"},
    "is_not": {"vi": "{a} không phải là {b}", "en": "{a} is not {b}"},
    "less": {"vi": "{a} nhỏ hơn {b}", "en": "{a} is less than {b}"},
    "at_most": {"vi": "{a} không quá {b}", "en": "{a} is at most {b}"},
    "more": {"vi": "{a} lớn hơn {b}", "en": "{a} is more than {b}"},
    "at_least": {"vi": "{a} từ {b} trở lên", "en": "{a} is at least {b}"},
    "if": {"vi": "nếu {when} thì {a}, không thì {b}", "en": "{a} if {when}, else {b}"},
    "answered": {"vi": "{what} có câu trả lời", "en": "{what} is answered"},
    "age": {"vi": "tuổi theo {what}", "en": "the age by {what}"},
    "year_of": {"vi": "năm của {what}", "en": "the year of {what}"},
    "today": {"vi": "hôm nay", "en": "today"},
    "number_of": {"vi": "số dòng của {what}", "en": "the number of rows of {what}"},
    "rows_exactly": {"vi": "Số lượng: bằng {n}.", "en": "Rows: as many as {n}."},
    "rows_at_least": {"vi": "Ít nhất: {n}.", "en": "Rows at the least: {n}."},
    "rows_at_most": {"vi": "Nhiều nhất: {n}.", "en": "Rows at the most: {n}."},
    "sum_of": {"vi": "tổng của {what}", "en": "the sum of {what}"},
    "told_if": {"vi": "Nếu {when}:", "en": "If {when}:"},
    "no_further": {"vi": "Không cần khai tiếp.", "en": "You need not go on."},
    "not_said": {"vi": "(chưa có)", "en": "(not given yet)"},
    "more_help": {"vi": "Xem hướng dẫn thêm", "en": "More help"},
    "important": {"vi": "Lưu ý:", "en": "Important:"},
    "number_where": {"vi": "số dòng của {what} mà {when}", "en": "the number of rows of {what} where {when}"},
    "any_row": {"vi": "có dòng của {what} mà {when}", "en": "in some row of {what}, {when}"},
    "all_rows": {"vi": "mọi dòng của {what} đều {when}", "en": "in every row of {what}, {when}"},
    "distinct": {"vi": "{what} không có hai dòng trùng nhau", "en": "no two rows are alike in {what}"},
    "or_zero": {"vi": "{what} (để trống tính là 0)", "en": "{what} (0 if left blank)"},
    "days_from": {"vi": "số ngày từ {a} đến {b}", "en": "the days from {a} to {b}"},
    "months_from": {"vi": "số tháng tròn từ {a} đến {b}", "en": "the full months from {a} to {b}"},
    "years_from": {"vi": "số năm tròn từ {a} đến {b}", "en": "the full years from {a} to {b}"},
    "days_later": {"vi": "{a} cộng {b} ngày", "en": "{a} plus {b} days"},
    "months_later": {"vi": "{a} cộng {b} tháng", "en": "{a} plus {b} months"},
    "years_later": {"vi": "{a} cộng {b} năm", "en": "{a} plus {b} years"},
    "days_before": {"vi": "{a} trừ {b} ngày", "en": "{a} minus {b} days"},
    "months_before": {"vi": "{a} trừ {b} tháng", "en": "{a} minus {b} months"},
    "years_before": {"vi": "{a} trừ {b} năm", "en": "{a} minus {b} years"},
    "rounded": {"vi": "{what} (làm tròn)", "en": "{what} (rounded)"},
}  # fmt: skip


def language_name(lang: str) -> str:
    """The name a language has for itself; its code where that is not known."""
    return {"vi": "Tiếng Việt", "en": "English", "fr": "Français"}.get(lang, lang)


@lru_cache(maxsize=32)
def spoken_words(lang: str) -> Mapping[str, str]:
    """The words around the questions by name, blanks and all; in English where they are not known in a language."""
    return {name: words.get(lang) or words["en"] for name, words in UI.items()}


def ui(name: str, lang: str, **values: str | int) -> str:
    """A word around the questions, with its blanks filled in."""
    text = spoken_words(lang)[name]
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def missing(name: str, lang: str, code: str = "required") -> str:
    """The message that asks for an answer around the questions; `name`: the word that is its title."""
    return say(FAULTS[code], lang).replace("{title}", ui(name, lang))


def shown(value: str | int, lang: str) -> str:
    """A limit as people write it: 17/5/1980 for a date, thousands grouped."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", ui("group_mark", lang))
    if is_moment(value):
        return f"{shown(value[:10], lang)} {value[11:]}"
    day = parse(value)
    return date_text(day) if day is not None and "-" in value else value


def date_text(day: Day) -> str:
    """A date as it is written by hand, as far as it is known: 17/5/1980, 5/1980, 1980."""
    return "/".join(str(part) for part in (day.day, day.month, day.year) if part is not None)


def required_code(value: Value) -> str:
    """The message that asks for an answer that is missing: choosing, attaching and agreeing are not writing."""
    match value:
        case Boolean(declaration):
            return "required-declaration" if declaration else "required-choice"
        case Choice(codes):
            return "required-choice" if len(codes.codes) <= MOST_LISTED else "required"
        case Choices() | RowOf() | RowsOf():
            return "required-choice"
        case File():
            return "required-file"
        case Text() | Integer() | Decimal() | Money() | Date() | Time() | Moment() | Record():
            return "required"
