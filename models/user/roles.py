"""The cast: which roles there are and how each one sees."""

AGENCY_WIDE = ("owner", "admin")
STAFF = ("owner", "admin", "manager", "member")
OUTSIDE = ("reader", "client")  # see only what is shown outside the team

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
