import { isHomegroundError } from "../../core/errors.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { metricOf } from "../../metrics/lookup.js";
import { parseReference } from "../../metrics/reference.js";
import { formatReference } from "../../metrics/reference-text.js";
import { listOfText } from "../../records/record/setting-values.js";
import { typedMetrics } from "../typed-metrics.js";
import { evaluationOption } from "./option.js";

export const metric = evaluationOption<readonly string[]>({
  name: "metric",
  argument: "<ref>",
  help: "further metrics, such as recall{class=deer}",
  repeatable: true,
  read: (value = []) => ({ metrics: value }),
  words: ({ metrics }) => metrics.flatMap((text) => ["--metric", text]),
  settings(request) {
    // By the names that say everything: which class, where `--positive` says it.
    const { metrics } = typedMetrics(request, null);
    const names = request.metrics.map((text) => metrics.format(metrics.parse(text, "--metric")));
    return { metrics: names.length === 0 ? null : JSON.stringify(names) };
  },
  fromSettings: (_settings, { settings }) => ({
    metrics: listOfText(settings, "metrics").map(withAverage),
  }),
});

/** What a record calls by a metric's name alone is the mean over classes, whatever is positive. */
function withAverage(text: string): string {
  let reference: MetricReference;
  try {
    reference = parseReference(text);
  } catch (error) {
    if (isHomegroundError(error)) return text; // whoever computes it says what is wrong
    throw error;
  }
  const { id, parameters } = reference;
  const hasAverage = metricOf(reference).parameters.some(({ name }) => name === "average");
  if (!hasAverage || parameters.has("class") || parameters.has("average")) return text;
  return formatReference({ id, parameters: new Map([...parameters, ["average", "macro"]]) });
}
