"""Where nodes stand: layers from left to right, rows of a long drawing, room for what comes and goes."""
