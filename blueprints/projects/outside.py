"""What somebody outside the team sees first: the words last sent to them, what comes next."""

from collections.abc import Collection, Sequence

from flask import render_template

from blueprints import viewer
from models import Project, StatusReport, db

MOST = 6


def outside_home(projects: Sequence[Project], figures: dict) -> str:
    sent = sent_to_me(figures.keys())
    stones = [
        (stone, project)
        for project in projects
        for stone in figures[project.id].milestones
        if not stone.closed_at
    ]
    return render_template(
        "projects/outside.html",
        projects=projects,
        figures=figures,
        reports={report.project_id: report for report in sent},
        latest=sent[-1] if sent else None,
        stones=sorted(stones, key=lambda pair: pair[0].on)[:MOST],
        today=viewer().today,
    )


def sent_to_me(ids: Collection[int]) -> list[StatusReport]:
    """The reports this reader was sent, the last one last."""
    sent = (
        StatusReport.visible_to(viewer())
        .where(StatusReport.project_id.in_(ids), StatusReport.sent_at.is_not(None))
        .order_by(StatusReport.sent_at)
    )
    return list(db.session.scalars(sent))
