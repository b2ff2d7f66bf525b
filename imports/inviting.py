"""Those a person chose to invite get their letter with the last batch."""

from __future__ import annotations

from imports.plan import Plan
from mail import compose, here
from models import ImportRun, Invitation, Membership, User
from models.user.roles import OUTSIDE


def invite(run: ImportRun, plan: Plan, key: str) -> None:
    """In the caller's transaction; whoever got an account meanwhile simply takes part."""
    assert run.project is not None
    if run.by is None:
        return
    email, known = plan.invited[key], User.with_email(plan.invited[key])
    if known is not None:
        Membership.grant(run.project, known, role_of(known), by=run.by)
        return
    person = next(one for one in plan.draft.people if one.key == key)
    invitation, secret = Invitation.send(
        email, "member", run.project, by=run.by, name=person.name, language=run.project.language
    )
    if secret is not None:
        _write(run, invitation, secret)


def role_of(known: User) -> str:
    """Somebody of a client never becomes staff by an import."""
    return known.role if known.role in OUTSIDE else "member"


def _write(run: ImportRun, invitation: Invitation, secret: str) -> None:
    assert run.project is not None
    compose(
        invitation.name,
        invitation.email,
        invitation.language,
        "invitation",
        link=f"{here().base_url}/invitations/{secret}",
        host=invitation.invited_by.name,
        project=run.project.name,
        email=invitation.email,
        expires_at=invitation.expires_at,
        zone=run.project.timezone,
    )
