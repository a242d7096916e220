import { namedGroup } from "../../claims/group-names.js";
import type { CreateDigest } from "../../core/digest.js";
import type { Count } from "../../core/json-values.js";
import { foldName } from "../../formats/column-names.js";
import {
  foldTrainingName,
  TRAINING_KINDS,
  type TrainingKind,
  trainedTest,
  trainingCount,
} from "../../records/record/training-domain.js";
import type { ClaimRecord } from "./claim-record.js";

/** Somebody who says where a model was trained. */
export interface TrainedNames {
  /** As it was named: a record, a training list, an option. */
  readonly source: string;
  /**
   * Whether a level of an attribute was in training, and how many names there are; null where nothing is
   * said of such an attribute.
   */
  of(attribute: string): KnownNames | null;
}

/** What somebody says of the levels of an attribute. */
export interface KnownNames {
  readonly has: (level: string) => boolean;
  readonly count: Count;
  /** As they were typed for these very images, so that each should be met; absent of lists and records, which name others too. */
  readonly typed?: readonly string[];
}

/** Kinds of names that the levels of an attribute may be, the likeliest first. */
function kindsOf(attribute: string): readonly TrainingKind[] {
  const words = attribute.toLowerCase();
  const first: TrainingKind = /season|jahreszeit|saison|estaci/.test(words)
    ? "seasons"
    : /hospital|institut|clinic|centre|center|lab|krankenhaus|klinik/.test(words)
      ? "institutions"
      : /camera|kamera|camara|trap|device|scanner/.test(words)
        ? "cameras"
        : "places";
  if (first === "seasons") return [first];
  return [first, ...TRAINING_KINDS.filter((kind) => kind !== first && kind !== "seasons")];
}

/** What records say that were given as claims. */
export function trainedByRecords(
  records: readonly Pick<ClaimRecord, "source" | "record">[],
  createDigest: CreateDigest,
): TrainedNames[] {
  return records.flatMap(({ source, record: { training } }) => {
    if (training === undefined) return [];
    const of: TrainedNames["of"] = (attribute) => {
      const kind = kindsOf(attribute).find((one) => training[one] !== null);
      const has = kind === undefined ? null : trainedTest(training, kind, createDigest);
      return has === null ? null : { has, count: trainingCount(training[kind!]!) };
    };
    return [{ source, of }];
  });
}

/** Names that were typed, of whatever attribute is asked about. */
export function trainedByWords(source: string, names: readonly string[]): TrainedNames[] {
  if (names.length === 0) return [];
  const known = new Set(names.map(foldTrainingName));
  const has = (level: string) => known.has(foldTrainingName(level));
  return [{ source, of: () => ({ has, count: known.size, typed: names }) }];
}

/**
 * What a training list says by its columns: levels of an attribute that it has under the same name.
 *
 * @param levels by folded names of attributes, themselves folded
 */
export function trainedByList(
  source: string,
  levels: ReadonlyMap<string, ReadonlySet<string>>,
): TrainedNames[] {
  if (levels.size === 0) return [];
  const of: TrainedNames["of"] = (attribute) => {
    const known = levels.get(foldName(attribute));
    if (known === undefined) return null;
    return { has: (level) => known.has(foldTrainingName(level)), count: known.size };
  };
  return [{ source, of }];
}

/** Whether levels of an attribute may be of training: where or with what a picture was taken. */
export function mayBeOfTraining(attribute: string): boolean {
  const kind = namedGroup(attribute)?.kind;
  return kind === "place" || kind === "device" || kindsOf(attribute)[0] !== "places";
}
