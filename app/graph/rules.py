"""What every instance of a document keeps to, whether it comes from a file, a gesture or an undo."""

from __future__ import annotations

import keyword
import math
import re

from app.errors import ProjectError
from app.graph.graph import Graph, Instance

MAX_NAME = 60
MAX_ID = 40
MAX_NOTE = 4000
FARTHEST = 1_000_000.0
"""Largest distance from the canvas origin, px."""

_ID = re.compile(r"[A-Za-z0-9_-]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORD = re.compile(r"[A-Za-z0-9_-]*")

SOURCE_NAMES = frozenset({"self", "torch", "nn", "F", "Tensor", "operator", "math", "super", "Model"})
"""Names that the generated source needs for itself."""

MODULE_NAMES = frozenset(
    """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia
    named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory
    state_dict to to_empty train training type xpu zero_grad code graph print_readable recompile add_submodule
    delete_submodule delete_all_unused_submodules
    """.split()
)
"""Attributes of torch.nn.Module and torch.fx.GraphModule, which a submodule of that name would hide."""


def why_not_name(name: str) -> str | None:
    """Why this cannot be the name of a node, or None where it can."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > MAX_NAME:
        shown = name if len(str(name)) <= MAX_NAME else str(name)[:MAX_NAME] + "..."
        return f"expected a name of letters, digits and _ that starts with a letter (at most {MAX_NAME}), got {shown!r}"
    if keyword.iskeyword(name):
        return f"{name!r} is a word of the Python language; choose another name"
    if name in SOURCE_NAMES or name in MODULE_NAMES:
        return f"{name!r} has a meaning of its own in PyTorch source; choose another name"
    return None


def why_not_instance(instance: Instance) -> str | None:
    """Why this instance cannot stand in any document, or None where it can."""
    if not _ID.fullmatch(instance.id) or len(instance.id) > MAX_ID:
        return f"expected an id of letters, digits, _ and - (at most {MAX_ID}), got {instance.id[:MAX_ID]!r}"
    reason = why_not_name(instance.name)
    if reason:
        return reason
    if not all(math.isfinite(value) and abs(value) <= FARTHEST for value in (instance.x, instance.y)):
        return f"expected a place within {FARTHEST:g} px of the origin, got {instance.x:g}, {instance.y:g}"
    if not (math.isfinite(instance.lr_factor) and 0 <= instance.lr_factor <= 1000):
        return f"expected a learning-rate factor from 0 to 1000, got {instance.lr_factor:g}"
    if not _WORD.fullmatch(instance.initialization) or len(instance.initialization) > MAX_ID:
        return f"expected the name of an initialization, got {instance.initialization[:MAX_ID]!r}"
    if len(instance.note) > MAX_NOTE:
        return f"expected a note of at most {MAX_NOTE} characters, got {len(instance.note)}"
    return None


def why_not_share(graph: Graph, instance: Instance) -> str | None:
    """Why the instance cannot use the weights of the node it refers to, or None where it can (or shares nothing)."""
    if not instance.shares:
        return None
    if instance.shares not in graph:
        return f"shares the weights of {instance.shares!r}, which does not exist"
    owner = graph[instance.shares]
    if owner.id == instance.id:
        return "shares its own weights"
    if owner.kind != instance.kind:
        return f"is a {instance.kind} and shares the weights of {owner.name}, a {owner.kind}"
    if owner.shares:
        return f"shares the weights of {owner.name}, which shares those of another node itself"
    return None


def sharers(graph: Graph, node_id: str) -> list[Instance]:
    """The nodes that use the weights of this one."""
    return [instance for instance in graph if instance.shares == node_id]


def require(reason: str | None, where: str = "") -> None:
    """Raise `ProjectError` where there is a reason."""
    if reason:
        raise ProjectError(reason, where)
