"""From a drawing to modules that train: the submodules, and three torch.fx graphs over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn

from app.compile import initialization
from app.compile.analysis.memory import physical_memory, readable
from app.compile.drawing import infer
from app.compile.heads import Head, declared, holds_probabilities, target_of, task_of
from app.compile.kept import Root
from app.compile.plan import Plan, plan
from app.compile.shapes.engine import Inference
from app.compile.shapes.probe import construct
from app.compile.trace import graph_module, trace_criterion, trace_forward, trace_model
from app.errors import RunError
from app.graph.graph import Instance
from app.graph.problem import Problem
from app.graph.project import Project
from nodes.call import Call
from nodes.shape import Shape
from nodes.trusted import failure


@dataclass(frozen=True, slots=True)
class Layer:
    """A node with weights of its own."""

    node_id: str
    name: str
    module: nn.Module
    frozen: bool
    lr_factor: float


@dataclass(eq=False, slots=True)
class Compiled:
    """A drawing as PyTorch modules. All graphs run on the same submodules.

    Attributes:
        root: every submodule by the name of its node, in document order; ``state_dict()`` keys are ``<name>.weight``.
        model: inputs -> outputs; only what the Outputs need. One Output gives its tensor, several a tuple.
        forward: inputs -> tuple of taps, the tensors that the criterion takes.
        criterion: (*taps, *targets) -> (total, one number per loss).
        inputs, targets, outputs, losses: names in document order.
        heads: what those losses judge that compare an answer with its truth, in the order of ``losses``.
        layers: nodes with weights, in document order.
    """

    root: nn.Module
    model: fx.GraphModule
    forward: fx.GraphModule
    criterion: fx.GraphModule
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    outputs: tuple[str, ...]
    losses: tuple[str, ...]
    heads: tuple[Head, ...]
    layers: tuple[Layer, ...]

    def parameters(self) -> list[nn.Parameter]:
        """Weights that are trained, in document order, each once."""
        return [parameter for parameter in self.root.parameters() if parameter.requires_grad]

    def loss(self, inputs: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
        """The total loss of a batch: one number.

        The methods are called instead of the modules: no hooks hang on these, and torch.fx' wrapper of a call takes
        6 µs, which made the steps of small networks 3 % longer.
        """
        total: Tensor = self.criterion.forward(*self.forward.forward(*inputs), *targets)[0]
        return total

    def train(self, mode: bool = True) -> None:
        """Switch dropout, noise and batch statistics on or off in all graphs at once."""
        for module in (self.root, self.model, self.forward, self.criterion):
            module.train(mode)

    def to(self, device: torch.device | str) -> Compiled:
        """Move every weight and buffer, in place."""
        self.root.to(device)
        return self


def compile_project(
    project: Project, seed: int | None = None, judged: bool = True, within: AbstractContextManager[Any] | None = None
) -> Compiled:
    """Make the modules of a drawing.

    Args:
        project: what is drawn.
        seed: seeds torch's global generator before construction. Weights are drawn in document order, then
            initialisations are applied in document order; the generator stays where that leaves it.
        judged: whether it needs a loss; a network that only answers needs none.
        within: what the modules are made in: a device, a mode of torch.

    Raises:
        RunError: the drawing cannot run; the text is its first problem.
    """
    drawing = infer(project)
    inference = drawing.flat
    _require_sound([problem for problem in drawing.problems() if judged or not problem.runs])
    _require_memory(inference)
    planned = plan(drawing.expanded.graph, drawing.expanded.top)
    if seed is not None:
        torch.manual_seed(seed)
    with within or nullcontext():
        root = _root(planned, inference.calls)
    inputs, targets, outputs, losses = (
        tuple(instance.name for instance in group)
        for group in (planned.inputs, planned.targets, planned.outputs, planned.losses)
    )
    return Compiled(
        root=root,
        model=graph_module(root, trace_model(planned, inference.calls), "Model"),
        forward=graph_module(root, trace_forward(planned, inference.calls), "Forward"),
        criterion=graph_module(root, trace_criterion(planned, inference.calls), "Criterion"),
        inputs=inputs,
        targets=targets,
        outputs=outputs,
        losses=losses,
        heads=heads_of(planned, inference.shapes),
        layers=_layers(planned, root),
    )


def _require_sound(found: Sequence[Problem]) -> None:
    error = next((problem for problem in found if problem.severity == "error"), None)
    if error is not None:
        raise RunError(error.message)


def _require_memory(inference: Inference) -> None:
    needed, available = (inference.total_parameters + sum(inference.buffers.values())) * 4, physical_memory()
    if available and needed > available:
        raise RunError(f"the weights need {readable(needed)}, this machine has {readable(available)} of memory")


def _root(planned: Plan, calls: Mapping[str, Call]) -> nn.Module:
    root = Root()
    made = [instance for instance in planned.owners if calls[instance.id].constructs]
    levels: list[tuple[str, list[Instance]]] = [("", [])]
    for instance in made:
        inside = instance.id.rpartition("/")[0]
        while levels[-1][0] and not f"{inside}/".startswith(f"{levels[-1][0]}/"):
            _begin(root, levels.pop()[1])
        if levels[-1][0] != inside:
            levels.append((inside, []))
        _hang(root, instance.name, _constructed(instance, calls[instance.id]))
        levels[-1][1].append(instance)
    for _, done in reversed(levels):
        _begin(root, done)
    return root


def _constructed(instance: Instance, call: Call) -> nn.Module:
    try:
        return construct(call)
    except (Exception, SystemExit) as error:
        own = failure(error)
        if own is None:
            raise
        raise RunError(f"{instance.name} {own}") from None


def _begin(root: nn.Module, made: Iterable[Instance]) -> None:
    """Initialise and freeze what a level has built, before what follows it is built: the source does so, too."""
    for instance in made:
        module = root.get_submodule(instance.name)
        initialization.apply(module, instance.initialization)
        if instance.frozen:
            module.requires_grad_(False)


def _hang(root: nn.Module, name: str, module: nn.Module) -> None:
    """Put a module at its dotted name; the levels in between are the blocks it stands in."""
    *blocks, last = name.split(".")
    for block in blocks:
        if block not in dict(root.named_children()):
            root.add_module(block, nn.Module())
        root = root.get_submodule(block)
    root.add_module(last, module)


def _layers(planned: Plan, root: nn.Module) -> tuple[Layer, ...]:
    modules = dict(root.named_modules())
    return tuple(
        Layer(instance.id, instance.name, modules[instance.name], instance.frozen, instance.lr_factor)
        for instance in planned.owners
        if instance.node.weighted and instance.name in modules
    )


def heads_of(planned: Plan, shapes: Mapping[tuple[str, str], Shape]) -> tuple[Head, ...]:
    """What the losses judge that compare an answer with its truth."""
    names = [instance.name for instance in planned.targets]
    found = []
    for loss in planned.losses:
        node = declared(loss)
        if not node.judges:
            continue
        link = planned.into[loss.id][0]
        target = target_of(planned.graph, planned.into, loss.id)
        tensor = (link.source, link.output)
        task, classes = task_of(loss, target, shapes.get(tensor))
        found.append(
            Head(
                loss.name,
                node.title or loss.name.replace("_", " "),
                planned.taps.index(tensor),
                None if target is None else names.index(target.name),
                task,
                classes,
                holds_probabilities(planned.graph, planned.into, loss, link),
                node.holds() == "logarithms",
            )
        )
    return tuple(found)
