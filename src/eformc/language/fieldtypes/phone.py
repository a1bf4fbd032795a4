"""A telephone number: national with its zero, or international with +."""

from eformc.kernel import patterns
from eformc.kernel.values import Text
from eformc.language.fieldtypes.kind import FieldType, Settings

PATTERN = patterns.parse(r"(0[0-9]{8,10}|\+[1-9][0-9]{6,14})")


def lower(settings: Settings) -> Text:
    context = settings.context
    if context.plan is not None:
        pattern, plan = context.plan
        return Text(min(one.least for one in plan), 16, pattern, beginnings=context.telephone, plan=plan, apart=" .-()/")
    return Text(9, 16, PATTERN, beginnings=context.telephone)


FIELD_TYPE = FieldType("phone", {"en": "a telephone number", "vi": "số điện thoại"}, lower)
