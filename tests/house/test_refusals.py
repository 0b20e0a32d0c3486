"""What is wrong with a house is told with its file and line, all at once."""

import pytest

from runbook.document.words import STAFF_ROLES
from runbook.house.checks.house_people import KIT_ROLES, PRINTED
from tests.house.folders import FILE, STEP, of, told, written

PERSON = "people:\n  CM: {name: C. Martin, roles: [technician]}\n"
OTHER = STEP.replace("off:", "on:")


KEYS = """\
extra:
  t: {of: site, type: choice, choices: [a, b]}
  must: {of: change, type: choice, choices: [x, y], required: true}
  rack: {of: appliance, type: text}
"""


def _placed(place: str) -> str:
    return STEP.replace("{before: window, each: window}", place)


CASES = {
    "unknown key": ({"file": FILE + "contact: {}\n"}, "house.yaml", 3, "contacts"),
    "no name": ({"file": "schema: 1\n"}, "house.yaml", 1, "the key name is missing"),
    "phone": ({"file": FILE + "vendor: {phone: call us}\n"}, "house.yaml", 3, "not a telephone number"),
    "watches": ({"file": FILE + "watches: 3\n"}, "house.yaml", 3, "3 is more than 2, write 2 or less"),
    "holidays": ({"file": FILE + "holidays: [2026-12-25]\n"}, "house.yaml", 3, "write freezes"),
    "deputy": (
        {"file": FILE + PERSON + "  TL: {name: T, roles: [witness], deputy: XY}\n"},
        "house.yaml",
        5,
        "initials XY",
    ),
    "initials alike": ({"file": FILE + PERSON + "  cm: {name: T, roles: [witness]}\n"}, "house.yaml", 5, "CM2"),
    "a line at the foot that is too long": (
        {"file": FILE + f"classification: {{en: {'word ' * 13}, fr: mot}}\nretention: {'word ' * 13}\n"},
        "house.yaml",
        3,
        "make it shorter: classification and retention together have at most 120 letters",
    ),
    "a line at the foot that is too long in a language it is not in": (
        {"file": FILE + f"classification: {{en: {'word ' * 13}}}\nretention: {{fr: {'mot ' * 18}}}\n"},
        "house.yaml",
        4,
        "make it shorter: classification and retention together have at most 120 letters",
    ),
    "role": ({"file": FILE + PERSON.replace("technician", "technicain")}, "house.yaml", 4, "technician"),
    "role of the kit": ({"file": FILE + "roles: {witness: {en: W}}\n"}, "house.yaml", 3, "of its own"),
    "escalation": ({"file": FILE + "escalation: [{minutes: 1, call: noc}]\n"}, "house.yaml", 3, "nobody is called"),
    "freeze": (
        {"file": FILE + "freezes: [{start: 2026-12-02 00:00, end: 2026-12-01 00:00, reason: x}]\n"},
        "house.yaml",
        3,
        "ends before",
    ),
    "duration below the guide": (
        {"file": FILE + "durations: {update.base: {low: 5, high: 60}}\n"},
        "house.yaml",
        3,
        "the vendor's guide says",
    ),
    "duration of nothing": (
        {"file": FILE + "durations: {update.bases: {low: 5, high: 60}}\n"},
        "house.yaml",
        3,
        "update.base if you mean it",
    ),
    "a hold point on a way back": (
        {"steps": STEP.replace("before: window, each: window", "before: back.establish") + "  hold: true\n"},
        "ours.yaml",
        6,
        "a hold point lets the change go on",
    ),
    "a hold point with evidence of its own": (
        {"steps": STEP + "  hold: true\n  evidence: {name: a, type: text, label: {en: A}}\n"},
        "ours.yaml",
        7,
        "go or no-go is written down",
    ),
    "a hold point that may be left out": (
        {"steps": STEP + "  hold: true\n  required: false\n"},
        "ours.yaml",
        7,
        "go or no-go is written down",
    ),
    "moves off the ways back": (
        {"steps": STEP + "  moves: true\n"},
        "ours.yaml",
        6,
        "moves is for steps on a way back",
    ),
    "moves beside one of the house's": (
        {"steps": STEP + OTHER.replace("before: window, each: window", "after: house.off") + "  moves: true\n"},
        "ours.yaml",
        11,
        "moves is for steps on a way back",
    ),
    "risk of nothing": (
        {"file": FILE + "risks:\n  settings-lots: {weight: high}\n"},
        "house.yaml",
        4,
        "settings-lost if you mean it",
    ),
    "grade": ({"file": FILE + "risks: {settings-lost: {weight: 3}}\n"}, "house.yaml", 3, "low / medium / high"),
    "no grade": ({"file": FILE + "risks: {settings-lost: {}}\n"}, "house.yaml", 3, "neither likelihood nor weight"),
    "a prohibition that limits a risk": (
        {"file": FILE + "risks: {N1: {weight: high}}\n"},
        "house.yaml",
        3,
        "base-update-fails if you mean it",
    ),
    "left out": (
        {"file": FILE + "leave_out: {update.base: {en: never}}\n"},
        "house.yaml",
        3,
        "no house may leave out",
    ),
    "choices": ({"file": FILE + "extra: {tier: {of: site, type: choice}}\n"}, "house.yaml", 3, "choices go with"),
    "logo elsewhere": ({"file": FILE + "logo: ../logo.svg\n"}, "house.yaml", 3, "without folders"),
    "anchor": ({"steps": _placed("{before: update.bas}")}, "ours.yaml", 5, "update.base if you mean it"),
    "two anchors": ({"steps": _placed("{before: window, after: window}")}, "ours.yaml", 5, "one of them"),
    "path": ({"steps": _placed("{before: window, paths: [singel]}")}, "ours.yaml", 5, "single if you mean it"),
    "no place": ({"steps": STEP.replace("  place: {before: window, each: window}\n", "")}, "ours.yaml", 1, "nowhere"),
    "condition": ({"steps": STEP + "  when: [extra.vip]\n"}, "ours.yaml", 6, "there is no condition extra.vip"),
    "value": (
        {"steps": STEP + "  slots: [{label: {en: A}, value: site.hostnam}]\n"},
        "ours.yaml",
        6,
        "site.hostname if you mean it",
    ),
    "call": ({"steps": STEP + "  call: [noc]\n"}, "ours.yaml", 6, "nobody is called noc"),
    "no phone": ({"file": FILE + PERSON, "steps": STEP + "  call: [CM]\n"}, "ours.yaml", 6, "no telephone number"),
    "language": ({"steps": STEP.replace("fr: Éteignez}", "xx: A}")}, "ours.yaml", 2, "there is no language xx"),
    "language, almost": (
        {"steps": STEP.replace("fr: Éteignez}", "fre: A}")},
        "ours.yaml",
        2,
        "there is no language fre; there are: en, fr, write fr if you mean it",
    ),
    "language, where something else is wrong": (
        {"steps": STEP.replace("fr: Éteignez}", "xx: A}") + "  colour: red\n"},
        "ours.yaml",
        2,
        "there is no language xx",
    ),
    "language, by its name": ({"steps": STEP.replace("fr:", "Français:")}, "ours.yaml", 2, "no language Français"),
    "language of a contact": (
        {"file": FILE + 'contacts:\n  noc:\n    name: {en: N, fre: N}\n    phone: "1"\n'},
        "house.yaml",
        5,
        "write fr if you mean it",
    ),
    "language of a role": ({"file": FILE + "roles: {boss: {en: B, de: B}}\n"}, "house.yaml", 3, "no language de"),
    "language of a reason": (
        {"file": FILE + "leave_out: {compare-builds: {xx: A}}\n"},
        "house.yaml",
        3,
        "no language xx",
    ),
    "one language twice": (
        {"steps": STEP.replace("fr: Éteignez}", "fr: A,\n    fr-CA: B}")},
        "ours.yaml",
        3,
        "fr-CA is the language fr here, as fr is, keep one of them",
    ),
    "one language asked for twice": (
        {"file": FILE + "languages: [fr, en, fr-CA]\n"},
        "house.yaml",
        3,
        "the language fr is given twice",
    ),
    "no language": (
        {"steps": STEP.replace("{en: Switch it off, fr: Éteignez}", "{}")},
        "ours.yaml",
        2,
        "this text is in no language",
    ),
    "comma": (
        {"steps": STEP.replace("it off,", "it off, and on,")},
        "ours.yaml",
        2,
        "and on is taken for a key without a value: the comma before it ended a text, put the whole text in quotes",
    ),
    "comma before a word": (
        {"steps": STEP.replace("it off,", "it off, please,")},
        "ours.yaml",
        2,
        "please is taken for a key without a value",
    ),
    "braces": ({"steps": STEP.replace("Switch it off", "'Off {{ site }}'")}, "ours.yaml", 2, "there is a brace"),
    "address": ({"steps": STEP.replace("Switch it off", "'See https://a.b'")}, "ours.yaml", 2, "there is a link"),
    "hidden": ({"steps": STEP.replace("Switch it off", '"Off\\u202e"')}, "ours.yaml", 2, "U+202E"),
    "hidden behind a space": (
        {"steps": STEP.replace("Switch it off", '"Off\\u202f:\\u202e"')},
        "ours.yaml",
        2,
        "U+202E",
    ),
    "hidden in the organisation": ({"file": 'schema: 1\nname: "A\\u202eB"\n'}, "house.yaml", 2, "U+202E"),
    "hidden in a contact": (
        {"file": FILE + 'contacts: {noc: {name: {en: "N\\u0007x"}, phone: "+33 1 99 00 00 01"}}\n'},
        "house.yaml",
        3,
        "U+0007",
    ),
    "hidden in a person": (
        {"file": FILE + PERSON.replace("C. Martin", '"C. \\u200bMartin"')},
        "house.yaml",
        4,
        "U+200B",
    ),
    "hidden in a contract": ({"file": FILE + 'vendor: {contract: "A\\u2066"}\n'}, "house.yaml", 3, "U+2066"),
    "a word without an end": ({"steps": STEP.replace("Switch it off", "Off" * 11)}, "ours.yaml", 2, "longer than 30"),
    "a name without an end": ({"file": "schema: 1\nname: " + "A" * 31 + "\n"}, "house.yaml", 2, "longer than 30"),
    "minutes of an order": (
        {"rules": "R1: {first: [house.off], then: [packages], minutes: 5, text: {en: x}}\n"},
        "ours.yaml",
        1,
        "this rule has no minutes",
    ),
    "minutes of an order of the kit's": ({"rules": "P12: {minutes: 5}\n"}, "ours.yaml", 1, "this rule has no minutes"),
    "too long": ({"steps": STEP.replace("Switch it off", "x" * 61)}, "ours.yaml", 2, "more than 60 letters"),
    "one text, two translations": (
        {"steps": STEP + OTHER.replace("Éteignez}", "Allumez}")},
        "ours.yaml",
        7,
        "other translations",
    ),
    "circle": (
        {"steps": _placed("{after: house.on}") + OTHER.replace("{before: window, each: window}", "{after: house.off}")},
        "ours.yaml",
        5,
        "in a circle",
    ),
    "rule without ends": ({"rules": "R1: {first: [house.off]}\n"}, "ours.yaml", 1, "the key then is missing"),
    "rule event": (
        {"rules": "R1: {first: [house.of], then: [packages], text: {en: x}}\n"},
        "ours.yaml",
        1,
        "house.off if you mean it",
    ),
    "rule named as the kit's, but for capitals": (
        {"rules": "p09: {first: [house.off], then: [packages], text: {en: x}}\n"},
        "ours.yaml",
        1,
        "write P09 if you mean it",
    ),
    "witness of a step of the house's": (
        {"rules": "R1:\n  kind: witness\n  first: [house.off]\n"},
        "ours.yaml",
        3,
        "about steps of the kit only, write `witness` or `evidence` at the step itself",
    ),
    "evidence replaced": (
        {"rules": "R1: {kind: evidence, first: [verify.console], evidence: {name: a, type: text, label: {en: A}}}\n"},
        "ours.yaml",
        1,
        "does not replace",
    ),
    "evidence that is no value": (
        {
            "rules": "R1: {kind: evidence, first: [prep-downtime], evidence: {name: a, type: text, label: {en: A}, "
            "equals: '{change.id} {% x %} {{y}}'}}\n"
        },
        "ours.yaml",
        1,
        "there is no value change.id} {% x %} {{y",
    ),
    "none of a count": (
        {"steps": STEP + "  evidence: {name: a, type: count, label: {en: A}, never_none: true}\n"},
        "ours.yaml",
        6,
        "only in a text of one’s own can none be refused",
    ),
    "figures of a count": (
        {"steps": STEP + "  evidence: {name: a, type: count, label: {en: A}, figures: true}\n"},
        "ours.yaml",
        6,
        "only in a text of one’s own can figures be asked for",
    ),
    "a count that is past": (
        {"steps": STEP + "  evidence: {name: a, type: count, label: {en: A}, past: true}\n"},
        "ours.yaml",
        6,
        "only of a date of one’s own can be asked that it is past",
    ),
    "evidence twice at a step": (
        {
            "rules": "".join(
                f"Own{n}: {{kind: evidence, first: [prep-downtime], evidence: {{name: a{n}, type: text, "
                f"label: {{en: A}}}}}}\n"
                for n in (1, 2)
            )
        },
        "ours.yaml",
        2,
        "the rule Own1 already asks",
    ),
    "key of another kind at an order": (
        {"rules": "r: {first: [house.off], then: [packages], steps: [verify.session], text: T}\n"},
        "ours.yaml",
        1,
        "a rule of the kind order does nothing with steps",
    ),
    "evidence of an order": (
        {
            "rules": "r:\n  first: [house.off]\n  then: [packages]\n  text: T\n"
            "  evidence: {name: a, type: date, label: A}\n"
        },
        "ours.yaml",
        5,
        "a rule of the kind order does nothing with evidence",
    ),
    "order of a witness": (
        {"rules": "r:\n  kind: witness\n  first: [verify.session]\n  same_appliance: true\n"},
        "ours.yaml",
        4,
        "a rule of the kind witness does nothing with same_appliance",
    ),
    "path named as one of the kit's": (
        {
            "paths": "name: single\ntitle: {en: C}\nreasons: [{en: C}]\nphases:\n"
            "  - {id: a, title: {en: A}, window: true, back: {en: B}, steps: [{step: house.off}]}\n"
        },
        "ours.yaml",
        1,
        "the kit has a path single of its own",
    ),
    **{
        f"evidence of {kind} that is {value}": (
            {
                "file": FILE + "extra: {rack: {of: site, type: text}, seats: {of: site, type: number}}\n",
                "steps": STEP + f"  evidence: {{name: a, type: {kind}, label: {{en: A}}, equals: '{value}'}}\n",
            },
            "ours.yaml",
            6,
            words,
        )
        for kind, value, words in (
            ("datetime", "never", "nobody knows never before"),
            ("datetime", "{window.end}", "nobody knows {window.end} before"),
            ("count", "-3", "-3 is not a whole number"),
            ("count", "{change.id}", "{change.id} is of another type"),
            ("count", "{extra.rack}", "{extra.rack} is of another type"),
            ("version", "newest", "newest is not a version"),
            ("version", "{extra.seats}", "{extra.seats} is of another type"),
            ("yes-no", "perhaps", "perhaps is neither yes nor no"),
            ("yes-no", "{change.id}", "{change.id} is of another type"),
            ("go-no-go", "no-go", "no-go is not go"),
            ("text", " ", "this text is blank"),
        )
    },
    "evidence by a rule that is no number": (
        {
            "rules": "R1: {kind: evidence, first: [prep-downtime], evidence: {name: a, type: count, label: {en: A}, "
            "equals: few}}\n"
        },
        "ours.yaml",
        1,
        "few is not a whole number",
    ),
    **{
        f"never: {conditions}": (
            {"file": FILE + KEYS, "steps": STEP + f"  {conditions}\n"},
            "ours.yaml",
            6,
            words,
        )
        for conditions, words in (
            ("when: [extra.t=a, extra.t=b]", "extra.t=a and extra.t=b never hold together"),
            ("when: [pair, single]", "pair and single never hold together"),
            ("when: [dns], unless: [dns]".replace(", unless", "\n  unless"), "under both when and unless"),
            ("when: [extra.t=a]\n  unless: [extra.t]", "extra.t=a and unless: extra.t never hold together"),
            ("unless: [major, minor]", "leave no change"),
            ("unless: [extra.must]", "leave no change"),
            ("unless: [extra.must=x, extra.must=y]", "leave no change"),
            ("when: [extra.rack]", "this step is done on none"),
            ("notes: [{text: {en: A}, when: [extra.rack]}]", "this step is done on none"),
            ("slots: [{label: {en: A}, value: extra.rack}]", "there is no value to show"),
            (
                "evidence: {name: a, type: text, label: {en: A}, equals: '{extra.rack}'}",
                "extra.rack is a key of appliances, and this step is done on none: there is no value to show",
            ),
            ("notes: [{text: {en: A}, when: [pair, single]}]", "pair and single never hold together"),
            ("slots: [{label: {en: A}, value: change.id, when: [pair]}]\n  when: [single]", "pair and single never"),
        )
    },
    "never on the paths that are named": (
        {"steps": _placed("{before: window, paths: [single]}") + "  when: [pair]\n"},
        "ours.yaml",
        6,
        "no path that this step is on",
    ),
    "never: a rule": (
        {"rules": "R1: {first: [house.off], then: [packages], text: {en: x}, when: [pair, single]}\n"},
        "ours.yaml",
        1,
        "pair and single never hold together",
    ),
    **{
        f"address {url}": (
            {"steps": STEP + f"  links: [{{title: {{en: A}}, url: '{url}'}}]\n"},
            "ours.yaml",
            6,
            "no browser can open this address",
        )
        for url in (
            "https://[::1",
            "http://a:99999/",
            "https://:443/",
            "https:///x",
            "https://a..b/",
            "http://-a/",
            "https://me:secret@a.b/",
            "https://999.1.1.1/",
            "http://a:0/",
        )
    },
    "a role named like one of the kit's": (
        {"file": FILE + "roles: {chief: {en: Change  Manager, fr: Chef}}\n"},
        "house.yaml",
        3,
        "the role manager the same",
    ),
    "two roles with one name": (
        {"file": FILE + "roles:\n  one: {en: Team one, fr: Équipe}\n  two: {en: Team two, fr: équipe}\n"},
        "house.yaml",
        5,
        "the role one the same",
    ),
    "path that installs": (
        {
            "paths": "name: cert\ntitle: {en: C}\nreasons: [{en: C}]\nphases:\n"
            "  - {id: a, title: {en: A}, window: true, back: {en: B}, steps: [{step: update-base, at: A}]}\n"
        },
        "ours.yaml",
        5,
        "installs a package",
    ),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_problem_has_its_file_and_line(case: tuple[dict[str, str], str, int, str], tmp_path) -> None:
    files, file, line, words = case
    found = told(written(tmp_path / "house", **files))
    assert any(each[:2] == (file, line) and words in each[2] for each in found), found


def test_problems_of_all_files_come_at_once(tmp_path) -> None:
    found = told(written(tmp_path / "house", FILE + "watches: 9\n", STEP + "  colour: red\n", "R1: {colour: red}\n"))
    assert {(file, line) for file, line, _ in found} >= {("house.yaml", 3), ("ours.yaml", 6), ("ours.yaml", 1)}


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("risks: {settings-lost: {weight: 3}}\n", True),
        ("watches: 9\n", True),
        ("contacts: {noc: {}}\n", False),
        ("contacts: []\n", False),
        ("contact: {}\n", False),
    ],
)
def test_a_fault_of_house_yaml_hides_others_only_where_they_may_follow(broken: str, whole: bool, tmp_path) -> None:
    steps = STEP + "  call: [noc]\n"
    found = told(written(tmp_path / "house", FILE + broken, steps, "P07: {minutes: 5}\n"))
    assert ("house.yaml", 3) in {each[:2] for each in found}
    assert any("nobody is called noc" in text for *_, text in found) is whole
    assert any("P07 (" in text for *_, text in found) is whole


def test_a_house_that_is_right_has_no_problem(tmp_path) -> None:
    assert told(written(tmp_path / "house", FILE + PERSON)) == []


@pytest.mark.parametrize(
    "text",
    [
        "evidence: {name: a, type: version, label: {en: A}, equals: '{hop.base}'}",
        "evidence: {name: a, type: go-no-go, label: {en: A}, equals: go}",
        "evidence: {name: a, type: count, label: {en: A}, equals: '{site.jump-clients}'}",
        "when: [extra.t=a]\n  unless: [extra.t=b, pair]",
        "unless: [extra.t=a, extra.t=b]",
        "links: [{title: {en: A}, url: 'https://[2001:db8::1]:8443/a?b#c'}]",
        "links: [{title: {en: A}, url: 'http://our_wiki/a@b'}]",
    ],
)
def test_what_can_be_is_no_problem(text: str, tmp_path) -> None:
    assert told(written(tmp_path / "house", FILE + KEYS, STEP + f"  {text}\n")) == []


@pytest.mark.parametrize(("written_as", "meant"), [("FR", "fr"), ("fr_CA", "fr"), ("fr-CA", "fr"), ("EN", "en")])
def test_languages_are_taken_as_the_command_line_takes_them(written_as: str, meant: str, tmp_path) -> None:
    people = f"people:\n  CM: {{name: C, roles: [witness], language: {written_as}}}\n"
    house = written(tmp_path / "house", f"{FILE}languages: [{written_as}]\n{people}")
    file = of(house).house.file
    assert (file.languages, file.people["CM"].language) == ((meant,), meant)


@pytest.mark.parametrize("tag", ["FR", "fr-CA", "fr_CA", "fr_FR.UTF-8"])
def test_a_text_in_a_regional_language_is_in_that_which_the_kit_has(tag: str, tmp_path) -> None:
    files = {
        "steps": STEP.replace("fr:", f"{tag}:"),
        "file": f"{FILE}contacts: {{noc: {{name: {{en: N, {tag}: S}}, phone: '1'}}}}\n"
        f"roles: {{boss: {{{tag}: chef, en: boss}}}}\nclassification: {{{tag}: Interne, en: Internal}}\n",
    }
    house = of(written(tmp_path / "house", **files)).house
    assert house.steps["off"].title == {"en": "Switch it off", "fr": "Éteignez"}
    assert house.file.contacts["noc"].name == {"en": "N", "fr": "S"}
    assert house.file.roles["boss"] == {"fr": "chef", "en": "boss"}
    assert house.file.classification == {"fr": "Interne", "en": "Internal"}


@pytest.mark.parametrize("name", ["label", "text", "title", "name", "roles"])
def test_a_step_that_is_called_like_a_text_is_a_step(name: str, tmp_path) -> None:
    assert told(written(tmp_path / "house", steps=STEP.replace("off:", f"{name}:"))) == []


def test_each_role_of_the_kit_is_known_by_its_name_on_pages() -> None:
    assert {role: PRINTED.get(role, role) for role in KIT_ROLES} == STAFF_ROLES
