"""The ``forward`` of a generated class, and the objective it is trained for."""

from __future__ import annotations

from collections.abc import Iterable

from app.compile.arguments import MISSING
from app.compile.plan import Plan, Tensor, layers
from app.compile.shapes.engine import Inference
from app.compile.sharing import owner_of
from app.compile.source.classes import Class
from app.compile.source.expressions import construction, identifier, use
from app.compile.source.init import INDENT
from app.compile.source.layout import WIDTH, Atom, Chain, Expression, Group, Item, flat, laid_out
from app.compile.source.lines import Lines
from app.compile.source.naming import Variables
from app.compile.wiring import by_port, counts
from app.graph.graph import Instance
from nodes.call import Path, Slot

_LONGEST_COMMENT = 70
_MOST_NAMED = 8


def forward_method(body: Lines, made: Class) -> None:
    """Write one line per node with the shape it gives."""
    planned = made.planned
    body_layers = layers(planned)
    results = _results(planned)
    variables = Variables(_uses(planned, body_layers, results), {instance.name for instance in planned.graph})
    for instance in planned.inputs:
        variables.declare((instance.id, "y"), identifier(instance.name))
    items = [Item(Atom("self")), *(Item(Atom("Tensor"), f"{instance.name}: ") for instance in planned.inputs)]
    signature = Group("def forward", tuple(items), after=f" -> {_returned(len(results))}:")
    body.add(*laid_out("    ", signature), node=[made.key(instance) for instance in planned.inputs])
    for instance in body_layers:
        _statement(body, made, variables, instance)
    _return(body, made, variables, results)


def _returned(count: int) -> str:
    """The annotation of what comes back: as many names as a reader counts at a glance."""
    if count <= 1:
        return "Tensor" if count else "None"
    return f"tuple[{', '.join(['Tensor'] * count)}]" if count <= _MOST_NAMED else "tuple[Tensor, ...]"


def _results(planned: Plan) -> list[Tensor]:
    """The tensor of each connected Output."""
    links = [link for instance in planned.outputs for link in planned.into[instance.id]]
    return [(link.source, link.output) for link in links]


def _uses(planned: Plan, body_layers: Iterable[Instance], results: list[Tensor]) -> list[Tensor]:
    links = [link for instance in body_layers for link in planned.into[instance.id]]
    return [*((link.source, link.output) for link in links), *results]


def _statement(body: Lines, made: Class, variables: Variables, instance: Instance) -> None:
    planned, call, key = made.planned, made.inference.calls.get(instance.id), made.key(instance)
    if call is None or any((link.source, link.output) not in variables for link in planned.into[instance.id]):
        body.add(f"{INDENT}# {instance.name}: {_why(made, variables, instance)}", node=key)
        return
    if call.keeps:  # stands as self.NAME where it is used
        variables.declare((instance.id, "y"), f"self.{identifier(owner_of(planned.graph, instance).name)}")
        return
    if instance.id in made.loops:
        _loop(body, made, variables, instance)
        return
    value = _value(planned, made.inference, variables, instance)
    for link in planned.into[instance.id]:
        variables.used((link.source, link.output))
    wanted = [
        name for name in call.outputs if any(link.output == name for link in planned.graph.links_from(instance.id))
    ]
    wanted = wanted or list(call.outputs)[:1]
    if len(wanted) == 1:
        tensor = (instance.id, wanted[0])
        variable = variables.assign(tensor, instance.name)
        lines = laid_out(f"{INDENT}{variable} = ", _dug(value, call.outputs[wanted[0]]))
        body.add_commented(lines, _shape(made, tensor), key)
        return
    whole = identifier(instance.name)
    body.add(*laid_out(f"{INDENT}{whole} = ", value), node=key)
    for name in wanted:
        variable = variables.declare((instance.id, name), variables.fresh(f"{whole}_{identifier(name)}"))
        lines = laid_out(f"{INDENT}{variable} = ", _dug(Atom(whole), call.outputs[name]))
        body.add_commented(lines, _shape(made, (instance.id, name)), key)


def _loop(body: Lines, made: Class, variables: Variables, instance: Instance) -> None:
    """Call the copies of a block one behind the other: what leaves one enters the next."""
    loop, key = made.loops[instance.id], made.key(instance)
    arriving = {link.input: (link.source, link.output) for link in made.planned.into[instance.id]}
    given = {entry: variables[arriving[entry]] for entry in arriving}
    for tensor in arriving.values():
        variables.used(tensor)
    carried = {
        entry: variables.fresh(f"{identifier(instance.name)}_{identifier(leaving)}") for entry, leaving in loop.ports
    }
    module = f"self.{identifier(owner_of(made.planned.graph, instance).name)}"
    copy = variables.fresh("copy") if loop.times is None else f"{module}[0]"
    over = f"for {copy} in {module}" if loop.times is None else f"for _ in range({flat(loop.times)})"
    body.add(*(f"{INDENT}{carried[entry]} = {given[entry]}" for entry in carried), node=key)
    arguments = ", ".join(carried.get(entry, given[entry]) for entry in arriving)
    body.add(f"{INDENT}{over}:", f"{INDENT}    {', '.join(carried.values())} = {copy}({arguments})", node=key)
    for entry, leaving in loop.ports:
        variables.declare((instance.id, leaving), carried[entry])


def _shape(made: Class, tensor: Tensor) -> str:
    """What the comment says; nothing where uses of a block differ."""
    shape = made.inference.shapes.get(tensor)
    return "" if shape is None else str(shape)


def _value(
    planned: Plan, inference: Inference, variables: Variables, instance: Instance, module: str = ""
) -> Expression:
    """The call of a node. ``module`` is what is called where that is no attribute of the class."""
    links = planned.into[instance.id]
    ports = by_port(links)

    def slot(placeholder: Slot) -> object:
        found = ports.get(placeholder.port, ())
        if placeholder.index >= len(found):
            return MISSING
        link = found[placeholder.index]
        return Atom(variables[link.source, link.output])

    attribute = f"self.{identifier(owner_of(planned.graph, instance).name)}"
    return use(inference.calls[instance.id], counts(links), slot, module or attribute)


def _loss(planned: Plan, inference: Inference, variables: Variables, instance: Instance) -> Expression:
    """A loss is made where it is used: it has no weights."""
    call = inference.calls[instance.id]
    return _value(planned, inference, variables, instance, flat(construction(call)) if call.constructs else "")


def _dug(value: Expression, path: Path) -> Expression:
    tail = "".join(f"[{int(index)}]" for index in path)
    if isinstance(value, Group):
        return Group(value.before, value.items, value.opening, value.closing, value.after + tail)
    return Atom(f"{value.text}{tail}") if isinstance(value, Atom) else value


def _why(made: Class, variables: Variables, instance: Instance) -> str:
    """Why a node has no line: what is wrong with it, or the faulty node that it stands behind."""
    own = next((problem.message for problem in made.inference.problems if problem.node == instance.id), "")
    cause = _cause(made.planned, variables, instance)
    own = own.removeprefix(instance.name).removeprefix(":").lstrip()
    found = own or (f"waits for {cause.name}" if cause is not None else "not connected yet")
    shown = "".join(letter if letter.isprintable() else " " for letter in found)
    return shown if len(shown) <= _LONGEST_COMMENT else shown[: _LONGEST_COMMENT - 3] + "..."


def _cause(planned: Plan, variables: Variables, instance: Instance) -> Instance | None:
    """The node farthest before this one, along links that carry nothing yet, that keeps it from being written."""
    for link in planned.into[instance.id]:
        if (link.source, link.output) not in variables:
            source = planned.graph[link.source]
            return _cause(planned, variables, source) or source
    return None


def _return(body: Lines, made: Class, variables: Variables, results: list[Tensor]) -> None:
    nodes = [made.key(instance) for instance in made.planned.outputs]
    if not results or any(tensor not in variables for tensor in results):
        body.add(f'{INDENT}raise NotImplementedError("the drawing is not complete yet")', node=nodes)
    elif len(results) == 1:
        body.add(f"{INDENT}return {variables[results[0]]}", node=nodes)
    else:
        shown = Group("", tuple(Item(Atom(variables[tensor])) for tensor in results))
        line = f"{INDENT}return {', '.join(variables[tensor] for tensor in results)}"
        body.add(*([line] if len(line) <= WIDTH else laid_out(f"{INDENT}return ", shown)), node=nodes)


def has_objective(planned: Plan, inference: Inference) -> bool:
    """Whether what training minimises can be written as a function of outputs, inputs and targets."""
    if not planned.losses or any(each.id not in inference.calls for each in (*planned.losses, *planned.criterion)):
        return False
    if any(inference.parameters.get(each.id) or inference.buffers.get(each.id) for each in planned.criterion):
        return False
    return set(planned.taps) <= {*_results(planned), *((instance.id, "y") for instance in planned.inputs)}


def objective_arguments(planned: Plan) -> list[tuple[Tensor, Instance]]:
    """What the objective takes, as tensors and the nodes they are named after: judged outputs, inputs, targets."""
    links = [(planned.into[instance.id][0], instance) for instance in planned.outputs if planned.into[instance.id]]
    ends = [((link.source, link.output), instance) for link, instance in links]
    ends += [((instance.id, "y"), instance) for instance in planned.inputs]
    named: dict[Tensor, Instance] = {}
    for tensor, instance in ends:
        if tensor in planned.taps:
            named.setdefault(tensor, instance)
    return [*named.items(), *(((target.id, "y"), target) for target in planned.targets)]


def objective_function(body: Lines, planned: Plan, inference: Inference) -> None:
    """Write what training minimises as a function of `objective_arguments` (where `has_objective`)."""
    variables = Variables((), {instance.name for instance in planned.graph})
    arguments = objective_arguments(planned)
    items = tuple(
        Item(Atom("Tensor"), f"{identifier(variables.declare(tensor, instance.name))}: ")
        for tensor, instance in arguments
    )
    signature = Group(f"def {variables.fresh('objective')}", items, after=" -> Tensor:")
    body.add("", "")
    body.add(*laid_out("", signature), node=[instance.id for _, instance in arguments])
    for instance in planned.criterion:
        _on_the_truth(body, planned, inference, variables, instance)
    _losses(body, planned, inference, variables)


def _on_the_truth(body: Lines, planned: Plan, inference: Inference, variables: Variables, instance: Instance) -> None:
    """A layer that works on a Target, before the losses."""
    value, call, name = _loss(planned, inference, variables, instance), inference.calls[instance.id], instance.name
    used = [
        output
        for output in call.outputs
        if any(link.output == output for link in planned.graph.links_from(instance.id))
    ]
    if len(used) == 1:
        value = _dug(value, call.outputs[used[0]])
        variables.declare((instance.id, used[0]), identifier(name))
    body.add(*laid_out(f"    {identifier(name)} = ", value), node=instance.id)
    for output in used if len(used) > 1 else ():
        variable = variables.declare((instance.id, output), variables.fresh(f"{name}_{identifier(output)}"))
        body.add(*laid_out(f"    {variable} = ", _dug(Atom(name), call.outputs[output])), node=instance.id)


def _losses(body: Lines, planned: Plan, inference: Inference, variables: Variables) -> None:
    values = [_loss(planned, inference, variables, loss) for loss in planned.losses]
    weights = [float(getattr(loss.node, "weight", 1.0)) for loss in planned.losses]
    if len(values) == 1 and weights == [1.0]:
        body.add(*laid_out("    return ", values[0]), node=planned.losses[0].id)
        return
    for loss, value in zip(planned.losses, values, strict=True):
        body.add(*laid_out(f"    {identifier(loss.name)} = ", value), node=loss.id)
    parts = tuple(
        Atom(loss.name if weight == 1 else f"{weight!r} * {loss.name}")
        for loss, weight in zip(planned.losses, weights, strict=True)
    )
    body.add(*laid_out("    return ", Chain("+", parts)))
