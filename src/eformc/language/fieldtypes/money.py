"""An amount of money, kept in whole minor units of its currency. Limits are written as people write amounts, in major ones."""

from functools import partial

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
    minor = _MINOR.get(currency, 2)
    limit = partial(reader.scaled, scale=minor) if minor else reader.integer
    least, most = limit(node, "min"), limit(node, "max")
    settings.limits(least, most)
    return Money(currency, minor, 0 if least is None else least, most)


FIELD_TYPE = FieldType(
    "money",
    {"en": "an amount of money", "vi": "số tiền"},
    lower,
    (
        Key("currency", "text", "ISO 4217 code; the catalogue's if left out.", "Mã tiền tệ; bỏ trống thì theo danh mục."),
        Key("min", "number", "The least, as people write it: 12.50 euros is `12.50`.", "Nhỏ nhất, ghi như khi viết tiền: 12,50 euro là `12.50`."),
        Key("max", "number", "The most, as people write it.", "Lớn nhất, ghi như khi viết tiền."),
    ),
)
