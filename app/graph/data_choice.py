"""Which data a project learns from, as it stands in the document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.graph.section import Section

Scalar = bool | int | float | str | None


class DataChoice(Section):
    """A source by its public name with options, and how it is split. `app.data` gives the names their meaning."""

    source: str = Field("digits", max_length=80, description="public name of the source, empty: none yet")
    options: dict[str, Scalar | list[Scalar]] = Field(default_factory=dict, description="what the source asks for")
    split: Literal["stratified", "random", "time", "group"] = Field("stratified", description="how parts are drawn")
    validation: float = Field(0.15, ge=0, lt=1, description="share held out for validation")
    test: float = Field(0.0, ge=0, lt=1, description="share locked away for the last test")
    split_seed: int = Field(0, ge=0, lt=2**31, description="fixes which samples go where")
    standardize: bool = Field(True, description="zero mean and unit variance by the training part's statistics")
