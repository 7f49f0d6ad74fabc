"""The roster file: people, departments and rooms from TOML, CSV or XLSX.

`read` gives what a file says, or every mistake in it; `plan` gives what it would change; `matches`
gives which accounts, found by e-mail, are whose. All are pure: who calls them asks the platforms
and writes `Changes.roster` to the store.
"""

from bot.rosterfile.draft import Draft
from bot.rosterfile.match import Accounts, Match, matches, sought, with_accounts
from bot.rosterfile.mistakes import Mistake, RosterError
from bot.rosterfile.plan import Changes, Entry, plan
from bot.rosterfile.read import read, read_text

__all__ = [
    "Accounts",
    "Changes",
    "Draft",
    "Entry",
    "Match",
    "Mistake",
    "RosterError",
    "matches",
    "plan",
    "read",
    "read_text",
    "sought",
    "with_accounts",
]
