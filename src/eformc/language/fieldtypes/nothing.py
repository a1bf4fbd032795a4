"""The answer that there is nothing of what the group, or the page, asks: one tick in place of its other questions."""

from eformc.kernel.values import Boolean
from eformc.language.fieldtypes.kind import FieldType, Settings


def lower(_: Settings) -> Boolean:
    return Boolean(declaration=True, nothing=True)


FIELD_TYPE = FieldType("nothing", {"en": "there is nothing of it", "vi": "không có gì để khai"}, lower)
