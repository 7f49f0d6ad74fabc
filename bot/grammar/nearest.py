"""What somebody probably meant by a word that is none."""

from collections.abc import Iterable


def nearest(written: str, words: Iterable[str], least: int) -> str:
    """The most similar word, at least so many percent; empty if there is none."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only a refusal pays for loading it.

    found = process.extractOne(written, list(words), scorer=fuzz.ratio, score_cutoff=least)
    return found[0] if found else ""
