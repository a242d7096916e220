import type { CreateDigest } from "../../core/digest.js";
import type { Sha256 } from "../../core/json-values.js";
import { bytesOfHex, hmacSha256 } from "./hmac.js";

/** What of training is told by names. */
export const TRAINING_KINDS = ["places", "cameras", "seasons", "institutions"] as const;

export type TrainingKind = (typeof TRAINING_KINDS)[number];

/**
 * Names of places, cameras, seasons or institutions of training: open, or as salted hashes, by which a
 * name that somebody knows can be tried and none is listed.
 */
export type TrainingNames =
  | { readonly names: readonly string[] }
  | {
      /** Of this record alone: a table of hashes made for another record is of no use. */
      readonly salt: Sha256;
      /** HMAC-SHA-256 under the salt, ascending: their order tells nothing. */
      readonly hashes: readonly Sha256[];
    };

/** Where, with what, when and by whom the images of training were taken; null where not stated. */
export type TrainingDomain = { readonly [K in TrainingKind]: TrainingNames | null };

/** The same as an author states it, before anything is hashed. */
export interface StatedTraining {
  readonly names: Readonly<Partial<Record<TrainingKind, readonly string[]>>>;
  /** Null: names of an open record, hashes of another. */
  readonly form: "names" | "hashes" | null;
}

/** A name as it is compared: however it was spaced and whatever of it was in capitals. */
export function foldTrainingName(name: string): string {
  return name.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
}

/** The hash of one name, which depends on what it is a name of. */
function nameHash(
  kind: TrainingKind,
  name: string,
  salt: Sha256,
  createDigest: CreateDigest,
): Sha256 {
  const text = `${kind}\n${foldTrainingName(name)}`;
  return hmacSha256(bytesOfHex(salt), new TextEncoder().encode(text), createDigest);
}

/**
 * What a record tells of training.
 *
 * @param salt of the hashes, 64 hexadecimal digits of this record alone: it need not be secret
 * @returns null where nothing is stated
 */
export function trainingDomain(
  { names, form }: StatedTraining,
  isOpen: boolean,
  salt: Sha256,
  createDigest: CreateDigest,
): TrainingDomain | null {
  const isHashed = form === null ? !isOpen : form === "hashes";
  const told = (kind: TrainingKind): TrainingNames | null => {
    const distinct = new Map((names[kind] ?? []).map((name) => [foldTrainingName(name), name]));
    distinct.delete("");
    if (distinct.size === 0) return null;
    if (!isHashed) return { names: [...distinct.values()].map((name) => name.trim()).sort() };
    const hashes = [...distinct.values()].map((name) => nameHash(kind, name, salt, createDigest));
    return { salt, hashes: hashes.sort() };
  };
  const [places, cameras, seasons, institutions] = TRAINING_KINDS.map(told);
  const domain = { places, cameras, seasons, institutions } as TrainingDomain;
  return TRAINING_KINDS.every((kind) => domain[kind] === null) ? null : domain;
}

/** How many names there are. */
export function trainingCount(told: TrainingNames): number {
  return "names" in told ? told.names.length : told.hashes.length;
}

/**
 * Whether a record says that a name was in training.
 *
 * @returns by name; null where the record states no names of that kind
 */
export function trainedTest(
  training: TrainingDomain | undefined,
  kind: TrainingKind,
  createDigest: CreateDigest,
): ((name: string) => boolean) | null {
  const told = training?.[kind] ?? null;
  if (told === null) return null;
  if ("names" in told) {
    const known = new Set(told.names.map(foldTrainingName));
    return (name) => known.has(foldTrainingName(name));
  }
  const known = new Set(told.hashes);
  return (name) => known.has(nameHash(kind, name, told.salt, createDigest));
}
