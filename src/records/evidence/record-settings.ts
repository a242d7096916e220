import { isHomegroundError } from "../../core/errors.js";
import type { SettingsTerms } from "../../evaluation/options/option.js";
import { optionSettings, optionsOfSettings } from "../../evaluation/options/registry.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../evaluation/request.js";
import { askedMetrics } from "../../evaluation/typed-metrics.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { metricOf } from "../../metrics/lookup.js";
import { parseReference } from "../../metrics/reference.js";
import { formatReference } from "../../metrics/reference-text.js";
import { TASKS } from "../../tasks/registry.js";
import type { RecordSettings, TransparencyRecord } from "../record/record-types.js";
import { listOfText, parsedSetting } from "../record/setting-values.js";
import type { OutcomeForm } from "./held-predictions.js";

/** What the settings of a record say beside the request. */
export interface FurtherSettings {
  /** The order of scored images: by name, as the evaluation has them, or by their hashes. */
  readonly order: "names" | "given" | "hashes";
  readonly images: "included" | "address" | "withheld";
  /** Whether hashes are of the bytes that the model was given, or of those found afterwards. */
  readonly imageBytes: "scored" | "found";
  /** How much of the predictions is published where names are withheld; null where none are. */
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
  /** Of points; null where boxes are matched. */
  readonly joints: JointSettings | null;
  /** Labels of regions, one an image, and not of objects that can be counted; empty without any. */
  readonly stuff: readonly string[];
}

/** Points in the order in which objects have them, each with its σ. */
export type JointSettings = readonly (readonly [name: string, sigma: number])[];

/** Lists and tables are JSON texts: a setting is one value. */
export function settingsOf(request: EvaluateRequest, more: FurtherSettings): RecordSettings {
  return {
    ...more.said,
    ...optionSettings({ ...request, metrics: canonicalMetrics(request) }),
    order: more.order,
    images: more.images,
    imageBytes: more.imageBytes,
    outcomes: more.outcomes,
    rankThreshold: more.rankThreshold,
    ...detectionPart(more.detection),
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
export function requestOf(terms: SettingsTerms): EvaluateRequest | string {
  const task = TASKS.find(({ id }) => id === terms.task);
  if (task === undefined) return `figures of the task ${terms.task} cannot be computed here`;
  const asked = optionsOfSettings(terms, task);
  if (typeof asked === "string") return asked;
  const { metrics = [] } = asked;
  return { ...DEFAULT_REQUEST, ...asked, task: task.id, metrics: metrics.map(withAverage) };
}

/** Metrics by the names that say everything: which class, where `--positive` says it. */
function canonicalMetrics(request: EvaluateRequest): readonly string[] {
  return askedMetrics(request, null).map(formatReference);
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
  const average = metricOf(reference).parameters.find(({ name }) => name === "average");
  // Of counts and masks a name alone is something else.
  const isMacro = average?.kind === "choice" && average.default === "macro";
  if (!isMacro || parameters.has("class") || parameters.has("average")) return text;
  return formatReference({ id, parameters: new Map([...parameters, ["average", "macro"]]) });
}

/**
 * Whether a record's hashes are of the very bytes that its model was given. Where answers came from a
 * file nothing says which bytes those were; records made before this was kept do not say it either.
 */
export function bindsScoredBytes({ settings }: Pick<TransparencyRecord, "settings">): boolean {
  return Object.hasOwn(settings, "imageBytes") && settings["imageBytes"] === "scored";
}

function detectionPart(detection: DetectionSettings | null): RecordSettings {
  if (detection === null) return {};
  const { joints, stuff, ...rest } = detection;
  return {
    ...rest,
    ...(joints === null ? {} : { joints: JSON.stringify(joints) }),
    // Said where there are some: records of objects alone stay as they were.
    ...(stuff.length === 0 ? {} : { stuff: textOfList(stuff) }),
  };
}

/** What a detector's figures depend on beside; null where the settings do not say it. */
export function detectionSettings(settings: RecordSettings): DetectionSettings | null {
  const { operatingPoint = null, thresholdFor = null, boxUnit } = settings;
  if (boxUnit !== "pixel" && boxUnit !== "fraction") return null;
  return {
    operatingPoint: typeof operatingPoint === "number" ? operatingPoint : null,
    thresholdFor: typeof thresholdFor === "string" ? thresholdFor : null,
    boxUnit,
    joints: jointsOf(settings),
    stuff: listOfText(settings, "stuff"),
  };
}

function jointsOf(settings: RecordSettings): JointSettings | null {
  const parsed = parsedSetting(settings, "joints");
  const isJoint = (one: unknown): boolean =>
    Array.isArray(one) && one.length === 2 && typeof one[0] === "string" && one[1] > 0;
  return Array.isArray(parsed) && parsed.length > 0 && parsed.every(isJoint) ? parsed : null;
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
