"""Words that a person reads on a page, and that gettext does not know: by the syntax of modules and of templates."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from django.template.base import Lexer, TokenType

from tests.architecture.findings import Finding
from tests.architecture.source import Module

MARKS: Final = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SHOWN: Final = {
    *("label", "help_text", "empty_label", "explain", "done", "empty", "title"),
    *("description", "short_description", "verbose_name", "verbose_name_plural", "columns"),
    *("error_messages", "violation_error_message", "placeholder"),
}
"""What an argument, an attribute or a key is called whose words are read on a page."""

TABLES: Final = {
    "verbose_name",
    "verbose_name_plural",
    "help_text",
    "error_messages",
    "violation_error_message",
}
"""The same of a table and its columns, which forms and lists show."""

ARGUMENTS: Final = {
    "Section": (0, 1, 3, 4),
    "Tab": (1,),
    "Group": (0, 2),
    "ValidationError": (0,),
    "add_error": (1,),
    "explained": (0,),
    "document_field": (1,),
    "badge": (0,),
    **dict.fromkeys(("success", "info", "warning", "error", "message_user"), (1,)),
    **dict.fromkeys(("_act", "_add_act", "_step", "_group"), range(1, 8)),
}
"""Arguments by their place, of what is called."""

NAMES: Final = re.compile(r"ClaimBack|PDF|SHA-256|Ctrl K|Enter|Esc")
"""What is called the same in every language: products, formats and keys."""

_LETTERS: Final = re.compile(r"[A-Za-z]{2}")
_PLACES: Final = re.compile(r"\{\w*\}")


def is_page(path: str) -> bool:
    """Whether a module makes pages for people."""
    parts = Path(path).parts
    name = Path(path).stem
    return bool({"admin", "case_page"}.intersection(parts[:-1])) or (
        bool(re.fullmatch(r"admin(_\w+)?|page|pages|\w+_pages?", name))
        and (not {"api", "reading", "services", "operations"} & set(parts))
    )


def unmarked(modules: tuple[Module, ...]) -> list[Finding]:
    """Words in a page's module that are shown and not marked; and names of tables, wherever they are."""
    return [
        Finding(module.path, f"line {node.lineno}: {_words(node)[:60]!r} is not translatable")
        for module in modules
        for node in literals(module)
    ]


def literals(module: Module) -> list[ast.Constant | ast.JoinedStr]:
    """The texts of a module that are shown and not marked, in their order."""
    found = {}
    names = (
        SHOWN
        if is_page(module.path)
        else TABLES
        if "models" in module.rooms
        else {"verbose_name", "verbose_name_plural"}
    )
    for shown in _shown(module.tree, names):
        for node in _texts(shown):
            found[node.lineno, node.col_offset] = node
    return [found[place] for place in sorted(found)]


def _shown(tree: ast.Module, names: set[str]) -> Iterator[ast.expr]:
    """The expressions of which a page shows what they are."""
    pages = names is SHOWN
    for node in ast.walk(tree):
        if names is TABLES and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from node.args[: node.func.attr.endswith("Field")]  # what a column is called
        if isinstance(node, ast.Dict) and pages:
            if _is_vocabulary(node):
                yield node
            for key, value in zip(node.keys, node.values, strict=True):
                if not isinstance(key, ast.Constant) or key.value not in names:
                    continue
                if not isinstance(value, ast.Tuple) and _is_prose(
                    value
                ):  # a state may be called as an attribute
                    yield value
        if isinstance(node, ast.keyword) and node.arg in names:
            yield node.value
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if names.intersection(map(_name, targets)):
                yield node.value
        elif isinstance(node, ast.Call) and pages:
            for place in ARGUMENTS.get(_name(node.func), ()):
                yield from [each for each in node.args[place : place + 1] if _is_prose(each)]
        if isinstance(node, ast.List) and pages:  # rows: what each is called, and what it is
            for row in node.elts:
                if isinstance(row, ast.Tuple) and len(row.elts) == 2 and _is_prose(row.elts[0]):
                    yield row.elts[0]


def _is_vocabulary(node: ast.Dict) -> bool:
    """Whether it says of codes what they are called."""
    codes = [each.value for each in node.keys if isinstance(each, ast.Constant)]
    return (
        all(isinstance(code, str) and code.islower() for code in codes)
        and sum(isinstance(each, ast.Constant) and _is_prose(each) for each in node.values)
        > len(node.values) / 2
    )


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_prose(node: ast.expr) -> bool:
    """Not a code or a column's name: a capital or a blank stands in it."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        said = _words(node).strip()
        return said[:1].isupper() or " " in said
    return not isinstance(node, ast.Constant)


def _texts(node: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The literals that an expression may come to; what a call makes of its arguments is its own."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        if isinstance(_words(node), str) and _LETTERS.search(_words(node)):
            yield node
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for each in node.elts:
            if _is_prose(each):
                yield from _texts(each)
    elif isinstance(node, ast.IfExp):
        yield from [*_texts(node.body), *_texts(node.orelse)]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        yield from [*_texts(node.left), *(_texts(node.right) if isinstance(node.op, ast.Add) else ())]
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _texts(each)


def _words(node: ast.Constant | ast.JoinedStr) -> str:
    """The letters of a literal, without what is put in."""
    if isinstance(node, ast.JoinedStr):
        return "{}".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return node.value if isinstance(node.value, str) else ""


class _Read(HTMLParser):
    """What is read of a page: its text, and what some attributes say."""

    ATTRIBUTES: Final = {"title", "alt", "placeholder", "label", "summary"}
    SPOKEN: Final = {"aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "content"}
    SENT: Final = {"submit", "button", "reset"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._unread = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note attributes that are read, and what is none of the text: programs, and glyphs by their names."""
        glyph = "material-symbols" in (dict(attrs).get("class") or "")
        self._unread = tag if glyph or tag in ("script", "style") else self._unread
        is_button = tag == "input" and dict(attrs).get("type") in self.SENT
        for name, value in attrs:
            said = name in self.ATTRIBUTES or (name == "value" and is_button)
            # Codes and addresses are no words; what reads as a label or a sentence is.
            if said or ((name in self.SPOKEN or name.startswith("data-")) and _SPEAKS.match(value or "")):
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Read on behind what is none of the text."""
        self._unread = "" if tag == self._unread else self._unread

    def handle_data(self, data: str) -> None:
        """Note the text."""
        if not self._unread:
            self._note(data)

    def _note(self, said: str) -> None:
        if _LETTERS.search(NAMES.sub("", said)):
            self.found.append((self.getpos()[0], " ".join(said.split())))


def read_in(html: str) -> list[str]:
    """The words that are read of a piece of HTML; what is put in at its braces is not there yet."""
    reader = _Read()
    reader.feed(_PLACES.sub("", html))
    reader.close()
    return [words for _, words in reader.found]


def unmarked_in(path: str, template: str) -> list[Finding]:
    """Words that a template shows and that stand in no tag of a translation."""
    html, within = [], ""
    said: list[tuple[int, str]] = []
    for token in Lexer(template).tokenize():
        lines = "\n" * token.contents.count("\n")
        if token.token_type == TokenType.BLOCK:
            tag = token.contents.split()[0]
            said += [(token.lineno or 0, each) for each in _given(token.contents, tag)]
            if tag in ("blocktranslate", "comment"):
                within = tag
            elif tag == f"end{within}":
                within = ""
        elif token.token_type == TokenType.VAR:
            said += [(token.lineno or 0, each) for each in _given(token.contents)]
        plain = token.token_type == TokenType.TEXT and not within
        html.append(token.contents if plain else lines)
    reader = _Read()
    reader.feed("".join(html))
    reader.close()
    found = sorted({*reader.found, *said})
    return [Finding(path, f"line {line}: {words[:60]!r} is not translatable") for line, words in found]


_MARKED: Final = re.compile(r"""_\(("[^"]*"|'[^']*')\)""")
_QUOTED: Final = re.compile(r"""(\|(?:default|default_if_none|yesno|add|join):)?("[^"]*"|'[^']*')""")
_SPEAKS: Final = re.compile(r"[A-Z][a-z]* |[A-Z][a-z]+(?:[.…?]|$)|.*[a-z]{2} [a-z]{2}")
_NO_SPEECH: Final = ("translate", "blocktranslate", "load", "url", "static", "element_classes")


def _given(contents: str, tag: str = "") -> Iterator[str]:
    """The words that a tag or a variable has by itself, of which a filter shows even one that stands alone; and what
    makes a plural by adding a letter.
    """
    if tag in _NO_SPEECH:
        return
    if "|pluralize" in contents:
        yield contents
    for shown, quoted in _QUOTED.findall(_MARKED.sub("", contents)):
        if _LETTERS.search(quoted) and (shown or _SPEAKS.match(quoted[1:-1])):
            yield quoted[1:-1]
