import { PERSON_POINTS } from "../../core/person-points.js";
import type { CardSources } from "./card-guesses.js";

/** What is known of a model's points beside how many there are. */
export interface KnownPoints {
  /** From a file beside the model or from ground truth; null where there are none. */
  readonly points: readonly string[] | null;
  readonly labels: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Names of so many points: those of a file, of the metadata (`kpt_names` of Ultralytics), of a person's 17 those of COCO,
 * which is what such models are trained on; else numbers.
 */
export function pointNames(
  count: number,
  { points, labels, metadata }: KnownPoints,
  sources: CardSources,
): readonly string[] {
  const fields = ["decode.points"];
  if (points?.length === count) {
    sources.assume(fields, `${count}, in the order that they were given in`, "their names");
    return points;
  }
  const list = /\[([^\]]*)\]/.exec(metadata.get("kpt_names") ?? "")?.[1] ?? "";
  const named = [...list.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, a, b]) => a ?? b ?? "");
  if (named.length === count && new Set(named).size === count) {
    sources.state(fields, `${count}`, "kpt_names in the model's metadata");
    return named;
  }
  if (count === PERSON_POINTS.length && labels.length === 1 && /person/i.test(labels[0]!)) {
    sources.assume(fields, "COCO's of a person", "17 points of a person");
    return PERSON_POINTS;
  }
  const why = "nothing names them: COCO files without names number theirs so";
  sources.assume(fields, `point 1 to point ${count}`, why);
  return Array.from({ length: count }, (_, k) => `point ${k + 1}`);
}
