"""How a script draws its training, validation and test part: as `app.data.split`, for the one way that is chosen."""

from __future__ import annotations

from app.export.script.brief import Brief

SHARES = '''
def shares(sizes: np.ndarray, total: int, room: np.ndarray) -> np.ndarray:
    """``total`` in proportion to ``sizes``, within ``room``, by largest remainder."""
    quota = sizes * total / sizes.sum()
    given = np.minimum(np.floor(quota).astype(np.int64), room)
    while given.sum() < total:
        given[np.argmax(np.where(given < room, quota - given, -np.inf))] += 1
    return given
'''

TAKE = '''
def take(waiting: list[int], sizes: np.ndarray, count: int, most: int) -> list[int]:
    """Groups from ``waiting`` that hold about ``count`` samples; ``most`` at most."""
    chosen = [waiting.pop(0)]
    while len(chosen) < most:
        if sizes[chosen].sum() + sizes[waiting[0]] / 2 > count:
            break
        chosen.append(waiting.pop(0))
    return chosen
'''


def split_text(brief: Brief) -> str:
    """``split`` and what it needs; "" where every sample is trained on."""
    if not brief.held_out:
        return ""
    kind = brief.choice.split
    body = {"stratified": _stratified, "random": _random, "time": _time, "group": _group}[kind](brief)
    given = "side" if takes_side(brief) else "answers"
    named = ", ".join(["training", *brief.held_out])
    how = {
        "stratified": _stratified_how(brief),
        "random": ", drawn at random",
        "time": ", in order of time",
        "group": "; a group is never divided",
    }[kind]
    head = [f"def split({given}: np.ndarray) -> list[np.ndarray]:", f'    """Rows of the parts: {named}{how}."""']
    helper = {"stratified": "" if _dense(brief) else SHARES, "group": TAKE}.get(kind, "")
    return helper + "\n\n" + "\n".join([*head, *("    " + line if line else "" for line in body)])


def takes_side(brief: Brief) -> bool:
    """Whether the split goes by a column of its own: the group, or the time."""
    return brief.choice.split == "group" or (brief.choice.split == "time" and brief.dataset.order is not None)


def _dense(brief: Brief) -> bool:
    """Whether a sample has a class at every place, as texts and masks have, and is of none itself."""
    return bool(brief.classes) and brief.answers.ndim > 1


def _stratified_how(brief: Brief) -> str:
    if _dense(brief):
        return ", drawn at random"
    return ", every class in each" if brief.classes else ", small and large ones in each"


def _counts(brief: Brief, count: str) -> dict[str, str]:
    """How many samples each part holds out."""
    return {name: f"max(1, round({name.upper()} * {count}))" for name in brief.held_out}


def _stratified(brief: Brief) -> list[str]:
    if _dense(brief):
        return _one_stratum(brief)
    counts = _counts(brief, "len(answers)")
    if brief.classes:
        strata, lines = "answers", []
    else:
        bins = max(1, min(10, len(brief.dataset) // 10))
        lines = [
            'ranks = np.argsort(np.argsort(answers[:, 0], kind="stable"), kind="stable")',
            f"strata = ranks * {bins} // len(answers)  # bins of equal count",
        ]
        strata = "strata"
    lines += [
        "random = np.random.RandomState(SPLIT_SEED)",
        "members = [",
        f"    random.permutation(np.flatnonzero({strata} == stratum))",
        f"    for stratum in np.unique({strata})",
        "]",
        "sizes = np.array([len(rows) for rows in members])",
    ]
    if len(counts) == 2:
        return [
            *lines,
            f"tested = shares(sizes, {counts['test']}, sizes - 1)",
            f"held = {counts['validation']}",
            "held = shares(sizes, held, sizes - tested - 1)",
            "cuts = zip(members, tested, tested + held, strict=True)",
            "pieces = [np.split(rows, [first, second]) for rows, first, second in cuts]",
            "test, validation, train = (",
            "    np.sort(np.concatenate(part)) for part in zip(*pieces, strict=True)",
            ")",
            "return [train, validation, test]",
        ]
    ((name, count),) = counts.items()
    return [
        *lines,
        f"held = shares(sizes, {count}, sizes - 1)",
        "cuts = zip(members, held, strict=True)",
        "pieces = [np.split(rows, [count]) for rows, count in cuts]",
        f"{name}, train = (",
        "    np.sort(np.concatenate(part)) for part in zip(*pieces, strict=True)",
        ")",
        f"return [train, {name}]",
    ]


def _one_stratum(brief: Brief) -> list[str]:
    """Held-out parts first, as a stratum is divided."""
    held = dict(reversed(_counts(brief, "count").items()))
    sizes = f"[{', '.join(held.values())}]"
    return [
        "count = len(answers)",
        "order = np.random.RandomState(SPLIT_SEED).permutation(count)",
        f"cuts = {f'np.cumsum({sizes})' if len(held) > 1 else sizes}",
        f"{', '.join(held)}, train = (np.sort(part) for part in np.split(order, cuts))",
        f"return [train, {', '.join(brief.held_out)}]",
    ]


def _random(brief: Brief) -> list[str]:
    lines = ["count = len(answers)", "order = np.random.RandomState(SPLIT_SEED).permutation(count)"]
    return [*lines, *_cut(brief, "count"), "return [np.sort(part) for part in parts]"]


def _time(brief: Brief) -> list[str]:
    if brief.dataset.order is None:
        lines = ["count = len(answers)", "order = np.arange(count)"]
    else:
        lines = ["count = len(side)", 'order = np.argsort(side, kind="stable")']
    return [*lines, *_cut(brief, "count"), "return parts"]


def _cut(brief: Brief, count: str) -> list[str]:
    held = _counts(brief, count)
    lines = [f"{name} = {number}" for name, number in held.items()]
    places = [f"count - {' - '.join(list(held)[rank:])}" for rank in range(len(held))]
    return [*lines, f"parts = np.split(order, [{', '.join(places)}])"]


def _group(brief: Brief) -> list[str]:
    counts = _counts(brief, "len(side)")
    lines = [
        "names, codes = np.unique(side, return_inverse=True)",
        "sizes = np.bincount(codes)",
        "random = np.random.RandomState(SPLIT_SEED)",
        "waiting = list(random.permutation(len(names)))",
    ]
    for rank, (name, number) in enumerate(counts.items()):
        later = len(counts) - rank  # a group each for the parts that follow, the training part among them
        lines += [f"count = {number}", f"{name} = take(waiting, sizes, count, len(waiting) - {later})"]
    return [
        *lines,
        f"parts = [waiting, {', '.join(counts)}]",
        "return [np.flatnonzero(np.isin(codes, part)) for part in parts]",
    ]
