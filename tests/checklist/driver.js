// Feeds the checklist's engine: a question a line as JSON on standard input, an answer a line on standard output.
// The paths of the engine's files are the arguments, in the order in which a page has them.
"use strict";

const { readFileSync } = require("node:fs");
const readline = require("node:readline");
const vm = require("node:vm");

const source = process.argv.slice(2).map((path) => readFileSync(path, "utf8")).join("\n");
const engine = new vm.Script(`${source}\n({ Engine, EngineAnswers, EngineWords, EngineTimes })`).runInThisContext();
let plan = null;

function answer({ ask, record, entry, now, options, texts }) {
  const started = process.hrtime.bigint();
  const found = {
    findings: () => ({ unread: engine.Engine.unread(plan, record).length, findings: engine.Engine.findings(plan, record, options) }),
    before: () => engine.Engine.before(plan, record, entry, options),
    next: () => engine.Engine.next(plan, record, now),
    answers: () => Object.fromEntries(Object.entries(engine.EngineAnswers.lists).map(([name, list]) => [name, [...list].sort()])),
  lists: () => Object.fromEntries(Object.entries(engine.EngineWords.lists).map(([name, list]) => [name, [...list].sort()])),
    reasons: () => texts.map(engine.EngineWords.reasonIn),
  }[ask]();
  return { found, milliseconds: Number(process.hrtime.bigint() - started) / 1e6 };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const question = JSON.parse(line);
  if (question.plan) plan = question.plan;
  else process.stdout.write(`${JSON.stringify(answer(question))}\n`);
});
