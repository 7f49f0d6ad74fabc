"""What somebody probably meant by a word that is none."""

from collections.abc import Iterable


def nearest(written: str, words: Iterable[str], least: int) -> str:
    """The word with its letters in another order (`nwe`), else the most similar one, if any is.

    `least` is how similar it must be, in percent.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only a refusal pays for loading it.

    known = list(words)
    if turned := next((w for w in known if sorted(w) == sorted(written)), ""):
        return turned
    found = process.extractOne(written, known, scorer=fuzz.ratio, score_cutoff=least)
    return found[0] if found else ""
