import { shareAxis } from "../../reports/curve-axes.js";
import {
  type CurveShare,
  countCell,
  restOf,
  shareAt,
  shareCells,
  shareColumns,
  shareText,
  surenessText,
} from "../../reports/curve-cells.js";
import { grouped, plural } from "../../reports/numbers.js";
import type { CurveView, PlotRow } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { SELECTIVE_WORDS as WORDS } from "../../reports/words/curves.js";
import { CONFIDENCE } from "../../reports/words/page.js";
import type { SelectiveFacts } from "../../results/report-input.js";

/** One confidence, and what is kept from there on. */
interface Kept {
  readonly threshold: number;
  readonly kept: number;
  readonly coverage: number;
  readonly wrong: CurveShare;
}

/**
 * Risk–coverage curve: the share that is wrong among the predictions that are kept, against the share
 * kept. Rows are least confidences, rising.
 *
 * @param unit `image`, `sequence`
 * @returns null where nothing was kept anywhere
 */
export function selectiveView(facts: SelectiveFacts, unit: string): CurveView | null {
  const steps = Array.from(facts.threshold, (threshold, i): Kept => {
    const kept = facts.kept[i]!;
    return { threshold, kept, coverage: facts.coverage[i]!, wrong: shareAt(facts.risk, i, kept) };
  });
  const known = steps.filter(({ wrong }) => wrong.value !== null);
  const all = known.reduce<Kept | null>(
    (most, one) => (most === null || one.coverage > most.coverage ? one : most),
    null,
  );
  if (all === null) return null;
  const name = shown(plural(unit), 40);
  const total = all.kept / all.coverage;
  const most = Math.max(...known.map(({ wrong }) => wrong.value ?? 0));
  const start = nearest(steps, 0.5);
  return {
    id: "risk-coverage",
    title: WORDS.title,
    reading: readingOf(known, all, name),
    caption: WORDS.caption,
    explore: { label: WORDS.slider, row: Math.max(0, steps.indexOf(start ?? all)) },
    x: shareAxis(WORDS.x(shown(unit, 40))),
    y: shareAxis(WORDS.y, Math.min(1, most * 1.5)),
    lines: [
      {
        name: WORDS.line,
        style: "local",
        kind: "line",
        points: steps.map(({ coverage, wrong }, row) => ({
          x: coverage,
          y: wrong.value ?? Number.NaN,
          low: wrong.low,
          high: wrong.high,
          row,
        })),
      },
    ],
    references:
      all.coverage < 1 || all.wrong.value === null
        ? []
        : [{ name: WORDS.all, from: [0, all.wrong.value], to: [1, all.wrong.value] }],
    table: {
      columns: [
        { name: CONFIDENCE.keepIf, numeric: true },
        { name: "Kept", numeric: true },
        { name: "Share kept", numeric: true },
        ...shareColumns("Wrong among them"),
      ],
      rows: steps.map((step) => rowOf(step, total, name)),
      more: 0,
    },
  };
}

/** The step whose coverage is nearest to a share; null where there is none. */
function nearest(steps: readonly Kept[], share: number): Kept | null {
  return steps.reduce<Kept | null>(
    (best, one) =>
      best === null || Math.abs(one.coverage - share) < Math.abs(best.coverage - share)
        ? one
        : best,
    null,
  );
}

function readingOf(known: readonly Kept[], all: Kept, name: string): string {
  const half = nearest(known, 0.5);
  const ofAll = shareText(all.wrong) ?? "";
  if (half === null || half === all || half.coverage > 0.9) return WORDS.onlyAll(ofAll);
  const kept = `${count(half.kept)} ${name}`;
  return WORDS.reading(kept, shareText(half.wrong) ?? "", ofAll);
}

function rowOf({ threshold, kept, coverage, wrong }: Kept, total: number, name: string): PlotRow {
  const sureness = surenessText(threshold);
  const right = restOf(wrong);
  const share = shareText(right);
  return {
    cells: [
      { text: sureness, value: threshold },
      countCell(kept),
      {
        text: shareCells({ value: coverage, low: null, high: null, of: total })[0]?.text ?? "",
        value: coverage,
      },
      ...shareCells(wrong),
    ],
    said:
      share === null || right.value === null
        ? WORDS.none(sureness)
        : WORDS.row(
            sureness,
            `${count(kept)} of ${count(total)} ${name}`,
            count(kept * right.value),
            share,
          ),
  };
}

/** Weighted counts have fractions; what is printed is whole. */
function count(value: number): string {
  return grouped(Math.round(value));
}
