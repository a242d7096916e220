import { type LevelledAttribute, levelledAttributes } from "../../claims/attribute-levels.js";
import { likelyParts, type Unlikely } from "../../claims/likely-parts.js";
import { agreed } from "../../core/agreed.js";
import { createTable, type Table } from "../../core/table.js";
import type { UnitAttributes } from "../../dataset/unit-attributes.js";
import { toResultEstimate } from "../../evaluation/estimates.js";
import { type EvaluatedOutcomes, estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { listed } from "../../reports/numbers.js";
import type { ResultEstimate, ResultListed } from "../../results/result.js";
import { evaluateSlices } from "./slices.js";

/**
 * Estimates of parts of the data, all intervals at once, and which parts are too small for one.
 *
 * @param chosen parts that were chosen after results
 * @param request its slices are attributes that were named before any result
 * @param asHere whether the parts are of these sites as they are, beside a question about another one
 */
export function slicesOf(
  reference: MetricReference,
  outcomes: EvaluatedOutcomes,
  attributes: UnitAttributes,
  chosen: readonly LevelledAttribute[],
  { slices: names, level, interval }: Pick<EvaluateRequest, "slices" | "level" | "interval">,
  asHere = false,
): { readonly estimates: readonly ResultEstimate[]; readonly notes: readonly ResultListed[] } {
  const { table, rows } = attributes;
  const own = names.length === 0 ? likelyParts(table, rows) : null;
  const levelled =
    own === null
      ? levelledAttributes(table, rows, names)
      : levelledAttributes(pickColumns(table, own.likely), rows, null);
  const { slices, tooSmall, beyondLimit } = evaluateSlices(
    [...levelled, ...chosen],
    (units) => estimatorOf(outcomes, reference, units),
    { level, cluster: outcomes.cluster, hasIntervals: interval !== "none" },
  );
  const estimates = slices.map((slice) =>
    toResultEstimate(reference, slice.estimate, "detail", outcomes.unit, {
      attribute: slice.attribute,
      value: slice.level,
      ...(asHere ? { question: "here" as const } : {}),
      family: slice.family,
      shrunken: slice.shrunken,
      difference: slice.difference,
      differenceLow: slice.differenceLow,
      differenceHigh: slice.differenceHigh,
      finding: slice.finding,
    }),
  );
  const notes = tooSmall.map(({ attribute, level: value, n, clusters }) => ({
    file: "",
    code: "slices/too-small",
    what:
      clusters === null
        ? `${attribute} = ${value}: ${agreed(n, "image", "images")}, too few for a range of ${n === 1 ? "its" : "their"} own`
        : `${attribute} = ${value}: ${agreed(n, "image", "images")} in ${agreed(clusters, "cluster", "clusters")}, too few for a range`,
  }));
  if (beyondLimit > 0) {
    const what = `${beyondLimit} smaller parts of the data were left out beyond the 200 largest`;
    notes.push({ file: "", code: "slices/too-small", what });
  }
  if (own !== null) {
    // Of a column of times each part has the column's name, and what it is a part by.
    const many = own.likely.filter((name) =>
      levelled.every((one) => one.name !== name && !one.name.startsWith(`${name} (`)),
    );
    const aside = asideText(own.aside, many);
    if (aside !== "") notes.push({ file: "", code: "slices/left-aside", what: aside });
  }
  const without = names.filter((name) => slices.every(({ attribute }) => attribute !== name));
  for (const name of without) {
    const what = `no part by ${name} has enough images${outcomes.cluster === null ? "" : " and groups"} for a range of its own`;
    notes.push({ file: "", code: "slices/none", what });
  }
  return { estimates, notes };
}

function pickColumns({ columns, rowCount }: Table, names: readonly string[]): Table {
  return createTable(rowCount, new Map([...columns].filter(([name]) => names.includes(name))));
}

const WHY_ASIDE: Readonly<Record<Unlikely, (names: string, one: boolean) => string>> = {
  "says-nothing": (names, one) => `${names} ${one ? "says" : "say"} nothing of what an image shows`,
  constant: (names, one) => `${names} ${one ? "has" : "have"} one value`,
  "nearly-unique": (names, one) =>
    `${names} ${one ? "has" : "have"} nearly as many values as images`,
};

/** `license and width say nothing of what an image shows; project has one value`. */
function asideText(
  aside: ReadonlyMap<Unlikely, readonly string[]>,
  many: readonly string[],
): string {
  const told = [...aside].map(([why, names]) => WHY_ASIDE[why](listed(names), names.length === 1));
  if (many.length > 0)
    told.push(`${listed(many)} ${many.length === 1 ? "has" : "have"} many values`);
  return told.join("; ");
}
