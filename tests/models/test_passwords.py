"""What a password is compared with, and that the time it takes tells nothing."""

import time

import pytest

from models.user.passwords import hash_of, matches, quick_hash_of

WORDS = "a long enough phrase"


@pytest.mark.parametrize("keep", [hash_of, quick_hash_of])
def test_a_password_matches_its_own_hash_and_no_other(keep):
    kept = keep(WORDS)
    assert matches(WORDS, kept)
    assert not matches("another phrase", kept)


@pytest.mark.parametrize("kept", [None, "", "nonsense"])
def test_without_a_hash_nothing_matches(kept):
    assert not matches(WORDS, kept)
    assert not matches("nobody's password, for the time it takes", kept)


def processor_time(kept):
    """The least of a few tries to compare a wrong password, on a machine that does other things."""
    tries = []
    for _ in range(4):
        begun = time.process_time()
        matches("another phrase", kept)
        tries.append(time.process_time() - begun)
    return min(tries)


def test_it_costs_the_same_for_a_person_somebody_of_the_sample_and_nobody():
    costs = [processor_time(kept) for kept in (hash_of(WORDS), quick_hash_of(WORDS), None)]
    assert max(costs) < 1.5 * min(costs)
