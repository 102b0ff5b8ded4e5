"""The right field for a declared parameter."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.widgets import ChoiceField, NumberField, SizeField, SizesField, SwitchField, TextField
from nodes.param import ParamInfo


def field_for(info: ParamInfo) -> QWidget:
    """A field with the parameter's type, limits and unit, showing its default."""
    limits = {"minimum": info.minimum, "maximum": info.maximum, "unit": info.unit}
    if info.form == "switch":
        return SwitchField(info.default)
    if info.form == "choice":
        return ChoiceField(info.choices, info.default)
    if info.form == "size":
        return SizeField(info.default, **limits, optional=info.optional, axes=info.axes)
    if info.form == "sizes":
        return SizesField(info.default, **limits, longest=info.longest)
    if info.form == "text":
        return TextField(info.default, mono=True, longest=info.longest)
    return NumberField(info.default, **limits, integer=info.form == "integer", optional=info.optional, empty="auto")


def help_for(info: ParamInfo) -> str:
    """Tool tip: what it means and what it takes."""
    takes = "" if info.form in ("switch", "text") else f" Takes {info.expected}."
    return f"{info.help[:1].upper()}{info.help[1:]}.{takes}"
