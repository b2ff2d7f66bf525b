"""The cast: which roles there are and how each one sees."""

AGENCY_WIDE = ("owner", "admin")
STAFF = ("owner", "admin", "manager", "member")
INSIDE = (*STAFF, "freelancer")
OUTSIDE = ("reader", "client")  # see only what is shown outside the team


# What people of a team can be, the usual role first.
ROLES_OF_TEAMS = {
    "staff": ("member", "manager", "owner", "admin", "freelancer", "guest", "reader"),
    "freelancers": ("freelancer", "guest", "reader"),
    "partner": ("freelancer", "guest", "reader"),
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


# How a role looks at a project. Freelancers of given tasks look like guests.
KINDS_OF_SIGHT = {
    "owner": "wide",
    "admin": "wide",
    "manager": "wide",
    "member": "member",
    "freelancer": "member",
    "reader": "reader",
    "client": "client",
    "guest": "guest",
}


def kind_of_sight(role: str, whole: bool = True) -> str:
    if role == "freelancer" and not whole:
        return "guest"
    return KINDS_OF_SIGHT[role]
