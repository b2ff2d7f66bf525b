"""Every surface on which something leaves the server, and what somebody must find there.

A surface that has a rule shows a person exactly the words which that names; one that has none
(`None`) shows less, or things of its own. On all of them stands no word that is hidden from them.
An address, letter, document or frame that is not listed here fails `test_registered.py`.
"""

from collections.abc import Callable, Iterator

from tests.sight.world import ANYWHERE, Person, Sheet, World, reads_internal, sees

Shows = Callable[[World, Person, int], set[str]]  # of a project


def seen(world: World, person: Person, project: int) -> Iterator[Sheet]:
    return (one for one in world.sheets if one.project == project and sees(person, one))


def cards(world: World, person: Person, project: int) -> set[str]:
    """The titles of all that lies in a column."""
    its = seen(world, person, project)
    return {one.words["title"] for one in its if one.parent is None and not one.archived}


def rows(world: World, person: Person, project: int) -> set[str]:
    """The steps of a card that is archived are put away with it."""
    its = [one for one in seen(world, person, project) if not one.archived]
    return {one.words["title"] for one in its if not (one.parent and one.parent.archived)}


def archived(world: World, person: Person, project: int) -> set[str]:
    """Each with the title of what it lies in."""
    if person.parts.get(project) in ("guest", "reader", "client"):
        return set()
    its = [one for one in seen(world, person, project) if one.archived]
    above = [one.parent for one in its if one.parent is not None]
    return {one.words["title"] for one in [*its, *above]}


def files(world: World, person: Person, project: int) -> set[str]:
    """The names of files, and the titles of what they lie on."""
    said = ["title", "file", "comment, file"]
    if reads_internal(person, project):
        said.append("internal comment, file")
    return {one.words[name] for one in seen(world, person, project) for name in said}


def sheet(world: World, person: Person, one: Sheet) -> set[str]:
    """All that stands on a task, and the titles of what it lies in and what lies in it."""
    if not sees(person, one):
        return set()
    internal = reads_internal(person, one.project)
    said = [what for what in one.words if internal or not what.startswith("internal")]
    own = {one.words[what] for what in said if what not in ANYWHERE}
    near = [other for other in world.sheets if other.parent is one and not other.archived]
    near += [one.parent] if one.parent else []
    return own | {other.words["title"] for other in near if sees(person, other)}


OF_PROJECT: dict[str, Shows | None] = {
    "boards.show": cards,
    "schedule.show": rows,
    "boards.archive_of": archived,
    "files.of_project": files,
}
ADDRESSES = {
    "boards.show": "/projects/{project}/board",
    "schedule.show": "/projects/{project}/plan",
    "boards.archive_of": "/projects/{project}/archive",
    "files.of_project": "/projects/{project}/files",
}

# Opened as well, by everybody and with anything in their address: they hold less, or their own.
OTHER_PAGES = (
    "accounts.choose_password",
    "accounts.forgotten",
    "accounts.me",
    "accounts.sign_in",
    "assets.show",
    "audit.log",
    "bin.bin_of",
    "bin.projects",
    "boards.edit",
    "boards.rest",
    "deliveries.enclosed",
    "deliveries.index",
    "deliveries.show",
    "files.preview",
    "files.send",
    "health.show",
    "history.activity",
    "history.of_task",
    "imports.ask",
    "imports.index",
    "imports.losses",
    "imports.progress",
    "imports.show",
    "inbox.ask_to_stop",
    "inbox.entry",
    "inbox.show",
    "people.everybody",
    "people.index",
    "people.invitation",
    "people.leaving_agency",
    "people.leaving_project",
    "people.photo",
    "people.reach_of",
    "people.rights",
    "projects.agency_settings",
    "projects.client_settings",
    "projects.home",
    "projects.mark",
    "projects.new_project",
    "projects.project",
    "projects.project_settings",
    "reports.fate",
    "reports.findings",
    "reports.index",
    "reports.pdf",
    "reports.reading",
    "reports.reading_pdf",
    "reports.show",
    "schedule.cell",
    "schedule.link",
    "schedule.printout",
    "schedule.printout_pdf",
    "schedule.ripple",
    "search.index",
    "static",
    "tasks.block",
    "tasks.card",
    "tasks.editor",
    "tasks.mentions",
    "tasks.readers",
    "tasks.reading",
    "tasks.show",
    "tasks.who_sees_what",
    "welcome.show",
)
# By template, command, event or module; each is tried where its file says, besides `test_paper.py`,
# `test_live.py` and `test_told.py`.
LETTERS = {
    "digest": "tests/sight/test_told.py",
    "draft": "tests/reports/test_drafting.py",
    "invitation": "tests/doors/test_people.py",
    "report": "tests/reports/test_planted.py",
    "reset": "tests/doors/test_accounts.py",
}
DOCUMENTS = {
    "reports/pressing.py": "tests/sight/test_paper.py",
    "reports/operator.py": "tests/reports/test_operator.py",
}
FRAMES = {
    "push": "tests/sight/test_live.py",
    "presence": "tests/live/test_sockets.py",
    "unread": "tests/live/test_unread.py",
    "look": "tests/live/test_reach.py",
    "rejoin": "tests/live/test_belonging.py",
    "end": "tests/live/test_belonging.py",
}
# Only whoever runs the machine types them; what they write for others is tried here.
COMMANDS = {
    "backup": "tests/operating/test_backup.py",
    "bounce": "tests/mail/test_bounces.py",
    "check": "tests/operating/test_check.py",
    "create-owner": "tests/test_cli.py",
    "import": "tests/reference/test_trello.py",
    "migrate": "tests/operating/test_commands.py",
    "report": "tests/reports/test_operator.py",
    "restore": "tests/operating/test_backup.py",
    "sample": "tests/test_cli.py",
}
