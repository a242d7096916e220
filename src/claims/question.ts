import type { Table } from "../core/table.js";
import { type GroupKind, namedGroup } from "./group-names.js";
import { findSequences } from "./sequences.js";
import { findSubjects } from "./subject-column.js";
import {
  groupUnits,
  joinGroups,
  liesInside,
  sameGroups,
  type UnitGroups,
  valuesPresent,
} from "./unit-groups.js";

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
  /** Attributes that look like clusters, repeat, and are not used; those of which nobody knows first. */
  readonly notUsed: readonly UnusedAttribute[];
  /** `clusters/not-used`, if there are some. */
  readonly warnings: readonly "clusters/not-used"[];
}

export interface QuestionClusters extends UnitGroups {
  /** The attribute whose values they are; null for runs of pictures found by their times. */
  readonly attribute: string | null;
  /**
   * `attribute`: the one that was named. `subject-and-sequence`: sequences hold several subjects, or
   * none, so that units are together which share either.
   */
  readonly kind: "attribute" | "subject" | "subject-and-sequence" | "sequence" | "sequence-by-time";
  /** What one is called: `camera`, `patient`, `sequence`. */
  readonly name: string;
}

export interface UnusedAttribute {
  readonly attribute: string;
  readonly kind: GroupKind;
  readonly levels: number;
  /** What to type: `--cluster camera`. */
  readonly option: string;
}

/** What counts once in the question *here*: what is found, or every image on its own. */
export type HereUnit = "found" | "image";

export interface QuestionOptions {
  readonly hereUnit?: HereUnit;
  /**
   * Whether who or what was pictured is looked for; not where units are sequences, which an
   * evaluation cannot group again.
   */
  readonly subjects?: boolean;
}

/**
 * Chooses what counts as one independent unit. *Here* (no attribute named): who or what was pictured
 * once (`subject-column.ts`), else a sequence (`sequences.ts`), else the image. Sequences lie in
 * subjects; where they do not, units that share either are together. *Another site*: the levels of the
 * attribute named. Nothing else is grouped by guess: attributes that look like clusters (by name), with
 * at least two levels of which one repeats, and that do not lie inside the clusters used, raise
 * `clusters/not-used`.
 *
 * @param rows row of the table of each unit
 * @param attribute the one of `--cluster`, which the table has; null for *here*
 */
export function chooseQuestion(
  attributes: Table,
  rows: Int32Array,
  attribute: string | null,
  options: QuestionOptions = {},
): Question {
  const column = attribute === null ? undefined : attributes.columns.get(attribute);
  const named: QuestionClusters | null =
    attribute === null || column === undefined
      ? null
      : { ...groupUnits(column, rows), attribute, kind: "attribute", name: attribute };
  const here = clustersHere(attributes, rows, named, options);
  const clusters = named ?? here;
  const notUsed: UnusedAttribute[] = [];
  const seen: Int32Array[] = clusters === null ? [] : [clusters.cluster];
  for (const [name, candidate] of attributes.columns) {
    const kind = namedGroup(name)?.kind;
    if (name === attribute || kind === undefined) continue;
    const groups = groupUnits(candidate, rows);
    if (groups.count < 2 || groups.count === rows.length) continue;
    const levels = valuesPresent(candidate, rows).size;
    if (levels < 2) continue;
    if (clusters !== null && liesInside(groups, clusters)) continue;
    if (seen.some((other) => sameGroups(other, groups.cluster))) continue;
    seen.push(groups.cluster);
    const option = `--cluster ${/[\s"']/.test(name) ? JSON.stringify(name) : name}`;
    notUsed.push({ attribute: name, kind, levels, option });
  }
  notUsed.sort((a, b) => Number(staysAsItIs(a)) - Number(staysAsItIs(b)));
  return {
    question: attribute === null ? "here" : "another-site",
    clusters,
    here: attribute === null ? null : here,
    notUsed,
    warnings: notUsed.length > 0 ? ["clusters/not-used"] : [],
  };
}

/** Whether an unused attribute is a place or a device: *these as they are* is what is asked about. */
export function staysAsItIs({ kind }: Pick<UnusedAttribute, "kind">): boolean {
  return kind === "place" || kind === "device";
}

/** Clusters of the same kind over other units of the same images. */
export function sameClusters(
  { attribute, kind }: Pick<QuestionClusters, "attribute" | "kind">,
  attributes: Table,
  rows: Int32Array,
): UnitGroups | null {
  const column = attribute === null ? undefined : attributes.columns.get(attribute);
  if (column === undefined) return findSequences(attributes, rows);
  const groups = groupUnits(column, rows);
  const sequences = kind === "subject-and-sequence" ? findSequences(attributes, rows) : null;
  return sequences === null ? groups : joinGroups(groups, sequences);
}

/** @param named the clusters that somebody named: subjects of the same images are not found again */
function clustersHere(
  attributes: Table,
  rows: Int32Array,
  named: QuestionClusters | null,
  { hereUnit = "found", subjects: isWanted = true }: QuestionOptions,
): QuestionClusters | null {
  if (hereUnit === "image") return null;
  const sequences = findSequences(attributes, rows);
  const except = new Set(named?.attribute == null ? [] : [named.attribute]);
  const found = isWanted ? findSubjects(attributes, rows, except) : null;
  const isNamed = found !== null && named !== null && sameGroups(found.cluster, named.cluster);
  const subjects = isNamed ? null : found;
  if (subjects === null) {
    if (sequences === null) return null;
    const kind = sequences.attribute === null ? "sequence-by-time" : "sequence";
    return { ...sequences, kind, name: "sequence" };
  }
  const { attribute } = subjects;
  if (sequences === null || liesInside(sequences, subjects)) {
    return { ...subjects, kind: "subject", name: attribute };
  }
  const joined = joinGroups(subjects, sequences);
  return { ...joined, attribute, kind: "subject-and-sequence", name: "group" };
}
