"""Several lines of text."""

from eformc.kernel.values import Text
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.fieldtypes.text import LENGTHS
from eformc.language.fieldtypes.text import lower as lower_text


def lower(settings: Settings) -> Text:
    return lower_text(settings, most=2000, multiline=True)


FIELD_TYPE = FieldType("long_text", {"en": "several lines of text", "vi": "nhiều dòng chữ"}, lower, LENGTHS)
