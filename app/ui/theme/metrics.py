"""Distances, in logical pixels."""

SPACE = 8
PADDING = 16
ROW = 32
FIELD = 28
RADIUS = 6
RADIUS_BUTTON = 8
RADIUS_CARD = 10
ICON = 16
