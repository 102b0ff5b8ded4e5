"""What every instance of a document keeps to, whether it comes from a file, a gesture or an undo."""

from __future__ import annotations

import keyword
import math
import re
from functools import cache
from typing import Any

from app.errors import ProjectError
from app.graph.graph import Graph, Instance
from app.graph.project import Frame
from app.graph.section import Section
from nodes import kinds
from nodes.use import Use

MAX_NAME = 60
MAX_ID = 40
MAX_NOTE = 4000
MAX_TITLE = 200
MAX_SUMMARY = 4000
MAX_TEXT = 20_000
MAX_FRAMES = 2000
FARTHEST = 1_000_000.0
"""Largest distance from the canvas origin, px."""

_ID = re.compile(r"[A-Za-z0-9_-]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORD = re.compile(r"[A-Za-z0-9_-]*")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}|[a-z_]{0,20}")

SOURCE_NAMES = frozenset({"self", "torch", "nn", "F", "Tensor", "operator", "math", "super", "Model"})
"""Names that the generated source needs for itself."""

MODULE_NAMES = frozenset(
    """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules
    mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory
    state_dict to to_empty train training type xpu zero_grad code graph print_readable recompile add_submodule
    meta shape_env to_folder delete_submodule delete_all_unused_submodules
    """.split()  # noqa: SIM905
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


def why_not_id(given: str) -> str | None:
    """Why this cannot be an id, or None where it can."""
    if not isinstance(given, str) or not _ID.fullmatch(given) or len(given) > MAX_ID:
        return f"expected an id of letters, digits, _ and - (at most {MAX_ID}), got {str(given)[:MAX_ID]!r}"
    return None


@cache
def kind_names() -> frozenset[str]:
    """Names that no block and no Python layer can have."""
    return frozenset(each.kind for each in kinds()) | {"Block", "BlockInput", "BlockOutput", "Custom"}


def why_not_instance(instance: Instance) -> str | None:
    """Why this instance cannot stand in any document, or None where it can."""
    reason = why_not_id(instance.id) or why_not_name(instance.name)
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
    return why_not_text([instance.note, instance.formulas, *instance.node.values().values()])


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
    pair = (owner.node, instance.node)
    if isinstance(pair[0], Use) and isinstance(pair[1], Use) and pair[0].definition != pair[1].definition:
        what = "block" if instance.node.role == "block" else "Python layer"
        return f"uses another {what} than {owner.name}, whose weights it shares"
    if owner.shares:
        return f"shares the weights of {owner.name}, which shares those of another node itself"
    return None


def why_not_section(name: str, value: Any) -> str | None:
    """Why this cannot be the title, summary, data choice, recipe or frames of any document, or None."""
    if name in ("title", "summary"):
        most = MAX_TITLE if name == "title" else MAX_SUMMARY
        if len(value) > most:
            return f"expected at most {most} characters, got {len(value)}"
    if name == "frames":
        return _why_not_frames(value)
    return why_not_text(value.model_dump() if isinstance(value, Section) else value)


def why_not_text(value: Any) -> str | None:
    """Why a text somewhere in this plain data cannot be written to a file, or None where all can."""
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            return f"expected texts of at most {MAX_TEXT} characters, got {len(value)}"
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            return f"{value[:60]!a} holds half a character, which no file can take"
        return None
    if isinstance(value, dict):
        return why_not_text([*value.keys(), *value.values()])
    if isinstance(value, list | tuple):
        return next((reason for reason in map(why_not_text, value) if reason), None)
    return None


def _why_not_frames(frames: tuple[Frame, ...]) -> str | None:
    if not all(isinstance(frame, Frame) for frame in frames):
        return "expected a tuple of frames"
    if len(frames) > MAX_FRAMES:
        return f"expected at most {MAX_FRAMES} frames, got {len(frames)}"
    seen: set[str] = set()
    for frame in frames:
        if not _ID.fullmatch(frame.id) or len(frame.id) > MAX_ID or frame.id in seen:
            return f"expected frame ids of letters, digits, _ and -, each once, got {frame.id[:MAX_ID]!r}"
        seen.add(frame.id)
        if len(frame.title) > MAX_TITLE or why_not_text(frame.title):
            return f"expected a frame title of at most {MAX_TITLE} characters, got {frame.title[:60]!a}"
        sides = (frame.x, frame.y, frame.width, frame.height)
        if not all(math.isfinite(side) and abs(side) <= FARTHEST for side in sides) or min(sides[2:]) < 0:
            return f"expected frames within {FARTHEST:g} px of the origin, got {frame.title or frame.id} at {sides}"
        if not _COLOR.fullmatch(frame.color):
            return f"expected a colour like #6ea8fe, got {frame.color[:40]!r}"
    return None


def sharers(graph: Graph, node_id: str) -> list[Instance]:
    """The nodes that use the weights of this one."""
    return [instance for instance in graph if instance.shares == node_id]


def require(reason: str | None, where: str = "") -> None:
    """Raise `ProjectError` where there is a reason."""
    if reason:
        raise ProjectError(reason, where)
