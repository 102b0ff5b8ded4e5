"""Finding a kind to place: what was typed, where the node would stand, and what a person uses most."""

from app.graph.finding.at_hand import at_hand
from app.graph.finding.match import Match, match
from app.graph.finding.ranking import Found, ranked
from app.graph.finding.surroundings import Surroundings

__all__ = ["Found", "Match", "Surroundings", "at_hand", "match", "ranked"]
