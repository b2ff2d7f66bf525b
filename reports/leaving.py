"""A schedule's report: drafted a day before its hour, sent at it. Each step is taken up again."""

import mail
from models import Agency, Audience, ReportSchedule, StatusReport, change, db
from models.claiming import Claim
from models.readership import reads_reports
from reports.drafting import clear, draft
from reports.gathering import recipients, today_in
from reports.lettering import leaks, letter
from reports.refreshing import refreshed


def draft_ahead() -> bool:
    """Have one report that is due in a day, drafted unless there is one, and tell its author."""
    taken = ReportSchedule.take_to_draft()
    if taken is None:
        return False
    schedule = db.session.get_one(ReportSchedule, taken.id)
    project, author, agency = schedule.project, schedule.author, Agency.here()
    audience = Audience.client_of(project, schedule.language)
    snapshot, words = draft(project, audience, author.name)
    told = mail.write(
        author.name,
        author.email,
        author.language or (agency.language if agency else schedule.language),
        "draft",
        project=project.name,
        due=schedule.next_at,
        zone=schedule.timezone,
        without_me=schedule.without_me,
        link=f"{mail.here().base_url}/projects/{project.public_id}/reports",
    )
    with change() as session:
        mine = ReportSchedule.still(taken)
        if mine and mine.report_id is None:
            # What somebody has begun by hand is the one that leaves.
            StatusReport.stand_in_line(mine.project)
            mine.report = StatusReport.open_of(mine.project) or StatusReport.draft(
                mine.project, mine.language, snapshot, words, by=mine.author
            )
            mine.claimed_at, told.project_id = None, mine.project_id
            if reads_reports(mine.author.email, mine.project):
                session.add(told)
    return True


def release_unattended() -> bool:
    """Let one report go whose author allowed it to leave without them: less its section 2."""
    taken = ReportSchedule.take_to_release()
    if taken is None:
        return False
    bring_up_to_date(taken)
    report = reported(taken)
    read = report.snapshot, report.words
    snapshot, words = clear(report) if report.is_draft else read
    if report.overtaken_by or leaks(report):
        return True  # it waits, claimed for a while, and its page says why
    readers = recipients(report.project)
    issued = {"issued": today_in(report.project).isoformat()} if report.is_draft else {}
    with change():
        mine = ReportSchedule.still(taken)
        # Whoever writes in it at this very moment has come after all: it waits for a while.
        if mine and mine.report and readers and read == (mine.report.snapshot, mine.report.words):
            let_go(mine, unsaid(snapshot) | issued, words, readers)
    return True


def bring_up_to_date(taken: Claim) -> None:
    """A draft that another report has overtaken starts from that one."""
    report = reported(taken)
    if not report.is_draft or not report.overtaken_by:
        return
    read, (snapshot, words) = report.words, refreshed(report)
    with change():
        mine = ReportSchedule.still(taken)
        if mine and mine.report and mine.report.is_draft and mine.report.words == read:
            mine.report.start_again(snapshot, words, by=mine.author)


def let_go(mine: ReportSchedule, snapshot: dict, words: dict, readers: list) -> None:
    """Inside of a change: a draft is frozen, what was frozen by a person printed anew."""
    report = mine.report
    assert report is not None
    if report.is_draft:
        report.freeze(snapshot, words, by=mine.author)
    elif snapshot != report.snapshot:
        report.print_without(snapshot)
    report.release(readers, by=mine.author)
    mine.claimed_at = None


def unsaid(snapshot: dict) -> dict:
    """Without the state of the whole, which only a person may tell."""
    changes = [one for one in snapshot["changes"] if one["kind"] != "finish"]
    return snapshot | {"schedule": None, "changes": changes}


def send_released() -> bool:
    """Queue the letters of one report whose hour has come and that a person let go."""
    taken = ReportSchedule.take_to_send()
    if taken is None:
        return False
    report = reported(taken)
    if report.overtaken_by or leaks(report):
        return True
    letters = [letter(report, name, address) for name, address in report.readers]
    with change() as session:
        mine = ReportSchedule.still(taken)
        still = mine.report if mine else None
        if mine and still and _may_go(still):
            session.add_all(letters)
            still.send(letters, by=still.released_by)
            mine.advance()
    return True


def _may_go(report: StatusReport) -> bool:
    """Released by a person, and still news."""
    return bool(report.state == "frozen" and report.released_at and not report.overtaken_by)


def pass_over() -> bool:
    """A person has sent it already: on to the next time."""
    taken = ReportSchedule.take_past()
    if taken is None:
        return False
    with change():
        mine = ReportSchedule.still(taken)
        if mine:
            mine.advance()
    return True


def reported(taken: Claim) -> StatusReport:
    """The report that a claimed schedule is about."""
    schedule = db.session.get_one(ReportSchedule, taken.id)
    return db.session.get_one(StatusReport, schedule.report_id)
