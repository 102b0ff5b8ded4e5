"""What a person can do to a project, as pure functions: (project, ...) -> edits.

Nothing here changes the project; `app.graph.document.Document.do` does, with what these give. Each raises
`ProjectError` with the reason where the gesture cannot be made.
"""

from app.graph.changes.attaching import Joint, attach, joint
from app.graph.changes.blocks import delete_block, scoped, set_arguments, set_block, set_formula, use_block
from app.graph.changes.clipboard import duplicate, fragment, paste
from app.graph.changes.custom import define, delete_layer, rewrite, use_layer
from app.graph.changes.deepening import deepen, links_together
from app.graph.changes.deleting import delete, delete_and_reconnect
from app.graph.changes.grouping import make_block, unpack
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
from app.graph.changes.sharing import own_weights, share_weights

__all__ = [
    "Joint",
    "arrange",
    "attach",
    "base_name",
    "connect",
    "deepen",
    "define",
    "delete",
    "delete_and_reconnect",
    "delete_block",
    "delete_layer",
    "disconnect",
    "duplicate",
    "fragment",
    "insert_on_link",
    "joint",
    "links_together",
    "make_block",
    "move",
    "new_id",
    "own_weights",
    "paste",
    "place",
    "reconnect",
    "rename",
    "reorder",
    "rewrite",
    "scoped",
    "set_arguments",
    "set_block",
    "set_data",
    "set_formula",
    "set_instance",
    "set_params",
    "set_title",
    "set_training",
    "share_weights",
    "unique_name",
    "unpack",
    "use_block",
    "use_layer",
]
