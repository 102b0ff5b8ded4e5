"""Pure parts: buckets, ways of links, guides, ranking."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from canvas_drawings import drawing
from PySide6.QtCore import QRectF

from app.graph.layout.fold import CANVAS, folded
from app.ui.canvas.gestures.guides import aligned
from app.ui.canvas.index import BoxIndex
from app.ui.canvas.link_path import crosses, distance, pill_place
from app.ui.canvas.routing import bounds, polyline, route


def index_of(*boxes: tuple[float, float]) -> BoxIndex:
    """Node bodies at these corners; keys are 0, 1, ..."""
    index = BoxIndex()
    for key, (x, y) in enumerate(boxes):
        index.put(str(key), (x, y, x + 164, y + 74))
    return index


def test_index_agrees_with_a_plain_search() -> None:
    chance = random.Random(3)
    index, boxes = BoxIndex(), {}
    for key in range(300):
        x, y = chance.uniform(-3000, 3000), chance.uniform(-3000, 3000)
        boxes[key] = (x, y, x + chance.uniform(1, 900), y + chance.uniform(1, 300))
        index.put(key, boxes[key])
    for key in list(boxes)[:60]:
        index.take(key)
        del boxes[key]
    for key in list(boxes)[:60]:
        boxes[key] = tuple(value + 500 for value in boxes[key])
        index.put(key, boxes[key])
    for _ in range(100):
        x, y = chance.uniform(-3000, 3000), chance.uniform(-3000, 3000)
        area = (x, y, x + chance.uniform(0, 2000), y + chance.uniform(0, 2000))
        plain = {k for k, b in boxes.items() if b[0] < area[2] and b[2] > area[0] and b[1] < area[3] and b[3] > area[1]}
        assert set(index.touching(area)) == plain


def test_a_free_link_is_a_curve() -> None:
    index = index_of((0, 0), (240, 0))
    way = route((164, 37), (242.5, 37), index, ("0", "1"), {}, "a", 0)
    assert not way.is_lane
    assert way.points[0] == (164, 37) and way.points[-1] == (242.5, 37)


def test_a_skip_link_goes_around_the_node_between() -> None:
    index = index_of((0, 0), (240, 0), (480, 0))
    way = route((164, 37), (482.5, 37), index, ("0", "2"), {}, "a", 0)
    assert way.is_lane
    left, top, right, bottom = index.boxes["1"]
    inner = [(x, y) for x, y in dense(way) if left < x < right and top < y < bottom]
    assert inner == []


def test_a_way_back_passes_between_the_rows() -> None:
    index = index_of((0, 0), (480, 0), (0, 170), (480, 170))
    way = route((644, 37), (2.5, 207), index, ("1", "2"), {}, "a", 0)
    assert way.is_lane and way.lane is not None
    assert 74 < way.lane[0] < 170


def test_two_skips_do_not_share_a_lane_unless_they_come_from_one_port() -> None:
    index = index_of((0, 0), (240, 0), (480, 0))
    first = route((164, 37), (482.5, 37), index, ("0", "2"), {}, "a", 0)
    assert first.lane
    other = route((164, 37), (482.5, 37), index, ("0", "2"), {"a": [first.lane]}, "b", 0)
    same = route((164, 37), (482.5, 37), index, ("0", "2"), {"a": [first.lane]}, "a", 0)
    assert other.lane and abs(other.lane[0] - first.lane[0]) >= 7
    assert same.lane and same.lane[0] == first.lane[0]


@pytest.mark.parametrize("seed", range(20))
def test_ways_keep_off_nodes_wherever_the_nodes_are(seed: int) -> None:
    """A route is allowed to fail only by falling back to the plain curve."""
    chance = random.Random(seed)
    corners = [(chance.randrange(0, 6) * 240.0, chance.randrange(0, 5) * 150.0) for _ in range(14)]
    corners = list(dict.fromkeys(corners))
    index = index_of(*corners)
    (sx, sy), (tx, ty) = corners[0], corners[1]
    way = route((sx + 164, sy + 37), (tx + 2.5, ty + 37), index, ("0", "1"), {}, "a", 0)
    for key, (left, top, right, bottom) in index.boxes.items():
        if key not in ("0", "1"):
            assert not any(left < x < right and top < y < bottom for x, y in dense(way))
    box = bounds(way)
    assert box[2] - box[0] < abs(tx - sx) + 2 * 164 + 200


def dense(way, step: float = 4.0):
    points = polyline(way, 64)
    found = []
    for (x1, y1), (x2, y2) in pairwise(points):
        count = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
        found += [(x1 + (x2 - x1) * k / count, y1 + (y2 - y1) * k / count) for k in range(count + 1)]
    return found


def test_labels_keep_off_nodes_and_each_other() -> None:
    index = index_of((0, 0), (240, 0))
    way = route((164, 37), (242.5, 37), index, ("0", "1"), {}, "a", 0)
    pill = pill_place(way, 50, 15, (index,))
    assert not pill.isEmpty() and pill.left() > 164 and pill.right() < 240
    taken = BoxIndex()
    taken.put("label", (pill.left(), pill.top(), pill.right(), pill.bottom()))
    other = pill_place(way, 50, 15, (index, taken))
    assert other.isEmpty() or not other.intersects(pill)
    assert pill_place(way, 90, 15, (index,)).isEmpty()


def test_distance_and_crossing() -> None:
    way = route((164, 37), (242.5, 37), index_of((0, 0), (240, 0)), ("0", "1"), {}, "a", 0)
    assert distance(way, 200, 47) == pytest.approx(10)
    assert crosses(way, (200, 0), (200, 80))
    assert not crosses(way, (200, 0), (200, 30))


def test_guides_take_hold_within_six_px_else_the_grid() -> None:
    other = QRectF(100, 100, 164, 74)
    corner, guides = aligned(QRectF(103, 300, 164, 74), [other])
    assert corner.x() == 100 and len(guides) == 1
    corner, guides = aligned(QRectF(111, 301, 164, 74), [other])
    assert (corner.x(), corner.y()) == (112, 304) and guides == []


def test_a_fold_avoids_cutting_a_block_in_two() -> None:
    """Twelve columns in a row, a skip link over the last four: the fold comes before it or where it begins."""
    names = ["image", *(f"relu_{k}" for k in range(1, 11)), "add_1"]
    links = [f"{before} -> {after}" for before, after in pairwise(names)]
    declared = [(name, "Input" if name == "image" else "Add" if name == "add_1" else "ReLU", {}) for name in names]
    project = drawing(declared, [*links, "relu_7 -> add_1"], laid_out=False)
    places = {name: (240.0 * place, 0.0) for place, name in enumerate(names)}
    result = folded(project.graph, places, CANVAS)
    assert len({y for _, y in result.values()}) > 1
    assert result["relu_7"][1] == result["add_1"][1] or result["relu_8"][0] == 0
    assert len(set(result.values())) == len(names)
    assert folded(project.graph, {}, CANVAS) == {}
