"""``evaluate``: the loss, and accuracy or error of every answer that is compared with a Target."""

from __future__ import annotations

from app.compile.source.layout import Atom, Group, Item, laid_out
from app.export.script.brief import Brief, Judged
from app.export.script.loading import has_spread, spread_of
from nodes.loss import class_axis

BATCH = 1024
"""Samples that are judged at once, as `app.training.evaluate` does."""


def called(brief: Brief) -> list[str]:
    """The call of the model on the variables of a batch."""
    given = brief.given[: len(brief.inputs)]
    results = ", ".join(name for _, name in brief.results)
    return laid_out(f"        {results} = ", Group("model", tuple(Item(Atom(name)) for name in given)))


def unpacked(brief: Brief, rows: str) -> list[str]:
    """The tensors of a batch under their names."""
    comma = "," if len(brief.given) == 1 else ""
    line = f"        {', '.join(brief.given)}{comma} = part[{rows}]"
    if len(line) <= 88:
        return [line]
    return ["        (", *(f"            {name}," for name in brief.given), f"        ) = part[{rows}]"]


def judged(brief: Brief, prefix: str) -> list[str]:
    return laid_out(prefix, Group(brief.objective, tuple(Item(Atom(name)) for name in brief.judging)))


def evaluate_text(brief: Brief) -> str:
    """The function."""
    spread = ", spread: Tensor" if has_spread(brief) else ""
    said = {"classification": "accuracy", "binary": "accuracy", "regression": "mean absolute error"}
    kinds = dict.fromkeys(said[each.head.task] for each in brief.heads)
    whose = " in its units" if spread else ""
    what = " and ".join(["mean loss", *kinds]) if len(kinds) < 2 else f"mean loss, {' and '.join(kinds)}"
    head = laid_out(
        "",
        Group(
            "def evaluate",
            (
                Item(Atom("nn.Module"), "model: "),
                Item(Atom("TensorDataset"), "part: "),
                *((Item(Atom("Tensor"), "spread: "),) if spread else ()),
            ),
            after=" -> dict[str, float]:",
        ),
    )
    lines = [
        "@torch.inference_mode()",
        *head,
        f'    """{what.capitalize()} of a part of the data{whose}."""',
        "    model.eval()",
        f"    found = dict.fromkeys({_names(brief)}, 0.0)",
        f"    for start in range(0, len(part), {BATCH}):",
        f"        rows = slice(start, start + {BATCH})",
        *unpacked(brief, "rows"),
        *called(brief),
        *judged(brief, "        loss = "),
        f'        found["loss"] += loss.item() * len({brief.given[0]})',
    ]
    for each, name in zip(brief.heads, head_names(brief), strict=True):
        lines += ["        " + line for line in _sum(brief, each, name)]
    return "\n".join([*lines, "    return {name: total / len(part) for name, total in found.items()}"])


def head_names(brief: Brief) -> list[str]:
    """``accuracy`` or ``error``, with the name of the loss where there are several."""
    kinds = ["error" if each.head.task == "regression" else "accuracy" for each in brief.heads]
    if len(kinds) == 1:
        return kinds
    return [f"{kind} of {each.head.loss.replace('.', '_')}" for kind, each in zip(kinds, brief.heads, strict=True)]


def _names(brief: Brief) -> str:
    return (
        "(" + ", ".join(f'"{name}"' for name in ["loss", *head_names(brief)]) + ("," if not brief.heads else "") + ")"
    )


def _sum(brief: Brief, each: Judged, name: str) -> list[str]:
    """Right answers, or errors, added up so that a division by the number of samples gives the mean."""
    head, answer, target = each.head, each.answer, each.target
    binding = brief.targets[each.place]
    many = bool(binding.sample_shape)
    if head.task == "classification":
        axis = class_axis(brief.drawing.flat.shapes[_tap(brief, each)].rank)
        right = f"right = {answer}.argmax({axis}) == {target}"
    elif head.task == "binary":
        border = "0.5" if head.probabilities else "0"
        right = f"right = ({answer} > {border}) == ({target}.reshape({answer}.shape) > 0.5)"
    else:
        numbers = f"{answer}.exp()" if head.logarithms else answer
        scale = " * spread" if spread_of(brief, binding) else ""
        lines = [f"error = ({numbers} - {target}.reshape({answer}.shape)).abs(){scale}"]
        return [*lines, f'found["{name}"] += {_added("error", answer, many or scale != "")}']
    return [right, f'found["{name}"] += {_added("right", answer, many)}']


def _added(values: str, answer: str, many: bool) -> str:
    """One number per batch; answers of several numbers count as their mean."""
    return f"{values}.double().mean().item() * len({answer})" if many else f"{values}.sum().item()"


def _tap(brief: Brief, each: Judged) -> tuple[str, str]:
    from app.compile.plan import plan

    return plan(brief.drawing.expanded.graph).taps[each.head.tap]
