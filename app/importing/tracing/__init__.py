"""Step 1: what a module does, traced and told as steps between tensors of known sizes."""
