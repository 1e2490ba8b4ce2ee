"""How canned replies are named in structured files. Data only; `shapes` reads it. Keys are compared in lower case, cut at `_`, `-`, `.` and capitals."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The last word of a key under which a reply's text stands: "body", "body_html", "responseText", "text_body_template".
BODIES = _words("body content contents response reply answer message msg text comment template html markdown plaintext")

# What may stand before it without making it a text of its own: "close-issue-message" is one of several beside each other.
QUALIFIERS = _words("plain raw rich main full default canned suggested agent auto draft email mail macro stripped formatted translated")

# The bots that close and greet in GitHub's issues have their comments under "close-issue-message", "closeComment", "pr-message".
BOT_MESSAGES = _words("close mark stale issue pr")

# Of two such keys in one record the one with the better word is the reply: beside an "answer" the "body" is what the customer wrote.
RANKS = {"reply": 0, "response": 0, "answer": 0, "comment": 1, "body": 2, "content": 2, "contents": 2, "message": 2, "msg": 2, "template": 3, "text": 3}
WORST_RANK = 4

# A text under one of these keys is no reply; before a word for a reply's text they say that it is another ("error_message", "help_text").
NO_REPLY = _words(
    "error errors commit alt button help placeholder tooltip hint log debug validation warning warnings css style script run command uses if cron regex "
    "description desc summary license copyright note notes internal private customer customers user users visitor request requests question questions query "
    "pattern patterns utterance utterances example examples instruction instructions prompt prompts system input inputs attachment attachments schema header footer signature "
    "keyword keywords tag tags metadata meta url urls href icon image images color colour permission permissions dependencies scripts version author "
    "placeholders variables training alternatives_text ariadescription abstract changelog"
)

# Nothing below these keys is a reply. Few, since a label or a category may be called "question" or "help".
CLOSED = _words("dependencies scripts permissions schema schemas attachments metadata meta inputs properties definitions components patterns utterances examples")

# Keys that hold a reply's human name, the best first.
TITLES = (
    "title", "name", "label", "heading", "topic", "question", "subject", "shortcut", "shortcode", "tag", "intent", "trigger", "abbreviation", "slug", "key",
    "code", "convoid", "conversationid", "dialogueid",
)
IDS = ("id", "uid", "uuid", "key", "slug", "shortcode", "shortcut", "abbreviation", "code", "tag", "intent", "name")

# Keys that hold several replies to the same occasion, each as a string.
SEVERAL = _words("responses replies answers messages comments variants texts bodies templates")

# Keys that only hold the file together and are no part of a reply's name.
STRUCTURAL = _words(
    "replies reply responses response macros macro items item data results result embedded canned cannedresponses cannedreplies cannedmessages savedreplies "
    "savedresponses templates template categories category groups group folders folder children entries records actions action labels label labeled issues "
    "issue intents variants translations resource locals root messages message list emails snippets rows answers answer texts text content contents body "
    "triggers automations views comment comments locale locales dynamiccontent value values with steps jobs on"
)

# Files and keys of this name hold replies, so that what stands there need not prove it.
CONTEXT = re.compile(
    r"canned|saved.?(?:repl|resp|answer)|macros?\b|quick.?(?:repl|resp)|auto.?repl|premade|replies|responses|(?:e?mail|message|reply|response).?templates?"
    r"|label.?(?:actions|commenter)|ticket.?stubs",
    re.IGNORECASE,
)

# Configuration and data that every repository holds. They are not looked into on a walk.
NO_REPLIES_IN = re.compile(
    r"(?:package(?:-lock)?|composer|tsconfig.*|jsconfig.*|bower|lerna|nx|turbo|vercel|now|firebase|renovate|deno|bun|angular|angular-cli|tslint|biome|manifest"
    r"|app|project|launch|settings|tasks|extensions|devcontainer|components|jest\.config|babel\.config|Pipfile|npm-shrinkwrap|openapi|swagger|schema|.*\.schema"
    r"|.*\.config|.*\.tsbuildinfo|.*[.-]lock|cspell|api-extractor|global|wrangler|contentlayer|crowdin|codecov|mkdocs|_config|docker-compose.*|compose"
    r"|pnpm-(?:lock|workspace)|serverless|netlify|cloudbuild|appveyor|azure-pipelines|bitbucket-pipelines|dependabot|codeql|buildspec|Chart|values"
    r"|kustomization|replylint|skaffold|environment|conda|meta|galaxy|requirements|playbook|pubspec|analysis_options|action|FUNDING|\..*rc|\..*)\.(?:json|ya?ml)",
)

# Words by which a text speaks to somebody, in the languages that help desks write most.
ADDRESSING = re.compile(
    r"\b(?:you|your|yours|we|our|us|i|i'm|i've|my|thanks?|thank|please|sorry|unfortunately|hello|hi|hey|dear|welcome|regards"
    r"|sie|ihre?|ihnen|wir|bitte|danke|leider|vous|votre|vos|nous|merci|bonjour|usted|su|gracias|hola|nosotros|voc\u00ea|obrigad[oa]|ol\u00e1"
    r"|u|uw|wij|bedankt|grazie|gentile)\b",
    re.IGNORECASE,
)
OPENING = re.compile(r"\W*(?:hello|hi|hey|dear|greetings|thanks?|thank|sorry|unfortunately|we(?:'|\u2019)?re sorry|good (?:morning|day|afternoon|evening))\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?](?=[\s\"'\u2019)<\]*_\\]|$)")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
LOCALE = re.compile(r"[a-z]{2,3}(?:[-_](?i:hans|hant|latn|cyrl|arab|deva))?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")  # "zh-Hant-TW", and not "too_late"

# Who speaks in a conversation.
OUR_SIDE = _words("agent assistant operator support staff rep representative advisor bot moderator csr")
THEIR_SIDE = _words("customer user client visitor guest human requester end-user enduser")

KEY_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")


def parts_of(key: str) -> list[str]:
    """The words of a key in lower case: "stale-issue-message", "closeComment", "body_html"."""
    return [part.lower() for part in KEY_PART.findall(key)]
