"""The text of an exported Python file: the source of the model, and what it takes to use it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.compile.heads import Head
from app.compile.source.custom import FUTURE, packages, require_names, standard
from app.compile.source.expressions import identifier
from app.compile.source.layout import Atom, Group, Item, laid_out
from app.compile.source.writer import Source
from app.export.trained import Trained
from nodes.loss import class_axis

STATISTICS = "_statistics."
"""Begins the names of means and spreads in the weights file; no node's name can begin so."""

_JUDGEMENTS = {
    "classification": (
        "right = ({output}.argmax({axis}) == {target}).double()",
        'print(f"{output}: accuracy {{right.mean():.2%}} ({{right.sum():.0f}} of {{right.numel()}})")',
    ),
    "binary": (
        "right = (({output} > {border}) == ({target}.reshape({output}.shape) > 0.5)).double()",
        'print(f"{output}: accuracy {{right.mean():.2%}} ({{right.sum():.0f}} of {{right.numel()}})")',
    ),
    "regression": (
        "error = {restored}.reshape({target}.shape) - {target}",
        'print(f"{output}: mean absolute error {{error.abs().mean():.6g}}")',
    ),
}


def file_text(trained: Trained, source: Source) -> str:
    """The whole file.

    Raises:
        RunError: a Python layer defines a name that the file needs for itself.
    """
    name = identifier(source.class_name)
    parts = [
        _head(source) + "\n\n" + (_CONSTANTS if trained.samples else _WEIGHTS),
        source.body.rstrip() + "\n",
        _LOAD.replace("MODEL", name).replace("KEPT", _kept(trained)),
        *_prepare(trained),
        *_restore(trained),
        *_main(trained),
    ]
    text = "\n\n".join(part.strip("\n") + "\n" for part in parts)
    require_names(text, source.defined)
    return text


_WEIGHTS = 'WEIGHTS = Path(__file__).with_suffix(".weights.safetensors")'
_CONSTANTS = _WEIGHTS + '\nVALIDATION = Path(__file__).with_suffix(".validation.safetensors")'

_LOAD = '''
def load(weights: Path = WEIGHTS) -> MODEL:
    """The trained model, in evaluation mode."""
    tensors = load_file(weights)
    model = MODEL()
    model.load_state_dict(KEPT)
    return model.eval()
'''


def _kept(trained: Trained) -> str:
    if not trained.scales:
        return "tensors"
    return f'{{name: tensors[name] for name in tensors if name[0] != "{STATISTICS[0]}"}}'


def _head(source: Source) -> str:
    library = standard(source.needs)
    own = [line for line in source.imports if not line.startswith(FUTURE) and line not in library]
    imports = [line for line in own if line.startswith("import ")]
    rest = [line for line in own if not line.startswith("import ")]
    torch_imports = sorted({*imports, "import torch"}, key=len)
    beside = packages(source.needs)
    future = [line for line in source.needs if line.startswith(FUTURE)]
    lines = [
        f'"""Drawn, trained and exported with Netloom. Needs {_listed(["torch", "safetensors", *beside])}."""',
        "",
        *([*future, ""] if future else []),
        *sorted({"import sys", "from pathlib import Path", *library}, key=lambda line: (line.startswith("from"), line)),
        "",
        *torch_imports,
        "from safetensors.torch import load_file",
        *rest,
    ]
    return "\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _prepare(trained: Trained) -> Iterator[str]:
    """Standardisation per Input."""
    for name in trained.compiled.inputs:
        if name not in trained.scales:
            continue
        tensor = identifier(name)
        yield "\n".join(
            [
                *laid_out(
                    "", Group(f"def prepare_{tensor}", (Item(Atom("Tensor"), f"{tensor}: "),), after=" -> Tensor:")
                ),
                '    """Numbers as the data source gives them -> what the model was trained on."""',
                "    tensors = load_file(WEIGHTS)",
                f'    mean = tensors["{STATISTICS}{tensor}.mean"]',
                f'    std = tensors["{STATISTICS}{tensor}.std"]',
                *laid_out("    return ", Atom(f"(({tensor} - mean) / std).nan_to_num(0.0).float()")),
            ]
        )


def _restore(trained: Trained) -> Iterator[str]:
    """Back to the source's units per Target."""
    for name in trained.compiled.targets:
        if name not in trained.scales:
            continue
        target = identifier(name)
        yield "\n".join(
            [
                f"def restore_{target}(answer: Tensor) -> Tensor:",
                '    """Answers of the model -> numbers in the units of the data source."""',
                "    tensors = load_file(WEIGHTS)",
                f'    mean = tensors["{STATISTICS}{target}.mean"]',
                f'    std = tensors["{STATISTICS}{target}.std"]',
                "    return (answer.reshape(-1, *mean.shape) * std + mean).float()",
            ]
        )


def _main(trained: Trained) -> Iterator[str]:
    """How good the model is on the samples beside the file, or on others of the same names."""
    judged = list(_judged(trained))
    if not trained.samples or not judged:
        return
    inputs = [
        f'prepare_{name}(samples["{name}"])' if name in trained.scales else f'samples["{name}"]'
        for name in map(identifier, trained.compiled.inputs)
    ]
    outputs = [_local(name) for name in trained.compiled.outputs]
    call = Group("load()", tuple(Item(Atom(text)) for text in inputs))
    lines = [
        "def main() -> None:",
        '    """Judge the model by the samples of a file, those beside this one by default."""',
        "    samples = load_file(sys.argv[1] if len(sys.argv) > 1 else VALIDATION)",
        "    with torch.inference_mode():",
        *laid_out(f"        {', '.join(outputs)} = ", call),
        *(f"    {line}" for head, output in judged for line in _judgement(trained, head, _local(output))),
        "",
        "",
        'if __name__ == "__main__":',
        "    main()",
    ]
    yield "\n".join(lines)


def _local(name: str) -> str:
    """The variable for an output in ``main``, beside those that stand there already."""
    return f"{identifier(name)}_" if name in ("samples", "right", "error", "load", "sys") else identifier(name)


def _judged(trained: Trained) -> Iterator[tuple[Head, str]]:
    """Heads whose tensor is an Output, with its name."""
    graph = trained.project.graph
    for head in trained.compiled.heads:
        loss = graph.named(head.loss)
        if loss is None or head.target is None:
            continue
        link = graph.links_into(loss.id)[0]
        for name in trained.compiled.outputs:
            output = graph.named(name)
            if output is not None and graph.links_into(output.id)[0].source == link.source:
                yield head, identifier(name)
                break


def _judgement(trained: Trained, head: Head, output: str) -> Sequence[str]:
    assert head.target is not None
    target = identifier(trained.compiled.targets[head.target])
    numbers = f"{output}.exp()" if head.logarithms else output
    restored = f"restore_{target}({numbers})" if target in trained.scales else numbers
    border = "0.5" if head.probabilities else "0"
    first, second = _JUDGEMENTS[head.task]
    axis = class_axis(1 + trained.samples[target].dim())
    values = {"output": output, "target": f'samples["{target}"]', "restored": restored, "border": border, "axis": axis}
    shown = second.format(**values)
    return [first.format(**values), shown]
