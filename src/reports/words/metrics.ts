import { capitalised } from "../text.js";
import { METRIC_TABLE, type MetricWords, metric } from "./metric-table.js";

export type { MetricScale, MetricWords } from "./metric-table.js";

/** For an id without words of its own: shown under its id, never hidden. */
function unnamed(id: string): MetricWords {
  return metric({
    label: id,
    phrase: id,
    sentence: "A measure named by the one who asked for it.",
    short: "",
    scale: "number",
    range: null,
  });
}

/** `id{key=value,…}` taken apart, for words; the registry of metrics is what validates it. */
export interface MetricName {
  readonly id: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** @param reference as in result.json; a value in quotation marks is a JSON string */
export function metricName(reference: string): MetricName {
  const open = reference.indexOf("{");
  if (open < 0) return { id: reference, parameters: new Map() };
  const parameters = new Map<string, string>();
  const inside = reference.slice(open + 1).matchAll(/([\w-]+)=("(?:[^"\\]|\\.)*"|[^,}]*)/g);
  for (const [, key = "", value = ""] of inside) parameters.set(key, unquoted(value));
  return { id: reference.slice(0, open), parameters };
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value; // not ours to judge here: shown as it stands
  }
}

/** Averages over classes: behind a name, and as the end of a sentence. */
const AVERAGES: Readonly<Record<string, readonly [name: string, sentence: string]>> = {
  macro: ["mean of classes", "The mean over the classes, each counting equally."],
  micro: ["all together", "All classes counted together."],
  weighted: ["weighted by size", "The mean over the classes, each counting by its size."],
};

/** Words of a metric reference, its parameters included. */
export function metricWords(reference: string): MetricWords {
  const { id, parameters } = metricName(reference);
  const words = Object.hasOwn(METRIC_TABLE, id) ? METRIC_TABLE[id]! : unnamed(id);
  const average = parameters.get("average");
  if (average !== undefined && Object.hasOwn(AVERAGES, average)) {
    const rest = restText(parameters, "average");
    const [name, sentence] = AVERAGES[average]!;
    const macroF1 = id === "f1" && average === "macro";
    return {
      ...words,
      label: (id === "f1" ? `${capitalised(average)} F1` : `${words.label}, ${name}`) + rest,
      phrase: `${average} ${words.phrase}${rest}`,
      sentence: macroF1
        ? "One figure for missed and false labels together, averaged over the classes."
        : `${words.sentence} ${sentence}`,
      short: macroF1 ? "missed and false labels together" : words.short,
      hit: average === "micro" ? words.hit : null,
    };
  }
  const className = parameters.get("class");
  const k = parameters.get("k");
  if (className !== undefined) {
    return {
      ...words,
      label: `${words.label}: ${className}${restText(parameters, "class")}`,
      phrase: `${words.phrase} of ${className}${restText(parameters, "class")}`,
    };
  }
  if (k !== undefined && id === "top-k-accuracy") {
    const fill = (text: string): string => text.replaceAll(/\bk\b/g, k);
    return {
      ...words,
      label: fill(words.label),
      phrase: `top-${k} accuracy`,
      sentence: fill(words.sentence),
      short: fill(words.short),
      hit: words.hit === null ? null : { ...words.hit, long: fill(words.hit.long) },
    };
  }
  const rest = restText(parameters);
  return { ...words, label: words.label + rest, phrase: words.phrase + rest };
}

/** ` (iou 0.75, rule voc)`: parameters that no words say; empty without any. */
function restText(parameters: ReadonlyMap<string, string>, said = ""): string {
  const rest = [...parameters].filter(([key]) => key !== said);
  return rest.length === 0 ? "" : ` (${rest.map(([key, value]) => `${key} ${value}`).join(", ")})`;
}

/** Ids that have words; for the test that the contract's ids are all there. */
export const METRIC_IDS: readonly string[] = Object.keys(METRIC_TABLE);
