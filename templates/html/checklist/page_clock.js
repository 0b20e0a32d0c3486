// The device's clock: shown as the site's, and watched, as a clock that is set back makes an order out of none.

const CLOCK_STEP = 10000; // milliseconds by which a clock may be corrected and nothing is said

const clockWatch = { wall: Date.now(), steady: performance.now() };

/** Whether the clock was set since it was last looked at; that is written down. */
function watchClock() {
  const wall = Date.now();
  const steady = performance.now();
  const moved = wall - clockWatch.wall - (steady - clockWatch.steady);
  clockWatch.wall = wall;
  clockWatch.steady = steady;
  if (Math.abs(moved) < CLOCK_STEP) return;
  const seconds = Math.round(moved / 1000);
  void write({ what: "clock", seconds });
  if (moved < 0) tellClock(-moved);
}

/** Say that the clock was set back. @param {number} by milliseconds */
function tellClock(by) {
  const place = byId("clock-set-back");
  place.hidden = false;
  place.textContent = filled(TEXTS.clockSetBack, { length: shownLength(Math.round(by / MINUTE) * MINUTE) });
}

/** Whether the clock shows an earlier time than the last change that this device wrote. */
function compareClock() {
  const mine = page.changes.filter((one) => one.device === page.device && one.clock);
  const last = mine.length ? Date.parse(mine[mine.length - 1].clock) : 0;
  if (last - Date.now() > MINUTE) tellClock(last - Date.now());
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
