"""Jalon: one page of wiring."""

from flask import Flask

import assets
import blueprints
import i18n
import live
import markdown
import models.base
import packing
import security
import settings
from operating import marks


def create_app(known: settings.Settings | None = None) -> Flask:
    """The application of one instance, with all its doors."""
    known = known or settings.load()
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    models.base.connect(app, known.database)
    marks.register(app, known)
    i18n.register(app)
    markdown.register(app)
    assets.register(app)
    security.register(app, known)
    packing.register(app)
    blueprints.register(app)
    live.register(app)
    return app
