// Feeds the checklist's engine: a question a line as JSON on standard input, an answer a line on standard output.
// The paths of the engine's files are the arguments, in the order in which a page has them.
"use strict";

const { readFileSync } = require("node:fs");
const readline = require("node:readline");
const vm = require("node:vm");

const source = process.argv.slice(2).map((path) => readFileSync(path, "utf8")).join("\n");
const engine = new vm.Script(`${source}\n({ Engine, EngineAnswers, EngineBeside, EngineMore, EnginePlan, EngineTimes, EngineValues, EngineWords })`).runInThisContext();
let plan = null;

function answer({ ask, record, entry, now, options, texts, hop, evidence }) {
  const started = process.hrtime.bigint();
  const found = {
    findings: () => ({ unread: engine.Engine.unread(plan, record).length, findings: engine.Engine.findings(plan, record, options) }),
    before: () => engine.Engine.before(plan, record, entry, options),
    next: () => engine.Engine.next(plan, record, now),
    answers: () => Object.fromEntries(Object.entries(engine.EngineAnswers.lists).map(([name, list]) => [name, [...list].sort()])),
  lists: () => Object.fromEntries(Object.entries(engine.EngineWords.lists).map(([name, list]) => [name, [...list].sort()])),
    beside: () => texts.map(([wanted, text]) => engine.EngineBeside.readBeside(engine.EnginePlan.indexPlan(plan), hop, text, wanted)),
    harmless: () => [...engine.EngineBeside.harmless].sort(),
    neutral: () => [...engine.EngineMore.neutral].sort(),
    values: () => texts.map((text) => engine.EngineValues.normal(engine.EnginePlan.indexPlan(plan), evidence, text)),
    initials: () => texts.map(engine.EngineWords.initials),
    reasons: () => texts.map(engine.EngineWords.reasonIn),
  }[ask]();
  return { found, milliseconds: Number(process.hrtime.bigint() - started) / 1e6 };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const question = JSON.parse(line);
  if (question.plan) plan = question.plan;
  else process.stdout.write(`${JSON.stringify(answer(question))}\n`);
});
