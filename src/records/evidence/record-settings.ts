import { isHomegroundError } from "../../core/errors.js";
import { DEFAULT_THRESHOLD } from "../../evaluation/join-answers.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../evaluation/request.js";
import { typedMetrics } from "../../evaluation/typed-metrics.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { formatReference, metricEntry, parseReference } from "../../metrics/reference.js";
import { TASK_IDS } from "../../tasks/task.js";
import type { RecordSettings, TransparencyRecord } from "../record/record-types.js";
import { listOfText, parsedSetting } from "../record/setting-values.js";
import type { OutcomeForm } from "./held-answers.js";
import { MOST_REPLICATES } from "./record-work.js";

/** What a figure depends on beside images and answers, as a record states it. */
export type RecordTerms = Pick<TransparencyRecord, "task" | "unit" | "seed" | "settings">;

/** What the settings of a record say beside the request. */
export interface FurtherSettings {
  /** The order of scored images: by name, as the evaluation has them, or by their hashes. */
  readonly order: "names" | "given" | "hashes";
  readonly images: "included" | "address" | "withheld";
  /** Whether hashes are of the bytes that the model was given, or of those found afterwards. */
  readonly imageBytes: "scored" | "found";
  /** How much of the answers is published where names are withheld; null where none are. */
  readonly outcomes: OutcomeForm | null;
  /** The threshold of an anomaly score among the ranks that stand for scores. */
  readonly rankThreshold: number | null;
  /** Of a detector: the threshold in use, what it was chosen for, and what boxes are measured in. */
  readonly detection: DetectionSettings | null;
  /** Columns that stay out of the manifest. */
  readonly stripped: readonly string[];
  /** Origin of an attribute by name, where it was not declared. */
  readonly origins: Readonly<Record<string, string>>;
  /** Attributes that look like clusters and are not used. */
  readonly clustersNotUsed: readonly string[];
  /** Fields of the model's card that were guessed. */
  readonly guessedCard: readonly string[];
  /** Anything else that a reader wants to know; not used again. */
  readonly said: RecordSettings;
}

export interface DetectionSettings {
  readonly operatingPoint: number | null;
  readonly thresholdFor: string | null;
  readonly boxUnit: "pixel" | "fraction";
}

/** Lists and tables are JSON texts: a setting is one value. */
export function settingsOf(request: EvaluateRequest, more: FurtherSettings): RecordSettings {
  const { interval, unit } = request;
  const resampled = interval !== null && interval !== "none" ? interval : null;
  return {
    ...more.said,
    positive: request.positive,
    severalLabels: request.severalLabels,
    // Said where somebody decided: records that nobody decided in stay as they were.
    ...(request.conflictingLabels === "list"
      ? {}
      : { conflictingLabels: request.conflictingLabels }),
    noAnnotation: request.noAnnotation,
    cluster: request.cluster,
    ...(request.worstSite === null ? {} : { worstSite: request.worstSite }),
    // Said where somebody decided.
    ...(request.hereUnit === "found" ? {} : { hereUnit: request.hereUnit }),
    aggregate: unit.kind === "sequence" ? unit.aggregate : null,
    threshold: request.threshold,
    level: request.level,
    interval: resampled?.method ?? (interval === "none" ? "none" : null),
    replicates: resampled?.replicates ?? null,
    metrics: textOfList(canonicalMetrics(request)),
    slices: textOfList(request.slices),
    order: more.order,
    images: more.images,
    imageBytes: more.imageBytes,
    outcomes: more.outcomes,
    rankThreshold: more.rankThreshold,
    ...(more.detection ?? {}),
    stripped: textOfList(more.stripped),
    origins: Object.keys(more.origins).length === 0 ? null : JSON.stringify(more.origins),
    clustersNotUsed: textOfList(more.clustersNotUsed),
    // Said where it is so: records of models with a card stay as they were.
    ...(more.guessedCard.length === 0 ? {} : { guessedCard: textOfList(more.guessedCard) }),
  };
}

/**
 * The request whose figures a record states; nothing is claimed in it.
 *
 * @returns what is wrong with the settings in words, where they are none that this program writes
 */
export function requestOf({ task, unit, seed, settings }: RecordTerms): EvaluateRequest | string {
  const read = (key: string) => (Object.hasOwn(settings, key) ? settings[key] : undefined) ?? null;
  const oneOf = <T extends string>(key: string, values: readonly T[]): T | null =>
    values.find((value) => value === read(key)) ?? null;
  const taskName = TASK_IDS.find((name) => name === task);
  if (taskName === undefined) return `figures of the task ${task} cannot be computed here`;
  const severalLabels = oneOf("severalLabels", ["list", "any", "multilabel"]);
  const noAnnotation = oneOf("noAnnotation", ["empty", "unlabelled"]);
  if (severalLabels === null || noAnnotation === null) {
    return "the settings do not say how labels were counted";
  }
  const aggregate = oneOf("aggregate", ["max", "mean", "vote"]);
  if (unit !== "image" && (unit !== "sequence" || aggregate === null)) {
    return `figures of the unit ${unit} cannot be computed here`;
  }
  const level = read("level");
  if (typeof level !== "number" || !(level > 0 && level < 1)) {
    return "the settings do not say the level of the intervals";
  }
  const method = oneOf("interval", ["percentile", "bca", "bootstrap-t", "none"]);
  const replicates = read("replicates");
  const text = (key: string): string | null => {
    const value = read(key);
    return typeof value === "string" ? value : null;
  };
  const threshold = thresholdOf(settings, taskName);
  const worstSite = read("worstSite");
  const resamples = replicates ?? DEFAULT_REPLICATES;
  if (typeof resamples !== "number" || !(Number.isInteger(resamples) && resamples >= 1)) {
    return "the settings do not say how many replicates there are";
  }
  if (resamples > MOST_REPLICATES) {
    return `the record asks for ${resamples} replicates, and ${MOST_REPLICATES} are the most`;
  }
  return {
    ...DEFAULT_REQUEST,
    ...{ task: taskName, severalLabels, noAnnotation, level, seed },
    positive: isNamedOtherwise(settings) ? null : text("positive"),
    cluster: text("cluster"),
    worstSite: typeof worstSite === "number" ? worstSite : null,
    slices: [],
    metrics: listOfText(settings, "metrics").map(withAverage),
    threshold,
    unit:
      unit === "sequence" && aggregate !== null
        ? { kind: "sequence", aggregate }
        : { kind: "image" },
    interval: method === null || method === "none" ? method : { method, replicates: resamples },
  };
}

/** Where answers or ranks stand for scores, the threshold is one of those. */
function thresholdOf(settings: RecordSettings, task: EvaluateRequest["task"]): number | null {
  const isCoded = settings["outcomes"] === "answers";
  if (isCoded && task === "multilabel") return DEFAULT_THRESHOLD;
  const value = settings[isCoded && task === "anomaly" ? "rankThreshold" : "threshold"];
  return typeof value === "number" ? value : null;
}

/**
 * Whether a record's hashes are of the very bytes that its model was given. Where answers came from a
 * file nothing says which bytes those were; records made before this was kept do not say it either.
 */
export function bindsScoredBytes({ settings }: Pick<TransparencyRecord, "settings">): boolean {
  return Object.hasOwn(settings, "imageBytes") && settings["imageBytes"] === "scored";
}

/** What a detector's figures depend on beside; null where the settings do not say it. */
export function detectionSettings(settings: RecordSettings): DetectionSettings | null {
  const { operatingPoint = null, thresholdFor = null, boxUnit } = settings;
  if (boxUnit !== "pixel" && boxUnit !== "fraction") return null;
  return {
    operatingPoint: typeof operatingPoint === "number" ? operatingPoint : null,
    thresholdFor: typeof thresholdFor === "string" ? thresholdFor : null,
    boxUnit,
  };
}

/** Of records that say none. */
const DEFAULT_REPLICATES = 2000;

/** Metrics by the names that say everything: which class, where `--positive` says it. */
function canonicalMetrics(request: EvaluateRequest): readonly string[] {
  const { metrics } = typedMetrics(request, null);
  return request.metrics.map((text) => metrics.format(metrics.parse(text, "--metric")));
}

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
  const hasAverage = metricEntry(reference).parameters.some(({ name }) => name === "average");
  if (!hasAverage || parameters.has("class") || parameters.has("average")) return text;
  return formatReference({ id, parameters: new Map([...parameters, ["average", "macro"]]) });
}

/** Records of before the anomalous class had the name of its label. */
function isNamedOtherwise(settings: RecordSettings): boolean {
  return listOfText(settings, "metrics").some((text) => text.includes("class=anomalous"));
}

function textOfList(list: readonly string[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}

/** Origins of attributes that a record's settings state. */
export function originsOf(settings: RecordSettings): ReadonlyMap<string, string> {
  const parsed = parsedSetting(settings, "origins");
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return new Map();
  return new Map(
    Object.entries(parsed).flatMap(([name, origin]) =>
      typeof origin === "string" ? [[name, origin] as const] : [],
    ),
  );
}
