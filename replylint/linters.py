"""The linters of one configuration for callers who each name a profile: made when first asked for, kept, the same for all threads."""

from __future__ import annotations

from threading import Lock

from replylint import nlp
from replylint.checks import FolderCheck
from replylint.config import Config
from replylint.did_you_mean import did_you_mean
from replylint.errors import Failure, ReplylintError
from replylint.moves.cuebook import move_cues
from replylint.moves.linear import known_words
from replylint.runner import Linter

# Judged for nobody, so that the first caller does not wait for what is loaded on first use: as long as a reply is at most, so that a copy of the daemon has touched
# the memory that one takes.
WARM_UP = """Dear Ms Hale,

Thank you for your message of 3 May, and I am sorry that the lamp came with a crack in its foot. I understand that you would like the whole price back. Unfortunately,
we can't refund it, because our workshop takes lamps back in the first 30 days, and yours was bought in January. What we can do instead:

- we send you a new foot, free of charge, with the screws that belong to it
- you bring the lamp to the shop in Mill Lane, and we mend it while you wait
- we give you 20 % off another lamp until the end of June

Which of these would you like? If you tell me by Friday, the parcel leaves on Monday. You don't need to send anything back. We hope that you will like the lamp for
many years.

Kind regards,
Tom from the workshop
"""


def make_ready(linter: Linter) -> None:
    """Loads what drafts would load one after the other: the words that the parser need not forget, and every pattern of the cues and of the checks.

    Half a second in all, for a process that lives long. Raises ModelError.
    """
    nlp.keep_words(known_words(), linter.settings_for(None).model)
    move_cues().book.compile()
    for check in linter.registry.checks:
        if isinstance(check, FolderCheck):
            check.phrases.compile()


class LintersByProfile:
    """A linter for each profile that was asked for, and for each answer to whether a reply is about to be sent and whether preview rules are on."""

    def __init__(self, config: Config, profile: str | None = None) -> None:
        """`profile` holds where a caller names none; None leaves it to the configuration. Raises ConfigError and PluginError."""
        self._config = config
        self._profile = profile
        self._making = Lock()
        self.first = Linter(config, profile=profile)
        self._made: dict[tuple[str | None, bool | None, bool | None], Linter] = {(profile, None, None): self.first}

    def of(self, profile: str | None = None, final: bool | None = None, preview: bool | None = None) -> Linter:
        """Raises ReplylintError for a profile that is not there."""
        name = profile or self._profile
        profiles = self.first.registry.profiles
        if name is not None and name not in profiles:
            raise ReplylintError(Failure(f"there is no profile {name[:40]!r}", hint=did_you_mean(name, profiles, all_of_them=True)))
        with self._making:
            if (name, final, preview) not in self._made:
                self._made[name, final, preview] = Linter(self._config, profile=name, final=final, preview=preview)
            return self._made[name, final, preview]
