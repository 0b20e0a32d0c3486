"""Results as SARIF 2.1.0, for tools that show what other tools found: one run, one result a finding.

A record that passes has no result; its files are among the artifacts all the same. Like the JSON, it is handed out
piece by piece; what is known at the end alone (the files, with their hashes) stands at the end.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from runbook.i18n import N_, Language, with_words
from runbook.model.finding import Code, Finding, Result
from runbook.model.frozen_zone import repeated_hours
from runbook.report.back_text import back_lines
from runbook.report.finding_text import FindingText, argument_texts, finding_texts
from runbook.report.open_steps import open_rows, row_text
from runbook.report.sarif_files import Artifacts
from runbook.report.text import headline, not_due_text, plain
from runbook.verify.codes import CODES
from runbook.verify.session import Verified
from runbook.verify.without_record import PlanNotDue

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "runbookFinding/v1"
# The kit has no address on the web. The format wants an absolute URI: this one names the kit, and points nowhere.
IDENTITY = uuid5(NAMESPACE_OID, "runbook-kit")
_NAME = re.compile(r"\{(\w+)\}")


def sarif_of(
    verified: Iterable[Verified],
    language: Language,
    guide: Mapping[str, str],
    version: str,
    later: Sequence[PlanNotDue] = (),
) -> Iterator[str]:
    """SARIF 2.1.0, line by line. `later` may grow meanwhile: plans without a record that are not due."""
    head = json.dumps({"driver": _driver(language, version)}, ensure_ascii=False)
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {head},'
    yield '"automationDetails": {"id": "runbook-verify/"}, "columnKind": "unicodeCodePoints", "results": ['
    artifacts = Artifacts()
    seen: Counter[str] = Counter()
    before = ""
    more: Counter[str] = Counter()
    told: list[str] = []
    spoken = language
    for one in verified:
        language = with_words(spoken, one.plan.words, repeated_hours(one.plan)) if one.plan else spoken
        more.update(dict(one.result.more))
        if one.result.so_far or one.result.amended or one.result.back or one.result.verdict == "backed-out":
            told.append(_judged_text(one, language))
        artifacts.add(one.files)
        for text, finding in zip(finding_texts(one, language, guide), one.result.findings, strict=True):
            data = _sarif_result(one, text, finding, language) | artifacts.locations(one, finding)
            data["partialFingerprints"] = {FINGERPRINT: _fingerprint(one.result, finding, seen)}
            yield before + json.dumps(data, ensure_ascii=False)
            before = ","
    told += [not_due_text(one, language) for one in later]
    tail = {
        "artifacts": artifacts.data(),
        "invocations": [{"executionSuccessful": True} | _notifications(more, told, language)],
        "originalUriBaseIds": artifacts.bases(language),
    }
    yield "], " + json.dumps(tail, ensure_ascii=False)[1:-1] + "}]}"


def _judged_text(one: Verified, language: Language) -> str:
    """What of a record is not that of a whole change under one plan: the headline, and what is open."""
    lines = [
        headline(one, language, plain),
        *back_lines(one, language),
        *(row_text(row, language) for row in open_rows(one, language)),
    ]
    return "; ".join(" ".join(line.split()) for line in lines)


def _notifications(more: Mapping[str, int], judged: Sequence[str], language: Language) -> dict[str, Any]:
    """Of which codes there are more findings than results; of which records a part was judged, or several plans."""
    told: list[dict[str, Any]] = [{"level": "note", "message": {"text": text}} for text in judged]
    told += [
        {
            "level": "note",
            "associatedRule": {"id": code},
            "message": {"text": language.text(N_("{code}: and {count} more"), code=code, count=str(count))},
        }
        for code, count in more.items()
    ]
    return {"toolExecutionNotifications": told} if told else {}


def _driver(language: Language, version: str) -> dict[str, Any]:
    return {
        "name": "Runbook Kit",
        "fullName": f"Runbook Kit {version}",
        "version": version,
        "semanticVersion": version,
        "guid": str(IDENTITY),
        "informationUri": IDENTITY.urn,
        "language": language.tag.replace("_", "-"),
        "rules": [_sarif_rule(code, language) for code in CODES.values()],
    }


def _sarif_rule(code: Code, language: Language) -> dict[str, Any]:
    """What the code means, and what to do; there is no page on the web to lead to, so the help is here in full."""
    title, message, remedy = (language.text(text) for text in (code.title, code.message, code.remedy))
    return {
        "id": code.code,
        "name": "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z]+", code.title)),
        "shortDescription": {"text": _ended(title)},
        "fullDescription": {"text": _ended(message)},
        "help": {
            "text": f"{_ended(title)} {_ended(message)} {_ended(remedy)}",
            "markdown": f"**{title}**\n\n{message}\n\n{remedy}",
        },
        "messageStrings": {name: {"text": text} for name, text in _message_strings(code, language).items()},
        "defaultConfiguration": {"level": code.severity},
    }


def _arguments(code: Code) -> list[str]:
    """The names in a message, in the order of the English one: their places are the numbers in SARIF."""
    return list(dict.fromkeys(_NAME.findall(code.message)))


def _message_strings(code: Code, language: Language) -> dict[str, str]:
    """The message alone, and with the rule that is broken, the slip that is likely, or both."""
    names = _arguments(code)
    message = _NAME.sub(lambda name: f"{{{names.index(name[1])}}}", _ended(language.text(code.message)))
    rule = _numbered(language.text(N_("Rule: {rule}")), len(names))
    slip, both = (_numbered(language.text(N_("Likely: {slip}")), len(names) + more) for more in (0, 1))
    return {
        "default": message,
        "rule": f"{message} {rule}",
        "slip": f"{message} {slip}",
        "ruleAndSlip": f"{message} {rule} {both}",
    }


def _numbered(text: str, number: int) -> str:
    return _ended(_NAME.sub(f"{{{number}}}", text))


def _ended(text: str) -> str:
    """A sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text.rstrip()}."


def _sarif_result(one: Verified, text: FindingText, finding: Finding, language: Language) -> dict[str, Any]:
    result, code = one.result, CODES[text.code]
    values = argument_texts(finding, one.plan, language)
    arguments = [*(values.get(name, "") for name in _arguments(code)), *filter(None, (text.rule, text.slip))]
    name = {(False, False): "default", (True, False): "rule", (False, True): "slip"}.get(
        (bool(text.rule), bool(text.slip)), "ruleAndSlip"
    )
    template = _message_strings(code, language)[name]
    arguments = [
        argument.removesuffix(".") if f"{{{number}}}." in template else argument
        for number, argument in enumerate(arguments)
    ]
    filled = re.sub(r"\{(\d+)\}", lambda number: arguments[int(number[1])], template)
    properties = {
        "revision": result.revision,
        "site": result.site,
        "change": result.change,
        "run": result.run,
        "rehearsal": result.rehearsal,
        "verdict": result.verdict,
        "amended": list(result.amended),
        "soFar": result.so_far.isoformat() if result.so_far else "",
        "steps": list(finding.steps),
        "titles": list(text.steps),
        "sources": list(finding.sources),
        "guide": text.guide,
        "remedy": text.remedy,
        "pages": text.pages,
        "compared": list(text.compared),
    }
    return {
        "ruleId": text.code,
        "ruleIndex": list(CODES).index(text.code),
        "level": text.severity,
        "message": {"id": name, "arguments": arguments, "text": filled},
        "properties": {key: value for key, value in properties.items() if value not in ("", [])},
    }


def _fingerprint(result: Result, finding: Finding, seen: Counter[str]) -> str:
    """The same for the same finding in the same record, wherever its lines stand; numbered where there are several."""
    told = json.dumps([finding.code, sorted(finding.steps), result.revision, result.run])
    digest = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
