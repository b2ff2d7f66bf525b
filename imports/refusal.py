"""Why a file is refused, as a sentence in the language of whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Callable

from formats import file_size
from i18n import _

TENTH = 100_000  # of a megabyte


class ImportRefused(Exception):
    """The file cannot be imported. `str()` is the sentence; `code` and `values` can be kept."""

    def __init__(self, code: str, **values: int | str):
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return SENTENCES[self.code](**self.values)

    def dumps(self) -> str:
        return json.dumps({"code": self.code, **self.values})

    @classmethod
    def loads(cls, text: str) -> ImportRefused:
        kept = json.loads(text)
        return cls(kept.pop("code"), **kept)


def _too_large(size: int, limit: int) -> str:
    tenths = -(-size // TENTH) * TENTH  # upwards: no file of 40 MB is over a limit of 40 MB
    return _(
        "This file weighs %(size)s; the limit is %(limit)s. "
        "An export is rarely over 10 MB: is it the right file?",
        size=file_size(tenths),
        limit=file_size(limit),
    )


def _over_the_limit(limit: int) -> str:
    return _(
        "This file is over the limit of %(limit)s. "
        "An export is rarely over 10 MB: is it the right file?",
        limit=file_size(limit),
    )


def _not_readable(line: int) -> str:
    return _("This file is not JSON: it cannot be read from line %(line)s on.", line=line)


def _not_readable_as_xml(line: int) -> str:
    return _("This file is not XML: it cannot be read from line %(line)s on.", line=line)


SENTENCES: dict[str, Callable[..., str]] = {
    "none": lambda: _(
        "Choose the .json file that Trello gave you, or the .xml file of Microsoft Project."
    ),
    "empty": lambda: _("This file is empty. Export it again."),
    "too_large": _too_large,
    "over_the_limit": _over_the_limit,
    "archive": lambda: _(
        "This is a compressed archive. Unpack it and choose the .json or .xml file in it."
    ),
    "web_page": lambda: _(
        "This is a web page, not an export. In Trello, open the board’s menu, then "
        "‘Print, export and share’, then ‘Export as JSON’."
    ),
    "web_page_no_plan": lambda: _(
        "This is a web page, not a plan. In Microsoft Project, choose ‘File’, ‘Save As’, and the "
        "type ‘XML Format’; then choose that file here."
    ),
    "binary": lambda: _(
        "This file is neither text nor JSON. Choose the .json file Trello gave you."
    ),
    "encoding": lambda: _("The letters of this file cannot be read: it is not in UTF-8."),
    "truncated": lambda: _("This file stops in the middle. Download the export again."),
    "not_json": _not_readable,
    "too_deep": lambda: _("This file is nested too deeply to be a board or a plan."),
    "too_many": lambda: _("This file holds too many parts to be a board or a plan."),
    "other_json": lambda: _(
        "This file is JSON, but not a Trello board: it has no lists and no cards."
    ),
    "one_card": lambda: _(
        "This is the export of one card. Export the whole board from the board’s menu."
    ),
    "not_xml": _not_readable_as_xml,
    "other_xml": lambda: _("This file is XML, but not a plan of Microsoft Project."),
    "no_plan": lambda: _("This plan of Microsoft Project holds no tasks at all."),
    "project_binary": lambda: _(
        "This is Microsoft Project’s own format. In Project, choose ‘File’, ‘Save As’, and the "
        "type ‘XML Format’; then choose that file here."
    ),
    "document_type": lambda: _(
        "This file declares a document type or entities, which no plan of Microsoft Project does. "
        "For safety it is not read."
    ),
    "loops": lambda: _(
        "The links of this plan lead in circles: its dates cannot be computed. Mend them in "
        "Microsoft Project, then save it as XML again."
    ),
    "gone": lambda: _("The file is no longer there. Choose it again."),
    "crashed": lambda: _(
        "The import stopped three times and was removed. Nothing is left of it; "
        "tell us what the file holds."
    ),
    "broken": lambda: _(
        "The import stopped on something unforeseen and was removed. Nothing is left of it."
    ),
}
