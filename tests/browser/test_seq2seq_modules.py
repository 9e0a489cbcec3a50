"""Modules behind the tabs of /seq2seq by themselves, in the browser that will run them."""

import pytest

pytestmark = pytest.mark.browser


def test_drawn_rows_are_whole_shares_that_sum_up(page):
    page.goto("/web/s2s_drawn.js")
    found = page.evaluate("""async () => {
      const { WHOLE, even, moved, only, parse, spell, whole } = await import("/web/s2s_drawn.js");
      const weights = [0.2, 0.5, 0.3];
      return {
        WHOLE, thirds: whole([1, 1, 1]), zero: whole([0, 0, 2]), even: even(4), only: only(3, 1),
        up: moved(weights, 0, 0.6), top: moved(weights, 0, 5), down: moved(weights, 1, -1),
        alone: moved([1], 0, 0.3), from_one: moved([0, 1, 0], 1, 0.4),
        text: spell(parse("dot.2.1-3_general.4.5-5")), none: parse("").size + parse(undefined).size,
      };
    }""")
    assert found["thirds"] == [3334, 3333, 3333] and found["zero"] == [0, 0, found["WHOLE"]]
    assert found["up"] == pytest.approx([0.6, 0.25, 0.15]) and found["top"] == [1, 0, 0]
    assert found["down"] == pytest.approx([0.4, 0, 0.6]) and found["from_one"] == pytest.approx([0.3, 0.4, 0.3])
    assert found["alone"] == [1] and found["even"] == [0.25] * 4 and found["only"] == [0, 1, 0]
    assert found["text"] == "dot.2.1-3_general.4.5-5" and found["none"] == 0


def test_signs_of_a_formula_are_lowered_and_raised_and_typed_ones_are_not(page):
    page.goto("/web/s2s_symbols.js")
    found = page.evaluate("""async () => {
      const { parts, plain } = await import("/web/s2s_symbols.js");
      const { power, told, scoreSymbols } = await import("/web/s2s_equations.js");
      return {
        parts: parts("e_{tj} = s_t^T W_a"), plain: plain([["s_{t−1} + "], ["a_{b}", "", true]]),
        numbers: [told(-1.234), told(2, 3), power(3), power(123456), power(0.00123), power(0)],
        additive: scoreSymbols("additive"), dot: scoreSymbols("dot"),
      };
    }""")
    assert found["parts"] == [["e", 0], ["tj", 1], [" = s", 0], ["t", 1], ["T", -1], [" W", 0], ["a", 1]]
    assert found["plain"] == "s_t−1 + a_{b}"
    assert found["numbers"] == ["−1.23", "2.000", "3.00", "1.23·10^{5}", "1.23·10^{−3}", "0.00"]
    assert found["additive"] == ["v_a^T", " tanh(W_a s_{t−1} + U_a h_j)"] and found["dot"] == ["s_t^T", " h_j"]
