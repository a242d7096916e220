import type { Work } from "../../metrics/metric.js";
import type { DefinitionContext } from "../../metrics/metric-words.js";
import { METRICS } from "../../metrics/registry.js";
import { metricName, metricWords } from "./metrics.js";

/** What a measure is, for a methods section: a phrase that fits in brackets behind its name. */
export interface MetricDefinition {
  readonly text: string;
  readonly works: readonly Work[];
}

const AVERAGES: Readonly<Record<string, string>> = {
  macro: "mean over the classes for which it is defined",
  micro: "all classes counted together",
  weighted: "mean over classes weighted by their size",
};

/** Where a class is named, what it says of classes in general is of that one. */
function ofClass(text: string, className: string | undefined): string {
  return className === undefined ? text : text.replace(/, mean over classes$/, "");
}

/** @returns null for an id without a definition: its name stands alone */
export function metricDefinition(id: string, context: DefinitionContext): MetricDefinition | null {
  const metric = METRICS.get(id);
  if (metric === undefined) return null;
  const { definition, works } = metric;
  const { parameters } = context;
  const text = ofClass(
    typeof definition === "string" ? definition : definition(context),
    parameters.get("class"),
  );
  const average = parameters.get("average");
  const how = average === undefined || !Object.hasOwn(AVERAGES, average) ? null : AVERAGES[average];
  return { text: how === null ? text : `${text}, ${how}`, works };
}

/** Name of a metric in a methods section: `macro F1`, `recall of deer`, `expected calibration error (ECE)`. */
export function fieldName(reference: string): string {
  const { id } = metricName(reference);
  const { phrase } = metricWords(reference);
  const name = METRICS.get(id)?.fieldName;
  return name === undefined ? phrase : phrase.replace(metricWords(id).phrase, () => name);
}
