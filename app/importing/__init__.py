"""Import: an nn.Module that somebody wrote becomes an editable drawing with its weights.

    imported = import_module(model, examples)                       # app.importing.importer

1. `tracing`: `fx_front` or `export_front` trace the module, `reading` makes steps of the trace, with sizes worked out.
2. `matching` finds a node for each step: `catalogue` proposes kinds and values, and a proposal counts only if its
   call does the very same ATen operations (`recording`), or makes the very same module (`modules`). Calls that no kind
   does are listed, or kept as layers in Python (`python_layers`).
3. `grouping`: `levels` makes a tree of the calls of submodules, `folding` finds those that become blocks, `arguments`
   the numbers in which their uses differ, `drawing` makes the project.
4. `weights` carries the numbers over, `checking` compares all readings with the original, `keeping` writes files.
"""
