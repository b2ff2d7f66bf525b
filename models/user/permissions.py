"""May it be done? One table of role by verb.

`yes`: on whatever they may see. `own`: on what they wrote or are responsible for. `set`: only
where the agency's settings say so. `-`: no.
"""

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


def allows(role: str | None, verb: str, owns: bool = False) -> bool:
    """Does this role permit the verb? `owns`: the thing is theirs."""
    if role is None:
        return False
    mark = PERMISSIONS[verb][role]
    return mark == "yes" or (mark == "own" and owns)


def needs_setting(role: str | None, verb: str) -> bool:
    """Does the answer lie in the agency's settings?"""
    return role is not None and PERMISSIONS[verb][role] == "set"


def needs_owning(role: str | None, verb: str) -> bool:
    """Does the answer depend on whose the thing is?"""
    return role is not None and PERMISSIONS[verb][role] == "own"


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
        "in the whole agency, the others in each project. An archived project can only be read,\n"
        "and brought back.\n\n"
        f"{table}\n"
    )


if __name__ == "__main__":
    print(printed(), end="")
