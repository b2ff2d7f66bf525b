"""The cast: which roles there are and how each one sees."""

AGENCY_WIDE = ("owner", "admin")
STAFF = ("owner", "admin", "manager", "member")
INSIDE = (*STAFF, "freelancer")
OUTSIDE = ("reader", "client")  # see only what is shown outside the team
# Of a whole project, or only of the tasks they are given.
FREELANCERS = ("freelancer", "freelancer_of_tasks")


# What people of a team can be, the usual role first.
ROLES_OF_TEAMS = {
    "staff": ("member", "manager", "owner", "admin", *FREELANCERS, "guest", "reader"),
    "freelancers": (*FREELANCERS, "guest", "reader"),
    "partner": (*FREELANCERS, "guest", "reader"),
    "client": ("client", "reader"),
}


def kind_of_role(role: str) -> str:
    """The kind of team that somebody of this role in the agency is made for."""
    if role in OUTSIDE:
        return "client"
    return "freelancers" if role in ("freelancer", "guest") else "staff"


def fitting(wanted: str, role: str) -> str:
    """What becomes of a role in a project that is meant for somebody of this role in the agency.

    Those outside the team are never made staff of a project, by whatever way they come in.
    """
    return role if role in OUTSIDE and wanted not in OUTSIDE else wanted


def may_be(role: str, in_agency: str) -> bool:
    """May somebody of this role in the agency be that in a project? None of it is a client."""
    clients = in_agency in OUTSIDE
    return fitting(role, in_agency) == role and (role != "client" or clients)


# How a role looks at a project.
KINDS_OF_SIGHT = {
    "owner": "wide",
    "admin": "wide",
    "manager": "wide",
    "member": "member",
    "freelancer": "member",
    "freelancer_of_tasks": "guest",
    "reader": "reader",
    "client": "client",
    "guest": "guest",
}


def column_of(role: str) -> str:
    """Under which role the table of rights has it: who is given tasks one by one is a guest."""
    return "guest" if role == "freelancer_of_tasks" else role
