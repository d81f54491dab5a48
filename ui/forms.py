"""A tool's argument model as a form: the same descriptions, bounds and choices that the language model reads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tools.core.errors import UserError
from tools.core.figures import as_words
from tools.core.tool import Tool
from ui.language import say

if TYPE_CHECKING:
    from gradio.components import Component

Kind = Literal["choice", "choices", "flag", "number", "integer", "text", "texts", "json"]
SIMPLE: dict[str, Kind] = {"boolean": "flag", "integer": "integer", "number": "number", "string": "text"}


@dataclass(frozen=True)
class FormField:
    """One argument as a person fills it in."""

    name: str
    label: str
    info: str
    kind: Kind
    required: bool = False
    default: Any = None
    choices: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    example: str = ""


def fields_of(tool: Tool) -> tuple[FormField, ...]:
    """Return the form of a tool, from its argument model's JSON schema."""
    schema = tool.args_model.model_json_schema()
    return _fields(schema, schema.get("$defs", {}))


def read_form(fields: Sequence[FormField], entries: Sequence[Any]) -> dict[str, Any]:
    """Return the arguments that the entries of a form stand for; what was left blank is left out.

    Raises:
        UserError: an entry that must be JSON is not.
    """
    arguments = {}
    for form_field, entry in zip(fields, entries, strict=True):
        value = _read(form_field, entry)
        if value is not None:
            arguments[form_field.name] = value
    return arguments


def component(form_field: FormField, value: Any = None) -> "Component":
    """Return the Gradio component of a field, filled with `value` or its default.

    Numbers are written in text boxes: Gradio's number box sends 0 where it was left empty.
    """
    import gradio as gr

    filled = form_field.default if value is None else value
    common: dict[str, Any] = {
        "label": form_field.label,
        "info": form_field.info,
        "interactive": True,
        "elem_id": f"field-{form_field.name}",
    }
    match form_field.kind:
        case "choice" | "choices":
            several = form_field.kind == "choices"
            return gr.Dropdown(choices=list(form_field.choices), value=filled, multiselect=several, **common)
        case "flag":
            return gr.Checkbox(value=bool(filled), **common)
    text = _as_text(form_field.kind, filled)
    return gr.Textbox(value=text, lines=3 if form_field.kind == "json" else 1, placeholder=form_field.example, **common)


def _as_text(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, indent=1)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _fields(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[FormField, ...]:
    required = schema.get("required", [])
    return tuple(
        _field(name, described, definitions, required=name in required)
        for name, described in schema.get("properties", {}).items()
    )


def _field(name: str, described: Mapping[str, Any], definitions: Mapping[str, Any], *, required: bool) -> FormField:
    shape = _shape(described, definitions)
    kind, choices = _kind(shape, definitions)
    examples = described.get("examples") or shape.get("examples") or []
    minimum, maximum = _bound(shape, "minimum", "exclusiveMinimum"), _bound(shape, "maximum", "exclusiveMaximum")
    default = described.get("default")
    return FormField(
        name=name,
        label=as_words(name),
        info=_info(described.get("description", ""), minimum, maximum, kind),
        kind=kind,
        required=required,
        default=default,
        choices=choices,
        minimum=minimum,
        maximum=maximum,
        example=say("e.g. {example}", example=_example(examples[0])) if examples else "",
    )


def _shape(described: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references and drop "or nothing"."""
    if "$ref" in described:
        return _shape(definitions[described["$ref"].rsplit("/", 1)[-1]], definitions)
    options = [option for option in described.get("anyOf", []) if option.get("type") != "null"]
    if len(options) == 1:
        return _shape(options[0], definitions)
    if options:
        return {"anyOf": [_shape(option, definitions) for option in options]}
    return described


def _kind(shape: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[Kind, tuple[Any, ...]]:
    kind: Kind = SIMPLE.get(str(shape.get("type")), "json")
    choices: tuple[Any, ...] = ()
    if "anyOf" in shape:
        kind = _kind_of_either([option.get("type") for option in shape["anyOf"]])
    elif "enum" in shape or "const" in shape:
        kind, choices = "choice", tuple(shape.get("enum", [shape.get("const")]))
    elif shape.get("type") == "array":
        items = _shape(shape.get("items", {}), definitions)
        if "enum" in items:
            kind, choices = "choices", tuple(items["enum"])
        elif items.get("type") == "string":
            kind = "texts"
    return kind, choices


def _kind_of_either(types: Sequence[str | None]) -> Kind:
    if set(types) <= set(SIMPLE):
        return "text"
    return "texts" if set(types) <= {"string", "array"} else "json"


def _bound(shape: Mapping[str, Any], *names: str) -> float | None:
    return next((shape[name] for name in names if name in shape), None)


def _info(description: str, minimum: float | None, maximum: float | None, kind: Kind) -> str:
    described = " ".join(description.split())
    if minimum is not None and maximum is not None:
        described += say(" Between {least:g} and {most:g}.", least=minimum, most=maximum)
    elif minimum is not None:
        described += say(" At least {least:g}.", least=minimum)
    elif maximum is not None:
        described += say(" At most {most:g}.", most=maximum)
    if kind == "texts":
        described += say(" Separate several by commas.")
    if kind == "json":
        described += say(" Written as JSON.")
    return described.strip()


def _example(example: Any) -> str:
    if isinstance(example, list) and all(isinstance(item, str) for item in example):
        return ", ".join(example)
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def _read(form_field: FormField, entry: Any) -> Any:
    if entry is None or entry == [] or (isinstance(entry, str) and not entry.strip()):
        return None
    match form_field.kind:
        case "texts":
            return [part.strip() for part in str(entry).replace("\N{FULLWIDTH COMMA}", ",").split(",") if part.strip()]
        case "json":
            try:
                return json.loads(entry)
            except ValueError as error:
                raise UserError(
                    f"{form_field.label} is not valid JSON ({error}). {form_field.example or 'Leave it empty'}.",
                    chinese=f"“{form_field.label}”不是有效的 JSON（{error}）。{form_field.example or '可以留空'}。",
                ) from error
        case "number" | "integer":
            return _number(str(entry))
        case "text":
            return entry.strip()
    return entry


def _number(entry: str) -> Any:
    """Return the number, or what was written, for the argument model to refuse in words."""
    try:
        return float(entry.strip().removesuffix("%").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return entry
