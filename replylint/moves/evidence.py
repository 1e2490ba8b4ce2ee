"""What stands beside a reply in its file and speaks of what it does: the bot closes the issue with it, for a label whose name is a no.

The odds are ours, not learnt: the training corpus has no such files. They tip a reply that the words leave open; a label alone, without the closing, says nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

_CLOSES, _LABEL = 1.0, 0.7  # in log odds
_A_NO = re.compile(r"(?i)\b(wont ?fix|won'?t fix|invalid|duplicate|not planned|off[- ]?topic|spam|declined?|rejected|out of scope|not a bug|unsupported|question|support)\b")


def with_evidence(certainty: float, meta: Mapping[str, object]) -> float:
    """How likely a draft turns something down, with what its file says of it: `closes`, `close_reason`, `label` in `Draft.meta`."""
    told = " ".join(str(meta[key]).replace("-", " ").replace("_", " ") for key in ("close_reason", "label") if meta.get(key))
    odds = (_CLOSES if meta.get("closes") else 0.0) + (_LABEL if meta.get("closes") and _A_NO.search(told) else 0.0)
    if not odds:
        return certainty
    value = min(max(certainty, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(math.log(value / (1 - value)) + odds)))
