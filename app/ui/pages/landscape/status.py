"""What the landscape page says about itself: what is going on, what is possible, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.landscape.words import moment_loss
from app.ui.pages.landscape.frame import Frame
from app.ui.plots.figures import duration

if TYPE_CHECKING:
    from app.landscape.path import RunPath
    from app.ui.pages.landscape.guests import GuestFinder
    from app.ui.pages.landscape.survey import Survey
    from app.ui.session import Session
    from app.ui.session.runs import RunEntry

TEACHES = (
    "Train a network, and Netloom draws its own loss around the way it went: where the path runs, how steep the "
    "ground is, how far it lies from what is shown."
)
SOON = "The first picture comes once the run has moved a little. Pause to see every point computed."
LIVE = "Live and coarse while the run goes on. Pause it to compute every point."


@dataclass(frozen=True)
class Status:
    """The texts of a moment.

    Attributes:
        title, text: of the empty page.
        can_run: the empty page offers to run.
        progress: top right of the picture.
        note: below the button.
        action: what the button offers, "" where there is nothing to do.
    """

    title: str = ""
    text: str = ""
    can_run: bool = False
    progress: str = ""
    note: str = ""
    action: str = ""


def status_of(session: Session, survey: Survey) -> Status:
    """Put the state of things into words."""
    if survey.entry is None:
        if not session.ready:
            return Status("One moment", "PyTorch is being loaded, then the runs of this project.")
        return Status("No landscape yet", TEACHES, can_run=True, note="There is no run yet.")
    name = survey.entry.name
    if survey.training:
        return Status("The run has begun", SOON, progress=_live_text(session), note=LIVE)
    if survey.busy:
        text = _work_text(survey)
        return Status(f"Measuring the loss around “{name}”", text, progress=text)
    if survey.trouble:
        return Status("No landscape of this run", survey.trouble, note=survey.trouble, action="Try again")
    if survey.landscape is None:
        return Status(f"The landscape of “{name}”", "Compute measures the loss around its path.", action="Compute")
    surface = survey.landscape.surface
    if survey.halted or not surface.exact.all():
        text = f"stopped at {surface.exact.sum():,} of {surface.exact.size:,} points"
        return Status(progress=text, action="Compute the rest")
    return Status(progress=f"{surface.exact.size:,} points in {duration(surface.seconds)}")


def own_figures(path: RunPath) -> str:
    """Last loss of a run and how far its path strays from the plane that is drawn of it."""
    return f"{moment_loss(path, -1)} · off-plane ≤ {path.residual.max():.3g}".removeprefix(" · ")


def guest_figures(entry: RunEntry, finder: GuestFinder, frame: Frame) -> str:
    """The same of another run, or why its path is not to be seen."""
    if not entry.visible:
        return "hidden"
    guest = next((each for each in finder.guests if each.entry is entry), None)
    if guest is None:
        return "…" if finder.busy else "has other weights than this plane"
    if not _in_view(guest.path, frame):
        return f"outside the window · off-plane ≥ {guest.path.residual.min():.3g}"
    return own_figures(guest.path)


def _in_view(path: RunPath, frame: Frame) -> bool:
    x, y = path.coordinates.T
    return bool(np.any((frame.left <= x) & (x <= frame.right) & (frame.bottom <= y) & (y <= frame.top)))


def _live_text(session: Session) -> str:
    view = None if session.run is None else session.run.landscape.latest
    return "live" if view is None else f"live · step {view.step:,} · {100 * view.spent:.1f} % of the run's time"


def _work_text(survey: Survey) -> str:
    if not survey.share:
        return "opening the run…"
    left = survey.seconds_left
    after = "" if left is None else f" · {duration(left)} left"
    return f"{100 * survey.share:.0f} %{after}"
