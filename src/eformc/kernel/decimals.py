"""Decimal numbers as scaled integers: no binary fraction ever comes near them."""


def scaled_decimal(text: str, scale: int) -> int | None:
    """`"12.50"` at scale 2 is 1250; None for anything not in canonical form."""
    whole, dot, fraction = text.removeprefix("-").partition(".")
    if not dot or len(fraction) != scale or not (whole + fraction).isascii() or not (whole + fraction).isdigit():
        return None
    if not whole or len(whole) + scale > 15 or (len(whole) > 1 and whole[0] == "0"):
        return None
    scaled = int(whole + fraction)
    if text[0] == "-" and scaled == 0:
        return None
    return -scaled if text[0] == "-" else scaled


def decimal_text(scaled: int, scale: int) -> str:
    """The canonical text of a scaled integer: 1250 at scale 2 is `12.50`."""
    digits = str(abs(scaled)).rjust(scale + 1, "0")
    text = f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits
    return f"-{text}" if scaled < 0 else text
