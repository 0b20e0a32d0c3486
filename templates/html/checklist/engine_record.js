"use strict";
// A record laid beside its plan: for each step what was written, and when it took place.

const EngineRecord = (() => {
  const STROKE = "[-‐‑‒–—―−_/\\\\.~\\s]+";
  const STRUCK_OUT = new RegExp(
    `^(?:${STROKE}|n/a|s/o|sans objet|none|nobody|n[ée]ant|not (?:required|needed|applicable|taken|used)|unused|aucune?|personne` +
      "|(?:non|pas) (?:requise?|applicable|nécessaire|prise?|utilisée?))$",
    "i",
  );
  const NO_STATE = new RegExp(`^(?:${STROKE})?$`);
  const UNUSED = new RegExp(`^(?:${STROKE}|n[./]?\\s?a\\.?|s[./]\\s?o\\.?|sans objet|(?:not|non) applicable)$`, "i");
  /** @type {WrittenField[]} */
  const WRITTEN = ["state", "at", "by", "witness", "value", "note"];
  const STATES = ["", "done", "na", "skipped", "failed"];
  const ROLES = ["technician", "network", "desktop", "representative", "witness", "approver", "manager"];
  const APPROVALS = ["release", "ratified"];
  const FILLED_DOWN = 10;
  const SHARE = 90;

  /** @param {Partial<RecordEntry>} entry @returns {RecordEntry} */
  function tidy(entry) {
    /** @type {RecordEntry} */
    const tidied = { step: "", state: "", at: "", by: "", witness: "", value: "", note: "" };
    tidied.step = String(entry.step || "").trim();
    for (const field of WRITTEN) tidied[field] = String(entry[field] || "").trim();
    for (const field of /** @type {WrittenField[]} */ (["at", "by", "witness"])) {
      if (STRUCK_OUT.test(tidied[field])) tidied[field] = "";
    }
    if (NO_STATE.test(tidied.state) && !tidied.at && !tidied.by) {
      for (const field of /** @type {WrittenField[]} */ (["value", "note"])) {
        if (UNUSED.test(tidied[field])) tidied[field] = "";
      }
    }
    return tidied;
  }

  /** What is ticked where an answer that is one of two was typed out as boxes. @param {IndexedPlan} indexed
   * @param {RecordEntry} entry */
  function ofBoxes(indexed, entry) {
    const asked = indexed.steps[indexed.index.get(entry.step) ?? -1]?.evidence?.type ?? "";
    if (!indexed.tolerant || !["yes-no", "go-no-go"].includes(asked)) return entry;
    return { ...entry, value: EngineBoxes.withFaces(EngineBoxes.tickedIn(entry.value)) };
  }

  /** What stands in the place of evidence, where a step that was ticked asks for none, is a remark. @param {IndexedPlan} indexed
   * @param {RecordEntry} entry */
  function withItsRemark(indexed, entry) {
    const step = indexed.steps[indexed.index.get(entry.step) ?? -1];
    if (!entry.value || !entry.state || !step || step.evidence || !indexed.tolerant) return entry;
    return { ...entry, value: "", note: entry.note ? `${entry.note}; ${entry.value}` : entry.value };
  }

  /** The entries of a record, people by their initials. @param {IndexedPlan} indexed @param {RunbookRecord} record */
  function entriesOf(indexed, record) {
    const own = record.entries.map(tidy).map((entry) => withItsRemark(indexed, ofBoxes(indexed, entry)));
    const named = own.map(EngineNames.reader(indexed.plan, record.people));
    return named.map((entry) => EngineValues.withoutBadge(indexed, entry));
  }

  /**
   * What of a record is not written as the page writes it, or of no step of the plan: left to verify.
   * @param {IndexedPlan} indexed @param {RunbookRecord} record
   */
  function foreign(indexed, record) {
    const known = new Set([...indexed.staff.keys(), ...EngineNames.eachOf(record.people).map((one) => EngineWords.initials(one.initials))]);
    const entries = entriesOf(indexed, record).filter((entry) => WRITTEN.some((field) => entry[field]));
    return entries.filter((entry) => {
      const step = indexed.steps[indexed.index.get(entry.step) ?? -1];
      if (!step || !(STATES.includes(entry.state) || entry.state === "?")) return true;
      if ([entry.by, entry.witness].some((text) => EngineNames.isAddress(text) || namesSeveral(known, text))) return true;
      if (step.evidence && EngineValues.isOfAnother(indexed, step, entry.value)) return true;
      if (step.evidence?.type === "date" && !EngineTimes.isKnownDay(entry.value)) return true;
      const dated = step.evidence?.type === "datetime" && entry.value;
      return !EngineTimes.isKnown(entry.at) || (dated && !EngineTimes.isKnown(entry.value));
    });
  }

  /** Whether several people of the plan or the record stand in one box. @param {Set<string>} known their initials
   * @param {string} text */
  function namesSeveral(known, text) {
    const words = text.split(/[^\p{L}\p{N}.]+/u).map(EngineWords.initials);
    return !known.has(EngineWords.initials(text)) && new Set(words.filter((word) => known.has(word))).size > 1;
  }

  /** The lines of a record by step, and what is said of steps that are written more than once.
   * @param {IndexedPlan} indexed @param {RunbookRecord} record */
  function linesOf(indexed, record) {
    /** @type {Map<number, RecordEntry[]>} */
    const found = new Map();
    for (const entry of entriesOf(indexed, record)) {
      const index = indexed.index.get(entry.step);
      if (index === undefined || !WRITTEN.some((field) => entry[field])) continue;
      EnginePlan.put(found, index, asAnswered(indexed, indexed.steps[index], entry));
    }
    /** @type {EngineFinding[]} */
    const told = onCopies(indexed, found);
    /** @type {Map<number, RecordLine>} */
    const lines = new Map();
    for (const index of [...found.keys()].sort((a, b) => a - b)) {
      const once = distinct(indexed, index, found.get(index) || []);
      lines.set(index, lineOf(indexed, index, releasedOnce(indexed, index, once), told));
    }
    const clashes = [...lines.values()].filter((line) => line.contested).map((line) => line.step.id);
    if (clashes.length) told.push({ code: "DOC005", steps: clashes, detail: {} });
    return { lines, told };
  }

  /** Where one release is asked for, and several people gave it who may, the soonest counts.
   * @param {IndexedPlan} indexed @param {number} index @param {RecordEntry[]} entries */
  function releasedOnce(indexed, index, entries) {
    const { gate } = indexed.steps[index];
    const single = indexed.steps.filter((step) => step.gate === gate).length === 1;
    if (!gate || !APPROVALS.includes(gate) || entries.length < 2 || entries.length > 20 || !single) return entries;
    const given = releasesIn(indexed, index, entries);
    return given.length ? [given[0].entry] : entries;
  }

  /** Where several approvals of one kind are asked for, and people who may gave theirs on the same line, each on a copy
   * of their own, the soonest stays there and the others go to the lines that nobody signed; and what is said of it.
   * @param {IndexedPlan} indexed @param {Map<number, RecordEntry[]>} found @returns {EngineFinding[]} */
  function onCopies(indexed, found) {
    return APPROVALS.flatMap((kind) => {
      const spread = spreadOf(indexed, found, indexed.steps.flatMap((step, index) => (step.gate === kind ? [index] : [])));
      for (const [index, entries] of spread) found.set(index, entries);
      return spread.size ? [{ code: "SGN015", steps: [...spread.keys()].map((index) => indexed.steps[index].id), detail: {} }] : [];
    });
  }

  /** The entries of the line that several people signed, each person's on a line; a copy that was read twice is one.
   * @param {IndexedPlan} indexed @param {Map<number, RecordEntry[]>} found @param {number[]} gates
   * @returns {Map<number, RecordEntry[]>} */
  function spreadOf(indexed, found, gates) {
    const free = gates.filter((index) => !found.has(index));
    const several = gates.filter((index) => (found.get(index) || []).length > 1);
    if (!free.length || several.length !== 1) return new Map();
    const [place] = several;
    /** @param {RecordEntry} entry */
    const hand = (entry) => EngineWords.initials(entry.by);
    const by = new Set(gates.filter((index) => index !== place).flatMap((index) => (found.get(index) || []).map(hand)));
    const entries = found.get(place) || [];
    const given = releasesIn(indexed, place, distinct(indexed, place, entries));
    if (given.length < 2 || given.length - 1 > free.length || given.some(({ who }) => by.has(who))) return new Map();
    return new Map(given.map(({ who }, at) => [[place, ...free][at], entries.filter((entry) => hand(entry) === who)]));
  }

  /** The releases in the entries of one step, the soonest first; none where one of the entries is none: not by somebody
   * who may, not at a known time, not done, with a note, or somebody's second.
   * @param {IndexedPlan} indexed @param {number} index @param {RecordEntry[]} entries */
  function releasesIn(indexed, index, entries) {
    /** @type {{who: string, at: number, entry: RecordEntry}[]} */
    const given = [];
    for (const entry of entries) {
      const who = EngineWords.initials(entry.by);
      const at = EngineTimes.read(indexed.zone, entry.at);
      if (!indexed.allowed[index].has(who) || given.some((one) => one.who === who) || typeof at === "string") return [];
      if (entry.state !== "done" || entry.note) return [];
      given.push({ who, at: at.early, entry });
    }
    return given.sort((one, other) => one.at - other.at);
  }

  /** A no-go at a gate is an answer, whatever is ticked beside it. @param {IndexedPlan} indexed @param {PlanStep} step
   * @param {RecordEntry} entry @returns {RecordEntry} */
  function asAnswered(indexed, { gate, evidence }, entry) {
    const gated = (gate === "hold" || gate === "decision") && evidence?.type === "go-no-go";
    if (!gated || !["failed", "skipped"].includes(entry.state)) return entry;
    return EngineValues.normal(indexed, evidence, entry.value) === "no-go" ? { ...entry, state: "done" } : entry;
  }

  /** @param {IndexedPlan} indexed @param {number} index @param {RecordEntry[]} entries @param {EngineFinding[]} told
   * @returns {RecordLine} */
  function lineOf(indexed, index, entries, told) {
    const step = indexed.steps[index];
    const { attempts, others } = triesOf(indexed, entries);
    const answers = answersOf(indexed, step, others);
    const { entry, replaced, clash } = together(indexed, index, answers.length ? answers.slice(0, 1) : others);
    if (replaced && !clash) told.push({ code: "DOC006", steps: [step.id], detail: {} });
    if (clash) return { index, step, entry: others[others.length - 1], attempts, answers, contested: true, corrected: false };
    return { index, step, entry, attempts, answers, contested: false, corrected: replaced };
  }

  /** What was decided at a gate at several known times, the soonest first; none where it was decided once.
   * @param {IndexedPlan} indexed @param {PlanStep} step @param {RecordEntry[]} entries */
  function answersOf(indexed, step, entries) {
    const { gate, evidence } = step;
    if (entries.length < 2 || entries.length > 20 || !evidence || (gate !== "hold" && gate !== "decision")) return [];
    /** @type {Map<number, {said: string, entry: RecordEntry}>} */
    const timed = new Map();
    for (const entry of entries) {
      const at = EngineTimes.read(indexed.zone, entry.at);
      const said = evidence.type === "go-no-go" ? EngineValues.normal(indexed, evidence, entry.value) : null;
      if (typeof at === "string" || timed.has(at.early) || !said || (entry.state && entry.state !== "done")) return [];
      timed.set(at.early, { said, entry });
    }
    const told = [...timed].sort((a, b) => a[0] - b[0]).map(([, one]) => one);
    /** @param {{said: string, entry: RecordEntry}} one */
    const reasoned = (one) => EngineWords.reasonIn(one.entry.note) === "given";
    const unfounded = told.some((one) => one.said === "no-go" && !reasoned(one));
    const corrects = unfounded && told.some((one) => one.said === "go" && reasoned(one));
    return new Set(told.map((one) => one.said)).size === 1 || corrects ? [] : told.map((one) => one.entry);
  }

  /** Tries that failed, apart from what came of them, wherever they stand if their times say so.
   * @param {IndexedPlan} indexed @param {RecordEntry[]} entries */
  function triesOf(indexed, entries) {
    const others = entries.filter((entry) => entry.state !== "failed");
    const failed = entries.filter((entry) => entry.state === "failed");
    const last = entries.lastIndexOf(others[others.length - 1]);
    const below = failed.filter((entry) => entries.lastIndexOf(entry) > last);
    const madeGood = failed.length && others.length && (!below.length || areBefore(indexed, below, others));
    return madeGood ? { attempts: failed, others } : { attempts: [], others: entries };
  }

  /** Whether all of some entries were signed before all of the others, as far as their times are known.
   * @param {IndexedPlan} indexed @param {RecordEntry[]} some @param {RecordEntry[]} others */
  function areBefore(indexed, some, others) {
    /** @param {RecordEntry[]} entries */
    const read = (entries) => entries.map((entry) => EngineTimes.read(indexed.zone, entry.at));
    const latest = Math.max(...read(some).map((at) => (typeof at === "string" ? Infinity : at.late)));
    return latest < Math.min(...read(others).map((at) => (typeof at === "string" ? -Infinity : at.early)));
  }

  /** Each entry once, whatever its spelling. @param {IndexedPlan} indexed @param {number} index
   * @param {RecordEntry[]} entries */
  function distinct(indexed, index, entries) {
    const known = new Set();
    return entries.filter((entry) => {
      const meant = JSON.stringify(WRITTEN.map((field) => meaning(indexed, index, field, entry[field])));
      return !known.has(meant) && known.add(meant);
    });
  }

  /** One entry out of several: a later one with a reason corrects an earlier one.
   * @param {IndexedPlan} indexed @param {number} index @param {RecordEntry[]} entries */
  function together(indexed, index, entries) {
    let [entry] = entries;
    let [replaced, clash] = [false, false];
    for (const one of entries.slice(1)) {
      const differs = clash || differing(indexed, index, entry, one);
      const reasoned = isReason(indexed, one.note);
      if (!differs) {
        replaced = replaced || (reasoned && adds(entry, one));
        entry = joined(indexed, entry, one);
      } else if (one.state && reasoned) {
        [entry, replaced, clash] = [one, true, false];
      } else {
        clash = true;
      }
    }
    return { entry, replaced, clash };
  }

  /** @param {RecordEntry} one @param {RecordEntry} other */
  function adds(one, other) {
    const fields = WRITTEN.filter((field) => field !== "state" && field !== "note" && !one[field]);
    return Boolean(one.state) && fields.some((field) => other[field]);
  }

  /** @param {IndexedPlan} indexed @param {string} note */
  function isReason(indexed, note) {
    return indexed.tolerant ? EngineWords.reasonIn(note) === "given" : Boolean(note);
  }

  /** Two entries that complete each other. @param {IndexedPlan} indexed @param {RecordEntry} one
   * @param {RecordEntry} other @returns {RecordEntry} */
  function joined(indexed, one, other) {
    const whole = { ...one };
    for (const field of WRITTEN) whole[field] = !one[field] || one[field] === "?" ? other[field] || one[field] : one[field];
    if (one.at && other.at && doubt(indexed, other.at) < doubt(indexed, one.at)) whole.at = other.at;
    if (one.note && other.note && one.note !== other.note && ![one.note, other.note].includes("?")) {
      const known = one.note.split("; ").map(letters);
      if (!known.includes(letters(other.note))) whole.note = `${one.note}; ${other.note}`;
    }
    return whole;
  }

  /** @param {IndexedPlan} indexed @param {string} text */
  function doubt(indexed, text) {
    const found = EngineTimes.read(indexed.zone, text);
    return typeof found === "string" ? 3 : found.readings.length;
  }

  /** Whether two entries contradict each other; notes never do, nor what cannot be read.
   * @param {IndexedPlan} indexed @param {number} index @param {RecordEntry} one @param {RecordEntry} other */
  function differing(indexed, index, one, other) {
    return WRITTEN.some((field) => {
      if (field === "note" || !one[field] || !other[field] || one[field] === other[field]) return false;
      if (one[field] === "?" || other[field] === "?") return false;
      const [first, second] = [one, other].map((each) => meaning(indexed, index, field, each[field]));
      if (Array.isArray(first) && Array.isArray(second)) return !first.some((minute) => second.includes(minute));
      return String(first) !== String(second);
    });
  }

  /** A text as it is compared: a time is the minutes that it may be.
   * @param {IndexedPlan} indexed @param {number} index @param {WrittenField} field @param {string} text
   * @returns {string | number[]} */
  function meaning(indexed, index, field, text) {
    const evidence = indexed.steps[index].evidence;
    if (!text || field === "state") return text;
    if (field === "at" || (field === "value" && evidence?.type === "datetime")) {
      const found = EngineTimes.read(indexed.zone, text);
      return typeof found === "string" ? letters(text) : found.readings.map((reading) => Math.floor(reading / 60));
    }
    if (field === "by" || field === "witness") return EngineWords.initials(text) || text;
    return (field === "value" && evidence && EngineValues.normal(indexed, evidence, text)) || letters(text);
  }

  /** @param {string} text */
  function letters(text) {
    return EngineWords.fold(text).replace(/\s+/g, "");
  }

  /** Whether the step was carried out, as far as one can tell. @param {RecordLine} line */
  function tookPlace(line) {
    return line.contested || !["na", "skipped", "failed"].includes(line.entry.state);
  }

  /** @param {RecordLine | undefined} line */
  function isDone(line) {
    return line !== undefined && line.entry.state === "done" && !line.contested;
  }

  /**
   * The record beside its plan.
   * @param {RunbookPlan} plan @param {RunbookRecord} record @param {EngineOptions} options @returns {CheckCase}
   */
  function layBeside(plan, record, options) {
    const indexed = EnginePlan.indexPlan(plan);
    const { lines, told } = linesOf(indexed, record);
    const happened = new Set([...lines.values()].filter(tookPlace).map((line) => line.index));
    const later = EnginePlan.closure(withoutDecided(indexed, lines), happened);
    const substitutes = substitutesOf(indexed, record);
    const named = new Set(EngineNames.eachOf(record.people).map((person) => EngineWords.initials(person.initials)));
    /** @type {CheckCase} */
    const theCase = {
      indexed, lines, told, happened, later, substitutes, named,
      earlier: turned(later), now: options.now ?? null, open: new Set(), underWay: false, moments: new Map(), faults: new Map(),
      exchanged: new Set(),
    };
    for (const line of lines.values()) {
      if (!tookPlace(line) || line.contested || !line.entry.at) continue;
      const found = EngineTimes.read(indexed.zone, line.entry.at);
      if (typeof found === "string") theCase.faults.set(line.index, found);
      else theCase.moments.set(line.index, found);
    }
    const twice = [...theCase.moments.values()].some((moment) => moment.readings.length > 1);
    const laid = twice ? { ...theCase, moments: narrowed(theCase) } : theCase;
    return EngineExchanged.without(withoutFilledDown(laid));
  }

  /** What comes before a gate is done before it is decided last. @param {IndexedPlan} indexed
   * @param {Map<number, RecordLine>} lines @returns {IndexedPlan} */
  function withoutDecided(indexed, lines) {
    const again = new Set([...lines.values()].filter((line) => line.answers.length).map((line) => line.index));
    if (!again.size) return indexed;
    const edges = [...indexed.edges].map(([first, later]) =>
      /** @type {[number, Map<number, number>]} */ ([first, new Map([...later].filter(([then]) => !again.has(then)))]));
    return { ...indexed, edges: new Map(edges) };
  }

  /** @param {Edges} later */
  function turned(later) {
    /** @type {Map<number, number[]>} */
    const earlier = new Map();
    for (const [first, thens] of later) {
      for (const then of thens.keys()) EnginePlan.put(earlier, then, first);
    }
    return earlier;
  }

  /**
   * The seconds by which `then`, which must come after `first`, may be signed before it by another person's watch.
   * @param {CheckCase} theCase @param {number} first @param {number} then
   */
  function allowedEarly(theCase, first, then) {
    const { indexed, lines } = theCase;
    if (!indexed.watches || theCase.later.get(first)?.get(then)) return 0;
    const [one, other] = [indexed.steps[first], indexed.steps[then]];
    if (one.window === null || one.window !== other.window || one.no_return || other.no_return) return 0;
    if (indexed.held.has(EnginePlan.pair(first, then))) return 0;
    const [mine, theirs] = [first, then].map((index) => EngineWords.initials(lines.get(index)?.entry.by || ""));
    /** @param {string} who */
    const known = (who) => who && (indexed.staff.has(who) || theCase.named.has(who));
    return mine !== theirs && known(mine) && known(theirs) ? indexed.watches : 0;
  }

  /** Of the two readings of a time in the repeated hour, leave out what no rule allows. @param {CheckCase} theCase */
  function narrowed(theCase) {
    const zone = theCase.indexed.zone;
    const moments = new Map(theCase.moments);
    /** @param {number} index */
    const get = (index) => /** @type {Moment} */ (moments.get(index));
    const pairs = [...theCase.later].flatMap(([first, later]) =>
      [...later].filter(([then]) => moments.has(first) && moments.has(then)).map(([then, wait]) => ({
        first, then, wait: wait - allowedEarly(theCase, first, then),
      })),
    );
    for (let changed = true; changed; ) {
      changed = false;
      for (const { first, then, wait } of pairs) {
        const [a, b] = [get(first), get(then)];
        if (b.readings.length > 1 && b.readings[0] + 59 < a.early + wait && a.early + wait <= b.late) {
          moments.set(then, EngineTimes.atReading(zone, b, b.readings[1]));
          changed = true;
        } else if (a.readings.length > 1 && a.readings[1] + wait > b.late && b.late >= a.early + wait) {
          moments.set(first, EngineTimes.atReading(zone, a, a.readings[0]));
          changed = true;
        }
      }
    }
    return moments;
  }

  /** Without a time that stands in nearly all lines, and cannot be that of all. @param {CheckCase} theCase */
  function withoutFilledDown(theCase) {
    /** @type {Map<string, number[]>} */
    const alike = new Map();
    for (const [index, moment] of theCase.moments) {
      const key = String(moment.readings);
      EnginePlan.put(alike, key, index);
    }
    const filled = [...alike.values()].reduce((most, one) => (one.length > most.length ? one : most), []);
    const many = filled.length >= FILLED_DOWN && 100 * filled.length >= SHARE * theCase.moments.size;
    if (!many || !isImpossible(theCase, new Set(filled))) return theCase;
    const moments = new Map([...theCase.moments].filter(([index]) => !filled.includes(index)));
    const faults = new Map(theCase.faults);
    for (const index of filled) faults.set(index, "filled-down");
    return { ...theCase, moments, faults };
  }

  /** @param {CheckCase} theCase @param {Set<number>} filled */
  function isImpossible(theCase, filled) {
    const windows = new Set([...filled].map((index) => theCase.indexed.steps[index].window).filter(Boolean));
    if (windows.size > 1) return true;
    return [...filled].some((first) => [...(theCase.later.get(first) || [])].some(([then, wait]) => wait && filled.has(then)));
  }

  /** People whom the record names and the plan does not. @param {IndexedPlan} indexed @param {RunbookRecord} record */
  function substitutesOf(indexed, record) {
    const own = new Set([...ROLES, ...[...indexed.plan.staff, ...indexed.steps].flatMap((each) => each.roles)]);
    /** @type {Map<string, {initials: string, name: string, roles: string[]}[]>} */
    const named = new Map();
    for (const person of EngineNames.eachOf(record.people)) {
      const key = EngineWords.initials(person.initials);
      if (key) EnginePlan.put(named, key, person);
    }
    /** @type {Map<string, Substitute>} */
    const found = new Map();
    for (const [key, people] of named) {
      const one = substitute(indexed, key, people, own);
      if (one) found.set(key, one);
    }
    return found;
  }

  /** The words of a name in any order, letters of other keyboards that look alike as one. @param {string} name */
  function asSeen(name) {
    return EngineWords.plainWords(name).map(EngineWords.initials).sort().join(" ");
  }

  /** What is said of one person, in however many places; null where the plan has them.
   * @param {IndexedPlan} indexed @param {string} key @param {{name: string, roles: string[]}[]} people
   * @param {Set<string>} own @returns {Substitute | null} */
  function substitute(indexed, key, people, own) {
    /** @param {string} text */
    const plain = (text) => EngineWords.plainWords(text).join(" ");
    const known = indexed.staff.get(key);
    /** @param {string} text */
    const isShort = (text) => /^\p{L}\.\s+\p{L}+$/u.test(text.trim());
    /** @param {string} text */
    const isName = (text) => isShort(text) || (!EngineWords.namesNobody(text) && !["", key].includes(EngineWords.initials(text)));
    const name = people.map((person) => person.name.trim()).find(isName) || "";
    const roles = [...new Set(people.flatMap((person) => person.roles))].filter((role) => own.has(role));
    for (const person of people) {
      const other = plain(person.name) && !EngineWords.sameName(known ? known.name : name, person.name);
      if (other && (known || name)) return { name: person.name.trim(), roles, fault: "taken" };
    }
    if (known) return null;
    const planned = name && [...indexed.staff.values()].some((one) => asSeen(one.name) === asSeen(name));
    const fault = planned ? "planned" : !name || !roles.length ? (name ? "no-role" : roles.length ? "no-name" : "neither") : "";
    return { name, roles, fault };
  }

  return { STATES, allowedEarly, asSeen, foreign, isDone, layBeside, tidy, tookPlace };
})();
