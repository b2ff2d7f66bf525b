"""May it be done? One table of role by verb.

`yes`: on whatever they may see. `own`: on what they wrote or are responsible for. `set`: only
where the agency's settings say so. `-`: no. A person's rights differ from it by overrides alone.
"""

from models.user.roles import ROLES_OF_TEAMS, column_of, kind_of_role

ROLES = ("owner", "admin", "manager", "member", "freelancer", "guest", "reader", "client")

#        verb                 owner admin manager member freelancer guest reader client
TABLE = """
    see                       yes   yes   yes     yes    yes        yes   yes    yes
    create                    yes   yes   yes     yes    yes        -     -      yes
    edit                      yes   yes   yes     yes    yes        own   -      own
    move                      yes   yes   yes     yes    yes        own   -      -
    close                     yes   yes   yes     yes    yes        own   -      own
    plan                      yes   yes   yes     yes    -          -     -      -
    progress                  yes   yes   yes     yes    yes        own   -      -
    assign                    yes   yes   yes     yes    -          -     -      -
    label                     yes   yes   yes     yes    yes        -     -      -
    check                     yes   yes   yes     yes    yes        own   -      own
    comment                   yes   yes   yes     yes    yes        yes   set    yes
    attach                    yes   yes   yes     yes    yes        yes   -      yes
    comment_internally        yes   yes   yes     yes    yes        yes   -      -
    follow                    yes   yes   yes     yes    yes        yes   -      yes
    hide                      yes   yes   yes     own    own        -     -      -
    archive                   yes   yes   yes     yes    own        -     -      -
    delete                    yes   yes   yes     own    -          -     -      -
    arrange_columns           yes   yes   yes     yes    -          -     -      -
    see_archive               yes   yes   yes     yes    yes        -     -      -
    see_reports               yes   yes   yes     yes    -          -     -      yes
    write_reports             yes   yes   yes     yes    -          -     -      -
    send_reports              yes   yes   yes     -      -          -     -      -
    see_people                yes   yes   yes     yes    yes        -     -      -
    invite                    yes   yes   yes     -      -          -     -      -
    view_as                   yes   yes   yes     -      -          -     -      -
    edit_project              yes   yes   yes     -      -          -     -      -
    archive_project           yes   yes   yes     -      -          -     -      -
    delete_project            yes   yes   -       -      -          -     -      -
    create_project            yes   yes   -       -      -          -     -      -
    import                    yes   yes   -       -      -          -     -      -
    edit_client               yes   yes   -       -      -          -     -      -
    edit_agency               yes   yes   -       -      -          -     -      -
    see_audit                 yes   yes   -       -      -          -     -      -
    edit_people               yes   yes   -       -      -          -     -      -
    edit_owners               yes   -     -       -      -          -     -      -
    empty_instance            yes   -     -       -      -          -     -      -
    read_mail                 yes   -     -       -      -          -     -      -
"""

PERMISSIONS: dict[str, dict[str, str]] = {
    verb: dict(zip(ROLES, marks, strict=True))
    for verb, *marks in (line.split() for line in TABLE.strip().splitlines())
}

# What is left of an archived project: to read it, and to bring it back. Imports are the agency's.
ON_ARCHIVED = {"see", "see_archive", "see_people", "see_reports", "archive_project"}
ON_ARCHIVED |= {"delete_project", "import"}


# Asked of the agency and of no project.
OF_THE_AGENCY = {"create_project", "import", "edit_client", "edit_agency", "see_audit"}
# No override gives or takes these: they are sight, or they open every other right.
BY_ROLE_ALONE = {"see", "view_as", "edit_people", "edit_owners", "empty_instance", "read_mail"}
WIDTH = ("-", "set", "own", "yes")


def marked(role: str, verb: str, in_agency: str, given: bool | None) -> str:
    """The mark of a verb for a role in a project, with what an override gives or takes.

    What is given is as wide as the widest role of their kind has it, and no wider.
    """
    mark = PERMISSIONS[verb][role]
    if given is None or in_agency == "owner" or verb in BY_ROLE_ALONE:
        return mark
    return max(mark, _widest(in_agency, verb), key=WIDTH.index) if given else "-"


def may_be_given(in_agency: str, verb: str) -> bool:
    """Does a role hold it that somebody could have without leaving their kind?"""
    return verb not in BY_ROLE_ALONE and _widest(in_agency, verb) != "-"


def _widest(in_agency: str, verb: str) -> str:
    roles = map(column_of, ROLES_OF_TEAMS[kind_of_role(in_agency)])
    return max((PERMISSIONS[verb][one] for one in roles), key=WIDTH.index)


def _listed(verbs: set[str]) -> str:
    return ", ".join(f"*{verb.replace('_', ' ')}*" for verb in PERMISSIONS if verb in verbs)


def printed() -> str:
    """The table as `docs/permissions.md` shows it: `python -m models.user.permissions`."""
    names = {"yes": "yes", "own": "their own", "set": "as set", "-": "·"}
    rows = [("verb", *ROLES), ("---", *("---" for _ in ROLES))]
    rows += [
        (verb.replace("_", " "), *(names[marks[role]] for role in ROLES))
        for verb, marks in PERMISSIONS.items()
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return (
        "# Who may do what\n\n"
        "Printed from the table in `models/user/permissions.py`, the one the server obeys.\n"
        "*Yes* is always within sight: nobody may do anything to what they cannot see.\n"
        "*Their own* is what they wrote or are responsible for; *as set*, what the agency’s\n"
        "settings say (no, until somebody changes them). Owner and admin hold their role\n"
        "in the whole agency, the others in each project. A freelancer takes part in a project as\n"
        "a whole, or only in the tasks they are given: then they see and do in it what a guest\n"
        "does. An archived project can only be read, and brought back.\n\n"
        f"{table}\n\n"
        "## Overrides\n\n"
        "Owner and admin may give a person a single verb, or take one, in the whole agency or in\n"
        "one project; the page of rights lists them with author and date. What is given is as\n"
        "wide as the widest role of the person’s kind has it: nobody outside the agency is given\n"
        "what only its staff may do. By role alone, and never by an override, go\n"
        f"{_listed(BY_ROLE_ALONE)}.\n\n"
        "## Where they hold\n\n"
        "On every page, fragment and live push, in search, counts and totals, in letters and\n"
        "what their links open, in PDF, in files, and in the log as CSV: each address is asked\n"
        "as each role by `tests/test_every_door.py`, and `tests/sight/` looks on each surface for\n"
        "what is hidden. Not built yet, and covered by neither: a JSON API, calendar feeds,\n"
        "exports as XLSX.\n"
    )


if __name__ == "__main__":
    print(printed(), end="")
