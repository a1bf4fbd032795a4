"""One option of a list."""

from collections.abc import Iterator
from typing import TypeGuard

from eformc.kernel.values import Choice, Code, CodeList, RowOf
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.former_codes import FormerCodes
from eformc.language.reading import Reader
from eformc.language.spelling import respelt
from eformc.language.tables import Key
from eformc.source import Mapping, Node, Scalar, Sequence

KEYS = (
    Key("options", "[option]", "Its options: [{code: text}, …], or [{code: {title: …, help: …, when: …, was: …}}, …].", "Các phương án: [{mã: tên}, …], hoặc [{mã: {title: …, help: …, when: …, was: …}}, …]."),
    Key("codes", "id", "A code list, in place of options.", "Danh mục mã, thay cho options."),
    Key("rows", "name", "The rows of a table, in place of options; of a column (`children.full_name`): they are named by it.", "Các dòng của một bảng, thay cho options; nếu ghi tên cột (`children.full_name`) thì gọi từng dòng theo cột đó."),
)

_LONG = {
    "title": Key("title", "words", "What people read.", "Tên hiển thị cho người dân.", required=True),
    "help": Key("help", "words", "One short sentence on what it means.", "Một câu ngắn cho biết nghĩa là gì."),
    "when": Key("when", "expression", "Only under this condition.", "Chỉ khi điều kiện này đúng."),
    "was": Key("was", "[text]", "Its former codes: answers kept under them become this one.", "Các mã cũ: câu trả lời đã lưu theo mã cũ chuyển thành mã này."),
}
_WHERE = {"en": "an option", "vi": "một phương án"}


def codes_of(settings: Settings, type_name: str) -> CodeList | None:
    """The code list of a choice: its own options or a named list."""
    reader, node = settings.reader, settings.node
    if "options" in node and "codes" in node:
        key = node.key("codes")
        reader.say("EF115", key.span if key else settings.span, "both", a="options", b="codes", key="", type="", known="")
    named = reader.scalar(node, "codes", "id")
    if named is not None:
        found = settings.context.code_lists.get(named.text)
        if found is None:
            reader.unknown("EF104", named.span, "unknown-code-list", named.text, settings.context.code_lists)
        return found
    if "options" not in node:
        settings.needs(type_name, {"en": "`options`, `codes` or `rows`", "vi": "`options`, `codes` hoặc `rows`"})
        return None
    return options_of(settings)


def options_of(settings: Settings) -> CodeList | None:
    """The field's own options as a code list; None after reporting that there are too few."""
    reader = settings.reader
    items = reader.items(settings.node, "options", "[option]")
    codes: dict[str, Code] = {}
    former = FormerCodes(reader)
    for item in items:
        for code in _options(reader, item):
            if code.code in codes:
                reader.say("EF110", item.span, "duplicate-id", id=code.code)
            codes[code.code] = code
        former.of_options(item)
    former.check(codes)
    if len(codes) < 2:
        options = settings.node.get("options")
        if options is not None and reader.faulty(options):
            return None
        key = settings.node.key("options")
        span = key.span if key else settings.span
        reader.say("EF115", span, "too-few-options", key="options", type="choice", known="")
        return None
    return CodeList(settings.id, tuple(codes.values()))


def _options(reader: Reader, item: Node) -> list[Code]:
    if isinstance(item, Scalar) and not item.is_null:
        return [Code(item.text, {reader.languages[0]: item.text})]
    if isinstance(item, Mapping) and item.by_key:
        return [_option(reader, key, value) for key, value in item]
    reader.wrong_shape(item, "[option]", "options")
    return []


def _option(reader: Reader, key: Scalar, value: Node) -> Code:
    if _is_long(value):
        # the long way of writing one: {title: …, help: …, when: …}; its condition is resolved once all names are known
        table = reader.respelt(value, _LONG, _WHERE)
        reader.scalar(table, "when", "expression")
        return Code(key.text, reader.words(table, "title"), help=reader.words(table, "help"), was=reader.texts(table, "was"))
    return Code(key.text, reader.as_words(value, key.text))


def _is_long(value: Node) -> TypeGuard[Mapping]:
    return isinstance(value, Mapping) and any(key in value for key in _LONG)


def option_conditions(node: Mapping) -> Iterator[tuple[str, Scalar]]:
    """Code and condition of every option written as `{code: {title: …, when: …}}`."""
    options = node.get("options")
    for item in options.items if isinstance(options, Sequence) else ():
        for key, value in item if isinstance(item, Mapping) else ():
            when = respelt(value, _LONG).get("when") if _is_long(value) else None
            if isinstance(when, Scalar):
                yield key.text, when


def rows_of(settings: Settings) -> tuple[str, tuple[str, ...]] | None:
    """The table whose rows are the options, and the column that they are named by; looked up once all names are known."""
    reader, node = settings.reader, settings.node
    for other in ("options", "codes"):
        if other in node:
            key = node.key("rows")
            reader.say("EF115", key.span if key else settings.span, "both", a=other, b="rows", key="", type="", known="")
    found = reader.name(node, "rows")
    if found is None:
        return None
    table, _, column = found.text.partition(".")
    return table, (column,) if column else ()


def lower(settings: Settings) -> Choice | RowOf | None:
    if "rows" in settings.node:
        rows = rows_of(settings)
        return RowOf(*rows) if rows is not None else None
    codes = codes_of(settings, "choice")
    return Choice(codes) if codes else None


FIELD_TYPE = FieldType("choice", {"en": "one option of a list", "vi": "chọn một"}, lower, KEYS)
