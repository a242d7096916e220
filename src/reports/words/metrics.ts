import { isOfOutlines } from "../../metrics/metric.js";
import { fullWords, type MetricWords as OwnWords } from "../../metrics/metric-words.js";
import { METRICS } from "../../metrics/registry.js";

export type { MetricScale } from "../../metrics/metric-words.js";

/** A metric in words, with what its axis and its sentences need. */
export interface MetricWords extends OwnWords {
  readonly better: "higher" | "lower";
  /** Least and greatest value that can be drawn; null where unbounded. */
  readonly range: readonly [low: number, high: number] | null;
}

/** Words of an id; one that is not known is shown under its id, never hidden. */
function wordsOf(id: string): MetricWords {
  const known = METRICS.get(id);
  if (known === undefined) {
    const words = fullWords({
      label: id,
      phrase: id,
      sentence: "A measure named by the one who asked for it.",
      short: "",
      scale: "number",
    });
    return { ...words, better: "higher", range: null };
  }
  const { words, direction, range } = known;
  return {
    ...words,
    better: direction === "higher-is-better" ? "higher" : "lower",
    range: range.every(Number.isFinite) ? range : null,
  };
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

/**
 * Words of a metric reference, its parameters included.
 *
 * @param task whose objects its sentences are about; without it they speak of boxes
 */
export function metricWords(reference: string, task = ""): MetricWords {
  const { id, parameters } = metricName(reference);
  const own = wordsOf(id);
  const words = isOfOutlines(task) ? { ...own, ...own.ofOutlines } : own;
  const variant = words.variant?.(parameters) ?? null;
  const average = parameters.get("average");
  if (average !== undefined && Object.hasOwn(AVERAGES, average)) {
    const rest = restText(parameters, "average");
    const [name, sentence] = AVERAGES[average]!;
    return {
      ...words,
      sentence: `${words.sentence} ${sentence}`,
      ...variant,
      label: (variant?.label ?? `${words.label}, ${name}`) + rest,
      phrase: `${average} ${words.phrase}${rest}`,
      hit: average === "micro" ? words.hit : null,
    };
  }
  const className = parameters.get("class");
  if (className !== undefined) {
    return {
      ...words,
      label: `${words.label}: ${className}${restText(parameters, "class")}`,
      phrase: `${words.phrase} of ${className}${restText(parameters, "class")}`,
    };
  }
  if (variant !== null) return { ...words, ...variant };
  const rest = restText(parameters);
  return { ...words, label: words.label + rest, phrase: words.phrase + rest };
}

/** ` (iou 0.75, rule voc)`: parameters that no words say; empty without any. */
function restText(parameters: ReadonlyMap<string, string>, said = ""): string {
  const rest = [...parameters].filter(([key]) => key !== said);
  return rest.length === 0 ? "" : ` (${rest.map(([key, value]) => `${key} ${value}`).join(", ")})`;
}
