"""A script loses what is there for its readers, and nothing that it does."""

import re

import pytest

from runbook.resources import templates
from runbook.web.tight_script import tight

SCRIPTS = sorted((templates() / "html" / "checklist").glob("*.js"))
SAMPLES = {
    "/** @type {x} */ (a) + + b - -c  // said": "(a)+ +b- -c\n",
    "  return /a b\\/[/ ]c/g.test( x ) ;": "return/a b\\/[/ ]c/g.test(x);\n",
    "const a = b / c / d;": "const a=b/c/d;\n",
    "say(\"a  //  b\", 'c  d', x);": "say(\"a  //  b\",'c  d',x);\n",
    'f(`a  ${ b ? `c  ${d}` : "}  " }  // e`, 1);': 'f(`a  ${ b ? `c  ${d}` : "}  " }  // e`,1);\n',
    "// only said\n\n   if (a in b) return  new  C ( );": "if(a in b)return new C();\n",
    "f(a,\n  b) {\n  return 1;\n}\ng();": "f(a,b){return 1;}\ng();\n",
    "x.filter((one) => /^a b$/u.test(one)) ;": "x.filter((one)=>/^a b$/u.test(one));\n",
}


@pytest.mark.parametrize("script", SAMPLES, ids=range(len(SAMPLES)))
def test_what_stays_of_a_script(script: str) -> None:
    assert tight(script) == SAMPLES[script]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_nothing_but_blanks_and_remarks_goes(file) -> None:
    script = file.read_text("utf-8")
    without = re.sub(r"/\*\*(?:[^*]|\*(?!/))*\*/|(?:^|(?<=[;,{}(\s]))//[^\n]*$", "", script, flags=re.MULTILINE)
    assert re.sub(r"\s", "", tight(script)) == re.sub(r"\s", "", without)
    assert tight(tight(script)) == tight(script)
