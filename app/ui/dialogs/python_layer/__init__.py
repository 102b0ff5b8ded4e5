"""Writing a Python layer."""

from app.ui.dialogs.python_layer.dialog import PythonLayerDialog
from app.ui.dialogs.python_layer.writing import Writing, edit_writing, new_writing

__all__ = ["PythonLayerDialog", "Writing", "edit_writing", "new_writing"]
