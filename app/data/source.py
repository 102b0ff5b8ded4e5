"""What a data source is: a name, typed options and a way to load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic.fields import FieldInfo

from app.data.dataset import Dataset
from app.errors import DataError, ProjectError
from app.graph.section import Section

Group = Literal["Your own", "Real, bundled", "Made up, two features"]
Form = Literal["", "file", "folder", "column", "columns", "key"]


class NoOptions(Section):
    """A source that asks for nothing."""


def option(default: Any, title: str, help: str, form: Form = "", **limits: Any) -> Any:
    """Declare an option. ``form`` asks for a special field: a chooser of files, folders, columns or archive keys."""
    return Field(default, title=title, description=help, json_schema_extra={"form": form}, **limits)


def form_of(declared: FieldInfo) -> Form:
    """The special field an option asks for, "" for a plain one."""
    extra = declared.json_schema_extra
    form: Any = extra.get("form", "") if isinstance(extra, dict) else ""
    return form if form in ("file", "folder", "column", "columns", "key") else ""


@dataclass(frozen=True, slots=True)
class Source:
    """One place that data can come from.

    Attributes:
        name: public name, the one stored in project files.
        title, description: for a person; the description is one line.
        Options: typed options with titles and limits.
        loader: makes the data set; paths in the options are relative to ``base``, the project's folder.
        suffixes: endings of the files it reads, with the dot; empty for sources without a file.
    """

    name: str
    title: str
    description: str
    group: Group
    loader: Callable[[Any, Path | None], Dataset]
    Options: type[Section] = NoOptions
    suffixes: tuple[str, ...] = ()

    def load(self, options: Section | Mapping[str, Any], base: Path | None = None) -> Dataset:
        """Read the data set.

        Raises:
            DataError: an option or the data cannot be taken, in one sentence.
        """
        if not isinstance(options, self.Options):
            options = self.options(options if isinstance(options, Mapping) else options.model_dump())
        try:
            return self.loader(options, base)
        except OSError as error:
            raise DataError(f"{error.filename or self.title} cannot be read: {error.strerror or error}") from error
        except MemoryError:
            raise DataError(f"{self.title}: the data does not fit into memory") from None

    def options(self, values: Mapping[str, Any]) -> Section:
        """Validated options; absent ones take their defaults."""
        try:
            return self.Options.parse(dict(values), f"data.options ({self.name})")
        except ProjectError as error:
            raise DataError(str(error)) from None
