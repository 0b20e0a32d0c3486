"use strict";
// Evidence as it is compared: `24,1`, `v24.1` and `24.1` are one version, `oui` and `yes` one answer.

const EngineValues = (() => {
  const NONE = new Set(
    (
      "none aucun aucune nil - zero empty vide tableempty emptytable tablevide thetableisempty latableestvide noclient " +
      "noclients aucunclient aucuneclient noneconnected noneleft nooneleft aucunconnecte nobody noone personne " +
      "pluspersonne plusaucun plusaucune rien nothing"
    ).split(" "),
  );
  const VERSION =
    /^=?(?:beyondtrust|bomgar|remotesupport|base|software|logiciel)*:?(?:version|vers\.?|ver\.?|v\.?)?:?(?<own>\d+(?:[.,]\d+)*)\.?(?:(?<=[.,]\d)-\d+|(?<=[.,]\d\d)-\d+|,?\((?:build|b|no\.?|n°|#|:)*\d+\)|,?(?:build|rev\.?)[:#]?\d+)?$/;
  const TICKED = /[-–,;:]?(?:\(ok\)|ok|[✓✔☑✅])/;
  const QUOTED = /^["'“”«»=;,]+|["'“”«»=;,]+$/g;
  const TWO = /\d[.,]\d+\s+v?\d+[.,]\d/; // side by side, which are not one
  const DOTTED = /^\d{1,9}(?:\.\d{1,9}){1,9}$/;
  const DAY = /^(?:\d{5}(?:\.0)?|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|(?:19|20)\d\d\.\d{1,2}\.\d{1,2})$/;
  const COUNT =
    /^=?(\d+)(?:[.,]0+)?(?:(?:jump)?clients?)?(?:online|enligne|connect(?:ed|és?)|(?:are|is)?(?:remaining|left)|restante?s?)?$/;
  const LONGEST_BADGED = 100;
  const BADGED = ["version", "count", "yes-no", "date", "datetime"];
  const NAME = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}_.\-]*[\p{L}\p{N}])?|\[[0-9a-f:.]+\])`;
  const PAGE = String.raw`(?:/(?:login|appliance)?/?)?`;
  const ON = String.raw`(?:(?:sur|on|at|appliance|serveur)\s+(?:https?://)?|https?://)`;
  const BADGE_BEFORE = new RegExp(
    String.raw`^\s*${ON}?(?<name>${NAME})${PAGE}(?:\s*(?:[:=→]|[\-–=]+>|\s[\-–])\s*|\s+(?=v?\d))(?<value>\S.*)$`, "su",
  );
  const BADGE_BEHIND = new RegExp(
    String.raw`^(?<value>.*\S)(?:\s*\(\s*${ON}?(?<one>${NAME})${PAGE}\s*\)|[\s,]+${ON}(?<two>${NAME})${PAGE}|\s*[,–]\s*(?<three>${NAME}))\s*$`, "isu",
  );
  const SAYS = new Set(["is", "est", "primary", "primaire", "appliance"]);

  /** A value as it is compared; null where it is not of its kind.
   * @param {IndexedPlan} indexed @param {PlanEvidence} evidence @param {string} value @returns {string | null} */
  function normal(indexed, evidence, value) {
    const own = bare(indexed, evidence, value);
    const text = EngineWords.fold(own).replace(/\s+/g, "");
    switch (evidence.type) {
      case "version":
        return TWO.test(own) ? null : version(evidence, text.replace(QUOTED, ""));
      case "yes-no":
        return yesOrNo(indexed, evidence, value);
      case "go-no-go":
        return goOrNoGo(text, value, indexed);
      case "count": {
        const count = COUNT.exec(text);
        return NONE.has(EngineAnswers.unmarked(text)) ? "0" : count ? String(BigInt(count[1])) : null;
      }
      case "date":
        return EngineTimes.day(value.trim());
      case "datetime":
        return typeof EngineTimes.read(indexed.zone, value) === "string" ? null : text;
      default:
        return text || null;
    }
  }

  /** A version or a number without what stands beside it. @param {IndexedPlan} indexed @param {PlanEvidence} evidence
   * @param {string} value */
  function bare(indexed, evidence, value) {
    if (evidence.type === "version") return EngineFigures.versionIn(value, indexed.staff);
    if (evidence.type !== "count") return value;
    return EngineFigures.countIn(value, indexed.staff, (evidence.expect?.equals ?? null) !== null);
  }

  /** @param {PlanEvidence} evidence @param {string} text */
  function version(evidence, text) {
    const ticked = TICKED.exec(text);
    const own = ticked && ticked.index + ticked[0].length === text.length ? text.slice(0, ticked.index) : text;
    const written = VERSION.exec(own);
    const found = written && written.groups ? written.groups.own.replaceAll(",", ".") : null;
    const expected = evidence.expect?.equals ?? null;
    if (found === null || expected === null) return found;
    if (expected.includes(".") && found !== expected.replace(/^[vV]+/, "") && DAY.test(found)) return null;
    const alike = DOTTED.test(expected) && DOTTED.test(found) && numbers(expected) === numbers(found);
    return alike ? expected : found;
  }

  /** @param {string} dotted */
  function numbers(dotted) {
    return dotted.split(".").map(Number).join(".").replace(/(?:\.0)+$/, "");
  }

  /** That all is well is yes; where no is expected it is neither, for nobody can tell what was seen.
   * @param {IndexedPlan} indexed @param {PlanEvidence} evidence @param {string} value */
  function yesOrNo(indexed, evidence, value) {
    const answered = EngineAnswers.answerOf(value, indexed.staff);
    const more = answered === null && indexed.tolerant;
    const said = more ? EngineAnswers.answerOf(EngineMore.plainPart(value, indexed.staff), indexed.staff) : answered;
    if (said === "none") return "no";
    if (said === "back" && indexed.tolerant && !EngineAnswers.asksForTheWayBack(evidence.label)) return null;
    if (said !== "fine" && said !== "done" && said !== "back") return said;
    return evidence.expect?.equals === "no" && indexed.tolerant ? null : "yes";
  }

  /** @param {string} text @param {string} value @param {IndexedPlan} indexed */
  function goOrNoGo(text, value, indexed) {
    const answered = saidAtGate(text, value, indexed);
    const given = EngineDecisions.givenBy(value).map((who) => indexed.staff.get(EngineWords.initials(who)));
    const byOthers = given.some((person) => person && !person.roles.includes("approver"));
    return answered === "go" && (EngineDecisions.isToCome(value) || byOthers) ? null : answered;
  }

  /** @param {string} text @param {string} value @param {IndexedPlan} indexed */
  function saidAtGate(text, value, indexed) {
    const bare = text.replace(/[-‐‑‒–—]/g, "").replace(/^[.!]+|[.!]+$/g, "");
    if (bare === "go" || bare === "yes") return "go";
    if (bare === "nogo" || bare === "no") return "no-go";
    return decided(value, indexed) || decidedByName(value, indexed);
  }

  /** The same beside names in full: a go of those who may give one, a no-go of anybody.
   * @param {string} value @param {IndexedPlan} indexed */
  function decidedByName(value, indexed) {
    const staff = [...indexed.staff.values()];
    const approving = staff.filter((one) => one.roles.includes("approver")).map((one) => one.name);
    const others = staff.map((one) => one.name).filter((name) => !approving.includes(name));
    /** @param {string[]} names @returns {(words: string[]) => boolean} */
    const isOneOf = (names) => (words) => {
      const who = EngineFullNames.titled(words, [...approving, ...others]);
      const written = [words, EngineNames.untitled(words)]; // “M.” is a title, or the letter of a first name
      return names.some((name) => name === who || written.some((some) => EngineFullNames.isFullName(some, name)));
    };
    const [isApprover, isOther] = [isOneOf(approving), isOneOf(others)];
    const own = EngineDecisions.withoutNames(value, (words) => isApprover(words) && !isOther(words));
    const said = own === null ? null : decided(own, indexed);
    if (said) return said;
    const bare = EngineDecisions.withoutNames(value, (words) => isApprover(words) || isOther(words));
    return bare !== null && decided(bare, indexed) === "no-go" ? "no-go" : null;
  }

  /** @param {string} value @param {IndexedPlan} indexed */
  function decided(value, indexed) {
    const answer = EngineAnswers.answerOf(EngineDecisions.asAnswer(value), indexed.staff);
    return answer === "yes" || answer === "fine" ? "go" : answer === "no" ? "no-go" : null;
  }

  /** The same, as values of their kind are compared; an appliance is the same by any of its names.
   * @param {IndexedPlan} indexed @param {PlanStep} step @param {PlanEvidence} evidence @param {string} value
   * @param {string} wanted */
  function equal(indexed, step, evidence, value, wanted) {
    if (normal(indexed, evidence, value) === normal(indexed, evidence, wanted)) return true;
    if (evidence.type !== "text" || (indexed.tolerant && EngineAnswers.speaksAgainst(value))) return false;
    if (namedAppliance(indexed.plan, step.hop, value) === wanted) return true;
    return fullHostname(indexed.plan, value) === wanted || sameAddress(value, wanted);
  }

  /** The id of the one appliance that a text names. @param {RunbookPlan} plan @param {number | null} hop
   * @param {string} text */
  function namedAppliance(plan, hop, text) {
    const known = namesOf(plan, hop);
    const words = EngineWords.fold(text).match(/[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?/gu) || [];
    const found = new Set(words.filter((word) => known.has(word) || !SAYS.has(word)).map((word) => known.get(word)));
    return found.size === 1 ? [...found][0] : undefined;
  }

  /** Every name and what it names; an id goes before a host name, and both before a letter.
   * @param {RunbookPlan} plan @param {number | null} hop */
  function namesOf(plan, hop) {
    /** @type {Map<string, string>} */
    const names = new Map();
    const letters = plan.passes.find((one) => one.hop === hop)?.letters || {};
    for (const [letter, id] of Object.entries(letters)) names.set(letter.toLowerCase(), id);
    const shorts = plan.appliances.map((one) => one.hostname.toLowerCase().split(".")[0]);
    plan.appliances.forEach((one, at) => {
      names.set(one.hostname.toLowerCase(), one.id);
      if (shorts.filter((short) => short === shorts[at]).length === 1) names.set(shorts[at], one.id);
    });
    for (const one of plan.appliances) names.set(one.id.toLowerCase(), one.id);
    return names;
  }

  /** A value without the name of an appliance before or behind it, and the id of that one; "" where there is none.
   * @param {RunbookPlan} plan @param {PlanStep} step @param {string} value @returns {[string, string]} */
  function badgeOf(plan, step, value) {
    if (!step.appliance || !BADGED.includes(step.evidence?.type ?? "") || [...value].length > LONGEST_BADGED) return [value, ""];
    const known = namesOf(plan, step.hop);
    for (const one of plan.appliances) for (const at of addresses(one.ip)) known.set(at, one.id);
    for (const pattern of [BADGE_BEFORE, BADGE_BEHIND]) {
      const found = pattern.exec(value)?.groups;
      const name = found ? found.name || found.one || found.two || found.three : "";
      const owner = known.get(addresses(name)[0] ?? name.toLowerCase());
      if (found && owner && (name.length > 1 || name !== name.toLowerCase())) return [found.value, owner];
    }
    return [value, ""];
  }

  /** The entry without the name of the step's own appliance beside its value.
   * @param {IndexedPlan} indexed @param {RecordEntry} entry @returns {RecordEntry} */
  function withoutBadge(indexed, entry) {
    const step = indexed.steps[indexed.index.get(entry.step) ?? -1];
    const [value, owner] = step && entry.value ? badgeOf(indexed.plan, step, entry.value) : ["", ""];
    if (!owner || owner !== step.appliance || !step.evidence) return entry;
    return normal(indexed, step.evidence, entry.value) === null ? { ...entry, value } : entry;
  }

  /** Whether another appliance is named beside what would be an answer without it: that is left to verify.
   * @param {IndexedPlan} indexed @param {PlanStep} step @param {string} value */
  function isOfAnother(indexed, step, value) {
    const [rest, owner] = badgeOf(indexed.plan, step, value);
    if (!step.evidence || (step.evidence.type !== "yes-no" && normal(indexed, step.evidence, value) !== null)) return false;
    return Boolean(owner) && owner !== step.appliance && indexed.tolerant && normal(indexed, step.evidence, rest) !== null;
  }

  /** @param {RunbookPlan} plan @param {string} text */
  function fullHostname(plan, text) {
    const name = EngineWords.fold(text).trim();
    const found = plan.appliances.filter((one) => one.hostname.toLowerCase().split(".")[0] === name);
    return found.length === 1 ? found[0].hostname : undefined;
  }

  /** Whether a value is one of the addresses that `wanted` lists, or several of them, and nothing else.
   * @param {string} value @param {string} wanted */
  function sameAddress(value, wanted) {
    const [right, written] = [addresses(wanted), addresses(value)];
    return right.length > 0 && written.length > 0 && written.every((one) => right.includes(one));
  }

  /** @param {string} text @returns {string[]} */
  function addresses(text) {
    if (text.length > 200) return [];
    const parts = text.trim().split(/(?:[\s,;+&|]|\/(?=.))+/).filter((part) => part && !/^(?:and|et|or|ou)$/i.test(part));
    const found = parts.map((part) => address(part.replace(/^[[\]()]+|[[\]()]+$/g, "").replace(/\.+$/, "")));
    return found.every(Boolean) ? found : [];
  }

  /** An address in one form; "" where it is none. @param {string} text */
  function address(text) {
    if (!text.includes(":")) return four(text);
    const [left, right, more] = text.toLowerCase().split("::");
    if (more !== undefined) return "";
    const [before, after] = [groups(left), right === undefined ? [] : groups(right)];
    const missing = 8 - before.length - after.length;
    if (right === undefined ? missing !== 0 : missing < 1) return "";
    const all = [...before, ...Array(missing).fill("0"), ...after];
    if (!all.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return "";
    const values = all.map((group) => parseInt(group, 16));
    const mapped = values.slice(0, 5).every((each) => each === 0) && values[5] === 0xffff;
    if (!mapped) return values.map((each) => each.toString(16)).join(":");
    return [values[6] >> 8, values[6] & 255, values[7] >> 8, values[7] & 255].join(".");
  }

  /** @param {string} text */
  function four(text) {
    const bytes = text.split(".");
    const right = bytes.length === 4 && bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256);
    return right ? text : "";
  }

  /** The groups of a half of an IPv6 address, an IPv4 one at its end as two. @param {string} text @returns {string[]} */
  function groups(text) {
    if (!text) return [];
    return text.split(":").flatMap((group) => {
      if (!four(group)) return [group];
      const [a, b, c, d] = group.split(".").map(Number);
      return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
    });
  }

  return { addresses, badgeOf, equal, isOfAnother, namesOf, normal, withoutBadge };
})();
