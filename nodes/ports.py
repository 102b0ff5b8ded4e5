"""Ports that many families share."""

from __future__ import annotations

from nodes.base import ANY, FLOAT, Port

SERIES = Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, C, L)")
PICTURE = Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)")
VOLUME = Port("x", ranks=(5,), dtypes=FLOAT, layout="(N, C, D, H, W)")
FLOATS = Port("x", dtypes=FLOAT)
ANYTHING = Port("x", dtypes=ANY)
