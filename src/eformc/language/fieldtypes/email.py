"""An e-mail address as RFC 5321 has it, with domains of any script (RFC 5890): one pattern that every reader checks alike.

Left out: quoted local parts and domains written as a number in brackets, which the RFC itself advises against; local parts beyond
ASCII, which many servers do not take. Lengths: 64 characters before the `@` and 63 in a label, dots and hyphens not counted.
"""

from eformc.kernel import patterns
from eformc.kernel.values import Text
from eformc.language.fieldtypes.kind import FieldType, Settings

_LOCAL = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]"
_LETTER = "[A-Za-z0-9À-ɏͰ-ᙿḀ-ỿぁ-ヿ㐀-鿿가-힣]"  # Latin and its accents, Greek to Ethiopic, Vietnamese, kana, Han, Hangul
_LABEL = rf"{_LETTER}(-*{_LETTER}){{0,62}}"
PATTERN = patterns.parse(rf"{_LOCAL}(\.?{_LOCAL}){{0,63}}@{_LABEL}(\.{_LABEL})+")


def lower(settings: Settings) -> Text:
    return Text(6, 254, PATTERN)


FIELD_TYPE = FieldType("email", {"en": "an e-mail address", "vi": "thư điện tử"}, lower)
