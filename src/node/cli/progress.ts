import type { CommandIo } from "./command.js";

/** Shows how far long work is: a line that changes on a terminal, now and then a line elsewhere. */
export interface Progress {
  update(done: number, total: number): void;
  /** Removes the live line, or prints the last plain one. */
  finish(): void;
}

/** A plain line comes at most every 10 s or 10 %, whichever is later; a live one every 100 ms. */
const PLAIN_MS = 10_000;
const LIVE_MS = 100;
/** The rate is that of the last so many updates that are far enough apart. */
const MEMORY = 20;
/** Columns of the bar: 80 are not passed with a rate and a time behind it. */
const BAR = 40;
const LEAST_BAR = 10;

/** @param quiet nothing is shown */
export function createProgress(what: string, io: CommandIo, quiet: boolean): Progress {
  const started = io.now();
  const recent: { readonly at: number; readonly done: number }[] = [];
  let shownAt = Number.NEGATIVE_INFINITY;
  let shownDone = 0;
  let last = { done: 0, total: 0 };
  /** Where this run began: what an earlier one did took it no time. */
  let first: { readonly at: number; readonly done: number } | null = null;
  let finished = false;

  /** Since a moment, a second; 0 where nothing was done since, or it took no time. */
  const rateSince = (from: { at: number; done: number } | null, now: number, done: number) =>
    from !== null && now > from.at ? Math.max(0, ((done - from.done) * 1000) / (now - from.at)) : 0;
  const remember = (now: number, done: number): void => {
    const newest = recent.at(-1);
    if (newest !== undefined && now - newest.at < 250) return;
    recent.push({ at: now, done });
    if (recent.length > MEMORY) recent.shift();
  };

  return {
    update(done, total) {
      if (quiet || finished) return;
      const now = io.now();
      last = { done, total };
      first ??= { at: now, done };
      const perSecond = rateSince(recent[0] ?? first, now, done);
      remember(now, done);
      if (io.terminal.live) {
        if (now - shownAt < LIVE_MS) return;
        shownAt = now;
        io.live(liveLine(what, done, total, perSecond, now - started, io));
        return;
      }
      const due = now - shownAt >= PLAIN_MS && done - shownDone >= total / 10;
      if (!due && shownAt !== Number.NEGATIVE_INFINITY) return;
      shownAt = now;
      shownDone = done;
      if (done > 0) io.err(plainLine(done, total, perSecond, perSecond));
    },
    finish() {
      if (quiet || finished) return;
      finished = true;
      if (io.terminal.live) return io.live("");
      const { done, total } = last;
      const perSecond = rateSince(first, io.now(), done);
      if (total > 0) io.err(plainLine(done, total, perSecond, null));
    },
  };
}

function liveLine(
  what: string,
  done: number,
  total: number,
  perSecond: number,
  elapsedMs: number,
  io: CommandIo,
): string {
  // The first two seconds say too little about the rate.
  const left =
    elapsedMs < 2000 || perSecond === 0 ? "" : `  ${timeLeft((total - done) / perSecond)}`;
  const count = `  ${done} of ${total}`;
  const rate = perSecond > 0 ? `  ${perS(perSecond, perSecond < 9.95 ? 1 : 0)}` : "";
  const columns = Math.max(30, Math.min(80, io.terminal.columns));
  const room = (after: string): number => columns - what.length - 1 - after.length;
  const after = [count + rate + left, count + rate, count].find((one) => room(one) >= LEAST_BAR);
  const width = Math.min(BAR, room(after ?? count));
  return `${what} ${bar(total === 0 ? 1 : done / total, width, io.terminal.unicode)}${after ?? count}`;
}

function bar(share: number, width: number, unicode: boolean): string {
  if (width < 3) return "";
  // Brackets take two columns.
  const cells = unicode ? width : width - 2;
  const filled = Math.floor(Math.min(1, share) * cells);
  if (!unicode) return `[${"#".repeat(filled)}${".".repeat(cells - filled)}]`;
  const rest = Math.max(0, cells - filled - 1);
  return `${"━".repeat(filled)}${filled < cells ? "╸" : ""}${"─".repeat(rest)}`;
}

/** @param forRest rate at which the rest will go; null for none to tell */
function plainLine(done: number, total: number, perSecond: number, forRest: number | null): string {
  const rate = perSecond > 0 ? ` ${perS(perSecond)}` : "";
  const eta = forRest !== null && forRest > 0 ? ` eta=${Math.ceil((total - done) / forRest)}s` : "";
  return `progress ${done}/${total} ${percent(done, total)}${rate}${eta}`;
}

function percent(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((100 * done) / total)}%`;
}

function perS(rate: number, decimals = rate < 20 ? 1 : 0): string {
  return `${rate.toFixed(decimals)}/s`;
}

function timeLeft(seconds: number): string {
  if (seconds < 120) return `about ${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}
