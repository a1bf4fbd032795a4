"""An amount of money, in whole minor units of its currency."""

from eformc.kernel.values import Money
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key

# ISO 4217: the currencies whose minor unit is not a hundredth.
_MINOR = {
    **dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


def lower(settings: Settings) -> Money | None:
    reader, node = settings.reader, settings.node
    currency = reader.text(node, "currency") or settings.context.currency
    if not currency:
        settings.needs("money", {"en": "a `currency`", "vi": "`currency` (đơn vị tiền tệ)"})
        return None
    least, most = reader.integer(node, "min"), reader.integer(node, "max")
    settings.limits(least, most)
    return Money(currency, _MINOR.get(currency, 2), 0 if least is None else least, most)


FIELD_TYPE = FieldType(
    "money",
    {"en": "an amount of money", "vi": "số tiền"},
    lower,
    (
        Key("currency", "text", "ISO 4217 code; the catalogue's if left out.", "Mã tiền tệ; bỏ trống thì theo danh mục."),
        Key("min", "integer", "The least, in minor units.", "Nhỏ nhất."),
        Key("max", "integer", "The most, in minor units.", "Lớn nhất."),
    ),
)
