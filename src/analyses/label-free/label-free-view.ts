import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import {
  differenceWithUnit,
  intervalText,
  signedDifference,
  valueText,
} from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { counted } from "../../reports/numbers.js";
import { saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotFrame } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { metricWords } from "../../reports/words/metrics.js";
import { wilsonInterval, Z_95 } from "../../statistics/wilson.js";
import { MOST_OFF } from "./label-free.js";
import type { ResultLabelFree, ResultLabelFreeEstimate } from "./result.js";
import { LABEL_FREE as WORDS } from "./words.js";

const SCALE = "percent";

export interface LabelFreeView {
  readonly finding: string;
  readonly from: string;
  /** How little the labels here say themselves; null where they tell 5 points. */
  readonly rough: string | null;
  /** Null where no estimate is shown. */
  readonly plot: (PlotFrame & { readonly drawing: ForestDrawing }) | null;
}

const HIDDEN = "scope/label-free-hidden";

export function labelFreeView(found: ResultLabelFree): LabelFreeView {
  const finding = findingOf(found);
  return {
    finding,
    from: WORDS.from({
      record: shown(found.record, 80),
      claimed: counted(found.claimed, shown(found.unit, 40)),
      there: valueText(SCALE, found.claimedAccuracy, found.claimed),
    }),
    rough: isAllHidden(found) ? null : roughLabels(found),
    plot: isAllHidden(found) ? null : plotOf(found, finding),
  };
}

/** At their best, each unit by itself: what belongs together says less. */
function roughLabels({ labelledAccuracy: share, local }: ResultLabelFree): string | null {
  const { low, high } = wilsonInterval(share, local, Z_95);
  if (low === null || high === null || Math.max(high - share, share - low) <= MOST_OFF) return null;
  return WORDS.roughLabels({ range: intervalText(SCALE, low, high, local) ?? "" });
}

function isAllHidden({ estimates }: ResultLabelFree): boolean {
  return estimates.every(({ warnings }) => warnings.includes(HIDDEN));
}

function findingOf(found: ResultLabelFree): string {
  const { estimates, labelledAccuracy, local, unit } = found;
  const share = valueText(SCALE, labelledAccuracy, local);
  const labelled = `${share} of ${counted(local, shown(unit, 40))}`;
  if (isAllHidden(found)) return WORDS.allHidden({ labelled });
  const holds = (one: ResultLabelFreeEstimate) => one.value !== null && !one.struckOut;
  const names = (some: readonly ResultLabelFreeEstimate[]) =>
    some.map(({ method }) => wordOf(WORDS.names, method));
  const holding = names(estimates.filter(holds));
  const off = names(estimates.filter((one) => one.value !== null && one.struckOut));
  const unknown = names(estimates.filter(({ value }) => value === null));
  return holding.length === 0
    ? WORDS.noneHolds({ labelled })
    : WORDS.someHold({ holding, off, unknown, labelled });
}

function plotOf(
  { estimates, labelledAccuracy, local }: ResultLabelFree,
  reading: string,
): NonNullable<LabelFreeView["plot"]> {
  const axis = forestAxis(metricWords(ACCURACY.id), [
    labelledAccuracy,
    ...estimates.map(({ value }) => value),
  ]);
  const text = (value: number | null): string =>
    value === null ? NONE : valueText(SCALE, value, local);
  return {
    id: "label-free",
    title: WORDS.plot,
    reading,
    caption: WORDS.caption,
    explore: null,
    table: {
      columns: [
        { name: WORDS.columns.assumption, numeric: false },
        { name: WORDS.columns.value, numeric: true },
        { name: WORDS.columns.error, numeric: true },
        { name: WORDS.columns.state, numeric: false },
      ],
      rows: estimates.map((one) => {
        const { method, value, error } = one;
        const assumption = wordOf(WORDS.assumptions, method);
        return {
          cells: [
            wordCell(assumption),
            { text: text(value), value },
            { text: error === null ? NONE : signedDifference(SCALE, error), value: error },
            wordCell(stateOf(one)),
          ],
          said: saidText(assumption, [text(value), stateOf(one)]),
        };
      }),
      more: 0,
    },
    drawing: {
      name: WORDS.plot,
      axisText: WORDS.axis,
      ticks: axis.ticks,
      reference: { at: axis.place(labelledAccuracy), text: WORDS.reference },
      marks: estimates.map(
        ({ method, value, struckOut }, row): ForestMark => ({
          label: wordOf(WORDS.names, method),
          sub: struckOut ? WORDS.struck : "",
          at: placeOf(axis, value),
          low: null,
          high: null,
          valueText: text(value),
          intervalText: null,
          sign: null,
          note: null,
          row,
        }),
      ),
    },
  };
}

function stateOf({ value, error, warnings }: ResultLabelFreeEstimate): string {
  const { states } = WORDS;
  if (value === null) {
    if (warnings.includes(HIDDEN)) return states.hidden;
    return warnings.includes("scope/not-identifiable")
      ? states.notIdentifiable
      : states.notProbabilities;
  }
  if (!warnings.includes("scope/assumption-fails")) return states.holds;
  const points = differenceWithUnit(SCALE, signedDifference(SCALE, error ?? 0));
  return states.off({ points });
}

/** A result may come from elsewhere, with a method that has no words here. */
function wordOf(words: Readonly<Record<string, string>>, method: string): string {
  return Object.hasOwn(words, method) ? words[method]! : shown(method, 40);
}
