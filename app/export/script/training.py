"""The loop: batches, an epoch, the whole run, and the command line."""

from __future__ import annotations

import re

from app.compile.source.expressions import quoted
from app.compile.source.layout import Atom, Group, Item, laid_out
from app.export.script.brief import Brief
from app.export.script.loading import has_spread
from app.export.script.metrics import called, head_names, judged, unpacked
from app.export.script.recipe import optimizer_lines, scheduled, takes_epochs, takes_total

SHUFFLED = '''
def shuffled(seed: int, epoch: int, count: int) -> Tensor:
    """The order of the samples in an epoch; seed and epoch are mixed by splitmix64."""
    mask = 2**64 - 1
    mixed = (seed * 0x100000001B3 + epoch + 1) * 0x9E3779B97F4A7C15 & mask
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & mask
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & mask
    seed = (mixed ^ mixed >> 31) & mask >> 1
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))
'''

BATCHES = '''
def batches(count: int) -> list[tuple[int, int]]:
    """Start and stop of every batch; a rest that is too small joins the one before."""
    starts = list(range(0, count, BATCH_SIZE))
    if len(starts) > 1 and count - starts[-1] < SMALLEST:
        starts.pop()
    return list(zip(starts, [*starts[1:], count], strict=True))
'''

DEVICE = '''
def chosen_device(wanted: str) -> torch.device:
    """The device by name; under torchrun each process has a CUDA device of its own."""
    if wanted == "auto":
        present = {"cuda": torch.cuda, "mps": torch.backends.mps}
        found = [name for name, backend in present.items() if backend.is_available()]
        wanted = next(iter(found), "cpu")
    index = LOCAL_RANK if wanted == "cuda" else 0
    return torch.device(wanted, index)
'''

SHOWN = '''
def shown(part: str, metrics: dict[str, float]) -> str:
    """The metrics of a part of the data in a line."""
    return f"{part}: " + ", ".join(f"{name} {metrics[name]:.5g}" for name in metrics)
'''

RANDOM = re.compile(r"dropout|rand|bernoulli|noise|rrelu|droppath|multinomial", re.IGNORECASE)


def loop_texts(brief: Brief) -> list[str]:
    """The functions in the order in which they stand."""
    smallest = "2 * PROCESSES" if brief.recipe.batch_size > 1 else "PROCESSES"
    return [SHUFFLED, BATCHES.replace("SMALLEST", smallest), _epoch(brief)]


def _epoch(brief: Brief) -> str:
    arguments = ["model: nn.Module", "part: TensorDataset", "order: Tensor", "optimizer: optim.Optimizer"]
    arguments += ["scheduler: LambdaLR"] if scheduled(brief.recipe) else []
    items = tuple(Item(Atom(kind), f"{name}: ") for name, kind in (each.split(": ") for each in arguments))
    clip = brief.recipe.clip_norm
    lines = [
        *laid_out("", Group("def train_epoch", items, after=" -> None:")),
        '    """Train on every sample once; processes divide each batch among them."""',
        "    model.train()",
        "    for start, stop in batches(len(part)):",
        "        rows = order[start:stop][RANK::PROCESSES]",
        *unpacked(brief, "rows"),
        *called(brief),
        *judged(brief, "        loss = "),
        "        share = len(rows) * PROCESSES / (stop - start)",
        "        (loss * share).backward()  # the mean over processes is that over the batch",
        *([f"        nn.utils.clip_grad_norm_(model.parameters(), {clip!r})"] if clip is not None else []),
        "        optimizer.step()",
        *(["        scheduler.step()"] if scheduled(brief.recipe) else []),
        "        optimizer.zero_grad()",
    ]
    return "\n".join(lines)


def fit_text(brief: Brief) -> str:
    """``fit``: the model is made, trained and saved."""
    spread = ", spread" if has_spread(brief) else ""
    loaded = "parts, spread" if spread else "parts"
    path = "args.data, " if brief.path else ""
    names = ", ".join(("train", *brief.held_out))
    accurate = "accuracy" in "".join(head_names(brief))
    first = next((name for name in head_names(brief) if name.startswith("accuracy")), "")
    score = f'(metrics["{first}"], -metrics["loss"])' if accurate and _first_tells(brief) else '-metrics["loss"]'
    lines = [
        "def fit(args: argparse.Namespace, device: torch.device) -> None:",
        '    """Make, train and judge the model; keep its last and its best weights."""',
        f"    {loaded} = load_data({path}device)",
        f"    {names if brief.held_out else '(train,)'} = parts",
        "    torch.manual_seed(args.seed)",
        f"    model = {brief.source.class_name}().to(device)",
        *_distributed(brief),
        *optimizer_lines(brief),
        *_scheduler(brief),
        "    best = None",
        "    for epoch in range(args.epochs):",
        "        order = shuffled(args.seed, epoch, len(train))",
        f"        train_epoch(learner, train, order, optimizer{', scheduler' if scheduled(brief.recipe) else ''})",
        "        if RANK:",
        "            continue",
        f"        metrics = evaluate(model, train{spread})",
        '        print(f"epoch {epoch + 1}", shown("train", metrics), flush=True)',
        *(_validated(brief, spread)),
        '        if not math.isfinite(metrics["loss"]):',
        '            raise SystemExit("the loss is no number any more; lower the learning rate")',
        f"        score = {score}",
        "        if best is None or score > best:",
        "            best = score",
        '            save_file(model.state_dict(), args.out / "best.safetensors")',
        "    if RANK == 0:",
        '        save_file(model.state_dict(), args.out / "last.safetensors")',
    ]
    if "test" in brief.held_out:
        lines.append(f'        print(shown("test", evaluate(model, test{spread})))')
    return "\n".join(lines)


def _first_tells(brief: Brief) -> bool:
    """Netloom's own rule: the first head's accuracy decides, where that head has one."""
    return bool(brief.heads) and brief.heads[0].head.task != "regression"


def _validated(brief: Brief, spread: str) -> list[str]:
    if "validation" not in brief.held_out:
        return []
    return [
        f"        metrics = evaluate(model, validation{spread})",
        '        print(" " * 8, shown("validation", metrics), flush=True)',
    ]


def _distributed(brief: Brief) -> list[str]:
    source = brief.source.text
    lines = ["    learner = model", "    if PROCESSES > 1:"]
    if RANDOM.search(source):
        lines.append("        torch.manual_seed(args.seed + RANK)  # other random numbers in each")
    if re.search(r"nn\.BatchNorm", source):
        lines += [
            '        if device.type == "cuda":',
            "            model = nn.SyncBatchNorm.convert_sync_batchnorm(model)",
        ]
    unused = ", find_unused_parameters=True" if _idle(brief) else ""
    return [*lines, f"        learner = DistributedDataParallel(model{unused})"]


def _idle(brief: Brief) -> bool:
    """Whether some weights may get no gradient: no loss needs them, or something stops it on the way."""
    planned, known = brief.planned, brief.drawing.at()
    learnt = {each.id for each in planned.forward}
    layers = [each for each in planned.model if known.parameters.get(each.id)]
    return any(each.id not in learnt for each in layers) or ".detach()" in brief.source.text


def _scheduler(brief: Brief) -> list[str]:
    recipe = brief.recipe
    if not scheduled(recipe):
        return []
    if takes_total(recipe):
        lines = ["    steps = args.epochs * len(batches(len(train)))"]
        made = "lambda step: learning_rate(step, steps)"
    elif takes_epochs(recipe):
        lines = ["    per_epoch = len(batches(len(train)))"]
        made = "lambda step: learning_rate(step, per_epoch)"
    else:
        lines, made = [], "learning_rate"
    return [*lines, f"    scheduler = LambdaLR(optimizer, {made})"]


def main_text(brief: Brief, out: str) -> str:
    """The command line, and what every process sets up before it trains."""
    recipe = brief.recipe
    threads = str(recipe.threads) if recipe.threads else None
    cores = "max(1, ((os.cpu_count() or 2) - 1) // PROCESSES)"
    summary = '"""The command line."""'
    lines = [
        "def parsed() -> argparse.Namespace:",
        f"    {summary}",
        "    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])",
        '    parser.add_argument("--epochs", type=int, default=EPOCHS)',
        '    parser.add_argument("--seed", type=int, default=SEED)',
        f'    parser.add_argument("--device", default="{recipe.device}", help="auto, cpu, cuda or mps")',
        *([f"    cores = {cores}"] if threads is None else []),
        f'    parser.add_argument("--threads", type=int, default={threads or "cores"}, help="on the CPU")',
        *(['    parser.add_argument("--data", type=Path, default=DATA, help="what to read")'] if brief.path else []),
        *_option('"--out"', "type=Path", f"default=Path({quoted(out)})", 'help="folder of weights"'),
        "    return parser.parse_args()",
        "",
        "",
        "def main() -> None:",
        '    """Train in this process, or in those that torchrun started."""',
        "    args = parsed()",
        "    if args.epochs < 0 or args.threads < 1:",
        '        raise SystemExit("expected --epochs of 0 or more and --threads of 1 or more")',
        "    if PROCESSES > BATCH_SIZE:",
        '        raise SystemExit(f"a batch of {BATCH_SIZE} cannot be divided by {PROCESSES}")',
        "    device = chosen_device(args.device)",
        "    torch.set_num_threads(args.threads)",
    ]
    if recipe.deterministic:
        lines += [
            '    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # repeatable on CUDA',
            "    torch.use_deterministic_algorithms(True, warn_only=True)",
        ]
    lines += [
        "    args.out.mkdir(parents=True, exist_ok=True)",
        "    if PROCESSES > 1:",
        '        if device.type == "cuda":',
        "            torch.cuda.set_device(device)",
        '        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")',
        "    fit(args, device)",
        "    if PROCESSES > 1:",
        "        dist.destroy_process_group()",
        "",
        "",
        'if __name__ == "__main__":',
        "    main()",
    ]
    return "\n".join(lines)


def _option(*arguments: str) -> list[str]:
    return laid_out("    ", Group("parser.add_argument", tuple(Item(Atom(each)) for each in arguments)))
