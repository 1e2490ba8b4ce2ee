"""The YAML block that a Markdown page may begin with."""

from __future__ import annotations

from replylint.draft import Source
from replylint.errors import Failure
from replylint.formats.blocks import LINE_END

OWN_KEY = "replylint"


def read(source: Source, start: int, end: int) -> dict[str, object] | Failure:
    """What goes into `Draft.meta` for the block at `start..end` of the source, whose first and last lines are `---`.

    "front_matter" is its mapping; under `replylint:` all scalars stay as written (YAML would turn `off` into False), and "front_matter_offset" is the
    place of that key. A block that is no YAML mapping says nothing, unless it names replylint: then that is a Failure.
    """
    import yaml

    inner = _inner(source.text, start, end)
    if inner is None:
        return {}
    first, text = inner
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            return {}
        mapping = dict(yaml.safe_load(text))
        meta: dict[str, object] = {"front_matter": mapping}
        for key, _ in node.value:
            if key.value == OWN_KEY:
                mapping[OWN_KEY] = yaml.load(text, Loader=yaml.BaseLoader)[OWN_KEY]
                meta["front_matter_offset"] = first + key.start_mark.index
        return meta
    except (yaml.YAMLError, ValueError, TypeError, KeyError, RecursionError) as error:
        if f"{OWN_KEY}:" not in text:
            return {}  # a template's tags, a colon in a description: no concern of ours
        mark = getattr(error, "problem_mark", None)
        line, column = source.position(first + (mark.index if mark is not None else 0))
        problem = getattr(error, "problem", None) or str(error)
        return Failure(f"the front matter is not valid YAML: {problem}", source.path, line, column, "mend it, or its `replylint:` key cannot be followed")


def _inner(text: str, start: int, end: int) -> tuple[int, str] | None:
    """The block without its `---` lines, and where it begins. YAML counts a lone CR as a line end too, so marks stay true."""
    opening = LINE_END.search(text, start, end)
    if opening is None:
        return None
    body = text[opening.end() : end].rstrip()
    return opening.end(), body.removesuffix("---")
