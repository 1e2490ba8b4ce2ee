"""What the words in a template's slot say about what will stand there. Data only; `placeholders` reads it."""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# In this order: "reason for the date" is a reason, "link to an alternative" an alternative. One such word anywhere in the slot is enough.
STANDS_FOR: Mapping[str, frozenset[str]] = {
    "reason": _words("reason reasons cause causes why because explanation explanations explain justification grounds rationale basis violation violations"),
    "alternative": _words("alternative alternatives option options substitute substitutes workaround workarounds instead replacement"),
    "link": _words("url urls uri link links href website webpage homepage permalink"),
    "date": _words(
        "date dates datetime day days weekday week weeks month months year years minutes time times hour hours deadline eta timestamp timeframe timeline until"
    ),
    "name": _words("name names firstname lastname surname forename fullname username nickname displayname login handle"),
}

# A slot whose last word is one of these stands for a person: "{{ticket.requester}}", "%{recipient}". "customer email" does not.
PERSONS = _words(
    "customer client user guest patient tenant resident member requester requestor recipient applicant author reporter contributor patron buyer "
    "shopper subscriber visitor passenger student parent you addressee submitter"
)

# The writer's own side. "your" and "my" because templates say "[Your name]" to the agent who fills them in.
AGENTS = _words("agent staff assignee representative rep moderator sender signature signer signatory operator advisor adviser manager your my me current")

# "[insert reason]" asks the agent to do something; without these words it names what will stand there.
ASKING = _words(
    "please insert enter add fill in put provide specify state mention include describe explain give write choose select list pick note detail "
    "e.g eg optional a an the your their his her this that any"
)

# What stands in for a slot that is a whole instruction: its own words would be read as if the reply said them.
NEUTRAL: Mapping[str, str] = {
    "reason": "the reason",
    "alternative": "an alternative",
    "link": "this link",
    "date": "this date",
    "name": "Name",
    "other": "this",
}

# Elements of HTML that a reply may hold; "<name>" is a slot because it is none of these.
HTML_ELEMENTS = _words(
    "a abbr acronym address article aside audio b base bdi bdo big blockquote body br button canvas caption center cite code col colgroup data "
    "datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i "
    "iframe img input ins kbd label legend li link main map mark menu meta meter nav noscript object ol optgroup option output p param picture "
    "pre progress q rp rt ruby s samp script section select small source span strike strong style sub summary sup svg table tbody td template "
    "textarea tfoot th thead time title tr track tt u ul var video wbr"
)

# Elements whose names are also what a slot may be called: "<DATE>" is no element, and neither are "<LINK>" or "<Title>"; lower-case "<link>" is.
SLOT_LIKE_ELEMENTS = _words(
    "address article caption code data details font form label legend link map meter object option output picture source summary time title"
)

# Elements that begin a new line when shown.
BREAKING_ELEMENTS = _words(
    "address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol "
    "option p pre section summary table tbody td th thead tr ul"
)
