// What the engine reads and makes, for tsc alone: this file is in no page.

/** What the engine reads of plan.json. */
interface RunbookPlan {
  revision: string;
  site: string;
  change: string;
  hostname: string;
  ticket?: string;
  offsets: { since: string; seconds: number }[];
  windows: { start: string; end: string; done?: boolean; continues?: number | null }[];
  staff: { initials: string; name: string; roles: string[] }[];
  witnesses?: string[];
  house?: { names_witnesses?: boolean } | null;
  appliances: { id: string; hostname: string; model: string; ip: string }[];
  passes: { hop: number; letters: { [letter: string]: string } }[];
  phases: PlanPhase[];
  steps: PlanStep[];
  rules: PlanRule[];
  tolerances?: { watches: number; pace: number; share: number; decided?: number | null } | null;
  deadline?: string | null;
  amends?: string[];
  approval_apart?: boolean;
}

interface PlanPhase {
  id: string;
  number: number;
  window: number | null;
  way_back?: string | null;
  back_until?: string | null;
  decided_later?: boolean;
  back_from?: string[];
  as_before?: boolean;
}

interface PlanEvidence {
  name: string;
  type: "text" | "version" | "date" | "datetime" | "yes-no" | "count" | "go-no-go";
  label: string;
  expect?: { equals?: string | null; after?: string | null } | null;
  figures?: boolean;
  never_none?: boolean;
  past?: boolean;
}

interface PlanStep {
  id: string;
  phase: string;
  event?: string | null;
  appliance: string | null;
  hop: number | null;
  window: number | null;
  required: boolean;
  na_allowed: boolean;
  witness: boolean;
  roles: string[];
  evidence: PlanEvidence | null;
  no_return: boolean;
  effects: string[];
  duration: { low: number; high: number; source?: string | null };
  planned_start: string | null;
  planned_by: string | null;
  installs?: string | null;
  gate?: string | null;
}

interface PlanRule {
  id: string;
  kind: "order" | "wait" | "adjacent" | "closed" | "not-later";
  first: string[];
  then: string[];
  steps: string[];
  minutes: number | null;
  sources: string[];
  severity?: "error" | "warning";
  exact?: boolean;
}

/** The record of the contract, `runbook-record/1`. */
interface RunbookRecord {
  revision: string;
  run?: string;
  entries: Partial<RecordEntry>[];
  people?: { initials: string; name: string; roles: string[] }[];
}

interface RecordEntry {
  step: string;
  state: string;
  at: string;
  by: string;
  witness: string;
  value: string;
  note: string;
}

type WrittenField = "state" | "at" | "by" | "witness" | "value" | "note";

interface EngineFinding {
  code: string;
  steps: string[];
  detail: { [name: string]: any };
}

/** Offsets of a site's clock: `changes[n]` is the instant from which `offsets[n + 1]` holds, `folds` the same by it. */
interface EngineZone {
  offsets: number[];
  changes: number[];
  folds: [number[], number[]];
}

/** When something was signed, between `early` and `late`: seconds since 1970. `wall` is what the clock showed, counted
 * as if it were UTC; `readings` are two in the hour that the clock repeats. */
interface Moment {
  early: number;
  late: number;
  readings: number[];
  wall: number;
}

type TimeFault = "unreadable" | "nonsense" | "skipped" | "filled-down" | "exchanged";
type Edges = Map<number, Map<number, number>>;
type Pairs = Map<number, number[]>;
type Bounds = [number, number][];

interface Pause {
  rule: PlanRule;
  first: number;
  then: number;
  seconds: number;
  atMost: boolean;
}

interface IndexedPlan {
  plan: RunbookPlan;
  zone: EngineZone;
  steps: PlanStep[];
  index: Map<string, number>;
  edges: Edges;
  rules: Map<string, PlanRule>;
  held: Set<string>;
  staff: Map<string, { initials: string; name: string; roles: string[] }>;
  allowed: Set<string>[];
  witnesses: Set<string>;
  windows: [number, number][];
  within: Bounds[];
  watches: number;
  decided: number;
  tolerant: boolean;
  pauses: Pause[];
}

interface RecordLine {
  index: number;
  step: PlanStep;
  entry: RecordEntry;
  attempts: RecordEntry[];
  answers: RecordEntry[];
  contested: boolean;
  corrected: boolean;
}

interface Substitute {
  name: string;
  roles: string[];
  fault: string;
}

interface CheckCase {
  indexed: IndexedPlan;
  lines: Map<number, RecordLine>;
  moments: Map<number, Moment>;
  faults: Map<number, TimeFault>;
  exchanged: Set<number>;
  now: number | null;
  open: Set<number>;
  substitutes: Map<string, Substitute>;
  named: Set<string>;
  happened: Set<number>;
  later: Edges;
  earlier: Map<number, number[]>;
  told: EngineFinding[];
  underWay: boolean;
}

interface PlanCourse {
  phases: Map<string, PlanPhase>;
  work: Set<number>;
  touching: Set<number>;
  hands: number[];
  ways: { phase: PlanPhase; steps: number[] }[];
  back: Set<number>;
  gate: (...kinds: string[]) => number[];
}

/** A way back that was begun: its steps that took place, and those left; what was signed after it was begun. */
interface WayTaken {
  phase: PlanPhase;
  signed: number[];
  left: number[];
  begun: Moment | null;
  after: number[];
  beyond: number[];
}

interface Slip {
  key: string | null;
}

interface Shift {
  key: string;
  seconds: number;
  months: number;
  ofWriting: boolean;
}

interface JointSlip {
  shift: Shift;
  mended: Map<number, Moment>;
  throughout: Set<number>; // where it is a clock's, all that it timed
}

interface Culprit {
  index: number;
  first: number;
  then: number;
  partners: number[];
  reversed: boolean;
  slip: Slip | null;
  joint: boolean;
  wait?: string;
  exchanged?: string;
}

interface EngineOptions {
  now?: number | null;
  soFar?: number | null;
}
