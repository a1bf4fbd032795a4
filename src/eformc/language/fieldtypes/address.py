"""An address: codes of the catalogue's levels and a free detail."""

from msgspec.structs import replace

from eformc.kernel.values import Record, Strength
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key


def lower(settings: Settings) -> Record | None:
    record = settings.context.address
    if record is None:
        key = settings.node.key("type")
        span = key.span if key else settings.span
        settings.reader.say("EF115", span, "no-address", key="type", type="address", known="")
        return None
    detail = settings.reader.one_of(settings.node, "detail", ("required", "optional", "none"))
    if detail is None or detail == "required":
        return record
    *levels, last = record.parts
    if detail == "none":
        return Record(record.kind, tuple(levels))
    return Record(record.kind, (*levels, replace(last, strength=Strength.OPTIONAL)))


FIELD_TYPE = FieldType(
    "address",
    {"en": "an address", "vi": "địa chỉ"},
    lower,
    (Key("detail", "required|optional|none", "House, street, hamlet.", "Số nhà, đường, thôn xóm."),),
)
