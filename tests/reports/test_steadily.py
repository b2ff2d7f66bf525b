"""Two hundred reports due at one minute leave one a beat: pages have the machine between them."""

import pytest

import worker


class Asked:
    """Told to stop after so many looks; keeps how often it was waited for."""

    def __init__(self, looks: int) -> None:
        self.looks, self.rests = looks, 0

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def wait(self, _seconds: float) -> None:
        self.rests += 1


@pytest.mark.parametrize(("queue", "rests"), [("reports", 5), ("letters", 0)])
def test_a_steady_queue_rests_though_there_is_more_to_do(app, monkeypatch, queue, rests):
    monkeypatch.setitem(worker.QUEUES, queue, [lambda: True])
    asked = Asked(5)
    worker.keep_looking(app, queue, asked)
    assert asked.rests == rests
