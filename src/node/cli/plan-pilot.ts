import { dirname, join } from "node:path";
import type { Comparison } from "../../compare/comparison.js";
import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { cellText } from "../../core/table.js";
import { isRecord } from "../../formats/json/json-values.js";
import { readParquetTable } from "../../formats/parquet/parquet.js";
import type { PlanGoal, SeenPilot } from "../../plan/plan-labels.js";
import { counted, grouped, shortPercent } from "../../reports/numbers.js";
import type { EvaluationResult } from "../../results/result.js";
import { isOfPool } from "../../results/unequal-draws.js";
import { clusterDesign } from "../../statistics/cluster-design.js";
import { openFolder } from "../files/folder-access.js";
import { readText } from "../files/read-file.js";
import { isFile, outcomesBeside, resultFile } from "./named-file.js";

const COMPARISON = "comparison.json";
const NO_RANGE = { low: null, high: null };
const FIX = "Name the folder that homeground evaluate wrote, or with --difference compare";

/**
 * What a first look says for a plan: of a result the figure, and from its outcomes how much alike images of one group
 * are; of a comparison the share of images that one of two models alone gets right.
 *
 * @throws HomegroundError `plan/pilot-not-random`, `plan/no-figure`, `input/…`
 */
export async function readPilot(path: string, goal: PlanGoal, level: number): Promise<SeenPilot> {
  const compared = join(path, COMPARISON);
  const file = (await isFile(compared)) ? compared : await resultFile(path);
  const value = parseJson(await readText(file, FIX), file, FIX);
  const schema = isRecord(value) ? value["schema"] : null;
  if (schema === "homeground.comparison/1") {
    return pilotOfComparison(value as unknown as Comparison, goal, file);
  }
  if (schema !== "homeground.result/1") {
    throw new HomegroundError("input/bad-shape", {
      what: "it is neither a result nor a comparison",
      where: file,
      fix: FIX,
    });
  }
  return pilotOfResult(value as unknown as EvaluationResult, goal, level, file);
}

async function pilotOfResult(
  result: EvaluationResult,
  goal: PlanGoal,
  level: number,
  file: string,
): Promise<SeenPilot> {
  const { estimates, labelling, inputs } = result;
  const metric = goal.kind === "claim" ? goal.metric : "accuracy";
  const found = estimates.find((one) => one.metric === metric && one.slice === null);
  if (found === undefined || found.value === null) {
    throw new HomegroundError("plan/no-figure", {
      what: `the pilot has no ${metric}`,
      where: file,
      fix: wayOfRange(result, goal) ?? FIXES[goal.kind],
    });
  }
  if (isOfPool(found)) {
    throw new HomegroundError("plan/pilot-not-random", {
      what: `its images were drawn by a design (${found.method}): they are not like the rest`,
      where: file,
      fix: "Plan from images that were drawn at random: homeground sample",
    });
  }
  const { value, n } = found;
  const groups = found.clusters === null ? null : await groupsBeside(file, result, metric);
  // Those that were drawn unequally were refused, or are counted as if they were alike.
  const isList =
    inputs.notes.some(({ code }) => code === "sample/drawn") &&
    !found.warnings.includes("plan/design-ignored");
  const isDrawn =
    isList ||
    labelling?.order === "drawn" ||
    inputs.listed.some(({ code }) => code === "not-sampled");
  return {
    metric,
    value,
    images: n,
    clusters: found.clusters,
    icc: groups?.icc ?? null,
    isDrawn,
    nu: groups?.nEff ?? n,
    ...(found.level === level ? { low: found.low, high: found.high } : NO_RANGE),
    isTold: null,
  };
}

const FIXES: Readonly<Record<PlanGoal["kind"], string>> = {
  width: "Plan from --expect, the share that you expect",
  claim: "Evaluate the first images with that metric (--metric), or plan from --expect",
  difference: "Name the folder that homeground compare wrote of two models, or leave --pilot out",
};

/** Of a figure that is no share of images, what its own range says of a narrower one; null where that is not the goal. */
function wayOfRange({ estimates }: EvaluationResult, goal: PlanGoal): string | null {
  if (goal.kind !== "width") return null;
  const { width } = goal;
  const own = estimates.find(({ role, slice }) => role === "headline" && slice === null);
  if (own === undefined || own.low === null || own.high === null || isOfPool(own)) return null;
  if (own.high - own.low > 1) return null;
  const half = (own.high - own.low) / 2;
  const images = Math.round(own.n * (half / width) ** 2);
  const of = `${own.metric}, the pilot's figure, is known to ± ${shortPercent(half)} points by ${counted(own.n, own.unit)}`;
  const wanted = `± ${shortPercent(width)} points`;
  return images <= own.n
    ? `${of}: that is ${wanted} or less already`
    : `${of}. Ranges narrow with the square root of their number: ${wanted} take about ${grouped(images)}`;
}

/** How much alike images of one group are, from the table beside a result; null where it is not told. */
async function groupsBeside(
  file: string,
  { files, task, unit }: EvaluationResult,
  metric: string,
): Promise<{ readonly icc: number; readonly nEff: number | null } | null> {
  if (metric !== "accuracy" || task !== "classification" || unit !== "image") return null;
  const name = await outcomesBeside(file, files.outcomes);
  if (name === null) return null;
  const { table } = await readParquetTable(await openFolder(dirname(file)), name);
  const [cluster, truth, predicted] = ["cluster", "truth", "predicted"].map((one) =>
    table.columns.get(one),
  );
  if (cluster === undefined || truth === undefined || predicted === undefined) return null;
  const of = new Map<string, { size: number; hits: number }>();
  for (let row = 0; row < table.rowCount; row++) {
    const name = cellText(cluster, row) ?? `row ${row}`;
    const group = of.get(name) ?? { size: 0, hits: 0 };
    group.size++;
    const label = cellText(truth, row);
    if (label !== null && cellText(predicted, row) === label) group.hits++;
    of.set(name, group);
  }
  const all = [...of.values()];
  if (all.length < 2) return null;
  const { icc, nEff } = clusterDesign(
    Float64Array.from(all, ({ size }) => size),
    Float64Array.from(all, ({ hits }) => hits),
  );
  return { icc, nEff };
}

/** The pair that differs on most images: a plan for it is enough for the others. */
function pilotOfComparison(
  { pairs, images, clusters }: Comparison,
  goal: PlanGoal,
  file: string,
): SeenPilot {
  if (goal.kind !== "difference") {
    throw new HomegroundError("plan/no-figure", {
      what: "a comparison says how two models differ, and the goal is about one",
      where: file,
      fix: `Name the result of one model, in ${join(dirname(file), "models")}, or give --difference`,
    });
  }
  const shares = pairs.flatMap(({ right }) => {
    if (right === null) return [];
    const { both, onlyA, onlyB, none } = right;
    return [(onlyA + onlyB) / (both + onlyA + onlyB + none)];
  });
  if (shares.length === 0) {
    throw new HomegroundError("plan/no-figure", {
      what: `it does not count on which of ${counted(images, "image")} each model is right`,
      where: file,
      fix: "Compare by accuracy, or plan from --expect",
    });
  }
  return {
    metric: null,
    value: Math.max(...shares),
    images,
    clusters,
    icc: null,
    isDrawn: false,
    nu: images,
    ...NO_RANGE,
    isTold: pairs.every(({ told }) => told !== null),
  };
}
