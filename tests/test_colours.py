"""Whatever colour somebody chooses, words on it and in it can be read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from colours import PAPER, colour_of, contrast, is_readable, look_of, nearest_readable

HEXADECIMAL = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def of(spaced):
    red, green, blue = map(int, spaced.split())
    return red / 255, green / 255, blue / 255


def test_contrast_is_that_of_wcag():
    assert round(contrast(colour_of("#000000"), PAPER), 1) == 21
    assert round(contrast(colour_of("#767676"), PAPER), 2) == 4.54


@settings(deadline=None)
@given(HEXADECIMAL)
def test_a_colour_is_readable_or_one_near_it_is(colour):
    nearest = nearest_readable(colour)
    assert is_readable(nearest)
    assert nearest == colour or not is_readable(colour)


@settings(deadline=None)
@given(HEXADECIMAL)
def test_words_on_the_band_can_be_read_whatever_the_colour(colour):
    look = look_of(colour)
    night = of(look.night)
    assert contrast(night, PAPER) >= 15
    assert contrast(of(look.tint), night) >= 7
    assert contrast(colour_of(look.rod), night) >= 3


def test_without_a_colour_it_is_ours():
    assert look_of("").night == "23 28 56"
