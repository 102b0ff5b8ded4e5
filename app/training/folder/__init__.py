"""The folder of a run: snapshot of the project, checkpoints, pictures, and bringing it back."""
