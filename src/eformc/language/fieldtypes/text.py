"""A line of text."""

from eformc.kernel import patterns
from eformc.kernel.values import Text
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key
from eformc.source import Scalar

LENGTHS = (
    Key("min_length", "integer", "Characters at the least.", "Số ký tự ít nhất."),
    Key("max_length", "integer", "Characters at the most.", "Số ký tự nhiều nhất."),
)


def lower(settings: Settings, *, most: int = 250, multiline: bool = False) -> Text:
    reader, node = settings.reader, settings.node
    number = reader.scalar(node, "number", "id")
    if number is not None:
        return _of_kind(settings, number)
    least = reader.integer(node, "min_length")
    given = reader.integer(node, "max_length")
    most = most if given is None else given
    settings.limits(max(1, least or 1), most, low="max_length", high="min_length")
    return Text(max(1, least or 1), most, pattern_of(settings), multiline)


def _of_kind(settings: Settings, number: Scalar) -> Text:
    """A number of a kind that the catalogue describes."""
    for key in ("min_length", "max_length", "pattern", "alphabet"):
        if key in settings.node:
            settings.reader.say("EF115", (settings.node.key(key) or number).span, "both", a="number", b=key, key="", type="", known="")
    kinds = settings.context.numbers
    if number.text not in kinds:
        settings.reader.unknown("EF104", number.span, "unknown-number", number.text, kinds)
    return kinds.get(number.text, Text())


def pattern_of(settings: Settings) -> patterns.Pattern | None:
    """The field's pattern, checked; None where there is none or it was refused (and reported)."""
    found, listed = (settings.reader.scalar(settings.node, key) for key in ("pattern", "alphabet"))
    if listed is not None and (found is None or "[^" not in found.text):
        if found is not None or not settings.reader.faulty(settings.node):  # else what is missing may be misspelt
            settings.reader.say("EF115", listed.span, "alphabet-unused", key="", type="", known="")
        return None
    if found is None:
        return None
    reading = listed
    try:
        alphabet = patterns.characters(listed.text) if listed is not None else None
        reading = found
        return patterns.parse(found.text, alphabet)
    except patterns.PatternError as error:
        if error.reason == "pattern-negated" and listed is None and settings.reader.faulty(settings.node):
            return None  # its alphabet may stand under a key that was reported
        where = reading or found
        at = error.at + (1 if where.quoted else 0)
        span = where.span if error.at == 0 else where.span.inside(at, where.span.end - where.span.start)
        settings.reader.say("EF602", span, error.reason, **error.args_)
        return None


FIELD_TYPE = FieldType(
    "text",
    {"en": "a line of text", "vi": "một dòng chữ"},
    lower,
    (
        *LENGTHS,
        Key("number", "id", "A kind of number of the catalogue, in place of a pattern: its characters, its check digits.", "Một loại số trong danh mục, thay cho pattern: ký tự, chữ số kiểm tra."),
        Key("pattern", "text", "Pattern of the whole value.", "Mẫu của cả giá trị."),
        Key("alphabet", "text", "The characters that `[^…]` in the pattern chooses from: `A-Za-z0-9 .`.", "Các ký tự mà `[^…]` trong mẫu được chọn: `A-Za-z0-9 .`."),
    ),
)
