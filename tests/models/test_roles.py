"""What a head is for: each rule at its bound, and which goes first."""

import pytest

from models.roles import ROLES, role

FULL = dict(
    strongest_at=0.9, prefix_matching_low=0.3, prefix_matching_untrained_high=0.2, found=0.6, offset_finds=0.5,
    aer=0.5, aer_diagonal=0.6, rare=0.5, special=0.5,
)  # fmt: skip
NEEDS = dict(
    positional=["strongest_at"], induction=["prefix_matching_low", "prefix_matching_untrained_high"],
    syntactic=["found", "offset_finds"], alignment=["aer", "aer_diagonal"], rare=["rare"], sink=["special"],
)  # fmt: skip
BELOW = dict(
    positional=dict(strongest_at=0.8999), induction=dict(prefix_matching_low=0.2999), syntactic=dict(found=0.5999),
    alignment=dict(aer=0.5001), rare=dict(rare=0.4999), sink=dict(special=0.4999),
)  # fmt: skip


@pytest.mark.parametrize("name", NEEDS)
def test_each_rule_at_its_bound(name):
    row = {key: FULL[key] for key in NEEDS[name]}
    assert role(row) == name
    assert role(row | BELOW[name]) == "none"


def test_the_first_that_fits_goes_first():
    row = dict(FULL)
    for name in ROLES[:-1]:
        assert role(row) == name
        row |= BELOW[name]
    assert role(row) == "none"


def test_what_is_not_known_fits_nothing():
    assert role({}) == role(dict.fromkeys(FULL)) == "none"
    assert role(dict(prefix_matching_low=0.9)) == role(dict(found=0.9)) == role(dict(aer=0.1)) == "none"
