"""Words for the board of the benchmarks, put together in turn."""

WHAT = (
    "Relire", "Préparer", "Corriger", "Valider", "Chiffrer", "Traduire", "Présenter", "Planifier",
    "Décliner", "Archiver", "Mesurer", "Illustrer", "Commander",
)  # fmt: skip
WHICH = (
    "la maquette", "le dossier", "les visuels", "le plan média", "la planche", "les textes",
    "le gabarit", "la séquence", "le calendrier", "les accroches", "le film",
)  # fmt: skip
WHERE = (
    "de la page d’accueil", "de la vitrine de Lyon", "du coffret d’hiver", "des e-mails d’avril",
    "du catalogue anglais", "de la campagne métro", "du stand de Bordeaux",
)  # fmt: skip
SENTENCES = (
    "Repartir de la version approuvée et garder la grille.",
    "Le client souhaite un ton plus direct, sans superlatif.",
    "Vérifier les mentions légales avant l’envoi à l’imprimeur.",
    "Les images définitives sont dans le dossier partagé.",
    "Prévoir deux allers-retours au plus, puis une épreuve couleur.",
    "Comparer avec la campagne de l’an dernier, chiffres à l’appui.",
    "Ne rien publier avant l’accord écrit de la cliente.",
)
PARTS = ("Première version", "Relecture à deux")
SAID = ("La version 2 est dans les liens.", "À revoir avec l’équipe avant lundi.")


def title(i: int) -> str:
    """A thousand and one different ones, then the same again with another number."""
    words = (WHAT[i % len(WHAT)], WHICH[i % len(WHICH)], WHERE[i % len(WHERE)])
    return f"{' '.join(words)} {i + 1}"


def description(i: int) -> str:
    return " ".join(SENTENCES[(i + n) % len(SENTENCES)] for n in (0, 1 + i % 2, 3, 5))
