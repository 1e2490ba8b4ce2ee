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

# A reply that touches all that a reply can need, judged for nobody so that the first caller does not wait for what is loaded on first use.
WARM_UP = "Hello, thank you for your message. We can't do that, because the shop is closed on Sunday. You can come on Monday, or write to us before Friday."


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
