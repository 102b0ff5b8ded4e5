"""Line 2: drawing a landscape leaves no trace, and training goes on bit for bit."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import torch
from networks import digits_cnn, iris_mlp, ready, steps

from app.compile.bindings import bindings_of
from app.compile.module import Compiled, compile_project
from app.data.prepare import prepare
from app.graph.edits import AddLink, AddNode, RemoveLink, apply_all
from app.graph.graph import Instance
from app.graph.python_layers.edits import PutLayer
from app.graph.python_layers.layer import CustomLayer
from app.graph.python_layers.trust import trust_here
from app.landscape.objective import Objective, private_copy
from app.landscape.planes import pca_plane, random_plane
from app.landscape.subset import subset
from app.landscape.surface import evaluate
from app.training import evaluate as evaluation


def draw_everything(compiled: Compiled, prepared, kept) -> None:
    sample = subset(prepared.train, 64, seed=4)
    grid = np.linspace(-2.0, 2.0, 4)
    for mode in ("running", "recomputed"):
        for plane in (random_plane(compiled, 1), pca_plane(torch.stack(kept).numpy())):
            evaluate(Objective(compiled, sample, mode), plane, grid, grid[:3])


def trace_of(compiled: Compiled) -> dict[str, object]:
    """Everything a landscape could have touched, bit for bit."""
    found: dict[str, object] = {}
    for name, tensor in compiled.root.state_dict().items():
        found[f"state {name}"] = tensor.numpy().tobytes()
    for name, parameter in compiled.root.named_parameters():
        grad = None if parameter.grad is None else parameter.grad.numpy().tobytes()
        found[f"parameter {name}"] = (
            id(parameter),
            parameter.data_ptr(),
            parameter.requires_grad,
            grad,
            parameter._version,
        )
    for kind, graph in (("root", compiled.root), ("forward", compiled.forward), ("criterion", compiled.criterion)):
        for name, module in graph.named_modules():
            found[f"{kind} {name}"] = (id(module), module.training, len(module._forward_hooks))
            found[f"{kind} {name} momentum"] = getattr(module, "momentum", None)
    found["torch"] = torch.get_rng_state().numpy().tobytes()
    found["numpy"] = np.random.get_state()[1].tobytes()
    found["python"] = random.getstate()
    found["grad mode"] = (torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.get_num_threads())
    return found


def test_nothing_is_touched() -> None:
    compiled, prepared = ready(digits_cnn())
    kept = steps(compiled, prepared, 5)
    compiled.root.get_submodule("dropout").eval()  # a flag that differs from its neighbours
    before = trace_of(compiled)
    data = [tensor.clone() for tensor in (*prepared.train.inputs, *prepared.train.targets)]
    draw_everything(compiled, prepared, kept)
    after = trace_of(compiled)
    assert [key for key in before if before[key] != after[key]] == [] and before.keys() == after.keys()
    now = (*prepared.train.inputs, *prepared.train.targets)
    assert all(torch.equal(old, new) for old, new in zip(data, now, strict=True))


def test_training_goes_on_bit_for_bit() -> None:
    quiet, watched = (_train(look) for look in (False, True))
    assert quiet.keys() == watched.keys()
    assert [name for name in quiet if not torch.equal(quiet[name], watched[name])] == []


def _train(look: bool) -> dict[str, torch.Tensor]:
    """Ten steps with dropout from the global generator, with or without landscapes in between."""
    compiled, prepared = ready(digits_cnn(), seed=7)
    optimizer = torch.optim.Adam(compiled.parameters(), lr=1e-2)
    kept = [torch.cat([each.detach().reshape(-1) for each in compiled.parameters()]) + k for k in (0.0, 0.1, 0.3)]
    kept[1][0] += 1.0
    compiled.train()
    for step in range(10):
        part = prepared.train.subset(torch.randint(len(prepared.train), (32,)))
        optimizer.zero_grad()
        compiled.loss(part.inputs, part.targets).backward()
        if look and step % 3 == 0:
            draw_everything(compiled, prepared, kept)
        optimizer.step()
    state = dict(compiled.root.state_dict())
    for place, entry in optimizer.state_dict()["state"].items():
        state |= {f"{place} {name}": value for name, value in entry.items()}
    return state | {"rng": torch.get_rng_state()}


def test_private_copy_shares_modules_inside_and_nothing_outside() -> None:
    compiled, _ = ready(digits_cnn())
    seen = []
    compiled.root.get_submodule("conv").register_forward_hook(lambda *_: seen.append(1))
    twin = private_copy(compiled)
    root, forward = twin.root, twin.forward
    assert forward.get_submodule("conv") is root.get_submodule("conv")
    assert not {id(each) for each in root.parameters()} & {id(each) for each in compiled.root.parameters()}
    forward(torch.zeros(2, 1, 8, 8))
    assert seen == [] and len(compiled.root.get_submodule("conv")._forward_hooks) == 1


NOISY = """\
import torch
from torch import Tensor, nn


class Noisy(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + 0.1 * torch.randn_like(x)"""


def test_layers_that_draw_in_evaluation_too_take_nothing_from_a_training() -> None:
    drawn, layer = iris_mlp(), CustomLayer("noisy", NOISY)
    (link,) = drawn.graph.links_into("id_second")
    edits = [PutLayer(layer), RemoveLink(link), AddNode(Instance("noise", "noise", layer.use(), 0, 0))]
    edits += [AddLink(replace(link, target="noise", input="x")), AddLink(replace(link, source="noise", output="y"))]
    apply_all(drawn, edits)
    trust_here(drawn)
    compiled, prepared = compile_project(drawn, seed=1), prepare(drawn.data, bindings_of(drawn))
    objective = Objective(compiled, subset(prepared.train, 16))
    here = torch.cat([parameter.detach().reshape(-1) for parameter in compiled.parameters()])
    before = torch.get_rng_state()
    assert objective.value(here) == objective.value(here)
    first, second = (evaluation.evaluate(compiled, prepared.validation).loss for _ in range(2))
    assert first == second and torch.equal(before, torch.get_rng_state())
