"""What the desk survives: `python -m tests.faults` prints the table.

A child process tells a whole life cycle on real fakes and a real database, and is ended at one of
its boundaries, or meets trouble there; the next one takes over. What people see and what is stored
must then be the same as if nothing had happened.
"""
