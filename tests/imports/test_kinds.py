"""A column's kind is read from its name, in both languages."""

import pytest

from imports.kinds import kind_of

NAMES = {
    "todo": "Backlog|À faire|To Do|Idées en vrac|Pas fini|Not done|Bugs|6/18 (四) 維也納||Design",
    "doing": "Doing|En cours|In progress|En prod|WIP|✏️ En cours",
    "review": "Code Review|Testing|Relecture|À valider|Recette|BAT|QA|To review|À relire",
    "client": "Chez le client|Attente Verdier|Waiting for Zoe|En attente|Clients|Client review",
    "done": "Done|Done [WEEK 3/6-12]|Done 🎉|Terminé|Livrées|Fait 2025|Validé|Shipped|En ligne",
}


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for kind, names in NAMES.items() for name in names.split("|")]
)
def test_a_name_says_the_kind_of_its_column(name, kind):
    assert kind_of(name) == kind
