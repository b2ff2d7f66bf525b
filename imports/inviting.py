"""Those a person chose to invite get their letter with the last batch."""

from __future__ import annotations

import mail
from imports.plan import Plan
from models import ImportRun, Invitation, Membership, User, change, db
from models.sealed import new_secret


def invite(run_id: int, plan: Plan, key: str) -> None:
    """One letter, in a transaction of its own: a crash loses none, and sends none twice.

    Whoever has an account by now simply takes part.
    """
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    assert run.project is not None
    if run.by is None:
        return
    email, project = plan.invited[key], run.project
    person = next(one for one in plan.draft.people if one.key == key)
    secret = new_secret()
    letter = mail.invitation(person.name, email, project.language, secret, run.by.name, project)
    with change() as session:
        run = session.get_one(ImportRun, run_id, with_for_update=True)
        if run.state == "writing" and _joins(run, email, person.name, secret):
            session.add(letter)


def _joins(run: ImportRun, email: str, name: str, secret: str) -> bool:
    """Is there somebody new to write to?"""
    assert run.project is not None
    known = User.with_email(email)
    if known is not None:
        Membership.grant(run.project, known, "member", by=run.by)
        return False
    invited = Invitation.send(
        email,
        "member",
        [run.project],
        by=run.by,
        secret=secret,
        name=name,
        language=run.project.language,
    )
    return invited is not None
