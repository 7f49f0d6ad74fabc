"""The policy file: TOML over a preset, read whole or refused whole with every mistake named.

`load` gives the policy and where each value comes from, `PolicyFile` watches one file: a bad one
never replaces a good policy.
"""

from bot.policyfile.doubts import doubts
from bot.policyfile.load import PRESETS, Loaded, Shown, load, load_text
from bot.policyfile.mistakes import Mistake, PolicyMistakes
from bot.policyfile.watch import PolicyFile

__all__ = [
    "PRESETS",
    "Loaded",
    "Mistake",
    "PolicyFile",
    "PolicyMistakes",
    "Shown",
    "doubts",
    "load",
    "load_text",
]
