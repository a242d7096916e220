import { log10 } from "../core/elementary.js";
import { powerOfTen } from "../core/power-of-ten.js";
import { wilsonInterval, Z_95 } from "../statistics/wilson.js";
import type { RunProgress } from "./run-model.js";

/** Images that are scored before anything is said about the time. */
const MEASURED = 20;

/** Nothing is said of runs that are over within this. */
const LONG_SECONDS = 10 * 60;

/** What a sample is to take. */
const SAMPLE_SECONDS = 5 * 60;

/** Watches a run and says once, after 20 images, that it will take long and what can be done. */
export interface TimeEstimate {
  update(progress: RunProgress): void;
}

/**
 * @param engine kind of the engine in use
 * @param now in milliseconds
 * @param say is called once at most
 */
export function createTimeEstimate(
  engine: "native" | "wasm",
  now: () => number,
  say: (line: string) => void,
): TimeEstimate {
  // Starting the processes and loading the model is over with the first image.
  let start: { readonly at: number; readonly scored: number } | null = null;
  let isOver = false;
  return {
    update({ done, known, total }) {
      const scored = done - known;
      if (isOver || scored === 0) return;
      start ??= { at: now(), scored };
      const measured = scored - start.scored;
      if (measured < MEASURED) return;
      isOver = true;
      const seconds = (now() - start.at) / 1000;
      if (seconds <= 0) return;
      const line = longRunLine(measured / seconds, total - done, total, engine);
      if (line !== null) say(line);
    },
  };
}

/**
 * What to say of a run that will take long; null where it will not.
 *
 * @param perSecond images scored in a second
 * @param left images still to score
 * @param total images of the run
 */
export function longRunLine(
  perSecond: number,
  left: number,
  total: number,
  engine: "native" | "wasm",
): string | null {
  const seconds = left / perSecond;
  if (seconds <= LONG_SECONDS) return null;
  const rate = perSecond < 10 ? perSecond.toPrecision(2) : `${Math.round(perSecond)}`;
  const words = [`This will take about ${duration(seconds)}, at ${rate} images a second.`];
  const sample = roundDown(perSecond * SAMPLE_SECONDS);
  if (sample >= MEASURED && sample < total) {
    // The widest that Wilson's interval can be, at a share of one half.
    const { low, high } = wilsonInterval(0.5, sample, Z_95);
    const points = (50 * (high - low)).toFixed(1);
    words.push(
      `--sample ${sample} would take about 5 min and tell a share of all images to ±${points} points or better (95 %).`,
    );
  }
  if (engine === "wasm") words.push("A faster engine: homeground runtime add native.");
  return words.join(" ");
}

function duration(seconds: number): string {
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** To two digits, so that nobody takes it for exact. */
function roundDown(value: number): number {
  const step = powerOfTen(Math.max(0, Math.floor(log10(Math.max(1, value))) - 1));
  return Math.floor(value / step) * step;
}
