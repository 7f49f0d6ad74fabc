"""The roster file: people, departments and rooms from TOML, CSV or XLSX.

`read` gives what a file says, or every mistake in it; `plan` gives what it would change. Both are
pure: who calls them writes `Changes.roster` to the store.
"""

from bot.rosterfile.draft import Draft
from bot.rosterfile.mistakes import Mistake, RosterError
from bot.rosterfile.plan import Changes, Entry, plan
from bot.rosterfile.read import read, read_text

__all__ = [
    "Changes",
    "Draft",
    "Entry",
    "Mistake",
    "RosterError",
    "plan",
    "read",
    "read_text",
]
