from datetime import date

import pytest

from reports.facts import Facts, Milestone, Result, Step


@pytest.fixture
def facts() -> Facts:
    """A full report, as the design shows it."""
    stops = [
        ("brief", "Brief signé", date(2026, 11, 12), date(2026, 11, 12), True),
        ("creation", "Création validée", date(2026, 11, 26), date(2026, 11, 23), False),
        ("masters", "Masters livrés", date(2026, 12, 18), date(2026, 12, 15), False),
        ("page", "Page de lancement en ligne", date(2027, 1, 20), date(2027, 1, 20), False),
        ("media", "Média réservé", date(2027, 2, 12), None, False),
        ("launch", "Lancement", date(2027, 3, 15), date(2027, 3, 15), False),
    ]
    return Facts(
        agency="Studio Marée",
        address="14 quai de la Fosse, 44000 Nantes",
        client="Maison Verdier",
        project="Lancement printemps",
        author="Camille Rousseau",
        period_from=date(2026, 11, 6),
        period_to=date(2026, 11, 20),
        next_until=date(2026, 12, 4),
        today=date(2026, 11, 20),
        readers=("Élise Verdier", "Paul Garnier"),
        started=date(2026, 11, 2),
        done=(
            Result("d1", "Brief signé, six livrables arrêtés", date(2026, 11, 12)),
            Result("d2", "Key visual, premier tour présenté", date(2026, 11, 18)),
        ),
        milestones=tuple(
            Milestone(id_, title, forecast, last, None, reached)
            for id_, title, forecast, last, reached in stops
        ),
        next=(
            Step("n1", "Key visual, deuxième tour", date(2026, 11, 24), ("Hugo Lemaire",)),
            Step("n2", "Prise de vue à la serre", date(2026, 12, 1), ("Léa Fontaine", "Inès")),
        ),
        numbered=3,
        issued=date(2026, 11, 20),
    )


@pytest.fixture
def words(facts) -> dict:
    return {
        "summary": "La date du 15 mars tient. Trois jours de retard ; le 1er décembre l'absorbe.",
        "done": [{"id": row.id, "text": row.title, "shown": True} for row in facts.done],
        "causes": {"creation": "Votre accord sur la direction photo"},
        "next": [{"id": row.id, "text": row.title, "shown": True} for row in facts.next],
    }
