"""What a person can do to a project, as pure functions: (project, ...) -> edits.

Nothing here changes the project; `app.graph.document.Document.do` does, with what these give. Each raises
`ProjectError` with the reason where the gesture cannot be made.
"""

from app.graph.changes.clipboard import duplicate, fragment, paste
from app.graph.changes.deleting import delete, delete_and_reconnect
from app.graph.changes.linking import connect, disconnect, insert_on_link, reconnect, reorder
from app.graph.changes.moving import arrange, move
from app.graph.changes.naming import base_name, new_id, unique_name
from app.graph.changes.parameters import (
    rename,
    set_data,
    set_instance,
    set_params,
    set_title,
    set_training,
)
from app.graph.changes.placing import place

__all__ = [
    "arrange",
    "base_name",
    "connect",
    "delete",
    "delete_and_reconnect",
    "disconnect",
    "duplicate",
    "fragment",
    "insert_on_link",
    "move",
    "new_id",
    "paste",
    "place",
    "reconnect",
    "rename",
    "reorder",
    "set_data",
    "set_instance",
    "set_params",
    "set_title",
    "set_training",
    "unique_name",
]
