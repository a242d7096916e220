import { RECOUNT } from "../../records/words/record-page.js";
import { counted } from "../../reports/numbers.js";
import { element } from "./panel.js";

/** More units than this share dots. */
const MOST_DOTS = 500;
/** The dots take so long to fill, in milliseconds. */
const LASTS_MS = 1200;

/** Which dots are rings, and how many units each stands for. */
export interface DotPlan {
  readonly each: number;
  /** Of each dot; all false where nothing is right or wrong. */
  readonly isRing: readonly boolean[];
}

/**
 * One dot a unit, in the order of the manifest; above 500 units one stands for several, and a ring
 * comes where as many mistakes have gathered since the last one, so that rings have the share of
 * mistakes.
 *
 * @param marks 1 right, 0 wrong; null where units are neither
 */
export function planDots(units: number, marks: Uint8Array | null): DotPlan {
  const each = Math.max(1, Math.ceil(units / MOST_DOTS));
  const isRing: boolean[] = [];
  let wrong = 0;
  let rings = 0;
  for (let from = 0; from < units; from += each) {
    for (let i = from; i < Math.min(units, from + each); i++) if (marks?.[i] === 0) wrong++;
    const ring = Math.floor(wrong / each) > rings;
    if (ring) rings++;
    isRing.push(ring);
  }
  return { each, isRing };
}

/** What was counted. */
export interface CountedUnits {
  readonly units: number;
  /** What one is called: `image`. */
  readonly unit: string;
  /** 1 right, 0 wrong, in the order of the manifest; null where units are neither. */
  readonly marks: Uint8Array | null;
}

/**
 * Draws the dots and fills them in order, at once where less motion is asked for.
 *
 * @param onCount called with the units counted so far
 * @returns when all are filled
 */
export async function fillDots(
  dots: HTMLElement,
  say: HTMLElement,
  { units, unit, marks }: CountedUnits,
  onCount: (done: number) => void,
): Promise<void> {
  const { each, isRing } = planDots(units, marks);
  const right = marks?.reduce((sum, mark) => sum + mark, 0) ?? 0;
  const places = isRing.map(() => element("i", ""));
  dots.setAttribute("role", "img");
  dots.setAttribute(
    "aria-label",
    marks === null
      ? RECOUNT.dotsNamePlain({ n: String(units) })
      : RECOUNT.dotsName({ right: String(right), wrong: String(units - right) }),
  );
  dots.replaceChildren(...places);
  say.textContent = sayOf(each, unit, marks !== null);
  dots.hidden = units === 0;
  say.hidden = units === 0;
  const fill = (i: number): void => places[i]?.classList.add(isRing[i] === true ? "x" : "r");
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden) {
    for (const i of places.keys()) fill(i);
    return;
  }
  const started = performance.now();
  let filled = 0;
  while (filled < places.length) {
    const now = await frame();
    const upTo = Math.ceil(Math.min(1, (now - started) / LASTS_MS) * places.length);
    for (; filled < upTo; filled++) fill(filled);
    onCount(Math.min(units, filled * each));
  }
}

function sayOf(each: number, unit: string, hasMarks: boolean): string {
  const units = counted(each, unit);
  if (each > 1) {
    return hasMarks ? RECOUNT.dotsSeveral({ units }) : RECOUNT.dotsSeveralPlain({ units });
  }
  return hasMarks ? RECOUNT.dots({ unit }) : RECOUNT.dotsPlain({ unit });
}

/** The next picture of the page; sooner or later also where it shows none. */
function frame(): Promise<number> {
  return new Promise((resolve) => {
    const done = (): void => resolve(performance.now());
    requestAnimationFrame(done);
    setTimeout(done, 250);
  });
}
