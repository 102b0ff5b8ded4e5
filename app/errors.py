"""Errors that are meant for a person: one clear sentence, never a traceback."""

from __future__ import annotations


class NetloomError(Exception):
    """Something a person can mend. The text is one sentence: what was expected, what came, where, what to do.

    ``exit_code`` is what a headless command returns: 2 for bad usage or a bad file, 1 for a sound project
    that cannot run.
    """

    exit_code = 1


class ProjectError(NetloomError):
    """A project file or document that breaks the format. ``where`` is the place: ``nodes[3].params.stride``."""

    exit_code = 2

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where


class UsageError(NetloomError):
    """A command, option or parameter that cannot be taken as given."""

    exit_code = 2


class DataError(NetloomError):
    """A data source that cannot be read or does not fit the drawing."""


class RunError(NetloomError):
    """A sound project that cannot run: shape, missing input, dangling loss, run folder in use."""
