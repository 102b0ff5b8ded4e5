"""Step 2: the nodes that do the same, each proved by the ATen operations it dispatches."""
