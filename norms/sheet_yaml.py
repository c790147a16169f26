"""The catalog as YAML: read with line numbers and nothing guessed (0.10 stays 0.10, `no` stays a word)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import yaml

from naryad.errors import DomainError
from norms.portrait import PortraitText, elsewhere_lines
from norms.sheet_field import FIELDS, PARTS, FieldUnknown, FieldUnreadable, FileNotCatalog, RawRow, both_names

DEEPEST = 12
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def raw_rows(content: bytes, file_name: str) -> tuple[RawRow, ...]:
    """Return the rows of the list `types`.

    Raises:
        FileNotCatalog: not YAML, or without such a list.
    """
    try:
        text = content.decode("utf-8-sig")
        _require_plain(text, file_name)
        root = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError:
        raise FileNotCatalog(name=file_name, why="it is not UTF-8 text", why_ru="это не текст в UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else "?"
        raise FileNotCatalog(
            name=file_name, why=f"line {line} is not YAML", why_ru=f"строка {line} записана не по правилам YAML"
        ) from None
    return tuple(_raw_row(node) for node in _types_of(root, file_name))


def write_yaml(rows: Iterable[dict[str, Any]]) -> bytes:
    """Return the file for rows of `row_facts`; the same rows give the same bytes."""
    body = yaml.dump(
        {"types": list(rows)}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=118, default_flow_style=False
    )
    return ("# Work types, portraits and norms. Import it back on the page “Import and export”.\n\n" + body).encode()


def portrait_parts(text: PortraitText) -> dict[str, Any]:
    """Return a portrait as the file writes it; empty parts are left out."""
    parts: dict[str, Any] = {
        "summary": text.summary,
        "belongs": list(text.belongs),
        "does_not_belong": list(elsewhere_lines(text.does_not_belong)),
        "counted_separately": list(text.counted_separately),
        "examples": list(text.examples),
    }
    return {name: value for name, value in parts.items() if value}


class _Dumper(yaml.SafeDumper):
    """Writes decimals as they are read: without quotes and without a float in between."""


_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}"))


def _require_plain(text: str, file_name: str) -> None:
    """Refuse what could make a small file enormous or endless: references, and lists in lists in lists."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise FileNotCatalog(name=file_name, why="it uses YAML references (*)", why_ru="в нём ссылки YAML (*)")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise FileNotCatalog(
                name=file_name, why="its lists are nested too deep", why_ru="слишком глубокая вложенность"
            )


def _types_of(root: yaml.Node | None, file_name: str) -> list[yaml.MappingNode]:
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "types" and isinstance(value, yaml.SequenceNode):
                wrong = next((node for node in value.value if not isinstance(node, yaml.MappingNode)), None)
                if wrong is None and value.value:
                    return list(value.value)
    raise FileNotCatalog(
        name=file_name, why="it has no list “types” of work types", why_ru="в нём нет списка «types» с типами"
    )


def _raw_row(node: yaml.MappingNode) -> RawRow:
    fields: dict[str, str] = {}
    parts: dict[tuple[str, str], tuple[str, ...]] = {}
    problems: list[DomainError] = []
    for key, value in node.value:
        name = str(key.value)
        if name in ("ru", "en") and isinstance(value, yaml.MappingNode):
            for part, lines in value.value:
                if part.value not in PARTS:
                    problems.append(FieldUnknown(field=f"{name}.{part.value}", known=list(PARTS)))
                else:
                    parts[name, part.value] = _lines(lines, f"{name}.{part.value}", problems)
        elif name not in FIELDS or name in fields:
            problems.append(FieldUnknown(field=name, known=[*FIELDS, "ru", "en"]))
        else:
            fields[name] = ",".join(_lines(value, name, problems))
    return RawRow(node.start_mark.line + 1, fields, parts, tuple(problems))


def _lines(node: yaml.Node, name: str, problems: list[DomainError]) -> tuple[str, ...]:
    """Return a text as one line, or a list of texts as its lines; an empty value as none."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    lines = []
    for item in items:
        if not isinstance(item, yaml.ScalarNode):
            problems.append(
                FieldUnreadable(
                    **both_names(name),
                    value="text: more text",
                    expected="plain text (a line with a colon wants quotes round it)",
                    expected_ru="простой текст (строку с двоеточием возьмите в кавычки)",
                )
            )
        elif item.tag != "tag:yaml.org,2002:null":
            lines.append(" ".join(str(item.value).split()))
    return tuple(line for line in lines if line)
