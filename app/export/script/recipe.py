"""The recipe as source: optimiser, parameter groups, learning rate."""

from __future__ import annotations

from app.compile.source.layout import Atom, Expression, Group, Item, laid_out
from app.export.script.brief import Brief
from app.graph.recipe import Recipe
from app.training.optimizers import FUSED
from app.training.schedules import ONE_CYCLE_RISE, ONE_CYCLE_START

DEFAULTS = {"betas": (0.9, 0.999), "momentum": 0.0, "nesterov": False, "alpha": 0.99}
EPS = {"Adagrad": 1e-10}
DECAY = {"AdamW": 0.01}

GROUPS = '''
def parameter_groups(model: nn.Module) -> list[dict]:
    """Parameters by the factor on their learning rate; frozen ones are in none."""
    groups: dict[float, list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            owners = (layer for layer in FACTORS if f"{name}.".startswith(f"{layer}."))
            factor = FACTORS.get(next(owners, ""), 1.0)
            groups.setdefault(factor, []).append(parameter)
    return [
        {"params": parameters, "lr": LEARNING_RATE * factor}
        for factor, parameters in groups.items()
    ]
'''

BETWEEN = '''
def between(first: float, last: float, share: float) -> float:
    """Half a cosine from ``first`` (share 0) to ``last`` (share 1)."""
    return last + (first - last) * (1 + math.cos(math.pi * share)) / 2
'''


def factors(brief: Brief) -> dict[str, float]:
    """Factors on the learning rate other than 1, by the place of a layer's weights."""
    known = brief.drawing.flat
    return {
        each.name: each.lr_factor
        for each in brief.drawing.expanded.graph
        if each.lr_factor != 1 and known.parameters.get(each.id)
    }


def frozen(brief: Brief) -> bool:
    known = brief.drawing.flat
    return any(each.frozen and known.parameters.get(each.id) for each in brief.drawing.expanded.graph)


def optimizer_lines(brief: Brief) -> list[str]:
    """The statement that makes the optimiser, inside a function."""
    recipe = brief.recipe
    if factors(brief):
        parameters = "parameter_groups(model)"
    elif frozen(brief):
        parameters = "[each for each in model.parameters() if each.requires_grad]"
    else:
        parameters = "model.parameters()"
    items = [Item(Atom(parameters)), Item(Atom("LEARNING_RATE"), "lr=")]
    items += [Item(_atom(value), f"{name}=") for name, value in _settings(recipe).items()]
    fused = FUSED.get(recipe.optimizer)
    if fused is None:
        items.append(Item(Atom("True"), "foreach="))
    else:
        on = f'device.type in ("{fused[0]}", "{fused[1]}")' if len(fused) > 1 else f'device.type == "{fused[0]}"'
        items.append(Item(Atom(on), "fused="))
    return laid_out("    optimizer = ", Group(f"optim.{recipe.optimizer}", tuple(items)))


def _settings(recipe: Recipe) -> dict[str, object]:
    """Arguments that differ from torch's own."""
    name = recipe.optimizer
    found: dict[str, object] = {}
    if name in ("SGD", "RMSprop"):
        found["momentum"] = recipe.momentum
    if name == "SGD":
        found["nesterov"] = recipe.nesterov and recipe.momentum > 0
    if name in ("Adam", "AdamW"):
        found["betas"] = (recipe.beta1, recipe.beta2)
    if name == "RMSprop":
        found["alpha"] = recipe.alpha
    found = {key: value for key, value in found.items() if value != DEFAULTS[key]}
    if name != "SGD" and recipe.eps != EPS.get(name, 1e-8):
        found["eps"] = recipe.eps
    if recipe.weight_decay != DECAY.get(name, 0.0):
        found["weight_decay"] = recipe.weight_decay
    return found


def _atom(value: object) -> Expression:
    if isinstance(value, tuple):
        return Group("", tuple(Item(_atom(entry)) for entry in value))
    return Atom(repr(value))


def scheduled(recipe: Recipe) -> bool:
    """Whether the learning rate changes at all."""
    return recipe.schedule != "constant" or recipe.warmup > 0


def takes_epochs(recipe: Recipe) -> bool:
    """Whether the schedule counts epochs rather than the share of all steps."""
    return recipe.schedule in ("step", "exponential")


def takes_total(recipe: Recipe) -> bool:
    return recipe.schedule in ("cosine", "one-cycle")


def schedule_text(recipe: Recipe) -> str:
    """``learning_rate``: the factor of an update; "" where it never changes."""
    if not scheduled(recipe):
        return ""
    given = "steps: int" if takes_total(recipe) else "per_epoch: int" if takes_epochs(recipe) else ""
    said, body = _body(recipe)
    if recipe.warmup:
        length = ["    steps = max(1, steps - WARMUP)"] if takes_total(recipe) else []
        begin = ["    if step < WARMUP:", "        return (step + 1) / (WARMUP + 1)", "    step -= WARMUP", *length]
        begin = begin if recipe.schedule != "constant" else begin[:2]
        said = f"warm-up, then {said}"
    else:
        begin = ["    steps = max(1, steps)"] if recipe.schedule == "cosine" else []
    arguments = ", ".join(filter(None, ["step: int", given]))
    lines = ["def learning_rate(step: int) -> float:".replace("step: int", arguments)]
    lines += [f'    """Factor of update number ``step``: {said}."""', *begin, *body]
    helper = BETWEEN if takes_total(recipe) else ""
    return helper + "\n\n" + "\n".join(lines)


def _body(recipe: Recipe) -> tuple[str, list[str]]:
    match recipe.schedule:
        case "step":
            every = f"{recipe.step_epochs} * per_epoch"
            return f"a drop every {recipe.step_epochs} epochs", [
                f"    return math.pow({recipe.gamma}, step // ({every}))"
            ]
        case "exponential":
            return "a little less every step", [f"    return math.pow({recipe.gamma}, step / per_epoch)"]
        case "cosine":
            return "half a cosine down", [f"    return between(1.0, {recipe.final_factor}, min(1.0, step / steps))"]
        case "one-cycle":
            return "one cycle, up and down", [
                f"    peak = {ONE_CYCLE_RISE} * steps - 1",
                "    if step < peak:",
                f"        return between({ONE_CYCLE_START}, 1.0, step / peak)",
                "    share = min(1.0, (step - peak) / max(1.0, steps - 1 - peak))",
                f"    return between(1.0, {recipe.final_factor}, share)",
            ]
    return "constant", ["    return 1.0"]
