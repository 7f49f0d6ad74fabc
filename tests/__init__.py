"""The tests, and what is measured with them, in a locale that every machine has."""

import os

os.environ["LC_ALL"] = "C"  # noqa: TID251 - The terminal's may be Chinese, or not installed.
