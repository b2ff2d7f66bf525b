"""Markdown as people write it, as HTML that is safe to show to anybody.

No raw HTML, no image from outside (its link instead), links to http, https and mailto alone.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

SCHEMES = ("http", "https", "mailto")
BLOCKS = {"p", "br", "hr", "h3", "h4", "h5", "ul", "ol", "li", "blockquote", "pre"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
WORDS = {"a", "code", "em", "strong", "s", "span"}
PROSE = {"p", "br", "ul", "ol", "li", "em", "strong", "a"}  # what a letter can say aloud too


def is_safe(url: str) -> bool:
    return url.lower().startswith(tuple(f"{scheme}:" for scheme in SCHEMES))


def image_as_link(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    source = str(tokens[index].attrs.get("src", ""))
    return f'<a href="{escape(source)}">{escape(tokens[index].content or source)}</a>'


def text_with_names(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Who is called by a name that the reader may meet stands out."""
    words = str(escape(tokens[index].content))
    names = "|".join(re.escape(str(escape(name))) for name in env.get("names", ()))
    called = rf"(?<!\S)@(?:{names})(?!\w)"
    return re.sub(called, r'<span class="mention">\g<0></span>', words) if names else words


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    reader.enable(["table", "strikethrough", "linkify"])
    reader.validateLink = is_safe  # type: ignore[method-assign]
    reader.add_render_rule("image", image_as_link)
    reader.add_render_rule("text", text_with_names)
    return reader


_READER = _reader()


def lower_headings(tokens: Sequence[Token]) -> Sequence[Token]:
    """The page and the sheet own the first two levels."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 5)}"
    return tokens


@lru_cache(512)
def render(text: str, names: tuple[str, ...] = ()) -> Markup:
    """`names`: what people can be called after @, the longest first."""
    tokens = lower_headings(_READER.parse(text))
    html = _READER.renderer.render(tokens, _READER.options, {"names": names})
    clean = nh3.clean(
        html,
        tags=BLOCKS | TABLES | WORDS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        allowed_classes={"span": {"mention"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)


@lru_cache(512)
def prose(text: str) -> Markup:
    """Paragraphs, lists, bold, italics and links; of anything else the bare words."""
    kept = nh3.clean(render(text), tags=PROSE, attributes={"a": {"href"}}, url_schemes=set(SCHEMES))
    return Markup(kept)


def register(app: Flask) -> None:
    app.jinja_env.filters["markdown"] = lambda text, names=(): render(text or "", names)
    app.jinja_env.filters["prose"] = prose
