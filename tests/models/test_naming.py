"""How a person is drawn where a name has no room."""

import pytest

from models.user.naming import initials


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Claire Roussel", "CR"),
        ("Jean-Baptiste de la Tour", "JT"),
        ("max", "M"),
        ("Resource 1", "R1"),
        ("Resource 14", "R14"),
        ("Crew 2026", "C26"),
        ("—", "?"),
    ],
)
def test_a_name_that_ends_in_a_number_is_drawn_with_it(name, drawn):
    """Resource 1 and Resource 10 to 14 were all R1."""
    assert initials(name) == drawn
