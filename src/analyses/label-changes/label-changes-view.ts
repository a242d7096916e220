import { intervalText, valueText } from "../../reports/estimate-text.js";
import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { LABELS } from "../../reports/words/answer.js";
import { metricWords } from "../../reports/words/metrics.js";
import type {
  EvaluationResult,
  ResultEstimate,
  ResultLabelChanges,
  ResultVerdict,
} from "../../results/result.js";
import { CHANGED } from "./words.js";

/** `38.4%`, and `[31.2, 46.1]` where there is a range. */
export interface ChangedCell {
  readonly text: string;
  readonly interval: string | null;
}

/** The headline with the first labels and with those that were changed. */
export interface LabelChangesView {
  readonly title: string;
  /** `3 labels were changed after seeing the model's prediction. With the first labels …`. */
  readonly lead: string;
  readonly rows: readonly {
    readonly label: string;
    readonly first: ChangedCell;
    readonly changed: ChangedCell;
  }[];
  /** How many changes went which way. */
  readonly directions: readonly string[];
  readonly bias: string;
  /** Whether the verdicts hang on the changes; null without a verdict. */
  readonly verdict: string | null;
}

/** Null where no label was changed. */
export function labelChangesView(result: EvaluationResult): LabelChangesView | null {
  const changes = result.labelChanges;
  if (changes === undefined) return null;
  const first = result.estimates.filter(({ role, slice }) => role === "headline" && slice === null);
  const verdicts = result.verdicts.map((own, i) => ({ own, other: changes.verdicts[i] }));
  const isSame = verdicts.every(({ own, other }) => own.verdict === other?.verdict);
  return {
    title: CHANGED.title,
    lead: `${changedLabels(changes)}. ${figures(result, changes)}`,
    rows: [
      ...first.map((own) => ({
        label: shown(metricWords(own.metric).label, 80),
        first: figureText(own),
        changed: figureText(changes.estimates.find(({ metric }) => metric === own.metric)),
      })),
      ...verdicts.map(({ own, other }) => ({
        label: CHANGED.verdict({ claim: shown(metricWords(own.metric).phrase, 60) }),
        first: verdictText(own),
        changed: other === undefined ? NONE : verdictText(other),
      })),
    ],
    directions: directionLines(changes),
    bias: changes.seen === 0 ? CHANGED.unseenBias : CHANGED.bias,
    verdict: verdicts.length === 0 ? null : isSame ? CHANGED.same : CHANGED.differs,
  };
}

/** What the warning `labels/changed` says of this result. */
export function labelChangesFacts(
  result: EvaluationResult,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const changes = result.labelChanges;
  if (changes === undefined) return new Map();
  const facts = new Map([
    ["subject", changedLabels(changes)],
    ["figures", ` ${figures(result, changes)}`],
  ]);
  return new Map([["labels/changed", facts]]);
}

/** `3 labels were changed after seeing the model's prediction`. */
export function changedLabels({ changed, seen }: ResultLabelChanges): string {
  const labels = changed === 1 ? CHANGED.one : CHANGED.many({ n: grouped(changed) });
  if (seen === changed) return labels + CHANGED.seen;
  return labels + (seen === 0 ? CHANGED.unseen : CHANGED.partlySeen({ seen: grouped(seen) }));
}

/** The first headline figure with both. */
function figures({ estimates }: EvaluationResult, changes: ResultLabelChanges): string {
  const first = estimates.find(({ role }) => role === "headline");
  if (first === undefined) return "";
  const other = changes.estimates.find(({ metric }) => metric === first.metric);
  return [
    CHANGED.first({ first: bareText(first) }),
    CHANGED.other({ changed: other === undefined ? CHANGED.none : bareText(other) }),
    CHANGED.stop,
  ].join("");
}

function bareText({ metric, value, n }: ResultEstimate): string {
  return value === null ? CHANGED.none : valueText(metricWords(metric).scale, value, n);
}

const NONE: ChangedCell = { text: CHANGED.none, interval: null };

function figureText(estimate: ResultEstimate | undefined): ChangedCell {
  if (estimate === undefined) return NONE;
  const { metric, low, high, n } = estimate;
  return {
    text: bareText(estimate),
    interval: intervalText(metricWords(metric).scale, low, high, n),
  };
}

function verdictText({ verdict }: ResultVerdict): ChangedCell {
  const words = { "cannot-tell": LABELS.open, holds: LABELS.holds, fails: LABELS.fails };
  return { text: words[verdict], interval: null };
}

function directionLines(changes: ResultLabelChanges): string[] {
  const { directions } = CHANGED;
  return (Object.keys(directions) as (keyof typeof directions)[]).flatMap((key) =>
    changes[key] === 0 ? [] : [directions[key](grouped(changes[key]))],
  );
}
