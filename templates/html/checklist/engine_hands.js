"use strict";
// SGN: did the right hands sign, and was the witness somebody else who may be that?

const EngineHands = (() => {
  const MANY = 5;
  const { initials } = EngineWords;

  /** @typedef {{code: string, who: string, step: PlanStep}} Cause */

  /** One finding for each person or omission. @param {CheckCase} theCase @returns {EngineFinding[]} */
  function check(theCase) {
    /** @type {Map<string, Cause[]>} */
    const causes = new Map();
    for (const line of theCase.lines.values()) {
      const isOut = line.contested || EngineCourse.notReached(theCase).has(line.index) || EngineCourse.struckOut(theCase).has(line.index);
      for (const [code, who] of isOut ? [] : ofLine(theCase, line)) {
        const alone = !who || code === "SGN005";
        const key = JSON.stringify([code, initials(who) || who, alone ? line.index : -1]);
        EnginePlan.put(causes, key, { code, who, step: line.step });
      }
    }
    return columns(causes).map((same) => findingOf(theCase, same));
  }

  /** Omissions of one kind, and steps of one's own witness, are one where they are many.
   * @param {Map<string, Cause[]>} causes */
  function columns(causes) {
    /** @type {Map<string, number>} */
    const often = new Map();
    /** @param {string} key */
    const person = (key) => JSON.stringify(JSON.parse(key).slice(0, 2));
    for (const key of causes.keys()) often.set(person(key), (often.get(person(key)) || 0) + 1);
    /** @type {Map<string, Cause[]>} */
    const joined = new Map();
    for (const [key, same] of causes) {
      const to = (often.get(person(key)) || 0) >= MANY ? person(key) : key;
      for (const cause of same) EnginePlan.put(joined, to, cause);
    }
    return [...joined.values()];
  }

  /** @param {CheckCase} theCase @param {Cause[]} same @returns {EngineFinding} */
  function findingOf(theCase, same) {
    const [{ code, who, step }] = same;
    const person = theCase.substitutes.get(initials(who)) || theCase.indexed.staff.get(initials(who));
    const detail = { who, roles: step.roles, has: person?.roles || [], name: person?.name || "", count: same.length };
    return { code, steps: [...new Set(same.map((cause) => cause.step.id))], detail };
  }

  /** @param {CheckCase} theCase @param {RecordLine} line @returns {[string, string][]} */
  function ofLine(theCase, line) {
    const { entry } = line;
    const tried = [...line.attempts, ...line.answers.filter((one) => one !== entry)];
    const tries = theCase.indexed.tolerant ? tried.flatMap((attempt) => signer(theCase, line, attempt)) : [];
    if (!entry.state && !entry.by && !entry.witness) return tries;
    const causes = [...signer(theCase, line, entry), ...witness(theCase, line)];
    const barred = causes.some(([code]) => code === "SGN003"); // one box is wrong, not that of the witness beside it
    return [...tries, ...causes.filter(([code]) => !barred || code !== "SGN005")];
  }

  /** @param {CheckCase} theCase @param {RecordLine} line @param {RecordEntry} entry @returns {[string, string][]} */
  function signer(theCase, line, entry) {
    const { by } = entry;
    const { indexed } = theCase;
    const substitute = theCase.substitutes.get(initials(by));
    if (by.includes("?")) return [["SGN007", ""]];
    if (!by) return [["SGN001", ""]];
    if (substitute) {
      if (substitute.fault) return [["SGN010", by]];
      const { roles } = line.step;
      const able = !roles.length || roles.some((role) => substitute.roles.includes(role)) || saysNoGo(theCase, line, entry);
      return able ? [["SGN008", by]] : [["SGN008", by], ["SGN003", by]];
    }
    if (!indexed.staff.has(initials(by))) return [["SGN002", by]];
    const may = indexed.allowed[line.index].has(initials(by)) || saysNoGo(theCase, line, entry);
    return may ? [] : [["SGN003", by]];
  }

  /** A no-go: to stop is safe, and whoever takes part may say it, or write down who did. @param {CheckCase} theCase
   * @param {RecordLine} line @param {RecordEntry} entry */
  function saysNoGo({ indexed }, { step }, { value }) {
    const { gate, evidence } = step;
    if (!evidence || evidence.type !== "go-no-go" || (gate !== "hold" && gate !== "decision")) return false;
    return EngineValues.normal(indexed, evidence, value) === "no-go";
  }

  /** @param {CheckCase} theCase @param {RecordLine} line @returns {[string, string][]} */
  function witness(theCase, line) {
    const { witness: who, by } = line.entry;
    const wanted = line.step.witness && EngineRecord.tookPlace(line);
    if (who.includes("?")) return wanted ? [["SGN007", ""]] : [];
    if (!who) return wanted ? [["SGN004", ""]] : [];
    const substitute = theCase.substitutes.get(initials(who));
    if (!substitute && !theCase.indexed.staff.has(initials(who))) return [["SGN006", who]];
    /** @type {[string, string][]} */
    const found = substitute ? [[substitute.fault ? "SGN010" : "SGN008", who]] : [];
    if (!wanted) return found;
    if (initials(who) === initials(by)) return [...found, ["SGN005", who]];
    const unfit = !substitute?.fault && !mayWitness(theCase, initials(who), initials(by));
    return unfit ? [...found, ["SGN009", who]] : found;
  }

  /** The plan lets this person witness what that one signed; who the signer is has to be known.
   * @param {CheckCase} theCase @param {string} who @param {string} by */
  function mayWitness({ indexed, substitutes }, who, by) {
    if (!indexed.staff.has(by) && !substitutes.has(by)) return true;
    const substitute = substitutes.get(who);
    if (!substitute || EnginePlan.namesWitnesses(indexed)) return EnginePlan.mayWitness(indexed, by).has(who);
    return substitute.roles.includes("witness") || ![...indexed.witnesses].some((one) => one !== by);
  }

  return { check };
})();
