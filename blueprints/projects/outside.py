"""What somebody outside the team sees first: the words last sent to them, what comes next."""

from collections.abc import Collection, Sequence

from flask import render_template

from blueprints import viewer
from models import Project, StatusReport, db

MOST = 6


def outside_home(projects: Sequence[Project], figures: dict) -> str:
    reports = last_reports(figures.keys())
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
        reports=reports,
        latest=max(reports.values(), key=lambda report: report.sent_at, default=None),
        stones=sorted(stones, key=lambda pair: pair[0].on)[:MOST],
        today=viewer().today,
    )


def last_reports(ids: Collection[int]) -> dict[int, StatusReport]:
    """The last report that was sent to this reader, by project."""
    sent = (
        StatusReport.visible_to(viewer())
        .where(StatusReport.project_id.in_(ids), StatusReport.sent_at.is_not(None))
        .order_by(StatusReport.sent_at)
    )
    return {report.project_id: report for report in db.session.scalars(sent)}
