"""The PyTorch source of a drawing, as a careful engineer would write it."""
