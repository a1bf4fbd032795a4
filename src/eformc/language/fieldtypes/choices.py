"""Several options of a list."""

from eformc.kernel.values import Choices, RowsOf
from eformc.language.fieldtypes.choice import KEYS, codes_of, rows_of
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key


def lower(settings: Settings) -> Choices | RowsOf | None:
    reader, node = settings.reader, settings.node
    rows = rows_of(settings) if "rows" in node else None
    codes = codes_of(settings, "choices") if "rows" not in node else None
    least, most = reader.integer(node, "at_least"), reader.integer(node, "at_most")
    settings.limits(least, most, low="at_least", high="at_most")
    if rows is not None:
        return RowsOf(*rows, max(1, least or 1), most)
    return Choices(codes, max(1, least or 1), most) if codes else None


FIELD_TYPE = FieldType(
    "choices",
    {"en": "several options of a list", "vi": "chọn nhiều"},
    lower,
    (
        *KEYS,
        Key("at_least", "integer", "Options at the least.", "Chọn ít nhất."),
        Key("at_most", "integer", "Options at the most.", "Chọn nhiều nhất."),
    ),
)
