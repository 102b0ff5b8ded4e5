"""One object per gesture: pan, box selection, move, connect, knife, drop from the palette."""
