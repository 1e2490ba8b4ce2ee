"""The hint under a word that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], *, all_of_them: bool = False) -> str:
    """`did you mean 'x'?` for the known word that is nearest, without regard to case. Without a near one: "", or the whole list if `all_of_them`."""
    import difflib

    names = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), sorted(names), n=1, cutoff=0.6)
    if near:
        return f"did you mean {names[near[0]]!r}?"
    return f"there are: {', '.join(sorted(names.values()))}" if all_of_them and names else ""
