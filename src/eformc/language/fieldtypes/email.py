"""An e-mail address: a documented shape every reader checks alike (the standards' grammars are not)."""

from eformc.kernel import patterns
from eformc.kernel.values import Text
from eformc.language.fieldtypes.kind import FieldType, Settings

PATTERN = patterns.parse(r"[A-Za-z0-9_%+\-]+(\.[A-Za-z0-9_%+\-]+)*@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+")


def lower(settings: Settings) -> Text:
    return Text(6, 254, PATTERN)


FIELD_TYPE = FieldType("email", {"en": "an e-mail address", "vi": "thư điện tử"}, lower)
