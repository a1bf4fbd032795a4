"""An identity document: kind, number, day and place of issue."""

from eformc.kernel.values import Record
from eformc.language.fieldtypes.kind import FieldType, Settings


def lower(settings: Settings) -> Record | None:
    if settings.context.identity_document is None:
        settings.needs(
            "identity_document",
            {"en": "`identity_document:` in the catalogue", "vi": "`identity_document:` trong danh mục"},
        )
    return settings.context.identity_document


FIELD_TYPE = FieldType("identity_document", {"en": "an identity document", "vi": "giấy tờ tùy thân"}, lower)
