import { namedGroup } from "../../claims/group-names.js";
import { HomegroundError } from "../../core/errors.js";
import { cellText, type Table } from "../../core/table.js";
import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import { spacingsOf } from "../../evaluation/mask-join.js";
import { placeOf } from "../../evaluation/options/option.js";
import { thickness as thicknessOption } from "../../evaluation/options/thickness.js";
import { isLength } from "../../evaluation/options/values.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { haveMasks } from "../../outcomes/segmentation/mask-outcomes.js";
import { groupsOf } from "./groups-of.js";
import type { Groups } from "./measured.js";

/** How much of each label is outlined: the area on each image, or the volume of each subject. */
export interface Extent {
  readonly kind: "area" | "volume";
  /** Whether areas are in pixels: no spacing was given. */
  readonly inPixels: boolean;
  /** What has one: the unit of the outcomes, or the column of subjects. */
  readonly unit: string;
  readonly labels: readonly string[];
  readonly count: number;
  /** By label: of each unit, in the ground truth and in the prediction. */
  readonly truth: readonly Float64Array[];
  readonly model: readonly Float64Array[];
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  readonly group: Int32Array;
  readonly groups: Groups;
}

const NO_SUBJECT = "application/no-subject";

/**
 * @returns null where no pixels are labelled; a code where volumes are asked for and nothing says whose a slice is
 * @throws HomegroundError `labels/no-column`, `application/no-thickness`
 */
export function extentOf(
  { outcomes, attributes, question }: Pick<HeadlineBasis, "outcomes" | "attributes" | "question">,
  { spacing, thickness, seed }: Pick<EvaluateRequest, "spacing" | "thickness" | "seed">,
): Extent | string | null {
  if (!haveMasks(outcomes)) return null;
  const { table, rows } = attributes;
  const { unitCount, unit, classes, background, cluster, clusterCount } = outcomes;
  const subjects =
    thickness === null ? null : subjectsOf(table, rows, question.clusters?.attribute ?? null);
  if (thickness !== null && subjects === null) return NO_SUBJECT;
  const sidesOf = spacingsOf(spacing, table);
  const thicknessOf = thickness === null ? () => 1 : thicknessesOf(thickness, table);
  const size = Float64Array.from(rows, (row) => {
    const [height, width] = sidesOf(row) ?? [Number.NaN, Number.NaN];
    return height * width * thicknessOf(row);
  });
  const place = subjects?.codes ?? Int32Array.from(rows.keys());
  const count = subjects?.count ?? unitCount;
  const labels = [...classes.keys()].filter((k) => k !== background);
  const sums = (matrix: Float64Array): Float64Array[] =>
    labels.map((label) => {
      const own = new Float64Array(count);
      for (let i = 0; i < unitCount; i++) {
        const at = place[i]!;
        if (at >= 0) own[at]! += matrix[i * classes.length + label]! * size[i]!;
      }
      return own;
    });
  const sampled = clustersOf(place, count, cluster, clusterCount);
  return {
    kind: thickness === null ? "area" : "volume",
    inPixels: spacing === null,
    unit: subjects?.name ?? unit,
    labels: labels.map((k) => classes[k]!),
    count,
    truth: sums(outcomes.truth),
    model: sums(outcomes.predicted),
    ...sampled,
    ...groupsOf(sampled.cluster, sampled.clusterCount, count, seed),
  };
}

/** Clusters of subjects; null where each is its own, or where one lies in several. */
function clustersOf(
  place: Int32Array,
  count: number,
  cluster: Int32Array | null,
  clusterCount: number,
): Pick<Extent, "cluster" | "clusterCount"> {
  if (cluster === null) return { cluster: null, clusterCount: 0 };
  const of = new Int32Array(count).fill(-1);
  for (const [i, at] of place.entries()) {
    if (at < 0) continue;
    if (of[at] !== -1 && of[at] !== cluster[i]) return { cluster: null, clusterCount: 0 };
    of[at] = cluster[i]!;
  }
  const used = new Set(of);
  if (used.size === count && count < place.length) return { cluster: null, clusterCount: 0 };
  return { cluster: of, clusterCount };
}

/** Whose slice an image is: the finest column that names somebody or something several times, else what is sampled. */
function subjectsOf(
  table: Table,
  rows: Int32Array,
  sampled: string | null,
): { readonly name: string; readonly codes: Int32Array; readonly count: number } | null {
  const named = [...table.columns.keys()].filter((name) => namedGroup(name)?.kind === "subject");
  let best: ReturnType<typeof subjectsOf> = null;
  for (const name of named.length > 0 || sampled === null ? named : [sampled]) {
    const column = table.columns.get(name);
    if (column === undefined) continue;
    const codeOf = new Map<string, number>();
    const codes = rows.map((row) => {
      // An image of nobody is a subject of its own.
      const value = cellText(column, row) ?? `\n${row}`;
      const code = codeOf.get(value) ?? codeOf.size;
      codeOf.set(value, code);
      return code;
    });
    const count = codeOf.size;
    if (count < rows.length && count > (best?.count ?? 0)) best = { name, codes, count };
  }
  return best;
}

function thicknessesOf(thickness: string, table: Table): (row: number) => number {
  const same = Number(thickness);
  if (isLength(same)) return () => same;
  const column = table.columns.get(thickness);
  if (column === undefined) {
    throw new HomegroundError("labels/no-column", {
      what: `there is no column ${JSON.stringify(thickness)} of thicknesses; the columns are ${[...table.columns.keys()].join(", ") || "none"}`,
      where: placeOf(thicknessOption),
      fix: "Name one of them, or write a number",
    });
  }
  return (row) => {
    const text = cellText(column, row);
    const value = Number(text ?? Number.NaN);
    if (isLength(value)) return value;
    throw new HomegroundError("application/no-thickness", {
      what: `the column ${JSON.stringify(thickness)} says ${text === null ? "nothing" : JSON.stringify(text)} of a slice, which is no thickness`,
      where: placeOf(thicknessOption),
      fix: "Write a number above 0 for every image, in the unit of the spacing",
    });
  };
}
