import { scaleLinear } from "d3-scale";
import { grouped } from "./numbers.js";
import type { CurveAxis } from "./plot-view.js";
import type { MetricWords } from "./words/metrics.js";

const TICKS = 5;
/** Beyond this the width of an axis is no number. */
const LARGEST = 1e300;
/** From here on numbers are too long to stand beside each other. */
const LONG = 1e6;

/**
 * An axis of shares from 0, in percent; the last tick says so.
 *
 * @param most largest share that is to be seen, in [0, 1]; rounded up to a tick
 */
export function shareAxis(label: string, most = 1): CurveAxis {
  const end = Number.isFinite(most) ? Math.min(1, Math.max(0.01, most)) : 1;
  const scale = scaleLinear([0, end], [0, 1]).nice(TICKS);
  const [from = 0, to = 1] = scale.domain();
  const places = scale.ticks(TICKS);
  const decimals = (places[1] ?? 1) < 0.01 ? 1 : 0;
  const ticks = places.map((at, i) => ({
    at,
    text: `${grouped(at * 100, decimals)}${i === places.length - 1 ? "%" : ""}`,
  }));
  return { label, from, to, ticks };
}

/**
 * An axis that holds all finite values: from 0 to 1 where that does, as scores mostly are; else
 * between round numbers.
 */
export function numberAxis(label: string, values: Iterable<number>): CurveAxis {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    from = Math.min(from, Math.max(value, -LARGEST));
    to = Math.max(to, Math.min(value, LARGEST));
  }
  if (from > to || (from >= 0 && to <= 1)) [from, to] = [0, 1];
  const size = Math.max(1, Math.abs(from), Math.abs(to));
  if (to - from < 1e-12 * size) [from, to] = [from - size / 2, to + size / 2];
  const scale = scaleLinear([from, to], [0, 1]).nice(TICKS);
  const [start = from, end = to] = scale.domain();
  const text = size < LONG ? scale.tickFormat(TICKS) : scale.tickFormat(TICKS, ".3~g");
  return {
    label,
    from: start,
    to: end,
    ticks: scale.ticks(TICKS).map((at) => ({ at, text: text(at) })),
  };
}

/** An axis around figures of a metric themselves, in percent where they are shares: those of good models lie close together. */
export function figureAxis(
  { scale }: Pick<MetricWords, "scale">,
  label: string,
  values: readonly number[],
): CurveAxis {
  if (scale !== "percent" && scale !== "points") return numberAxis(label, values);
  const own = numberAxis(
    `${label}, %`,
    values.map((value) => value * 100),
  );
  const ticks = own.ticks.map(({ at, text }) => ({ at: at / 100, text }));
  return { label: own.label, from: own.from / 100, to: own.to / 100, ticks };
}
