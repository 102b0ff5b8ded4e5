"""What every kind of node promises, checked over the whole registry."""

from __future__ import annotations

import inspect
import json
import math

import pytest
import torch
from case import Case
from node_cases import BAD_VALUES, CASES, MISFITS
from run_call import infer, make, tensors_for, use

import nodes
from nodes.base import Node, ParamError, Port
from nodes.call import Call
from nodes.shape import Shape, ShapeError

KINDS = nodes.kinds()
BUILDING = {kind.kind for kind in KINDS if kind.role in ("layer", "loss") and kind.inputs}


def test_catalogue_is_complete() -> None:
    assert len(KINDS) >= 200
    assert {case.kind for case in CASES} == BUILDING


@pytest.mark.parametrize("kind", sorted(BUILDING))
def test_every_parameter_is_tried_with_another_value(kind: str) -> None:
    tried = {name for case in CASES if case.kind == kind for name in case.values}
    assert tried == {info.name for info in nodes.kind(kind).params()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_explains_itself(kind: type[Node]) -> None:
    assert kind.describe().endswith(".")
    assert len(kind.describe()) <= 120
    assert kind.formula
    assert kind.keywords
    assert isinstance(kind().summary(), str)
    for info in kind.params():
        assert len(info.help) >= 12, info.name
        if info.form in ("integer", "number", "size", "sizes"):
            assert info.minimum is not None, info.name
            assert info.maximum is not None, info.name
        if info.form in ("text", "sizes"):
            assert info.longest is not None, info.name


@pytest.mark.parametrize("case", CASES, ids=str)
def test_ports_take_what_fits(case: Case) -> None:
    for port, shape in zip(case.node.inputs, case.shapes, strict=True):
        assert _refusals(port, shape) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_survive_json(case: Case) -> None:
    again = type(case.node).from_values(json.loads(json.dumps(case.node.values())))
    assert again == case.node
    assert hash(again) == hash(case.node)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_inferred_shape_is_torchs_own(case: Case) -> None:
    node = case.node
    inferred = infer(node, case.shapes)
    call = node.build(*case.shapes)
    module = make(call)
    for batch in (2, 3):
        made = use(node, call, module, tensors_for(case.shapes, batch))
        assert {name: tuple(tensor.shape) for name, tensor in made.items()} == {
            name: shape.at(batch) for name, shape in inferred.items()
        }
    if node.role == "layer":
        assert tuple(inferred) == node.outputs
        assert tuple(shape.sample for shape in inferred.values()) == case.gives
    else:
        assert inferred == {"y": Shape(())}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_gradients_are_finite_and_reach_every_weight(case: Case) -> None:
    """Every weight gets a gradient that is not zero for some input, and so does every input of floats."""
    node = case.node
    call = node.build(*case.shapes)
    torch.manual_seed(0)
    module = make(call)
    assert node.weighted or module is None or not list(module.parameters())
    if "gradient" in node.explains:
        assert node.explains["gradient"].endswith(".")
        return
    largest: dict[str, float] = {}
    for seed in range(3):
        for name, gradient in _gradients(node, call, module, tensors_for(case.shapes, 3, seed=seed)).items():
            assert gradient is not None, name
            assert torch.isfinite(gradient).all(), name
            largest[name] = max(largest.get(name, 0.0), gradient.abs().max().item())
    assert not [name for name, size in largest.items() if size == 0]


def _gradients(
    node: Node, call: Call, module: torch.nn.Module | None, tensors: tuple[object, ...]
) -> dict[str, torch.Tensor | None]:
    """Of a random combination of the outputs, by the name of the weight or the number of the input."""
    floating = [tensor for tensor in _flat(tensors) if tensor.is_floating_point()]
    for tensor in floating:
        tensor.requires_grad_()
    weights = dict(module.named_parameters()) if module else {}
    for weight in weights.values():
        weight.grad = None
    made = [tensor for tensor in use(node, call, module, tensors).values() if tensor.is_floating_point()]
    if floating or weights:  # whole numbers have no gradients
        torch.stack([(tensor * torch.randn_like(tensor)).sum() for tensor in made]).sum().backward()
    found = {name: weight.grad for name, weight in weights.items()}
    return found | {f"input {number}": tensor.grad for number, tensor in enumerate(floating)}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_samples_do_not_mix_after_training(case: Case) -> None:
    """The batch stays first and a sample's result does not depend on its neighbours (evaluation mode)."""
    node = case.node
    if node.role == "loss":
        return
    call = node.build(*case.shapes)
    module = make(call)
    if module is not None:
        module.eval()
    tensors = tensors_for(case.shapes, 3)
    together = use(node, call, module, tensors)
    alone = use(node, call, module, tuple(map(_take, tensors, case.shapes)))
    for name, tensor in together.items():
        torch.testing.assert_close(tensor[1:2], alone[name])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_the_call_leaves_out_is_torchs_default(case: Case) -> None:
    """`Node.options` drops defaults: they have to be the defaults of the target."""
    node, call = case.node, case.node.build(*case.shapes)
    if call.target.form == "method" or call.target.module == "operator":
        return
    try:
        signature = inspect.signature(call.target.resolve()).parameters
    except ValueError:
        return
    given = {"weight"} if node.role == "loss" else set()  # ours: the share in the total
    given |= set(call.kwargs) | set(list(signature)[: len(call.args)])
    for info in node.params():
        if info.name in signature and info.name not in given and "args" not in signature:
            default, value = signature[info.name].default, getattr(node, info.name)
            assert default == value or (default is None and not value), info.name


@pytest.mark.parametrize(("kind", "values", "shapes", "reason"), MISFITS)
def test_refuses_shapes(kind: str, values: dict[str, object], shapes: tuple[object, ...], reason: str) -> None:
    node = nodes.kind(kind).from_values(values)
    with pytest.raises(ShapeError, match=reason):
        for port, shape in zip(node.inputs, shapes, strict=True):
            for refusal in _refusals(port, shape):
                raise ShapeError(refusal)
        node.build(*shapes)


def test_every_layer_refuses_something() -> None:
    families = ("Activation", "Regularization", "Arithmetic")  # act on every number alone, as tried with ReLU
    takers = [kind for kind in nodes.kinds() if kind.inputs and kind.family in families]
    lenient = {kind.kind for kind in takers if not kind.inputs[0].ranks}
    assert {kind for kind, *_ in MISFITS} | lenient == BUILDING


@pytest.mark.parametrize(("kind", "values", "reason"), BAD_VALUES)
def test_refuses_values(kind: str, values: dict[str, object], reason: str) -> None:
    with pytest.raises(ParamError) as caught:
        nodes.kind(kind).from_values(values)
    assert caught.value.name in values
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_limits_hold_at_both_ends(kind: type[Node]) -> None:
    for info in kind.params():
        if info.form not in ("integer", "number", "size"):
            continue
        for beyond in (math.nextafter(info.minimum, -math.inf), math.nextafter(info.maximum, math.inf)):
            value = beyond if info.form == "number" else (math.floor(beyond) if beyond < 0 else math.ceil(beyond))
            value = value if value not in (info.minimum, info.maximum) else value + (1 if value == info.maximum else -1)
            with pytest.raises(ParamError):
                kind.from_values({info.name: value})


def test_input_and_target_emit_their_shape() -> None:
    assert str(nodes.kind("Input").from_values({"shape": [3, 32, 32]}).emits()) == "(N, 3, 32, 32)"
    assert nodes.kind("Target")().emits() == Shape.per_sample(dtype="int64")
    assert nodes.kind("Target").from_values({"classes": 0, "shape": [2]}).emits() == Shape.per_sample(2)


def _refusals(port: Port, shape: object) -> list[str]:
    if shape is None:
        return [] if port.optional else [f"{port.name} is open"]
    shapes = shape if isinstance(shape, tuple) else (shape,)
    assert port.many or len(shapes) == 1
    return [refusal for each in shapes if (refusal := port.refuses(each))]


def _flat(tensors: tuple[object, ...]) -> list[torch.Tensor]:
    return [
        tensor for each in tensors for tensor in (each if isinstance(each, tuple) else (each,)) if tensor is not None
    ]


def _take(each: object, shape: object) -> object:
    """Sample 1 alone; what has no batch stays whole."""
    if each is None or isinstance(each, tuple):
        return None if each is None else tuple(map(_take, each, shape))
    return each if shape.dims[0].per_sample == 0 else each[1:2]
