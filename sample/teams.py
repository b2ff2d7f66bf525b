"""The teams of Studio Marée and of its clients."""

from collections.abc import Mapping

from models import Team, User

# Name, kind, the team it lies in, who is put into it.
TEAMS = (
    ("Studio Marée", "staff", None, ()),
    ("Conseil", "staff", "Studio Marée", ("camille", "nadia", "marc")),
    ("Création", "staff", "Studio Marée", ("hugo", "ines")),
    ("Numérique", "staff", "Studio Marée", ("theo", "sofia", "anouk")),
    ("Freelances", "freelancers", None, ("maya", "lea", "anais")),
    ("Whitlock & Vale", "partner", None, ("james", "imogen")),
    ("Maison Verdier", "client", None, ()),
    ("Marque", "client", "Maison Verdier", ("elise",)),
    ("Juridique", "client", "Maison Verdier", ("paul",)),
    ("Halden & Pike", "client", None, ("arthur", "harriet")),
)

# What others see of their people; of what several teams say, the narrowest holds.
SHOWN = {
    "Studio Marée": {"shows_phone": "everybody", "shows_absence": "everybody"},
    "Numérique": {"shows_phone": "inside"},
}


def create_teams(people: Mapping[str, User]) -> None:
    owner = next(iter(people.values()))
    # A team that bears a company's name is of that company.
    known = {person.client.name: person.client for person in people.values() if person.client}
    made: dict[str | None, Team | None] = {None: None}
    for name, kind, above, members in TEAMS:
        company = known.get(name)
        team = made[name] = Team.create(name, kind, by=owner, parent=made[above], company=company)
        team.change(by=owner, **SHOWN.get(name, {}))
        for key in members:
            team.join(people[key], by=owner)
