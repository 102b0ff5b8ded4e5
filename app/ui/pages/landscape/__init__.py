"""The page that shows the loss surface of a run and the path on it."""
