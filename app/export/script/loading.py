"""``load_data``: from the arrays of the source to the tensors that the drawing's Inputs and Targets ask for."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from app.compile.source.layout import Atom, Group, Item, laid_out
from app.data.bindings import InputBinding, TargetBinding, wants_input
from app.data.dataset import Array
from app.data.statistics import yes_or_no
from app.export.script.brief import Brief, variable
from app.export.script.split import takes_side

MOMENTS = '''
def moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation PER of the samples given."""
    values = values.astype(np.float64)
    mean = np.MEAN(values, axis=AXIS, keepdims=True)
    std = np.STD(values, axis=AXIS, keepdims=True)
    std[std <= 1e-12 * np.abs(mean)] = 1.0  # a constant becomes zero
    return mean, std
'''

MEAN_ONLY = '''
def moments(values: np.ndarray) -> np.ndarray:
    """Mean PER of the samples given, missing numbers left out."""
    return np.nanmean(values.astype(np.float64), axis=AXIS, keepdims=True)
'''


def loading_text(brief: Brief) -> str:
    """``moments``, where something is scaled, and ``load_data``."""
    texts = [moments_text(brief), "\n".join(_load(brief))]
    return "\n\n".join(filter(None, texts))


def scaled(brief: Brief, values: Array) -> bool:
    """Whether a field of the data set is standardised; answers that are yes or no stay as they are."""
    answers = any(values is each for each in brief.dataset.targets.values())
    return values.dtype.kind == "f" and brief.choice.standardize and not (answers and yes_or_no(values))


def spread_of(brief: Brief, target: TargetBinding) -> bool:
    """Whether errors of this Target have to be taken back to the units of the source."""
    return (
        not target.classes
        and not wants_input(brief.dataset, target)
        and not brief.classes
        and scaled(brief, brief.answers)
    )


def has_spread(brief: Brief) -> bool:
    """Whether ``load_data`` gives the spread of the answers, too: some error is told in their units."""
    return any(spread_of(brief, brief.targets[judged.place]) and _told(judged.head.task) for judged in brief.heads)


def _told(task: str) -> bool:
    return task == "regression"


def moments_text(brief: Brief) -> str:
    fields = list(_measured(brief))
    if not fields:
        return ""
    holes = any(np.isnan(each).any() for each in fields)
    axes = {(0, *range(2, each.ndim)) for each in fields}
    axis = f"{axes.pop()}" if len(axes) == 1 else "(0, *range(2, values.ndim))"
    pictures = any(each.ndim > 2 for each in fields)
    per = (
        "per channel"
        if all(each.ndim > 2 for each in fields)
        else "per feature or channel"
        if pictures
        else "per feature"
    )
    text = MOMENTS if brief.choice.standardize else MEAN_ONLY
    axis = "0" if axis == "(0,)" else axis
    values = {"PER": per, "AXIS": axis, "MEAN": "nanmean" if holes else "mean", "STD": "nanstd" if holes else "std"}
    for place, value in values.items():
        text = text.replace(place, value)
    return text


def _measured(brief: Brief) -> Iterator[Array]:
    """Fields whose mean is needed."""
    numbers = any(each.dtype != "int64" for each in brief.inputs) or any(
        wants_input(brief.dataset, each) for each in brief.targets
    )
    values = brief.values
    if numbers and values.dtype.kind == "f" and (brief.choice.standardize or np.isnan(values).any()):
        yield values
    if (
        any(not wants_input(brief.dataset, each) for each in brief.targets)
        and not brief.classes
        and scaled(brief, brief.answers)
    ):
        yield brief.answers


def _load(brief: Brief) -> list[str]:
    parts = ["training", *brief.held_out]
    said = f"The {' and the '.join(parts)} part" if len(parts) < 3 else "The training, the validation and the test part"
    sizes = [*(each.sample_shape for each in brief.inputs), *(each.sample_shape for each in brief.targets)]
    shapes = [f"{name} {_samples(size)}" for name, size in zip(brief.given, sizes, strict=True)]
    spread = has_spread(brief)
    returned = "tuple[list[TensorDataset], Tensor]" if spread else "list[TensorDataset]"
    arguments = (Item(Atom("Path"), "path: "),) if brief.path else ()
    items = (*arguments, Item(Atom("torch.device"), "device: "))
    head = laid_out("", Group("def load_data", items, after=f" -> {returned}:"))
    tail = "; with the spread of the answers" if spread else ""
    return [
        *head,
        *_docstring(f"{said}: {', '.join(shapes)}{tail}."),
        *("    " + line for line in (*_arrays(brief), *_tensors(brief), *_parts(brief, spread))),
    ]


def _docstring(text: str) -> list[str]:
    """Broken where it is long."""
    if len(text) <= 76:
        return [f'    """{text}"""']
    said, _, shapes = text.partition(": ")
    return [f'    """{said}.', "", *_wrapped(shapes), '    """']


def _wrapped(text: str) -> Iterator[str]:
    line = "   "
    for word in text.split(" "):
        if len(line) + 1 + len(word) > 88:
            yield line
            line = "   "
        line += f" {word}"
    yield line


def _samples(shape: tuple[int, ...]) -> str:
    return f"(n, {', '.join(map(str, shape))})" if shape else "(n,)"


def _arrays(brief: Brief) -> list[str]:
    """The arrays of the source, and which rows train."""
    side = ", side" if takes_side(brief) else ""
    answers = list(brief.read.values())
    lines = [f"inputs, {', '.join(answers)}{side} = read_data({'path' if brief.path else ''})"]
    if brief.held_out:
        lines.append(f"parts = split({'side' if side else answers[0]})")
    train = "parts[0]" if brief.held_out else ""
    for name, values, mean, std in (
        ("inputs", brief.values, "mean", "std"),
        ("answers", brief.answers, "center", "spread"),
    ):
        if any(values is each for each in _measured(brief)):
            chosen = f"{name}[{train}]" if train else name
            lines.append(
                f"{mean}, {std} = moments({chosen})" if brief.choice.standardize else f"{mean} = moments({chosen})"
            )
    return lines


def _tensors(brief: Brief) -> Iterator[str]:
    for each in brief.inputs:
        yield from _assigned(each.name, _input(brief, each))
    for target in brief.targets:
        yield from _assigned(target.name, _target(brief, target))


def _assigned(name: str, array: str) -> list[str]:
    tail = ".to(device)"
    line = f"{variable(name)} = torch.from_numpy({array}){tail}"
    if len(line) <= 84:
        return [line]
    return [f"{variable(name)} = {array}", f"{variable(name)} = torch.from_numpy({variable(name)}){tail}"]


def _input(brief: Brief, wanted: InputBinding) -> str:
    values = brief.values
    if wanted.dtype == "int64":
        whole = "inputs" if values.dtype == np.int64 else "inputs.astype(np.int64)"
        return _reshaped(whole, values.shape[1:], wanted.sample_shape)
    return _reshaped(_numbers(brief, values, "inputs", "mean", "std"), values.shape[1:], wanted.sample_shape)


def _target(brief: Brief, wanted: TargetBinding) -> str:
    if wants_input(brief.dataset, wanted):
        numbers = _numbers(brief, brief.values, "inputs", "mean", "std")
        return _reshaped(numbers, brief.values.shape[1:], wanted.sample_shape)
    field = brief.dataset.target_name(wanted.field)
    values, name = brief.dataset.targets[field], brief.read[field]
    if wanted.classes:
        text = name
    elif field in brief.dataset.classes:
        text = f"{name}.astype(np.float32)"
    else:
        text = _numbers(brief, values, name, "center", "spread")
    return _reshaped(text, values.shape[1:], wanted.sample_shape)


def _numbers(brief: Brief, values: Array, name: str, mean: str, std: str) -> str:
    """A field of numbers as the network takes it, float32."""
    holes = values.dtype.kind == "f" and bool(np.isnan(values).any())
    if scaled(brief, values):
        text = f"(({name} - {mean}) / {std})"
        return f"np.nan_to_num{text}.astype(np.float32)" if holes else f"{text}.astype(np.float32)"
    if holes:
        return f"np.where(np.isnan({name}), {mean}, {name}).astype(np.float32)"
    return name if values.dtype == np.float32 else f"{name}.astype(np.float32)"


def _reshaped(text: str, given: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    return text if given == wanted else f"{text}.reshape({', '.join(map(str, (-1, *wanted)))})"


def _parts(brief: Brief, spread: bool) -> list[str]:
    if not brief.held_out:
        made = f"[TensorDataset({', '.join(brief.given)})]"
        return [f"parts = {made}", f"return parts, {_spread(brief)}"] if spread else [f"return {made}"]
    begin = "loaded = " if spread else "return "
    first, *rest = _per_part([f"{name}[rows]" for name in brief.given], len(begin))
    return [begin + first, *rest, *([f"return loaded, {_spread(brief)}"] if spread else [])]


def _per_part(tensors: list[str], taken: int) -> list[str]:
    """A comprehension inside a function, behind ``taken`` characters, on as few lines as it needs."""
    each, loop = f"TensorDataset({', '.join(tensors)})", "for rows in parts"
    if len(f"[{each} {loop}]") + taken <= 84:
        return [f"[{each} {loop}]"]
    if len(f"{each} {loop}") <= 80:
        return ["[", f"    {each} {loop}", "]"]
    if len(each) <= 80:
        return ["[", f"    {each}", f"    {loop}", "]"]
    return ["[", "    TensorDataset(", *(f"        {tensor}," for tensor in tensors), "    )", f"    {loop}", "]"]


def _spread(brief: Brief) -> str:
    """The spread in the arrangement of a sample's answers."""
    target = next(each for each in brief.targets if spread_of(brief, each))
    shape = ", ".join(map(str, target.sample_shape)) if math.prod(target.sample_shape) > 1 else ""
    arranged = f".reshape({shape})" if shape else ".squeeze()"
    return f"torch.from_numpy(spread{arranged}).float().to(device)"
