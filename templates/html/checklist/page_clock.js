// The device's clock: shown as the site's, and watched, as a clock that is set back makes an order out of none.

const CLOCK_STEP = 10000; // milliseconds by which a clock may be corrected and nothing is said

/** `latest`: the latest time that this device's clock showed, as far as it is known and nobody said that it was wrong. */
const clockWatch = { wall: Date.now(), steady: performance.now(), latest: 0 };

/** Whether the clock was set since it was last looked at; that is written down. */
function watchClock() {
  const wall = Date.now();
  const steady = performance.now();
  const moved = wall - clockWatch.wall - (steady - clockWatch.steady);
  clockWatch.latest = Math.max(clockWatch.latest, clockWatch.wall);
  clockWatch.wall = wall;
  clockWatch.steady = steady;
  if (Math.abs(moved) < CLOCK_STEP) return;
  const seconds = Math.round(moved / 1000);
  void write({ what: "clock", seconds });
}

/** Say that the clock was set back, as long as it shows an earlier time than it did. */
function showSetBack() {
  const back = clockWatch.latest - Date.now();
  const place = byId("clock-set-back");
  if (place.hidden === back >= MINUTE) {
    place.hidden = back < MINUTE;
    byId("clock-set-back-text").textContent = filled(TEXTS.clockSetBack, { length: shownLength(Math.round(back / MINUTE) * MINUTE) });
  }
}

/** Whoever looked at the clock and found it right need not be told any more; the log has it. */
function clockLookedAt() {
  clockWatch.latest = 0;
  showSetBack();
  focusStep(null);
}

/** Whether the clock shows an earlier time than changes that this device wrote. */
function compareClock() {
  const mine = page.changes.filter((one) => one.device === page.device && one.clock);
  clockWatch.latest = Math.max(clockWatch.latest, ...mine.map((one) => Date.parse(one.clock)));
  showSetBack();
}

/** The site's clock and window at the head of the page. */
function showClock() {
  const now = Date.now();
  byId("clock").textContent = fieldTime(SITE_OFFSETS, now).slice(11);
  byId("window").textContent = windowText(now);
}

/** Which window is open, or opens next. @param {number} now @returns {string} */
function windowText(now) {
  for (const [at, window] of PLAN.windows.entries()) {
    const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
    if (window.done || end < now) continue;
    const values = { number: at + 1, length: shownLength(start > now ? start - now : end - now), at: shownTime(SITE_OFFSETS, start > now ? start : end, now) };
    return filled(start > now ? TEXTS.windowOpens : TEXTS.windowCloses, values);
  }
  return TEXTS.windowsOver;
}
