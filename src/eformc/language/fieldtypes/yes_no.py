"""Yes or no; as a declaration, a promise that can only be given."""

from eformc.kernel.values import Boolean
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key


def lower(settings: Settings) -> Boolean:
    return Boolean(settings.reader.boolean(settings.node, "declaration"))


FIELD_TYPE = FieldType(
    "yes_no",
    {"en": "yes or no", "vi": "có hoặc không"},
    lower,
    (Key("declaration", "bool", "It must be agreed to.", "Là lời cam kết, phải đồng ý."),),
)
