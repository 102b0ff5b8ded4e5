"""A standalone training script of the whole project: data, split, model, recipe, metrics, checkpoints.

`writing.script_text` puts the parts together, one module here for each of them; a part leaves out what the project
does not need. `checking` runs what was written and compares samples and loss with Netloom's own.
"""
