"""A batch of the sweep is as large as others can wait for."""

from bot.pump import HELD, Stride


def test_quick_batches_grow_and_slow_ones_shrink() -> None:
    stride = Stride(HELD, 100)
    stride.took(100, seconds=HELD / 2)
    assert stride.size == 200
    stride.took(200, seconds=HELD * 2)
    assert stride.size == 100


def test_a_batch_is_never_tiny_nor_huge() -> None:
    stride = Stride(HELD, 100)
    stride.took(100, seconds=10.0)
    assert stride.size == Stride.FEWEST
    for _ in range(9):
        stride.took(stride.size, seconds=0.0)
    assert stride.size == Stride.MOST


def test_a_few_that_were_due_say_nothing_of_a_batch() -> None:
    stride = Stride(HELD, 100)
    stride.took(3, seconds=0.1)
    assert stride.size == 100
