import { HomegroundError } from "../../core/errors.js";
import type { FileAccess } from "../file-access.js";
import type { ProblemList } from "../import-problems.js";
import { readRecordsOf } from "../json/json-reading.js";
import { isRecord, listOf, numberOf, textOf } from "../json/json-values.js";

/** An image of a results file. */
export interface MegaDetectorImage {
  readonly record: Readonly<Record<string, unknown>>;
  readonly file: string;
  /** Its place in the list, from 0. */
  readonly number: number;
  readonly where: string;
  /** Why it was not processed; null where it was. */
  readonly failure: string | null;
  /** Empty where there is no list. */
  readonly detections: readonly unknown[];
}

/** What a results file says beside its images. */
export interface MegaDetectorHead {
  /** Names by id. */
  readonly categories: ReadonlyMap<string, string>;
  /** Names by id; none where no classifier was run. */
  readonly classes: ReadonlyMap<string, string>;
  readonly info: unknown;
  /** Every value beside the images, by its key. */
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Goes through the images of a results file. One without a file is listed and left out.
 *
 * @throws HomegroundError as `readRecordsOf`, `input/bad-shape` without detection_categories
 */
export async function readMegaDetectorImages(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  onImage: (image: MegaDetectorImage) => void,
): Promise<MegaDetectorHead> {
  const head = await readRecordsOf(access, path, "images", problems, (record, number) => {
    const where = `${path}, /images/${number}`;
    const file = isRecord(record) ? textOf(record["file"]) : undefined;
    if (!isRecord(record) || file === undefined || file === "") {
      problems.add("annotations/wrong-type", "an image without a file; it is left out", where);
      return;
    }
    const detections = record["detections"];
    const whyNot = Array.isArray(detections) ? null : "it has no list of detections";
    const failure = textOf(record["failure"]) ?? whyNot;
    onImage({ record, file, number, where, failure, detections: listOf(detections) });
  });
  const categories = namesOf(head.get("detection_categories"));
  if (categories === null) throw withoutCategories(path);
  const classes = namesOf(head.get("classification_categories")) ?? new Map<string, string>();
  return { categories, classes, info: head.get("info"), values: head };
}

function withoutCategories(path: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what: "there are no detection_categories",
    where: path,
    fix: "Give a results file of MegaDetector, which names its categories",
  });
}

/** Names by id; null when the value is no object of names. */
function namesOf(value: unknown): Map<string, string> | null {
  if (!isRecord(value)) return null;
  const names = new Map<string, string>();
  for (const [id, name] of Object.entries(value)) {
    if (typeof name === "string") names.set(id, name);
  }
  return names;
}

/** A threshold of detections and where it is from. */
export interface Threshold {
  readonly value: number;
  readonly source: string;
}

/** The threshold at which a file's detections count: as given, as its head says or its detector suggests. */
export function thresholdOf(info: unknown, given?: number): Threshold {
  if (given !== undefined) return { value: given, source: "given" };
  const details =
    isRecord(info) && isRecord(info["detector_metadata"]) ? info["detector_metadata"] : {};
  const typical = numberOf(details["typical_detection_threshold"]);
  if (typical !== undefined) {
    return { value: typical, source: "typical_detection_threshold of the file" };
  }
  const detector = (isRecord(info) ? textOf(info["detector"]) : undefined) ?? "";
  const version = `${textOf(details["megadetector_version"]) ?? ""} ${detector}`;
  if (/v[234](\.|\b)/i.test(version)) {
    return { value: 0.8, source: "typical for MegaDetector v2 to v4; the file has none" };
  }
  return { value: 0.2, source: "typical for MegaDetector v5; the file has none" };
}

/** An id that may be a text or a number, as a text. */
export function idText(id: unknown): string | undefined {
  if (typeof id === "string") return id;
  return typeof id === "number" ? String(id) : undefined;
}

/** The first pair of `[["3", 0.901], …]`, which comes in descending order. */
export function topClass(value: unknown): { id: string; score: number } | null {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  if (!Array.isArray(first)) return null;
  const id = idText(first[0]);
  const score = numberOf(first[1]);
  return id === undefined || score === undefined ? null : { id, score };
}
