"""Modules of ui/web/ by themselves, in the browser that will run them."""

import numpy as np
import pytest

pytestmark = pytest.mark.browser


def test_derive_merges_words_and_averages_heads(page):
    page.goto("/web/view.js")
    found = page.evaluate("""async () => {
      const { derive } = await import("/web/view.js");
      const words = [0, 0, 1, -1];
      const source = ["a", "b", "c", "<eos>"].map((text, k) => ({ text, word: words[k], special: k === 3 }));
      const values = Float32Array.from({ length: 2 * 16 }, (_, k) => (k * 7) % 11);
      const scores = { shape: [4, 4], values: values.subarray(0, 16) };
      const arrays = { layer: { shape: [2, 4, 4], values }, scores };
      const data = { header: { source, target: source }, arrays };
      const all = (view) => {
        const m = derive(data, { side: "encoder", head: 2, stage: "weights", ...view });
        return { rows: m.rows.map((g) => g.label), values: m.rows.map((_, i) => m.cols.map((_, j) => m.values(i, j))) };
      };
      return {
        plain: all({ special: true }), bare: all({}), mean: all({ special: true, mean: true }),
        merged: all({ special: true, merge: true }), scores: all({ special: true, merge: true, stage: "scores" }),
      };
    }""")
    layer = np.array([(k * 7) % 11 for k in range(32)], float).reshape(2, 4, 4)
    assert np.array_equal(found["plain"]["values"], layer[1])
    assert np.array_equal(found["bare"]["values"], layer[1][:3, :3])
    assert np.array_equal(found["mean"]["values"], layer.mean(0))
    assert found["merged"]["rows"] == ["ab", "c", "<eos>"]
    keys = np.stack([layer[1][:, :2].sum(1), layer[1][:, 2], layer[1][:, 3]], axis=1)
    assert np.allclose(found["merged"]["values"], np.stack([keys[:2].mean(0), keys[2], keys[3]]))
    assert np.array_equal(found["scores"]["values"], layer[0]), "scores are never merged"


def test_colours_can_be_told_from_the_background(page):
    page.goto("/web/view.js")
    found = page.evaluate("""async () => {
      const { contrast, theme } = await import("/web/scales.js");
      return ["#ffffff", "#10161f"].map((background) => {
        const e = document.createElement("div");
        e.style.setProperty("--st-background-color", background);
        document.body.append(e);
        const t = theme(e);
        const against = (colours) => colours.map((c) => contrast(c, background));
        return { heads: against(t.heads), text: against([...Object.values(t.role), t.faint]) };
      });
    }""")
    for theme in found:
        assert len(theme["heads"]) == 16 and min(theme["heads"]) >= 3
        assert min(theme["text"]) >= 4.5
