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
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper() or "?"
