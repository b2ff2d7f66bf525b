"""What several rooms of doors begin with."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from models import User, change, db, now
from pictures import drawn_anew
from tests.cast import Cast

PHONE = "+33 2 61 91 05 12"


@pytest.fixture
def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def described(cast: Cast, picture: bytes) -> User:
    """Max, with all that a profile may hold: a phone, a photo and days away."""
    today = now().date()
    with change():
        max_ = db.session.get_one(User, cast.max.id)
        away = {"away_from": today, "away_to": today + timedelta(days=3)}
        max_.describe(by=max_, phone=PHONE, **away)
        max_.wear_photo(drawn_anew(picture), by=max_)
        return max_
