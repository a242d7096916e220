import { type Column, cellText, type Table } from "../core/table.js";
import { timesOf } from "./attribute-levels.js";

/** Which units belong together. */
export interface UnitGroups {
  /** 0 … count − 1 in order of first appearance; a unit without a value is one of its own. */
  readonly cluster: Int32Array;
  readonly count: number;
}

/** What the evaluation speaks about, and what it takes as the independent unit (METHODS §0.1). */
export interface Question {
  readonly question: "here" | "another-site";
  /** The clusters that answer it; null where images are independent. */
  readonly clusters: QuestionClusters | null;
  /**
   * For *another site*: the clusters of the same images *here*, whose figure stands beside it; null
   * where images are independent.
   */
  readonly here: QuestionClusters | null;
  /** Attributes that look like clusters, repeat, and are not used. */
  readonly notUsed: readonly UnusedAttribute[];
  /** `clusters/not-used`, if there are some. */
  readonly warnings: readonly "clusters/not-used"[];
}

export interface QuestionClusters extends UnitGroups {
  /** The attribute whose values they are; null for runs of pictures found by their times. */
  readonly attribute: string | null;
  readonly kind: "attribute" | "sequence" | "sequence-by-time";
  /** What one is called: `camera`, `sequence`. */
  readonly name: string;
}

export interface UnusedAttribute {
  readonly attribute: string;
  readonly levels: number;
  /** What to type: `--cluster camera`. */
  readonly option: string;
}

/** Longest pause inside a sequence, in seconds. */
const SEQUENCE_PAUSE = 60;

const SEQUENCE = /^(sequences?|seqs?|bursts?)(ids?|names?|keys?)?$|^events?ids?$/;
/** Finest first: pictures of one are taken one after the other. */
const PLACES = ["camera", "deployment", "placement", "trap", "location", "station", "site"];
const INSTITUTIONS = [
  ...["hospital", "clinic", "centre", "center", "lab", "laboratory", "institution", "farm", "plot"],
  ...["line", "transect", "region"],
];
const GROUPS = [
  ...["patient", "subject", "individual", "animal", "donor", "person", "case", "specimen", "tree"],
  ...["slide", "plate", "well", "scanner", "device", "microscope", "machine", "batch"],
  ...["lot", "run", "part", "survey", "visit", "study", "video", "source"],
];

/**
 * Chooses what counts as one independent unit. *Here* (no attribute named): a declared sequence,
 * else pictures at one camera with pauses of at most 60 s, else the image. *Another site*: the
 * levels of the attribute named. Nothing else is grouped by guess: attributes that look like
 * clusters (by name), with at least two levels of which one repeats, and that do not lie inside the
 * clusters used, raise `clusters/not-used`.
 *
 * @param rows row of the table of each unit
 * @param attribute the one of `--cluster`, which the table has; null for *here*
 */
export function chooseQuestion(
  attributes: Table,
  rows: Int32Array,
  attribute: string | null,
): Question {
  const here = sequences(attributes, rows);
  const column = attribute === null ? undefined : attributes.columns.get(attribute);
  const clusters: QuestionClusters | null =
    attribute === null || column === undefined
      ? here
      : { ...groupUnits(column, rows), attribute, kind: "attribute", name: attribute };
  const notUsed: UnusedAttribute[] = [];
  const seen: Int32Array[] = clusters === null ? [] : [clusters.cluster];
  for (const [name, candidate] of attributes.columns) {
    if (name === attribute || !looksLikeClusters(name)) continue;
    const groups = groupUnits(candidate, rows);
    if (groups.count < 2 || groups.count === rows.length) continue;
    if (levelsPresent(candidate, rows) < 2) continue;
    if (clusters !== null && liesInside(groups, clusters)) continue;
    if (seen.some((other) => sameGroups(other, groups.cluster))) continue;
    seen.push(groups.cluster);
    const option = `--cluster ${/[\s"']/.test(name) ? JSON.stringify(name) : name}`;
    notUsed.push({ attribute: name, levels: levelsPresent(candidate, rows), option });
  }
  return {
    question: attribute === null ? "here" : "another-site",
    clusters,
    here: attribute === null ? null : here,
    notUsed,
    warnings: notUsed.length > 0 ? ["clusters/not-used"] : [],
  };
}

/** Units by a column's value; a unit without one is a group of its own. */
export function groupUnits(column: Column, rows: Int32Array): UnitGroups {
  const known = new Map<string, number>();
  const cluster = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = cellText(column, rows[i]!);
    const of = value === null ? undefined : known.get(value);
    cluster[i] = of ?? count;
    if (of !== undefined) continue;
    if (value !== null) known.set(value, count);
    count++;
  }
  return { cluster, count };
}

/** Declared sequences, else runs of pictures at one camera; null where none has two units. */
function sequences(attributes: Table, rows: Int32Array): QuestionClusters | null {
  for (const [name, column] of attributes.columns) {
    if (!isSequence(name)) continue;
    const groups = groupUnits(column, rows);
    if (groups.count === rows.length) continue;
    return { ...groups, attribute: name, kind: "sequence", name: "sequence" };
  }
  const names = [...attributes.columns.keys()];
  const camera = PLACES.map((place) => names.find((name) => isNamed(name, [place]))).find(
    (name) => name !== undefined,
  );
  const place = camera === undefined ? undefined : attributes.columns.get(camera);
  if (place === undefined) return null;
  for (const column of attributes.columns.values()) {
    const times = timesOf(column, rows);
    if (times === null || times.every((time) => time?.hour == null)) continue;
    const seconds = Float64Array.from(times, (time) =>
      time === null || time.hour === null ? Number.NaN : time.seconds,
    );
    const groups = runs(groupUnits(place, rows), seconds);
    if (groups.count === rows.length) continue;
    return { ...groups, attribute: null, kind: "sequence-by-time", name: "sequence" };
  }
  return null;
}

/** Runs of units of one group with pauses of at most {@link SEQUENCE_PAUSE}. */
function runs({ cluster: place }: UnitGroups, seconds: Float64Array): UnitGroups {
  const order = Int32Array.from(seconds.keys()).sort(
    (a, b) => place[a]! - place[b]! || compare(seconds[a]!, seconds[b]!) || a - b,
  );
  const run = new Int32Array(seconds.length);
  let current = -1;
  let previous = -1;
  for (const i of order) {
    const pause = previous < 0 ? Number.NaN : seconds[i]! - seconds[previous]!;
    const goesOn = previous >= 0 && place[i] === place[previous] && pause <= SEQUENCE_PAUSE;
    if (!goesOn) current++;
    run[i] = current;
    previous = i;
  }
  // Numbered anew in the order of units, like all groups.
  const number = new Int32Array(current + 1).fill(-1);
  let count = 0;
  const cluster = run.map((r) => {
    if (number[r] === -1) number[r] = count++;
    return number[r]!;
  });
  return { cluster, count };
}

/** NaN last. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

function looksLikeClusters(name: string): boolean {
  return isSequence(name) || looksLikePlace(name) || isNamed(name, GROUPS);
}

/** Whether an attribute is by its name where pictures were taken: a camera, a site, a hospital. */
export function looksLikePlace(name: string): boolean {
  return isNamed(name, PLACES) || isNamed(name, INSTITUTIONS);
}

function isSequence(name: string): boolean {
  return SEQUENCE.test(letters(name));
}

/** `camera`, `Camera ID`, `camera_no`, `cameraName`: one of the words, alone or with an ending. */
function isNamed(name: string, words: readonly string[]): boolean {
  const plain = letters(name);
  return words.some(
    (word) =>
      plain.startsWith(word) &&
      /^(s|es|ids?|no|nr|num|number|names?|codes?|keys?|labels?)?$/.test(plain.slice(word.length)),
  );
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, "");
}

function levelsPresent(column: Column, rows: Int32Array): number {
  const values = new Set<string>();
  for (const row of rows) {
    const value = cellText(column, row);
    if (value !== null) values.add(value);
  }
  return values.size;
}

/** Whether each group lies in one cluster, so that the clusters account for it. */
function liesInside(groups: UnitGroups, clusters: UnitGroups): boolean {
  const of = new Int32Array(groups.count).fill(-1);
  for (let i = 0; i < groups.cluster.length; i++) {
    const g = groups.cluster[i]!;
    if (of[g] === -1) of[g] = clusters.cluster[i]!;
    else if (of[g] !== clusters.cluster[i]) return false;
  }
  return true;
}

/** Both are numbered in order of first appearance, so that equal groups have equal numbers. */
function sameGroups(a: Int32Array, b: Int32Array): boolean {
  return a.every((group, i) => group === b[i]);
}
