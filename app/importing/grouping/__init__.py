"""Step 3: calls of submodules that are built alike become blocks, and all of it a drawing."""
