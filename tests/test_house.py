"""The laws of the house, as far as a machine can read them."""

import ast
import gzip
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import assets
import models
from blueprints.accounts.wall import is_public
from i18n import LANGUAGES, speaking
from models.base import Addressed, Base
from models.event import KINDS
from models.user.permissions import printed
from tests.cast import furnish

ROOT = Path(__file__).parent.parent
SOURCES = (".py", ".html", ".js", ".css", ".md", ".txt", ".toml", ".json", ".po", ".sh", ".yml")
# Who stands on whom: a name may import the names at or below its own step, and never a stair up.
STEPS = (
    {"scheduling", "metrics"},
    {"models"},
    {"files", "fragments", "imports", "exports", "reports", "inbox", "automations", "mail"},
    {"blueprints", "live", "worker"},
)
ROOMS = {name: step for step, names in enumerate(STEPS) for name in names}
# The operator's commands are doors too: they live in their room and open the app themselves.
DOORS_ELSEWHERE = {"operator.py"}
WEB = {"request", "session", "g", "url_for", "render_template", "current_app", "flash", "redirect"}
NEVER_A_CLASS = re.compile(r"(Manager|Service|Helper|Util|Utils|Handler|Data|Info)(?![a-z])")
NEVER_A_FILE = {"manager", "service", "helper", "util", "utils", "handler", "data", "info"}
NEVER_A_VERB = re.compile(r"_*(process|handle|do)_|_*(process|handle)$")
# Names that SQLAlchemy, engine.io and html.parser look for.
ASKED_FOR = {"process_bind_param", "process_result_value", "handle_get_request"}
ASKED_FOR |= {"handle_starttag", "handle_endtag", "handle_data", "handle_DATA"}
WITH_DOCSTRINGS = ("imports", "exports", "reports", "scheduling", "metrics")
LINES_OF_SCRIPT, PACKED_SCRIPT = 1600, 20 * 1024


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a clone: git lists no files here")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_symlink() or path.is_file()]


def python_files(*rooms: str) -> Iterator[tuple[str, Path, ast.Module]]:
    """Path, name and syntax tree of our own Python, tests left out."""
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix != ".py" or name.startswith(("tests/", "migrations/versions/")):
            continue
        if not rooms or name.split("/")[0].removesuffix(".py") in rooms:
            yield name, path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each module imported and, of `from … import`, each name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def templates(*folders: str) -> Iterator[tuple[str, str]]:
    """Name and text of each template; mails and printed reports have laws of their own."""
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".html" and name.startswith("templates/"):
            yield name.removeprefix("templates/"), path.read_text(encoding="utf-8")


def pages() -> Iterator[tuple[str, str]]:
    for name, text in templates():
        if not name.startswith("mail/") and "layouts/mail" not in name:
            yield name, text


# Directions


def test_knowledge_runs_downstairs_only():
    wrong = []
    for name, path, tree in python_files(*ROOMS):
        step = ROOMS[name.split("/")[0].removesuffix(".py")]
        for module, _name in imported(tree):
            above = ROOMS.get(module.split(".")[0], -1)
            if above > step and path.name not in DOORS_ELSEWHERE:
                wrong.append(f"{name} imports {module}")
    assert not wrong


def test_a_model_knows_nothing_of_the_request():
    wrong = [
        f"{name}: {module} {what}"
        for name, _path, tree in python_files("models", "scheduling", "metrics")
        for module, what in imported(tree)
        if module.split(".")[0] in ("flask", "jinja2", "werkzeug")
        or (module.startswith("flask_") and what in WEB)
    ]
    assert not wrong


def test_no_file_of_ours_hides_one_of_the_standard_library():
    ours = {path.stem for path in ROOT.glob("*.py")}
    ours |= {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert not ours & (set(sys.stdlib_module_names) - {"tests"})


# Names


def test_no_class_is_a_manager_nor_a_helper():
    wrong = [
        f"{name}: {node.name}"
        for name, _path, tree in python_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and NEVER_A_CLASS.search(node.name)
    ]
    assert not wrong


def test_no_function_processes_handles_or_does():
    wrong = [
        f"{name}: {node.name}"
        for name, _path, tree in python_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and NEVER_A_VERB.match(node.name)
        and node.name not in ASKED_FOR
    ]
    assert not wrong


def test_no_file_is_named_for_odds_and_ends():
    wrong = [
        path
        for path in tracked()
        if path.suffix in (".py", ".js", ".html", ".css")
        and set(re.split(r"[_\-.]", path.stem.lower())) & NEVER_A_FILE
    ]
    assert not wrong


def test_what_is_public_in_a_family_of_formats_says_what_it_does():
    wrong = [
        f"{name}: {node.name}"
        for name, _path, tree in python_files(*WITH_DOCSTRINGS)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not wrong


def test_nothing_is_left_to_be_done_later():
    marks = re.compile(rf"\b({'|'.join(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'])})\b")
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix in (".py", ".js", ".html", ".css")
        and marks.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong


# Nouns and events


def test_everything_with_an_address_says_who_may_see_it():
    nouns = [mapper.class_ for mapper in Base.registry.mappers]
    blind = [
        noun.__name__
        for noun in nouns
        if (issubclass(noun, Addressed) or "public_id" in noun.__table__.columns)
        and not hasattr(noun, "visible_to")
        and noun.__name__ not in SEEN_THROUGH
    ]
    assert not blind


# These are reached through something else, whose sight is asked instead.
SEEN_THROUGH = {
    "Event": "its subject",
    "Delivery": "its report, or the owner's right to read letters",
    "Checklist": "its task",
    "ChecklistItem": "its task",
    "Mark": "whoever has its address, for reports show it to readers without an account",
}


def test_no_rule_of_sight_reads_the_clock_when_it_is_made():
    """Its statement is kept; an instant in it would be the one of the first who asked."""
    late = [
        f"{name}:{call.lineno}"
        for name, _, tree in python_files("models")
        for rule in ast.walk(tree)
        if isinstance(rule, ast.FunctionDef) and rule.name in ("visible_to", "shown")
        for call in ast.walk(rule)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "now"
    ]
    assert not late


def test_every_kind_of_event_has_its_sentence_in_both_languages(made_app):
    template = made_app.jinja_env.get_template("events/sentences.html")
    for kind in KINDS:
        said = set()
        for language in LANGUAGES:
            with speaking(language):
                sentence = getattr(template.module, kind.replace(".", "_"), None)
                assert sentence is not None, f"{kind} has no sentence"
                said.add(str(sentence(Example())))
        assert len(said) == len(LANGUAGES), f"{kind} says the same in two languages: {said}"


def test_no_sentence_is_left_without_its_event(made_app):
    module = made_app.jinja_env.get_template("events/sentences.html").module
    known = {kind.replace(".", "_") for kind in KINDS} | {"who"}
    assert {name for name in vars(module) if not name.startswith("_")} <= known


class Example:
    """An event whose every detail has a value."""

    class actor:
        name = "Ada"

    class details:
        title = name = column = text = person = number = role = email = "Brief"
        percent = 50

    before = details


def test_the_page_about_rights_is_the_table():
    assert (ROOT / "docs/permissions.md").read_text(encoding="utf-8") == printed()


def test_the_map_leads_to_every_room_and_to_nothing_that_is_not_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    the_map = text.partition("## The map")[2]
    places = {
        place for place in re.findall(r"`([\w./-]+)`", the_map) if "/" in place or "." in place
    }
    assert not [place for place in places if not (ROOT / place).exists()]
    rooms = {f"blueprints/{path.parent.name}/" for path in ROOT.glob("blueprints/*/__init__.py")}
    assert rooms <= places
    for picture in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (ROOT / picture).is_file(), picture


EXCERPT = re.compile(r"^`([\w/.-]+)`\n\n```\w+\n(.*?)```", re.MULTILINE | re.DOTALL)


def test_what_the_pages_of_docs_quote_is_what_runs():
    quoted = 0
    for page in sorted((ROOT / "docs").glob("*.md")):
        for name, excerpt in EXCERPT.findall(page.read_text(encoding="utf-8")):
            text = (ROOT / name).read_text(encoding="utf-8")
            for part in filter(None, (part.strip() for part in re.split("…|\n", excerpt))):
                assert part in text, f"{page.name} quotes of {name} what is not there: {part}"
                quoted += 1
    assert quoted >= 20


# Templates and scripts


def test_no_template_holds_script_or_style():
    inline = {
        "a script without an address": re.compile(r"<script(?![^>]*(\bsrc=|importmap))"),
        "a style element": re.compile(r"<style"),
        "a gesture attribute": re.compile(r"\son[a-z]+=\"|hx-on|=\"js:|javascript:"),
        "a style that is not a custom property": re.compile(
            r"\sstyle=\"(?!(--[\w-]+:\s?(\{\{[^}]*\}\}|[\d.]+)(;\s?|(?=\")))+\")"
        ),
    }
    wrong = [
        f"{name}: {law}"
        for name, text in pages()
        if not name.startswith("reports/")
        for law, pattern in inline.items()
        if pattern.search(text)
    ]
    assert not wrong


def test_no_attribute_bears_the_marks_of_a_date():
    """In French the first of a month is raised: an attribute takes its words alone."""
    dates = (
        r"\|\s*(?:date_\w+|day_month|weekday_\w+|day_number|week|instant|at_zone|relative|range)\b"
    )
    marked = re.compile(rf"\{{\{{(?:(?!striptags|\}}\}}).)*{dates}(?:(?!striptags).)*?\}}\}}")
    kept = re.compile(r"\{%-? set (\w+) -?%\}(.*?)\{%-? endset", re.DOTALL)
    wrong = []
    for name, text in pages():
        names = [key for key, body in kept.findall(text) if marked.search(body)]
        bare = re.compile(rf"\{{\{{\s*(?:{'|'.join(names) or '-'})\s*\}}\}}")
        values = re.findall(r"\s[\w-]+=\"([^\"<>]*)\"", text)
        wrong += [(name, value) for value in values if marked.search(value) or bare.search(value)]
    assert not wrong


def test_no_template_asks_for_a_role():
    asks = re.compile(r"\b(viewer|current_user|audience)\.(role|kind|is_wide)\b")
    wrong = [
        name
        for name, text in templates()
        for code in re.findall(r"\{[{%].*?[}%]\}", text, re.DOTALL)
        if asks.search(code)
    ]
    assert not wrong


def test_no_template_counts_on_htmx_to_evaluate():
    assert not [name for name, text in pages() if re.search(r"hx-vals='js:|hx-vars", text)]


def scripts() -> list[Path]:
    return sorted((ROOT / "static/js").glob("*.js"))


def test_our_script_stays_small():
    texts = [path.read_bytes() for path in scripts()]
    assert sum(text.count(b"\n") for text in texts) < LINES_OF_SCRIPT
    assert len(gzip.compress(b"".join(texts), 9)) < PACKED_SCRIPT


def test_every_script_is_in_the_import_map():
    mapped = json.loads(str(assets.import_map()))["imports"]
    assert {f"jalon/{path.stem}" for path in scripts()} <= set(mapped)


# What is committed


def test_an_instance_is_never_committed():
    kept = [path.name for path in tracked() if path.is_relative_to(ROOT / "instance")]
    assert kept == [".gitignore"]


def test_no_link_to_another_place_is_committed():
    assert not [path for path in tracked() if path.is_symlink()]


def test_nothing_committed_names_a_registry_or_a_machine():
    names = [
        "pypi" + ".org",
        "registry." + "npmjs",
        "python" + "hosted",
        "registry." + "yarnpkg",
        "/ro" + "ot/",
        "/wo" + "rk/",
        "/tm" + "p/wt",
        "/op" + "t/jalon",
        "/ho" + "me/",
    ]
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked()
        if path.suffix in SOURCES or path.parent.name in ("bin", ".ci")
        for name in names
        if name in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert not wrong


def test_every_module_can_be_imported_on_its_own():
    for name, _path, _tree in python_files(
        "blueprints", "files", "models", "imports", "operating", "reports", "sample"
    ):
        importlib.import_module(
            name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        )


# Doors

# Open to whoever comes. A door is added to this list only with a reason.
PUBLIC = {
    "assets.show": "styles and scripts",
    "static": "the same, unhashed",
    "health.show": "says yes or no, and nothing about anybody",
    "welcome.show": "the first visit",
    "welcome.create": "refused once an agency exists",
    "welcome.look_round": "refused unless the agency is the sample",
    "accounts.sign_in": "the gate",
    "accounts.enter": "the gate",
    "accounts.forgotten": "answers the same whether or not there is an account",
    "accounts.send_link": "answers the same whether or not there is an account",
    "accounts.choose_password": "by the secret of a letter",
    "accounts.renew_password": "by the secret of a letter",
    "accounts.choose_language": "before anybody is known",
    "people.invitation": "by the secret of a letter",
    "people.accept": "by the secret of a letter",
    "inbox.ask_to_stop": "by the key of a letter, which opens nothing",
    "inbox.stop": "by the key of a letter, which ends the letters and nothing else",
    "projects.mark": "a picture on reports, by an address that nobody guesses",
    "reports.reading": "by the secret of a letter",
    "reports.reading_pdf": "by the secret of a letter",
    "reports.acknowledge": "by the secret of a letter",
}
READING = ("GET", "HEAD", "OPTIONS")


def doors(app) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Method, address with its places, those places, endpoint."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, tuple(sorted(rule.arguments)), rule.endpoint


def test_the_public_doors_are_those_listed(made_app):
    marked = {name for name, view in made_app.view_functions.items() if is_public(view)}
    assert marked | {"assets.show", "static"} == set(PUBLIC)


def test_every_other_door_is_closed_to_whoever_has_not_signed_in(cast, visitor, made_app):
    for method, rule, places, endpoint in doors(made_app):
        if endpoint not in PUBLIC:
            answer = visitor.open(filled(rule, places, cast), method=method)
            sent_away = answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
            assert sent_away if method in READING else answer.status_code == 401, (method, rule)


def test_a_stranger_gets_from_every_door_what_never_existed_gives(cast, client_for, made_app):
    furnish(cast)
    zed = client_for(cast.zed)
    wrong = []
    for method, rule, places, endpoint in doors(made_app):
        if endpoint in PUBLIC or not places:
            continue
        form = None if method in READING else FORM
        real = zed.open(filled(rule, places, cast), method=method, data=form)
        never = zed.open(filled(rule, places, None), method=method, data=form)
        same = (real.status_code, real.data) == (never.status_code, never.data)
        if not same or real.status_code not in (403, 404):
            wrong.append((method, rule, real.status_code, never.status_code))
    assert not wrong


def filled(rule: str, places: tuple[str, ...], cast) -> str:
    """The address of a real thing of the project, or (no cast) of one that never was."""
    address = rule
    for place in places:
        given = "2345678923" if cast is None else real_id(rule, place, cast)
        if place in WORDS:
            given = WORDS[place]
        address = re.sub(rf"<(?:\w+:)?{place}>", given, address)
    return address


# What the doors ask for, so that none stops at an empty field before it has looked.
FORM = {
    "title": "Brief",
    "name": "Brief",
    "text": "Brief",
    "body": "Brief",
    "description": "Brief",
    "url": "https://bleu.example/brief",
    "email": "zed@bleu.example",
    "role": "member",
    "kind": "todo",
    "hue": "iris",
    "language": "fr",
    "priority": "high",
    "visibility": "client",
    "line": "Brief",
}

# Places of an address that are words and not things.
WORDS = {
    "block": "title",
    "section": "summary",
    "mark": "0",
    "name": "x",
    "filename": "x",
    "place": "0",
}


def real_id(rule: str, place: str, cast) -> str:
    noun = {"person_id": "people", "invitation_id": "invitations"}.get(place) or rule.split("/")[1]
    things = {
        "projects": cast.site,
        "clients": cast.client,
        "tasks": cast.brief,
        "columns": cast.columns["todo"],
        "labels": cast.labels["design"],
        "people": cast.mia,
    }
    thing = things.get(noun) or (first(NOUNS[noun]) if noun in NOUNS else None)
    return thing.public_id if thing else "3456789234"


NOUNS = {
    "attachments": models.Attachment,
    "checklist-items": models.ChecklistItem,
    "checklists": models.Checklist,
    "comments": models.Comment,
    "deliveries": models.Delivery,
    "events": models.Event,
    "files": models.File,
    "previews": models.File,
    "imports": models.ImportRun,
    "inbox": models.Notification,
    "invitations": models.Invitation,
    "mail": models.Delivery,
    "printouts": models.Printout,
    "reports": models.StatusReport,
}


def first(noun):
    from models import db

    return db.session.scalars(db.select(noun).limit(1)).first()
