"""Text keys that keep an order: there is always room for one more between two neighbours."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LONGEST = 24


STEP, WIDTH = 36**3, 6


def between(before: str | None, after: str | None) -> str:
    """A key strictly between two keys; None means the end on that side."""
    if before and after is None:
        key = _written(min(_number(before) + STEP, 36**WIDTH - 1), WIDTH).rstrip("0")
        if key > before:
            return key
    elif after and before is None and _number(after) > STEP:
        return _written(_number(after) - STEP, WIDTH).rstrip("0")
    return _middle(before or "", after)


def _middle(low: str, high: str | None) -> str:
    """The shortest key about half-way; a missing digit below is 0, above is past the last."""
    if high is not None and low >= high:
        raise ValueError(f"no key between {low!r} and {high!r}")
    key = ""
    for place in range(max(len(low), len(high or "")) + 1):
        floor = DIGITS.index(low[place]) if place < len(low) else 0
        ceiling = len(DIGITS) if high is None else DIGITS.index(high[place])
        if ceiling - floor > 1:
            return key + DIGITS[(floor + ceiling) // 2]
        key += DIGITS[floor]
        if floor < ceiling:
            high = None
    return key + DIGITS[len(DIGITS) // 2]


def _number(key: str) -> int:
    return int(key[:WIDTH].ljust(WIDTH, "0"), 36)


def spread(count: int) -> list[str]:
    """`count` keys in order, short and evenly apart."""
    width = 1
    while len(DIGITS) ** width < (count + 1) * 4:
        width += 1
    step = len(DIGITS) ** width // (count + 1)
    return [_written(step * (n + 1), width).rstrip("0") or "1" for n in range(count)]


def _written(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
