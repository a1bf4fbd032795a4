"""The key tables of the language: what may stand where. The compiler reads by them, and `eformc schema` prints them.

A shape says what a key takes: `text`, `words` (text, or a mapping of languages), `id`, `name` (dotted), `date`, `bool`,
`integer`, `number`, `expression`, `count` (a whole number or an expression), `any`; `[shape]` is a list, `{shape}` a mapping
of ids, `a|b` one of those words, `=table` a mapping by another table, `=table+` that or a bare name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct


class Key(Struct, frozen=True):
    """One key of a table: its shape, what it is for (English, Vietnamese), whether it must be there."""

    name: str
    shape: str
    en: str
    vi: str
    required: bool = False


def _table(*keys: Key) -> Mapping[str, Key]:
    return MappingProxyType({key.name: key for key in keys})


_TITLE = Key("title", "words", "What people read.", "Tên hiển thị cho người dân.", required=True)
_HELP = Key("help", "words", "One short sentence on how to answer.", "Một câu ngắn hướng dẫn cách trả lời.")
_MORE = Key("more", "words", "More help, folded away until it is asked for.", "Hướng dẫn thêm, bấm vào mới mở ra.")
_IF_EMPTY = Key("if_empty", "words", "What to say where the answer is missing, and how to mend it.", "Câu báo khi còn trống, và cách sửa.")
_IF_WRONG = Key("if_wrong", "words", "What to say where the answer cannot be right, and how to mend it.", "Câu báo khi trả lời không đúng, và cách sửa.")
_WHEN = Key("when", "expression", "Only under this condition.", "Chỉ khi điều kiện này đúng.")
_REF = Key("ref", "[text]", "Ids of the printed lines it stands for.", "Mã các dòng trên mẫu giấy mà mục này thay thế.")
_OPTIONAL = Key("optional", "bool", "May be left out.", "Không bắt buộc.")
_RECOMMENDED = Key("recommended", "bool", "Wanted, but never blocks.", "Nên khai, nhưng thiếu vẫn nhận hồ sơ.")
_WAIVE = Key(
    "waive",
    "update|verify|quality|other-law",
    "The exception that lets it be asked though it is held.",
    "Ngoại lệ cho phép hỏi lại dữ liệu Nhà nước đã có.",
)
_BECAUSE = Key(
    "because",
    "words",
    "The law that gives the exception; beside `ask: true` alone, why this is a question of its own (no law is needed).",
    "Căn cứ pháp luật của ngoại lệ; nếu chỉ kèm `ask: true` thì là lý do đây là câu hỏi riêng (không cần căn cứ luật).",
)
_UNTIL = Key("until", "date", "When the exception ends.", "Ngày ngoại lệ hết hiệu lực.")
_ASK = Key(
    "ask",
    "bool",
    "Ask it although it may be held; of a question of your own: it means something else than its words may suggest.",
    "Vẫn hỏi dù Nhà nước có thể đã có; với câu hỏi tự soạn: câu này hỏi điều khác với điều câu chữ gợi ra.",
)
_ABOUT_LAW = Key("legal_basis", "words", "The law that needs this answer.", "Căn cứ pháp luật của mục này.")
_WAS = Key("was", "text", "Its former id: answers kept under it move here.", "Mã cũ: câu trả lời đã lưu theo mã cũ được chuyển sang đây.")
_FORMER = Key("was", "{[text]}", "Code -> what it was called: answers kept under those codes become this one.", "Mã -> các mã cũ: câu trả lời đã lưu theo mã cũ chuyển thành mã này.")

ROWS = (
    Key("at_least", "count", "Rows at the least; a question or a calculation works them out.", "Số dòng ít nhất; ghi số, tên một mục hoặc phép tính."),
    Key("at_most", "count", "Rows at the most; a question or a calculation works them out.", "Số dòng nhiều nhất; ghi số, tên một mục hoặc phép tính."),
)
"""The keys for the number of rows: of tables, and of subjects of which there may be many."""

PROCEDURE = _table(
    Key("procedure", "id", "The procedure's id.", "Mã ngắn của thủ tục.", required=True),
    Key("catalogue", "id", "The catalogue it uses.", "Danh mục dữ liệu được dùng."),
    Key("code", "text", "Its number in the national list.", "Mã thủ tục hành chính quốc gia."),
    _TITLE,
    Key("about", "words", "What it is for.", "Thủ tục này để làm gì."),
    Key("agency", "words", "Who decides.", "Cơ quan giải quyết."),
    Key("legal_basis", "[text]", "The laws it rests on.", "Căn cứ pháp lý."),
    Key("version", "text", "The spec's version.", "Phiên bản."),
    Key("valid", "=validity", "From when until when.", "Hiệu lực từ ngày, đến ngày."),
    Key("replaces", "text", "Path of the printed form's spec.", "Đường dẫn tới mẫu giấy được thay thế."),
    Key("after", "[id]", "Procedures that come before it in a life event.", "Các thủ tục đi trước trong cùng một sự kiện."),
    Key("produces", "[id]", "Documents that come out of it.", "Giấy tờ là kết quả của thủ tục."),
    Key("languages", "[text]", "Languages of its texts, the first one obligatory.", "Các ngôn ngữ, ngôn ngữ đầu là bắt buộc."),
    Key("subjects", "{=subject}", "Who and what the form is about.", "Biểu mẫu nói về ai, về cái gì.", required=True),
    Key("code_lists", "{=code_list}", "Code lists of its own.", "Danh mục mã riêng."),
    Key("pages", "[=page]", "The form, top to bottom.", "Các trang, từ trên xuống.", required=True),
    Key("attachments", "[=attachment+]", "Papers the citizen attaches.", "Giấy tờ người dân phải nộp."),
    Key("evidence", "[=attachment+]", "Papers the office fetches itself.", "Giấy tờ cơ quan tự tra cứu, không yêu cầu nộp."),
    Key("define", "{expression}", "Names for conditions and calculations, to be read like a question.", "Đặt tên cho điều kiện, phép tính dùng nhiều nơi; đọc như đọc một mục."),
    Key("constraints", "[=constraint]", "Rules over several answers.", "Quy tắc giữa các câu trả lời."),
)
VALIDITY = _table(
    Key("from", "date", "First day.", "Từ ngày."),
    Key("until", "date", "Last day.", "Đến ngày."),
)
SUBJECT = _table(
    Key("is", "id", "Its entity in the catalogue.", "Là loại đối tượng nào trong danh mục.", required=True),
    Key("title", "words", "What people call it.", "Tên gọi trên biểu mẫu."),
    Key("known_by", "id", "login, key, a document's id, case (the portal hands its facts in at the start; nobody is asked), or nobody: it comes into being.", "login, key, mã một giấy tờ, case (cổng dịch vụ đưa sẵn dữ liệu lúc mở biểu mẫu, không hỏi ai), hoặc nobody: chưa đăng ký ở đâu."),
    Key("via", "name", "The relation that leads to it: applicant.spouse.", "Quan hệ dẫn tới: applicant.spouse."),
    Key("same_as", "id", "Another subject it is, under `when`.", "Chính là đối tượng khác, khi `when` đúng."),
    Key("when", "expression", "With same_as: when they are one; else: when there is one.", "Khi nào trùng nhau; hoặc khi nào có đối tượng này."),
    Key("many", "bool", "There may be several: a repeating group.", "Có thể có nhiều: bảng lặp."),
    *ROWS,
    _OPTIONAL,
    _WAS,
)
CODE_LIST = _table(
    _TITLE,
    Key("scheme", "text", "The scheme the codes belong to.", "Hệ mã.", required=True),
    Key("codes", "{words}", "Code -> text.", "Mã -> tên.", required=True),
    _FORMER,
)
PAGE = _table(
    Key("page", "id", "The page's id.", "Mã trang.", required=True),
    _TITLE,
    _HELP,
    _MORE,
    _WHEN,
    Key("fields", "[=field+]", "What stands on it.", "Các mục trên trang.", required=True),
)
USE = _table(
    Key("use", "id", "The fragment put in here.", "Đoạn dùng chung được chèn vào đây.", required=True),
    Key("with", "{id}", "The fragment's subject -> a subject of this form.", "Đối tượng của đoạn -> đối tượng của biểu mẫu."),
    _WHEN,
)
NOTE = _table(
    Key("note", "words", "What people are told here; nothing is asked.", "Lời nhắn đặt ở chỗ này; không hỏi gì.", required=True),
    _WHEN,
    Key("kind", "info|warning|stop", "How much it stands out (`info` if not said); at `stop` the form ends, and nothing is sent.", "Mức nổi bật (không ghi thì là `info`); `stop` là dừng ở đây, không nộp được."),
    Key("print", "bool", "`false`: on the screen only.", "`false`: chỉ hiện trên màn hình, không in ra giấy."),
)
GROUP = _table(
    Key("group", "words", "The heading of questions that belong together.", "Tiêu đề của các mục đi cùng nhau.", required=True),
    _HELP,
    _MORE,
    _WHEN,
    Key("fields", "[=field+]", "What stands below the heading.", "Các mục dưới tiêu đề.", required=True),
)
FRAGMENT = _table(
    Key("fragment", "id", "The fragment's id.", "Mã đoạn dùng chung.", required=True),
    Key("title", "words", "What it is.", "Tên."),
    Key("subjects", "{=formal}", "Subjects the user of the fragment names.", "Các đối tượng mà nơi dùng phải chỉ ra."),
    Key("fields", "[=field+]", "What stands in it.", "Các mục.", required=True),
)
FORMAL = _table(Key("is", "id", "The entity it must be.", "Loại đối tượng.", required=True))
USE_FIELD = _table(
    Key("title", "words", "Another heading than the element's.", "Tên khác với tên trong danh mục."),
    _HELP,
    _MORE,
    _IF_EMPTY,
    _IF_WRONG,
    _WHEN,
    _OPTIONAL,
    _RECOMMENDED,
    _ASK,
    _WAIVE,
    _BECAUSE,
    _UNTIL,
    Key("policy", "locked|confirm|edit|hidden", "How a held value is shown.", "Cách hiển thị dữ liệu đã có."),
    _ABOUT_LAW,
    _REF,
    _WAS,
)
QUESTION = _table(
    _TITLE,
    Key("type", "type", "The kind of answer.", "Kiểu câu trả lời.", required=True),
    _HELP,
    _MORE,
    _IF_EMPTY,
    _IF_WRONG,
    Key("example", "words", "An answer as an example.", "Câu trả lời ví dụ."),
    Key("of", "id", "The subject it is about.", "Nói về đối tượng nào."),
    _WHEN,
    _OPTIONAL,
    _RECOMMENDED,
    _ASK,
    _WAIVE,
    _BECAUSE,
    _UNTIL,
    Key("policy", "locked|confirm|edit|hidden", "How a derived value is shown.", "Cách hiển thị giá trị tính được."),
    Key("derive", "expression", "Worked out, not asked.", "Tính ra, không hỏi."),
    _ABOUT_LAW,
    _REF,
    _WAS,
)
TABLE_KEYS = _table(
    Key("columns", "[=field+]", "Its columns.", "Các cột."),
    *ROWS,
)
"""Keys of a question whose type is `table`, besides those of a question."""
ATTACHMENT = _table(
    Key("title", "words", "What people call it.", "Tên giấy tờ."),
    _HELP,
    _MORE,
    _IF_EMPTY,
    _IF_WRONG,
    Key("of", "id", "Whose paper it is; of several, or of a table: one for each row.", "Giấy tờ của ai; của nhiều người, hoặc của một bảng: mỗi dòng một giấy."),
    _WHEN,
    _OPTIONAL,
    _RECOMMENDED,
    _ASK,
    _WAIVE,
    _BECAUSE,
    _UNTIL,
    Key("accept", "[text]", "Media types taken.", "Các định dạng nhận."),
    Key("max_size", "text", "Greatest size, such as 10 MB.", "Dung lượng lớn nhất, ví dụ 10 MB."),
    _REF,
    _WAS,
)
CONSTRAINT = _table(
    Key("holds", "expression", "What must be so.", "Điều phải đúng.", required=True),
    Key("message", "words", "What to say when it is not, and how to mend it.", "Câu báo khi không đúng, và cách sửa.", required=True),
    Key("at", "name", "The field it is shown at; at a column it is asked in each row.", "Hiện ở mục nào; nếu là cột thì xét từng dòng.", required=True),
    _WHEN,
)

CATALOGUE = _table(
    Key("catalogue", "id", "The catalogue's id.", "Mã danh mục.", required=True),
    _TITLE,
    Key("languages", "[text]", "Its languages.", "Các ngôn ngữ.", required=True),
    Key("country", "text", "ISO 3166-1 code.", "Mã quốc gia."),
    Key("currency", "text", "ISO 4217 code.", "Mã tiền tệ."),
    Key("currency_words", "[text]", "Words people write beside an amount.", "Từ người dân ghi cạnh số tiền."),
    Key("telephone", "=telephone", "How telephone numbers of the country begin.", "Số điện thoại trong nước bắt đầu thế nào."),
    Key("numbers", "{=number_kind}", "Kinds of numbers: of accounts, taxes, citizens.", "Các loại số: tài khoản, thuế, định danh."),
    Key("time_zone", "text", "IANA time zone.", "Múi giờ."),
    Key("login", "=login", "What logging in makes known.", "Đăng nhập cho biết điều gì."),
    Key("address", "=address", "The parts of an address.", "Các phần của địa chỉ."),
    Key("identity_document", "=identity_document", "Kinds of identity documents.", "Các loại giấy tờ tùy thân."),
    Key("once_only", "=once_only", "The law against asking again.", "Luật cấm hỏi lại."),
    Key("registries", "[id]", "Registries by authority: the first that holds a fact is named.", "Thứ tự ưu tiên các cơ sở dữ liệu."),
    Key("in_words", "[text]", "Phrases that ask for the line before, written out in words.", "Cụm từ yêu cầu ghi lại dòng trên bằng chữ."),
    Key("not_in_words", "[text]", "Phrases that only look so (capital letters).", "Cụm từ chỉ giống vậy (chữ in hoa)."),
    Key("joining_words", "[text]", "Words of labels that say nothing by themselves.", "Từ nối, không nói lên dữ liệu nào."),
    Key("or_words", "[text]", "Words between alternatives.", "Từ nối các cách ghi thay nhau."),
    Key("copy_words", "[text]", "Words before a paper's name that ask for a copy of it.", "Từ chỉ bản sao đứng trước tên giấy tờ."),
    Key("applicant_words", "[text]", "What forms call the one who applies.", "Cách biểu mẫu gọi người nộp hồ sơ."),
    Key("of_words", "[text]", "Words that lead to whose fact it is.", "Từ dẫn tới người có dữ liệu đó."),
    Key("owner_endings", "[text]", "Endings of a word by which it says whose fact follows: the child*s* name.", "Đuôi của một từ cho biết dữ liệu đứng sau là của ai."),
    Key("named_is_other", "bool", "A heading that names somebody else is theirs, whoever comes first.", "Tiêu đề nêu tên người khác thì phần đó là của người ấy, dù đứng đầu."),
    Key("empty_labels", "[text]", "Labels that by themselves do not say what is asked.", "Tên mục đứng một mình thì không nói lên hỏi gì."),
    Key("beyond_words", "[text]", "Words in a heading or a label by which it asks for what no registry holds: abroad, expected, travelled.", "Từ ở tiêu đề hay tên mục cho biết hỏi điều không cơ sở dữ liệu nào có: ở nước ngoài, dự kiến, chuyến đi."),
    Key("person_words", "[text]", "Words that a phrase for a person begins with.", "Từ đứng đầu cụm từ chỉ một người."),
    Key("office_words", "[text]", "Phrases for the office that receives the form.", "Cụm từ chỉ cơ quan tiếp nhận."),
    Key("paper_words", "=paper_words", "What forms call the lines of a paper.", "Cách gọi các dòng của một giấy tờ."),
    Key("wish_words", "[text]", "Words by which a line asks for what shall be, not for what is.", "Từ cho biết mục này hỏi điều mong muốn, chưa phải điều đang có."),
    Key("head_first", "bool", "The first word of a phrase says what it is.", "Từ đầu của cụm từ cho biết đó là gì."),
    Key("abbreviations", "{words}", "Abbreviation -> what it stands for.", "Chữ viết tắt -> viết đầy đủ."),
    Key("retired_terms", "{=retired_term}", "Words for what no longer exists.", "Từ chỉ những gì không còn."),
    Key("letterhead", "words", "What the state prints on top of its forms, line by line.", "Quốc hiệu, tiêu ngữ ở đầu tờ khai, mỗi dòng một ý."),
    Key("plain_language", "=plain_language", "How to speak so that everyone understands.", "Cách viết để ai cũng hiểu."),
)
PAPER_WORDS = _table(
    Key("number", "[text]", "Its number.", "Số."),
    Key("issued_on", "[text]", "The day of issue.", "Ngày cấp."),
    Key("issued_by", "[text]", "Who issued it, and where.", "Nơi cấp."),
    Key("valid_until", "[text]", "The last day it is valid.", "Ngày hết hạn."),
)
TELEPHONE = _table(
    Key("country_code", "text", "The country's code by ITU-T E.164.", "Mã quốc gia theo ITU-T E.164.", required=True),
    Key("trunk_prefix", "text", "Stands before a number dialled within the country.", "Số đứng đầu khi gọi trong nước."),
    Key("plan", "[=phone_range]", "Numbers that are given out, as they are dialled within the country; all others are refused.", "Các dải số đang dùng, ghi như khi gọi trong nước; số khác bị từ chối."),
)
PHONE_RANGE = _table(
    Key("title", "words", "Telephones of what kind.", "Loại điện thoại."),
    Key("begins", "text", "What they begin with: 032-039 086.", "Các số đầu: 032-039 086.", required=True),
    Key("digits", "text", "How many digits they have in all: 10, or 9-11.", "Có tất cả bao nhiêu chữ số: 10, hoặc 9-11.", required=True),
)
NUMBER_KIND = _table(
    _TITLE,
    Key("pattern", "text", "Its characters, as it is kept.", "Mẫu ký tự, như khi lưu.", required=True),
    Key("apart", "text", "What people write between its characters.", "Ký tự người dân ghi xen giữa."),
    Key("capitals", "bool", "Small letters are read as capitals.", "Chữ thường được đọc thành chữ hoa."),
    Key("checks", "[=check]", "Its check digits; all must be right.", "Các chữ số kiểm tra; đều phải đúng."),
    Key("example", "text", "One that is right.", "Một số đúng."),
    Key("source", "citation", "The rule that was read.", "Quy định đã đọc.", required=True),
)
CHECK = _table(
    Key("way", "mod97|luhn|weighted|verhoeff|mod11_10", "How it is reckoned.", "Cách tính.", required=True),
    Key("weights", "[text]", "Of a weighted sum: a weight for each character.", "Với tổng có trọng số: trọng số của từng ký tự."),
    Key("modulus", "integer", "What the sum is divided by.", "Số chia của tổng."),
    Key("leaves", "integer", "What is left then: 0, if not said.", "Số dư phải còn lại; không ghi thì là 0."),
)
LOGIN = _table(
    Key("entity", "id", "Who logs in.", "Ai đăng nhập.", required=True),
    Key("gives", "[id]", "Elements known then.", "Dữ liệu biết được.", required=True),
)
ADDRESS = _table(
    Key("levels", "[{=address_level}]", "Largest first.", "Từ cấp lớn nhất.", required=True),
    Key("detail", "=address_detail", "The free part.", "Phần tự ghi.", required=True),
    Key("part_words", "[text]", "What else lines of an address taken apart are called.", "Cách gọi khác của các dòng địa chỉ tách rời."),
)
ADDRESS_LEVEL = _table(_TITLE, Key("codes", "id", "Its code list.", "Danh mục mã.", required=True), _HELP)
ADDRESS_DETAIL = _table(_TITLE, _HELP)
IDENTITY_DOCUMENT = _table(Key("kinds", "id", "The code list of kinds.", "Danh mục loại giấy tờ.", required=True))
ONCE_ONLY = _table(
    Key("law", "citation", "The citation.", "Căn cứ.", required=True),
    Key("waivers", "{words}", "Its exceptions.", "Các ngoại lệ.", required=True),
)
RETIRED_TERM = _table(
    _TITLE,
    Key("words", "[text]", "The words.", "Các từ.", required=True),
    Key("not_in", "[text]", "Phrases where the word is innocent.", "Cụm từ không tính."),
    Key("kind", "address_level|document|body|code", "What it was.", "Là loại gì.", required=True),
    Key("on", "date", "Gone since.", "Hết từ ngày.", required=True),
    Key("instead", "words", "What to write.", "Thay bằng.", required=True),
    Key("law", "citation", "The citation.", "Căn cứ.", required=True),
)
PLAIN_LANGUAGE = _table(
    Key("guidance_law", "citation", "The law that wants help at each question.", "Căn cứ yêu cầu hướng dẫn tại từng mục."),
    Key("limits", "{=reading_limits}", "By language: how long a title and a sentence may be.", "Theo ngôn ngữ: tên mục, câu dài tối đa bao nhiêu tiếng."),
    Key("jargon", "{=jargon}", "Words of offices that people do not use.", "Từ hành chính người dân không dùng."),
    Key("understood", "[text]", "Abbreviations that need no explaining.", "Chữ viết tắt ai cũng hiểu."),
    Key("remedies", "[text]", "Words by which a message says how to mend.", "Từ cho biết câu báo có chỉ cách sửa."),
)
READING_LIMITS = _table(
    Key("title", "integer", "Words in a title at the most.", "Số tiếng nhiều nhất của tên mục.", required=True),
    Key("sentence", "integer", "Words in a sentence at the most.", "Số tiếng nhiều nhất của một câu.", required=True),
)
JARGON = _table(
    Key("words", "[text]", "The words.", "Các từ.", required=True),
    Key("not_in", "[text]", "Phrases where the word is innocent.", "Cụm từ không tính."),
    Key("instead", "words", "What to say.", "Nên nói thế nào.", required=True),
)
ENTITY = _table(
    Key("entity", "id", "The entity's id.", "Mã đối tượng.", required=True),
    _TITLE,
    Key("key", "[id]", "The elements that identify one.", "Dữ liệu định danh."),
    Key("always", "bool", "Every procedure has one.", "Thủ tục nào cũng có."),
    Key("synonyms", "[text]", "What else forms call one.", "Cách gọi khác trên biểu mẫu."),
    Key("elements", "{=element}", "Its data elements.", "Các phần tử dữ liệu.", required=True),
    Key("relations", "{=relation}", "What leads to other entities.", "Quan hệ tới đối tượng khác."),
)
ELEMENT = _table(
    _TITLE,
    _HELP,
    Key("example", "words", "An example.", "Ví dụ."),
    Key("synonyms", "[text]", "Other wordings on real forms.", "Cách gọi khác trên biểu mẫu."),
    Key("type", "type", "The kind of value.", "Kiểu dữ liệu.", required=True),
    Key("autocomplete", "text", "HTML autofill token.", "Mã tự điền của HTML."),
    Key("sensitive", "citation", "The law that makes it sensitive.", "Căn cứ là dữ liệu nhạy cảm."),
    Key("policy", "locked|confirm|edit|hidden", "How it is shown when held.", "Cách hiển thị khi đã có."),
    Key("derivable_from", "=derivable", "What it can be worked out of.", "Suy ra từ đâu."),
    Key("same_as", "=same_as", "The same fact under another name.", "Cùng một dữ liệu, tên khác."),
    Key("retired", "=retired", "No longer in use.", "Không còn dùng."),
    Key("system", "addressee|filing_date|filing_place|signature", "A line the system writes.", "Dòng hệ thống tự ghi."),
    Key("made_of", "[id]", "The elements that are lines of this structured value.", "Các dữ liệu hợp thành."),
    Key("relative_to", "id", "The relation this fact is about.", "Dữ liệu này nói về quan hệ nào."),
    Key("part_words", "[text]", "What its lines are called where a form takes it apart.", "Cách gọi từng phần khi biểu mẫu tách ra."),
    Key("never_of_login", "bool", "Whoever logs in has no such fact.", "Người đăng nhập không thể có dữ liệu này."),
)
DERIVABLE = _table(
    Key("elements", "[id]", "Out of which elements.", "Từ phần tử nào.", required=True),
    Key("conversion", "copy|year_of_date|age_of_date|sum|digits|in_words", "By which conversion.", "Bằng phép chuyển nào."),
    Key("digits", "=digits", "What the digits of a number say.", "Các chữ số của một số cho biết gì."),
    Key("how", "words", "In words.", "Diễn giải.", required=True),
    Key("law", "citation", "The law by which it follows, where one is needed.", "Căn cứ để suy ra, nếu cần."),
)
DIGITS = _table(
    Key("length", "integer", "How many digits the number has.", "Số có bao nhiêu chữ số.", required=True),
    Key("take", "text", "The digits read off as a number, such as 5-6.", "Các chữ số được đọc ra thành số, ví dụ 5-6."),
    Key("cases", "[=digit_case]", "What follows; the first that holds counts.", "Kết quả; lấy trường hợp đúng đầu tiên.", required=True),
)
DIGIT_CASE = _table(
    Key("where", "{text}", "Digits -> the numbers they may be, such as 4: \"0 2 4-6\".", "Các chữ số -> những số có thể có, ví dụ 4: \"0 2 4-6\"."),
    Key("gives", "text", "The code that follows.", "Mã được suy ra."),
    Key("add", "integer", "What is added to the digits taken.", "Cộng thêm vào các chữ số được đọc."),
)
SAME_AS = _table(
    Key("element", "id", "The element it equals.", "Trùng với phần tử.", required=True),
    Key("since", "date", "Since when.", "Từ ngày.", required=True),
    Key("law", "citation", "The citation.", "Căn cứ.", required=True),
)
RETIRED = _table(
    Key("on", "date", "Since when.", "Từ ngày.", required=True),
    Key("replaced_by", "id", "What replaces it.", "Thay bằng."),
    Key("law", "citation", "The citation.", "Căn cứ.", required=True),
)
RELATION = _table(
    Key("is", "id", "The entity it leads to.", "Dẫn tới đối tượng.", required=True),
    _TITLE,
    Key("synonyms", "[text]", "Words for the role.", "Cách gọi vai này."),
    Key("many", "bool", "There may be several.", "Có thể có nhiều."),
)
REGISTRY = _table(
    Key("registry", "id", "The registry's id.", "Mã cơ sở dữ liệu.", required=True),
    _TITLE,
    Key("holder", "words", "Who keeps it.", "Cơ quan quản lý.", required=True),
    Key("legal_basis", "citation", "The law behind its contents.", "Căn cứ nội dung.", required=True),
    Key("published", "bool", "Published as usable in place of papers.", "Đã công bố dùng thay giấy tờ.", required=True),
    Key("published_by", "citation", "The citation.", "Văn bản công bố."),
    Key("certainty", "certain|arguable", "Is its list of elements known from the law?", "Nội dung chắc chắn hay còn tranh luận."),
    Key("freshness", "words", "How up to date it is.", "Độ cập nhật."),
    Key("correct_at", "words", "Where a wrong value is mended.", "Sửa sai ở đâu."),
    Key("holds", "{name}", "Its own name -> the fact.", "Tên riêng -> dữ liệu.", required=True),
    Key("documents", "[id]", "Papers it restates or issues.", "Giấy tờ nó thay thế."),
    Key("lookups", "{=lookup}", "Ways to look up.", "Cách tra cứu."),
)
LOOKUP = _table(
    Key("of", "id", "The entity looked up.", "Tra đối tượng nào.", required=True),
    Key("given", "[name]", "Elements it is given.", "Cần dữ liệu nào.", required=True),
    Key("gives", "[id]", "Names under holds; all that fit if left out.", "Cho dữ liệu nào."),
    Key("suggests", "[id]", "Held but often stale: offered, still asked.", "Có nhưng hay cũ: gợi ý, vẫn hỏi."),
    Key("shows", "masked|full|own", "What whoever typed the key sees of it: masked, if left out; own: made only for whoever logs in.", "Người gõ số được xem gì: che bớt (mặc định) hay đầy đủ; own: chỉ tra cho chính người đăng nhập."),
    Key("full_for", "[id]", "Numbers in the record: who logs in with one sees all.", "Các số trong hồ sơ: ai đăng nhập bằng số đó thì xem đầy đủ."),
)
DOCUMENTS = _table(Key("documents", "{=document}", "Papers.", "Giấy tờ.", required=True))
DOCUMENT = _table(
    _TITLE,
    Key("synonyms", "[text]", "Other wordings.", "Cách gọi khác."),
    Key("of", "id", "The entity it is about.", "Về đối tượng nào."),
    Key("key", "id", "The element its number gives.", "Số giấy tờ là phần tử nào."),
    Key("restated_by", "[id]", "Registries that hold what it says.", "Cơ sở dữ liệu đã có nội dung."),
    Key("restates", "[name]", "Facts it restates.", "Dữ liệu ghi trên giấy."),
    Key("law", "citation", "The citation.", "Căn cứ."),
    Key("instead", "words", "What the office does in place of asking.", "Cơ quan làm gì thay vì yêu cầu nộp."),
    Key("retired", "=retired", "No longer in use.", "Không còn dùng."),
)
CODES_FILE = _table(
    Key("code_list", "id", "The list's id.", "Mã danh mục.", required=True),
    _TITLE,
    Key("scheme", "text", "The scheme.", "Hệ mã.", required=True),
    Key("source", "citation", "Where it comes from, and its licence.", "Nguồn và giấy phép.", required=True),
    Key("valid_from", "date", "In force since.", "Hiệu lực từ."),
    Key("first", "[text]", "Codes listed first.", "Mã liệt kê trước."),
    Key("codes", "{words}", "Code -> text.", "Mã -> tên."),
    Key("data", "text", "A CSV beside it.", "Tệp CSV kèm theo."),
    Key("former", "text", "A CSV of former names (`code,name,of`), for lists in a CSV.", "Tệp CSV tên cũ (`code,name,of`), dùng khi danh mục ở tệp CSV."),
    Key("within", "id", "The list of the parents' codes.", "Danh mục của mã cấp trên."),
    Key("also", "{[text]}", "Other spellings.", "Cách viết khác."),
    _FORMER,
)
LAWS = _table(
    Key("laws", "{=law}", "Laws, by an id.", "Các văn bản, theo mã.", required=True),
    Key("short", "{text}", "Short form -> what it stands for.", "Chữ viết tắt -> viết đầy đủ."),
    Key("ignored", "[text]", "Words in a law's name that do not matter.", "Từ trong tên văn bản không cần xét."),
    Key("places", "[words]", "Words for the parts of a law, in each language.", "Từ chỉ các phần của văn bản, theo từng ngôn ngữ."),
)
LAW = _table(
    _TITLE,
    Key("number", "text", "Its number.", "Số, ký hiệu."),
    Key("names", "[text]", "Further ways it is written.", "Cách gọi khác."),
    Key("from", "date", "In force since.", "Có hiệu lực từ ngày."),
    Key("until", "date", "The last day it is in force.", "Ngày cuối cùng còn hiệu lực."),
    Key("replaced_by", "[id]", "What took its place.", "Văn bản thay thế."),
    Key("amended_by", "[id]", "What changed it.", "Văn bản sửa đổi."),
    Key("source", "text", "The text that was read, and its address.", "Bản đã đọc và địa chỉ."),
    Key("read", "date", "The day it was read.", "Ngày đọc."),
    Key("places", "[text]", "The articles that were read; all, if left out.", "Các điều đã đọc; không ghi là đọc cả."),
    Key("unverified", "bool", "Nobody has read it.", "Chưa ai kiểm chứng."),
    Key("note", "words", "What else is to be known of it.", "Điều cần biết thêm."),
)

TABLES: Mapping[str, Mapping[str, Key]] = MappingProxyType(
    {
        "procedure": PROCEDURE,
        "validity": VALIDITY,
        "subject": SUBJECT,
        "code_list": CODE_LIST,
        "page": PAGE,
        "note": NOTE,
        "group": GROUP,
        "use": USE,
        "fragment": FRAGMENT,
        "formal": FORMAL,
        "use_field": USE_FIELD,
        "question": QUESTION,
        "attachment": ATTACHMENT,
        "constraint": CONSTRAINT,
        "catalogue": CATALOGUE,
        "login": LOGIN,
        "telephone": TELEPHONE,
        "phone_range": PHONE_RANGE,
        "number_kind": NUMBER_KIND,
        "check": CHECK,
        "paper_words": PAPER_WORDS,
        "address": ADDRESS,
        "address_level": ADDRESS_LEVEL,
        "address_detail": ADDRESS_DETAIL,
        "identity_document": IDENTITY_DOCUMENT,
        "once_only": ONCE_ONLY,
        "retired_term": RETIRED_TERM,
        "plain_language": PLAIN_LANGUAGE,
        "reading_limits": READING_LIMITS,
        "jargon": JARGON,
        "entity": ENTITY,
        "element": ELEMENT,
        "derivable": DERIVABLE,
        "digits": DIGITS,
        "digit_case": DIGIT_CASE,
        "same_as": SAME_AS,
        "retired": RETIRED,
        "relation": RELATION,
        "registry": REGISTRY,
        "lookup": LOOKUP,
        "documents": DOCUMENTS,
        "document": DOCUMENT,
        "codes_file": CODES_FILE,
        "laws": LAWS,
        "law": LAW,
    }
)
