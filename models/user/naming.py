"""How a person is named and drawn: the same for a row of the table and for whoever is asking."""

SHAPES = {"freelancer": "freelance", "client": "client"}


class Named:
    """What follows from a name and a role."""

    name: object
    role: object

    @property
    def initials(self) -> str:
        return initials(str(self.name))

    @property
    def shape(self) -> str:
        return SHAPES.get(str(self.role), "team")

    @property
    def first_name(self) -> str:
        return str(self.name).split(" ")[0]


def initials(name: str) -> str:
    """Of a name that ends in a number its last two digits: Resource 1 is not Resource 14."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    if len(picked) > 1 and picked[-1].isdecimal():
        return f"{picked[0][0].upper()}{picked[-1][-2:]}"
    return "".join(word[0] for word in picked).upper() or "?"
