"""Who works at Studio Marée, with whom, and for whom."""

from dataclasses import dataclass
from typing import Any

AGENCY = {
    "name": "Studio Marée",
    "address": "14 quai de la Fosse, 44000 Nantes",
    "language": "fr",
    "timezone": "Europe/Paris",
    "country": "FR",
}


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    role: str
    title: str
    hue: str
    email: str
    client: str | None = None
    language: str | None = None
    timezone: str = "Europe/Paris"
    phone: str = ""


def _staff(key: str, name: str, role: str, title: str, hue: str, line: str = "") -> Person:
    phone = line and f"02 61 91 05 {line}"  # of the numbers that are kept for fiction
    return Person(key, name, role, title, hue, f"{key}@studio-maree.example", phone=phone)


CLIENTS = {
    "Maison Verdier": "prune",
    "Halden & Pike": "canard",
    "Festival Les Passerelles": "safran",
    "Ville de Saint-Aubin": "azur",
    "Brasserie du Quai": "brique",
}

# Other agencies whose people work with Studio Marée.
PARTNERS = {"Whitlock & Vale": "azur"}

PEOPLE = (
    _staff("camille", "Camille Rousseau", "owner", "Directrice de clientèle", "canard", "12"),
    _staff("nadia", "Nadia Brunet", "admin", "Directrice conseil", "olive", "14"),
    _staff("hugo", "Hugo Lemaire", "member", "Directeur artistique", "iris", "21"),
    _staff("ines", "Inès Benali", "member", "Conceptrice-rédactrice", "brique", "22"),
    _staff("theo", "Théo Marchand", "member", "Développeur", "azur", "31"),
    _staff("sofia", "Sofia Duarte", "member", "Responsable des réseaux sociaux", "prune", "32"),
    _staff("anouk", "Anouk Keller", "member", "Études et médias", "brique", "33"),
    _staff("marc", "Marc Delaunay", "reader", "Gestion et comptabilité", "safran"),
    Person(
        "maya",
        "Maya Okafor",
        "freelancer",
        "Motion designer",
        "sapin",
        "maya@okafor.example",
        language="en",
    ),
    Person(
        "lea", "Léa Fontaine", "freelancer", "Photographe", "safran", "lea@fontaine-photo.example"
    ),
    Person(
        "james",
        "James Whitlock",
        "freelancer",
        "Copywriter, English",
        "azur",
        "james@whitlock.example",
        "Whitlock & Vale",
        "en",
        "Europe/London",
    ),
    Person(
        "imogen",
        "Imogen Vale",
        "guest",
        "Proofreader, English",
        "olive",
        "imogen@whitlock.example",
        "Whitlock & Vale",
        "en",
        "Europe/London",
    ),
    Person("anais", "Anaïs Roche", "guest", "Comédienne, voix off", "iris", "anais@roche.example"),
    Person(
        "elise",
        "Élise Verdier",
        "client",
        "Directrice de marque",
        "olive",
        "elise@maison-verdier.example",
        "Maison Verdier",
    ),
    Person(
        "paul",
        "Paul Garnier",
        "client",
        "Responsable juridique",
        "sapin",
        "paul@maison-verdier.example",
        "Maison Verdier",
    ),
    Person(
        "arthur",
        "Arthur Pike",
        "client",
        "Managing partner",
        "canard",
        "arthur@halden-pike.example",
        "Halden & Pike",
        "en",
        "Europe/London",
    ),
    Person(
        "harriet",
        "Harriet Halden",
        "client",
        "Head of retail",
        "prune",
        "harriet@halden-pike.example",
        "Halden & Pike",
        "en",
        "Europe/London",
    ),
    Person(
        "solene",
        "Solène Kermarrec",
        "client",
        "Directrice du festival",
        "safran",
        "solene@les-passerelles.example",
        "Festival Les Passerelles",
    ),
    Person(
        "jerome",
        "Jérôme Tessier",
        "client",
        "Directeur de la mobilité",
        "azur",
        "jerome@saint-aubin.example",
        "Ville de Saint-Aubin",
    ),
    Person(
        "yann",
        "Yann Le Goff",
        "client",
        "Gérant",
        "brique",
        "yann@brasserie-du-quai.example",
        "Brasserie du Quai",
    ),
)

# Waits for an answer; its letter was never written, for no e-mail leaves the sample.
INVITED: dict[str, Any] = {
    "email": "pauline@studio-maree.example",
    "name": "Pauline Lacombe",
    "role": "member",
}
