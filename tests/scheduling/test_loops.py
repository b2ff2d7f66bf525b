"""Links that lead back are refused, and named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling import Change, Link, Loop, Summary, ripple
from tests.scheduling.plans import often, plan, task


def loop_of(*rows, links):
    with pytest.raises(Loop) as found:
        plan(*rows, links=links)
    return found.value


def turned(names, first):
    at = names.index(first)
    return names[at:] + names[:at]


def test_a_loop_is_named_in_the_order_of_its_links():
    rows = [task(name) for name in ("Brief", "Design", "Build", "Ship", "Party")]
    links = [
        "Brief FS Design",
        "Design SS Build",
        "Build FF Ship",
        "Ship FS Design",
        "Ship FS Party",
    ]
    loop = loop_of(*rows, links=links)
    assert turned(loop.names, "Design") == ["Design", "Build", "Ship"]
    assert turned(loop.ids, "Design") == ["Design", "Build", "Ship"]
    assert str(loop).count(" → ") == 3


def test_a_task_that_waits_for_itself_is_a_loop():
    assert loop_of(task("a"), links=["a FS a"]).names == ["a"]


@pytest.mark.parametrize("link", ["phase FS a", "a FS phase"])
def test_a_phase_and_what_lies_in_it_cannot_wait_for_each_other(link):
    loop = loop_of(Summary("phase", "Phase"), task("a", parent="phase"), links=[link])
    assert set(loop.names) == {"Phase", "a"}


def test_a_phase_that_lies_in_itself_is_a_loop():
    loop = loop_of(Summary("one", parent="two"), Summary("two", parent="one"), links=[])
    assert set(loop.ids) == {"one", "two"}


def test_a_new_link_that_leads_back_is_refused_before_anything_moves():
    one = plan(task("a"), task("b"), task("c"), links=["a FS b", "b FS c"])
    with pytest.raises(Loop, match="→"):
        ripple(one, Change(link=(Link("c", "a"),)))


def test_a_loop_of_ten_thousand_is_found_without_a_deep_stack():
    rows = [task(str(number)) for number in range(10_000)]
    links = [Link(str(number), str((number + 1) % 10_000)) for number in range(10_000)]
    assert len(loop_of(*rows, links=links).names) == 10_000


@often
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16))
def test_what_is_named_is_a_loop_and_what_passes_has_none(pairs):
    links = [Link(str(before), str(after)) for before, after in pairs]
    rows = [task(str(number)) for number in range(8)]
    leads_back = any(str(one) in after(links, str(one)) for one in range(8))
    if not leads_back:
        plan(*rows, links=links)
        return
    names = loop_of(*rows, links=links).names
    assert len(set(names)) == len(names)
    known = {(one.predecessor, one.successor) for one in links}
    assert set(zip(names, [*names[1:], names[0]], strict=True)) <= known


def after(links, name):
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        new = {link.successor for link in links if link.predecessor == one} - found
        found |= new
        waiting += new
    return found
