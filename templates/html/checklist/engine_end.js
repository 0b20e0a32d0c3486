"use strict";
// How a change ends that was stopped: whether a way back was taken to its end, and what people still tell each other.

const EngineEnd = (() => {
  const { once } = EnginePlan;
  const { isControl, isPeoples, stopped, wasBegun } = EngineCourse;
  const AT_THE_END = ["people.hand-over", ...EngineCourse.CLOSING];

  /** The way back that was taken to its end, where nothing else was done; else null. @param {CheckCase} theCase */
  function wayEnded(theCase) {
    const taken = EngineCourse.waysTaken(theCase);
    const whole = taken.filter((way) => !way.left.length && !way.after.length && !way.beyond.length &&
      !way.signed.some((index) => EngineEvidence.isOtherValue(theCase, index)));
    return taken.length === whole.length && whole.length ? whole[whole.length - 1].phase : null;
  }

  /** The numbers of the window in which a change was stopped, and of those that continue it. @param {CheckCase} theCase */
  function nightOf({ indexed, lines }) {
    const begun = [...lines.keys()].filter((index) => {
      const { window, event } = indexed.steps[index];
      return window !== null && !AT_THE_END.includes(event || "") && wasBegun(lines.get(index));
    });
    return begun.length ? EnginePlan.chainOf(indexed.plan, indexed.steps[Math.max(...begun)].window) : [];
  }

  /** Of a change that was stopped: the steps with which people close the night, by whether they are asked for. */
  const closing = once((theCase) => {
    /** @type {Map<number, boolean>} */
    const found = new Map();
    if (!stopped(theCase)) return found;
    const night = nightOf(theCase);
    theCase.indexed.steps.forEach((step, index) => {
      if (!AT_THE_END.includes(step.event || "") || !night.includes(Number(step.window))) return;
      found.set(index, step.required && EngineCourse.CLOSING.includes(step.event || ""));
    });
    return found;
  });

  /** Whether a change was stopped, and it is people who close its night at a step. @param {CheckCase} theCase @param {number} index */
  function closes(theCase, index) {
    return closing(theCase).has(index);
  }

  /** Whether that is asked for. @param {CheckCase} theCase @param {number} index */
  function isAsked(theCase, index) {
    return closing(theCase).get(index) || false;
  }

  /** What people tell each other of what comes no more, once a change was stopped. @param {CheckCase} theCase */
  function gone(theCase) {
    const beyond = EngineCourse.notReached(theCase);
    return [...beyond].filter((index) => isPeoples(theCase.indexed.steps[index]) && !closes(theCase, index));
  }

  /** Of a change that was stopped: what touches nothing and is still to be signed; null where it goes on.
   * @param {CheckCase} theCase */
  function left(theCase) {
    if (!stopped(theCase)) return null;
    const { indexed, lines } = theCase;
    const beyond = EngineStates.notAsked(theCase);
    const open = indexed.steps.map((_, index) => index).filter((index) => !wasBegun(lines.get(index)));
    return open.filter((index) => {
      const step = indexed.steps[index];
      return step.required && isControl(step) && (isAsked(theCase, index) || !beyond.has(index));
    });
  }

  return { closes, gone, isAsked, left, wayEnded };
})();
