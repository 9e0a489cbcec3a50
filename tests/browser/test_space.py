"""Modules of the pages about states by themselves, in the browser that will run them."""

import numpy as np
import pytest

pytestmark = pytest.mark.browser


def test_the_frame_is_that_of_the_cloud_and_of_the_beginning(page):
    page.goto("/web/space.js")
    found = page.evaluate("""async () => {
      const { limits, flat, solid, corners, EDGES } = await import("/web/space.js");
      const cloud = { shape: [2, 3], values: Float32Array.from([0, 0, 0, 2, 4, 8]) };
      const frame = limits(cloud, [-2, 1, 1]), box = { x: 10, y: 20, w: 100, h: 50 };
      const place = flat(frame, box), turned = (turn) => corners(frame).map(solid(frame, box, turn));
      return {
        frame, edges: EDGES.length,
        inside: place([0, 2, 0]), beyond: place([99, 2, 0]),
        straight: turned([0, 0]), quarter: turned([Math.PI / 2, 0]), tilted: turned([0.7, -0.4]),
      };
    }""")
    low, high = np.array(found["frame"]["low"]), np.array(found["frame"]["high"])
    assert (low < [-2, 0, 0]).all() and (high > [2, 4, 8]).all()
    assert np.allclose((low + high) / 2, [0, 2, 4]), "a margin on both sides"
    assert found["edges"] == 12
    assert (found["inside"]["x"], found["inside"]["y"]) == pytest.approx((60, 45)) and not found["inside"]["out"]
    assert found["beyond"]["x"] == 110 and found["beyond"]["out"]
    place = {name: np.array([[p["x"], p["y"]] for p in found[name]]) for name in ("straight", "quarter", "tilted")}
    assert np.allclose(place["straight"][0], place["straight"][4]), "PC 3 points away from the viewer"
    assert np.allclose(place["quarter"][0, 0], place["quarter"][1, 0]), "turned by a quarter, PC 1 does"
    assert place["straight"][0, 1] > place["straight"][2, 1], "PC 2 points up"
    for corners in place.values():
        assert np.allclose(corners.mean(0), [60, 45])


def test_numbers_for_bars(page):
    page.goto("/web/horizon.js")
    found = page.evaluate("""async () => {
      const { brief, half, scaleOf, raised } = await import("/web/horizon.js");
      const { ticks } = await import("/web/space.js");
      const linear = scaleOf([0.03, 0.8], false), log = scaleOf([1e-9, 0.8], true);
      return {
        brief: [0, 0.5, 1.25, 12.34, 0.0123, 0.0004, 5000].map(brief),
        half: [[1, 1, 2], [4, 0, 0], [], [0, 0]].map(half),
        linear: [linear.ticks, linear.of(0.5)], log: [log.of(1), log.of(1e-3), log.of(0), log.ticks.map(log.name)],
        ticks: ticks(-1.3, 2.2, 4), raised: raised(-12),
      };
    }""")
    assert found["brief"] == ["0", ".50", "1.25", "12.3", ".012", "4·10⁻⁴", "5·10³"]
    assert found["half"] == [1, 3, 0, 0]
    assert found["linear"] == [[0, 0.5, 1], 0.5]
    assert found["log"] == [1, 0.5, 0, ["10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]]
    assert found["ticks"] == [-1, 0, 1, 2] and found["raised"] == "⁻¹²"


def test_columns_keep_their_places_until_there_is_no_more_room(page):
    page.goto("/web/steps.js")
    found = page.evaluate("""async () => {
      const { steps } = await import("/web/steps.js");
      return [1, 9, 12, 13, 200, 1900].map((n) => {
        const axis = steps(n, { size: 14 }, 100, 1100);
        return [axis.x(0), axis.x(n - 1), axis.wide];
      });
    }""")
    assert found[1][0] == found[2][0], "nine and twelve tokens stand on the same columns"
    assert found[3][0] < found[2][0]
    assert all(100 <= first <= last <= 1100 for first, last, _ in found)
    assert [wide for *_, wide in found] == [True, True, True, True, False, False]


def test_signs_lie_in_their_boxes(page):
    page.goto("/web/marks.js")
    found = page.evaluate("""async () => {
      const { corners, SIGNS } = await import("/web/marks.js");
      return Object.fromEntries(SIGNS.map((shape) => [shape, corners({ x: 0, y: 0, w: 10, shape })]));
    }""")
    assert found.pop("circle") is None and len(found) == 4
    for path in found.values():
        assert all(-1 <= v <= 11 for point in path for v in point)
