"""The kind of a column, guessed from its name in French or English."""

from __future__ import annotations

import re
import unicodedata

# Tried in this order: the first that matches wins. Words are without accents, in lower case.
KINDS: list[tuple[str, str]] = [
    (
        "todo",
        r"to ?do|a faire|a venir|a planifier|backlog"
        r"|not (done|started)|pas (fini|fait|commence|termine)e?s?",
    ),
    (
        "done",
        r"done|finished|completed?|closed|shipped|released|delivered|deployed|published"
        r"|approved|fini(e|s|es)?|faite?s?|termine(e|s|es)?|livre(e|s|es)?|cloture(e|s|es)?"
        r"|clos(e|es)?|publie(e|s|es)?|valide(e|s|es)?|en ligne|mise? en ligne",
    ),
    ("client", r"clientes?|clients?|customers?|waiting( (for|on).*)?|attente|en attente"),
    (
        "review",
        r"reviews?|reviewing|to review|test(s|ing)?|qa|approval|proof(ing|reading)?"
        r"|relecture|relire|revue|verification|verifier|controle|recette|validation"
        r"|valider|approbation|approuver|bat",
    ),
    (
        "doing",
        r"doing|in progress|progress|wip|working( on)?|ongoing|in production|started|active"
        r"|en cours|encours|en production|en prod|production|commence(e|s|es)?",
    ),
]
PATTERNS = [(kind, re.compile(rf"\b(?:{words})\b")) for kind, words in KINDS]


def kind_of(name: str) -> str:
    """todo, doing, review, client or done; what says nothing is to do."""
    plain = plainly(name)
    return next((kind for kind, words in PATTERNS if words.search(plain)), "todo")


def plainly(name: str) -> str:
    """Lower case, without accents, punctuation as spaces: how names are compared."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(one for one in letters if not unicodedata.combining(one))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())
