import { numbered, sameGroups } from "../claims/unit-groups.js";
import { trainedPlaces } from "../compare/by-training.js";
import type { TrainedPlaces } from "../compare/comparison.js";
import type { CreateDigest } from "../core/digest.js";
import type { Table } from "../core/table.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { TruthOnFiles } from "../dataset/prepare.js";
import type { Evaluation } from "../evaluation/evaluation.js";
import type { EvaluateRequest } from "../evaluation/request.js";
import type { DrawnList } from "../formats/drawn-list-types.js";
import type { ObjectTruth } from "../formats/objects/object-types.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";

/** So many models are compared; of more the first run goes. */
export const MOST_RUNS = 12;

/** A model that was evaluated on a project's images, as far as others are compared with it. */
export interface ComparedRun {
  /** By which the same model is known again, whatever it is called. */
  readonly id: string;
  readonly name: string;
  /** Of the model's file; null where predictions came from a file. */
  readonly sha256: string | null;
  readonly ground: ComparedGround;
  readonly outcomes: EvaluatedOutcomes;
  /** Image of each unit as the labels name it, of a sequence its first. */
  readonly images: readonly string[];
  /** Bytes of each of their files; NaN where none is here. */
  readonly sizes: Float64Array;
  /** Places at which the model was trained; absent or null where nothing says it. */
  readonly trained?: TrainedPlaces | null;
  /** Published figures, by metric. */
  readonly claims: ReadonlyMap<string, number>;
  /** A row a unit. */
  readonly attributes: Table;
  /** Row of the labels for each unit. */
  readonly rows: Int32Array;
  /** How the images were drawn to be labelled, where the labels say it. */
  readonly drawn: DrawnList | undefined;
  /** What was asked, as far as it says how models are compared. */
  readonly asked: Pick<EvaluateRequest, "metrics" | "positive" | "level" | "seed" | "slices">;
}

/** What has to be the same for two models to be compared. */
export interface ComparedGround {
  /** What is asked of the images, as a text. */
  readonly question: string;
  /** SHA-256 of the names of the images that the labels are about. */
  readonly images: string;
  /** SHA-256 of what the labels say of them. */
  readonly labels: string;
}

/** Why models that ran earlier are compared no longer. */
export type NoLonger = "question" | "images" | "labels" | "groups" | "many";

/** Models that ran earlier and are compared no longer. */
export interface LeftRuns {
  readonly names: readonly string[];
  readonly because: NoLonger;
}

/** The runs of a project that can be compared, with what the last one left behind. */
export interface KeptRuns<Run extends ComparedRun> {
  /** In the order in which models first ran. */
  readonly runs: readonly Run[];
  /** Null where the last run left none behind. */
  readonly left: LeftRuns | null;
}

/**
 * The runs with a new one. The same model takes the place of its run of before; models of other images,
 * labels or questions go.
 */
export function withRun<Run extends ComparedRun>(kept: readonly Run[], run: Run): KeptRuns<Run> {
  const others = kept.filter(({ id }) => id !== run.id);
  const [first] = others;
  const because = first === undefined ? null : differenceOf(first, run);
  if (because !== null) {
    return { runs: [run], left: { names: others.map(({ name }) => name), because } };
  }
  const at = kept.findIndex(({ id }) => id === run.id);
  const named = { ...run, name: ownName(run.name, others) };
  const runs = at < 0 ? [...kept, named] : kept.with(at, named);
  if (runs.length <= MOST_RUNS) return { runs, left: null };
  return { runs: runs.slice(1), left: { names: [runs[0]!.name], because: "many" } };
}

/** A name that no other has: the second of two gets a 2. */
function ownName(name: string, others: readonly Pick<ComparedRun, "name">[]): string {
  const taken = new Set(others.map((one) => one.name));
  let own = name;
  for (let k = 2; taken.has(own); k++) own = `${name} ${k}`;
  return own;
}

function differenceOf(a: ComparedRun, b: ComparedRun): NoLonger | null {
  if (a.ground.question !== b.ground.question) return "question";
  if (a.ground.images !== b.ground.images) return "images";
  if (a.ground.labels !== b.ground.labels) return "labels";
  const unitOf = new Map(b.images.map((image, unit) => [image, unit]));
  const own = Int32Array.from(a.images.keys()).filter((unit) => unitOf.has(a.images[unit]!));
  const theirs = own.map((unit) => unitOf.get(a.images[unit]!)!);
  const isOther = (size: number, other: number): boolean => Math.abs(size - other) > 0;
  if (own.some((unit, i) => isOther(a.sizes[unit]!, b.sizes[theirs[i]!]!))) return "images";
  const [ofA, ofB] = [a.outcomes.cluster, b.outcomes.cluster];
  if (ofA === null || ofB === null) return ofA === ofB ? null : "groups";
  const groups = numbered(own.map((unit) => ofA[unit]!)).cluster;
  return sameGroups(groups, numbered(theirs.map((unit) => ofB[unit]!)).cluster) ? null : "groups";
}

/** Names are hashed by so many: a set of a million images is no text. */
const LINES = 4096;

/**
 * What a run was asked of, by which it is seen whether another one was asked the same.
 *
 * @param sample so many images were drawn by the seed; null for all
 */
export function groundOf(
  placed: TruthOnFiles,
  objects: ObjectTruth | null,
  request: EvaluateRequest,
  sample: number | null,
  createDigest: CreateDigest,
): ComparedGround {
  const { task, positive, severalLabels, conflictingLabels, noAnnotation, where } = request;
  const { cluster, hereUnit, unit, unanswered, seed } = request;
  const question = {
    task,
    positive,
    severalLabels,
    conflictingLabels,
    noAnnotation,
    where,
    cluster,
    hereUnit,
    unit,
    unanswered,
    drawn: sample === null ? null : [sample, seed],
  };
  const { truth, rows } = placed;
  const images = createDigest();
  const labels = createDigest();
  const bytes = new TextEncoder();
  for (let from = 0; from < rows.length; from += LINES) {
    const names: string[] = [];
    const said: (string | number)[][] = [];
    for (const row of rows.subarray(from, from + LINES)) {
      names.push(truth.file[row]!);
      const own = truth.labelIndex.subarray(truth.labelStart[row]!, truth.labelStart[row + 1]!);
      said.push([truth.state[row]!, ...Array.from(own, (k) => truth.labelNames[k]!)]);
    }
    images.update(bytes.encode(JSON.stringify(names)));
    labels.update(bytes.encode(JSON.stringify(said)));
  }
  if (objects !== null) {
    const { image, label, box, flags } = objects.regions.objects;
    labels.update(bytes.encode(JSON.stringify(objects.labelNames)));
    for (const column of [image, label, box, flags]) {
      labels.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  return { question: JSON.stringify(question), images: images.hex(), labels: labels.hex() };
}

/** What of an evaluation a comparison needs. */
export function runOf(
  { outcomes, image, claims, attributes, request, result }: Evaluation,
  { found, row }: ImageSet,
  { truth, files }: TruthOnFiles,
): Omit<ComparedRun, "id" | "name" | "sha256" | "ground"> {
  const { metrics, positive, level, seed, slices } = request;
  return {
    outcomes,
    images: Array.from(image, (one) => truth.file[row[one]!]!),
    sizes: Float64Array.from(image, (one) => files[found[one]!]?.sizeBytes ?? Number.NaN),
    // A limit is what somebody wants, and not what was published.
    trained: trainedPlaces(result.analyses),
    claims: new Map(
      claims
        .filter(({ evidence }) => evidence.kind !== "requirement")
        .map(({ metric, value }) => [metric, value]),
    ),
    attributes: attributes.table,
    rows: image.map((one) => row[one]!),
    drawn: truth.drawn,
    asked: { metrics, positive, level, seed, slices },
  };
}
