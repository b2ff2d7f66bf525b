"""How much may come in at once, as this installation allows."""

from i18n import _
from security import settings


def most_bytes() -> int:
    return settings().max_upload


def limit_in_words() -> str:
    return _("Too large: %(num)d MB at most at once.", num=settings().max_upload_mb)
