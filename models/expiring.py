"""Access that came to its end by the clock is told, once for each end.

Sight does not wait for it: who may see what asks the clock itself.
"""

from sqlalchemy import ColumnElement, and_, or_, select

from models.base import change, db, in_turn, now
from models.project.membership import Membership

AT_ONCE = 50


def tell_expired() -> bool:
    """Some of those that ended since; whoever comes in turn finds what is not told yet."""
    waiting = select(Membership.id).where(_is_untold()).limit(1)
    ended = db.session.scalar(waiting)
    db.session.rollback()
    if ended is None:
        return False
    with change():
        in_turn()
        some = select(Membership).where(_is_untold()).order_by(Membership.expires_at).limit(AT_ONCE)
        for membership in db.session.scalars(some):
            membership.tell_end()
    return True


def _is_untold() -> ColumnElement[bool]:
    told = Membership.told_until
    return and_(Membership.expires_at <= now(), or_(told.is_(None), told != Membership.expires_at))
