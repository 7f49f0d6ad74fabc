"""Months of an after-sales department in minutes, on virtual time, with everything that goes wrong.

The real desk, store and pump run unchanged; only time, the disk's patience and the two platforms
are made up. `python -m tests.simulator --help` says how to run it. What is checked is listed in
`judge.py`; what the desk owes is written down a second time, by hand, in `promises.py`.
"""
