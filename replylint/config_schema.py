"""The keys of a configuration and of a profile, as pydantic models, and pydantic's complaints in words for the user. Imported only to read a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from replylint.did_you_mean import did_you_mean
from replylint.errors import Failure
from replylint.formats import FORMATS
from replylint.model import Severity
from replylint.placed import FALSE_WORDS, TRUE_WORDS, Loc, Placed, Scalar, described, plain_value
from replylint.settings import RuleSetting

PART_PATHS = ("title", "id", "request")
RULE_WORDS = ("off", "on", "error", "warning", "info")
_EXPECTED = {
    "list_type": "expected a list",
    "dict_type": "expected a mapping",
    "model_type": "expected a mapping",
    "mapping_type": "expected a mapping",
}


def _wrong(expected: str, given: object, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("fault", "{message}", {"message": f"expected {expected}, got {described(given)}", "hint": hint})


def _text(value: object) -> str:
    text = value.text if isinstance(value, Scalar) else value
    if not isinstance(text, str):
        raise _wrong("text", value)
    if not text.strip():
        raise _wrong("text that is not empty", value)
    return text


def _flag(value: object) -> bool:
    if isinstance(value, Scalar) and value.plain and value.text.lower() in TRUE_WORDS | FALSE_WORDS:
        return value.text.lower() in TRUE_WORDS
    if not isinstance(value, bool):
        raise _wrong("true or false", value)
    return value


def _list(value: object) -> object:
    return [value] if isinstance(value, (Scalar, str)) else list(value) if isinstance(value, tuple) else value


def _whole(least: int, most: int | None) -> BeforeValidator:
    range_ = f"from {least} to {most}" if most is not None else f"of {least} or more"

    def check(value: object) -> int:
        number = value.value if isinstance(value, Scalar) else value
        if isinstance(number, bool) or not isinstance(number, int) or number < least or (most is not None and number > most):
            raise _wrong(f"a whole number {range_}", value)
        return number

    return BeforeValidator(check)


def _one_of(*words: str) -> BeforeValidator:
    def check(value: object) -> str:
        text = value.text if isinstance(value, Scalar) else value
        if isinstance(value, Severity):
            return value.value
        if not isinstance(text, str) or text.lower() not in words:
            raise _wrong(f"{', '.join(words[:-1])} or {words[-1]}", value, did_you_mean(text, words) if isinstance(text, str) else "")
        return text.lower()

    return BeforeValidator(check)


def _rule_word(value: object) -> object:
    """`true`, `yes` and the Python values count as on and off: whoever thinks in YAML 1.1 writes them."""
    if isinstance(value, Scalar) and value.plain and value.text.lower() in TRUE_WORDS | FALSE_WORDS:
        return "on" if value.text.lower() in TRUE_WORDS else "off"
    return ("on" if value else "off") if isinstance(value, bool) else value


def _glob(pattern: str) -> str:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        raise _wrong("a pattern for files like *.md or docs/**", pattern) from None
    return pattern


def _json_path(path: str) -> str:
    import jsonpath

    try:
        jsonpath.compile(path)
    except (jsonpath.JSONPathError, RecursionError) as error:
        token = getattr(error, "token", None)
        at = token.index if token is not None and 0 <= token.index < len(path) else len(path)
        what = str(error).partition("\n")[0]
        if "TOKEN_" in what or "shorthand" in what:  # the parser's words for its own parts
            what = f"unexpected {token.value!r}" if token is not None and token.value else "it ends too early"
        raise _wrong(f"a path such as replies[*].body ({what}, at character {at + 1})", path) from None
    return path


def _folder(name: str, info: ValidationInfo) -> str:
    if not Path(str(info.context), name).is_dir():
        raise _wrong("a directory that is there", name)
    return name


Text = Annotated[str, BeforeValidator(_text)]
TextList = Annotated[list[Text], BeforeValidator(_list)]
GlobList = Annotated[list[Annotated[Text, AfterValidator(_glob)]], BeforeValidator(_list)]
FolderList = Annotated[list[Annotated[Text, AfterValidator(_folder)]], BeforeValidator(_list)]
Flag = Annotated[bool, BeforeValidator(_flag)]


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=_dashed, arbitrary_types_allowed=True, protected_namespaces=())

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, data: Any) -> Any:
        """A key with nothing behind it says nothing, so that a commented-out list does no harm."""
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, Mapping) else data


class RuleModel(BaseModel):
    """What is said of one rule: a word, or a mapping of `severity` and the rule's options."""

    model_config = ConfigDict(extra="allow")
    severity: Annotated[str | None, _one_of(*RULE_WORDS), BeforeValidator(_rule_word)] = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            return {key: value for key, value in data.items() if key != "severity" or value is not None}
        if isinstance(data, (Scalar, str, bool)):
            return {"severity": data}
        raise _wrong(f"{', '.join(RULE_WORDS)} or a mapping with severity and options", data)

    def setting(self) -> RuleSetting:
        """The setting. A severity also turns the rule on."""
        written = dict(self.model_extra or {})
        severity = Severity(self.severity) if self.severity in ("error", "warning", "info") else None
        return RuleSetting(severity, None if self.severity is None else self.severity == "off", {key: plain_value(value) for key, value in written.items()},
                           written)


class _Block(_Strict):
    profile: Text = ""
    final: Flag = False
    rules: dict[str, RuleModel] = {}
    select: TextList = []
    ignore: TextList = []
    allow: TextList = []

    def given(self) -> dict[str, Any]:
        """Only what was said, as values of the settings."""
        said: dict[str, Any] = {}
        for name in self.model_fields_set:
            value = getattr(self, name)
            if name == "rules":
                said[name] = {key: rule.setting() for key, rule in value.items()}
            elif name == "fail_on":
                said[name] = None if value == "never" else Severity(value)
            else:
                said[name] = tuple(value) if isinstance(value, list) else value
        return said


class OverrideModel(_Block):
    """Settings for the files that match."""

    files: Annotated[GlobList, Field(min_length=1)]


class SourceModel(_Strict):
    """Where the replies are in the files that match."""

    files: Annotated[GlobList, Field(min_length=1)]
    format: Annotated[str | None, _one_of(*FORMATS)] = None
    text: Annotated[Text, AfterValidator(_json_path)] | None = None
    title: Annotated[Text, AfterValidator(_json_path)] | None = None
    id: Annotated[Text, AfterValidator(_json_path)] | None = None
    request: Annotated[Text, AfterValidator(_json_path)] | None = None
    context: dict[str, Annotated[Text, AfterValidator(_json_path)]] = {}
    markup: Annotated[Literal["auto", "plain", "markdown", "html"], _one_of("auto", "plain", "markdown", "html")] = "auto"

    @model_validator(mode="after")
    def _with_text(self) -> SourceModel:
        """Without a path of the text the file is read as its format has it, and there is nothing that the other paths could belong to."""
        alone = sorted(self.model_fields_set & {*PART_PATHS, "context", "markup"})
        if self.text is None and alone:
            raise PydanticCustomError("fault", "{message}", {"message": f"{alone[0]!r} needs the key 'text' beside it, the path of a reply's text", "hint": ""})
        return self


class ConfigModel(_Block):
    """A configuration file."""

    model: Text = ""
    preview: Flag = False
    fail_on: Annotated[str, _one_of("error", "warning", "info", "never")] = "warning"
    min_score: Annotated[int | None, _whole(0, 100)] = None
    overrides: list[OverrideModel] = []
    extends: TextList = []
    checks: FolderList = []
    sources: list[SourceModel] = []
    exclude: GlobList = []
    respect_gitignore: Flag = True
    max_length: Annotated[int, _whole(1, None)] = 50_000
    baseline: Text = ""


class ProfileModel(_Strict):
    """A profile file."""

    title: Text
    why: Text
    rules: dict[str, RuleModel] = {}
    rows: dict[str, Annotated[str, _one_of("off", "on"), BeforeValidator(_rule_word)]] = {}


M = TypeVar("M", ConfigModel, ProfileModel)


def validated(kind: type[M], file: Placed, base: Path) -> tuple[M | None, list[Failure]]:
    """What a file says, as the model, and every fault in it, in order; None when it could not be read at all. `base`: what its paths are relative to."""
    faults, model = list(file.faults), None
    try:
        if not isinstance(file.data, Mapping):
            faults.append(file.failure(f"expected a mapping, got {described(file.data)}"))
        elif file.data or not faults:  # a broken file has no keys; that they are missing is no second fault
            model = kind.model_validate(file.data, context=base)
    except ValidationError as error:
        told = {(fault.line, fault.column) for fault in faults if fault.line}
        found = [_failure(kind, file, part["loc"], part["type"], part["msg"], part.get("ctx", {})) for part in error.errors(include_url=False)]
        faults += [fault for fault in found if (fault.line, fault.column) not in told]
    return model, sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0))


def _failure(kind: type[BaseModel], file: Placed, loc: Loc, fault: str, message: str, context: Mapping[str, Any]) -> Failure:
    if fault == "extra_forbidden":
        model = OverrideModel if loc[0] == "overrides" else SourceModel if loc[0] == "sources" else kind
        hint = did_you_mean(str(loc[-1]), _keys(model), all_of_them=True)
        if model is OverrideModel and loc[-1] in _keys(ConfigModel):
            hint = "it holds for all files and stands outside of overrides"
        return file.failure("unknown key", loc, hint, at_key=True)
    if fault == "missing":
        return file.failure(f"needs the key {loc[-1]!r}", loc[:-1])
    if fault == "too_short":
        return file.failure("expected at least one", loc)
    if loc and loc[-1] == "severity" and loc not in file.values:  # the word stands for the whole setting
        loc = loc[:-1]
    return file.failure(_EXPECTED.get(fault, message), loc, context.get("hint", ""))


def _keys(model: type[BaseModel]) -> list[str]:
    return [_dashed(name) for name in model.model_fields]
