import * as z from "zod/mini";
import { HomegroundError } from "../core/errors.js";
import { jsonOrUndefined, parseJson } from "../core/parse-json.js";
import { type Column, cellText, createTable, selectRows, type Table } from "../core/table.js";
import { ATTRIBUTE_PREFIX, BYTES_COLUMN } from "../evaluation/outcome-table.js";
import type { RawTable } from "../formats/delimited/delimited.js";
import { readShape } from "../formats/json/read-shape.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";
import { GEOMETRIES, MATCHINGS } from "../outcomes/detection-types.js";
import { taskOfName } from "../tasks/registry.js";
import type { OutcomeCells, OutcomeFacts, Task } from "../tasks/task.js";
import { ANALYSES_WITH_PLACES, trainedPlaces } from "./by-training.js";
import type { TrainedPlaces } from "./comparison.js";

/** A result that was computed before, with the outcomes behind its figures. */
export interface HeldResult {
  readonly name: string;
  readonly sha256: string | null;
  readonly task: Task["id"];
  readonly outcomes: EvaluatedOutcomes;
  /** Image of each unit, of a sequence its first. */
  readonly images: readonly string[];
  /** First digits of the SHA-256 of each of them; null where they were not read. */
  readonly bytes: readonly (string | null)[] | null;
  /** A row a unit. */
  readonly attributes: Table;
  /** What counts together; empty where units are separate. */
  readonly groups: string;
  /** Published figures that it was held against, by metric. */
  readonly claims: ReadonlyMap<string, number>;
  /** Places at which its model was trained; absent or null where nothing says it. */
  readonly trained?: TrainedPlaces | null;
  /** Whether images that were drawn unequally count alike, because somebody asked for that. */
  readonly ignoresDesign: boolean;
}

/** Characters of `result.json`: one with every image listed has some hundred for each. */
const MOST_RESULT_CHARACTERS = 500_000_000;

const RESULT = z.object({
  schema: z.literal("homeground.result/1"),
  task: z.string(),
  unit: z.string(),
  model: z.nullable(z.object({ name: z.string(), sha256: z.string() })),
  verdicts: z.array(
    z.object({
      metric: z.string(),
      claim: z.object({ kind: z.string(), value: z.number() }),
    }),
  ),
  sampling: z.optional(
    z.nullable(z.object({ design: z.optional(z.object({ unequal: z.boolean() })) })),
  ),
  analyses: z.optional(ANALYSES_WITH_PLACES),
  estimates: z.optional(z.array(z.object({ warnings: z.optional(z.array(z.string())) }))),
});

const COUNT = z.number().check(z.int(), z.nonnegative());
const FACTS = z.object({
  classes: z.array(z.string()),
  modelClassCount: z.optional(COUNT),
  sums: z.optional(z.object({ areProbabilities: z.boolean(), notOne: COUNT, off: COUNT })),
  threshold: z.optional(z.nullable(z.number())),
  rules: z.optional(
    z.object({
      matching: z.literal(MATCHINGS),
      geometry: z.literal(GEOMETRIES),
      thresholds: z.array(z.number()),
      areas: z.array(z.object({ name: z.string(), low: z.number(), high: z.number() })),
      maxDetections: z.number(),
      byLabel: z.boolean(),
    }),
  ),
  points: z.optional(
    z.object({
      names: z.array(z.string()),
      skeleton: z.array(z.tuple([z.number(), z.number()])),
      sigmas: z.array(z.number()),
    }),
  ),
  surfaces: z.optional(z.object({ tolerances: z.array(z.number()), hasSpacing: z.boolean() })),
});

/** What `result.json` says that a comparison needs. */
export type HeldFacts = z.output<typeof RESULT>;

/**
 * What a `result.json` says of itself.
 *
 * @throws HomegroundError `input/not-json`, `input/bad-shape`, `input/too-large`
 */
export function readHeldFacts(text: string, where: string): HeldFacts {
  const fix = "Name a result.json that homeground evaluate wrote, or its folder";
  if (text.length > MOST_RESULT_CHARACTERS) {
    const what = "the file is longer than a result can be";
    throw new HomegroundError("input/too-large", { what, where, fix });
  }
  return readShape(RESULT, parseJson(text, where, fix), "the result", (what) => {
    return new HomegroundError("input/bad-shape", { what, where, fix });
  });
}

/**
 * The outcomes of a result, from the table that an evaluation writes beside it.
 *
 * @param where path of the table, for errors
 * @throws HomegroundError `compare/no-outcomes`
 */
export function heldResult(
  name: string,
  { task: taskName, unit, model, verdicts, analyses, estimates = [] }: HeldFacts,
  { table, metadata }: Pick<RawTable, "table" | "metadata">,
  where: string,
): HeldResult {
  const task = taskOfName(taskName);
  const ofTable = task?.ofTable;
  if (task === null || ofTable === undefined) {
    throw notReadable(`the outcomes of ${taskName} are not all in it`, where);
  }
  const facts = factsOf(metadata?.get("homeground.facts"), where);
  const rows = task.objectTable === undefined ? null : unitRows(table, where);
  const units = rows === null ? table : selectRows(table, rows.first);
  const cells = cellsOf(table, { units, unitOfRow: rows?.unitOfRow, facts, unit, where });
  return {
    name,
    sha256: model?.sha256 ?? null,
    task: task.id,
    outcomes: ofTable(cells),
    images: textsOf(units, "file", where),
    bytes: units.columns.has(BYTES_COLUMN) ? optionalTexts(units, BYTES_COLUMN) : null,
    attributes: attributesOf(units),
    groups: metadata?.get("homeground.cluster") ?? "",
    claims: new Map(
      verdicts.flatMap(({ metric, claim }) =>
        claim.kind === "claim" ? [[metric, claim.value] as const] : [],
      ),
    ),
    trained: trainedPlaces(analyses),
    ignoresDesign: estimates.some(({ warnings }) => warnings?.includes("plan/design-ignored")),
  };
}

/** Unit of each row, −1 for none, and the first row of each unit, where rows are not units. */
interface UnitRows {
  readonly unitOfRow: Int32Array;
  readonly first: Int32Array;
}

function unitRows(table: Table, where: string): UnitRows {
  const column = columnOf(table, "unit", where);
  if (column.kind !== "numeric") throw notReadable("column unit has texts", where);
  const unitOfRow = Int32Array.from(column.values, (unit) => {
    if (Number.isNaN(unit)) return -1;
    if (Number.isInteger(unit) && unit >= 0 && unit < table.rowCount) return unit;
    throw notReadable("column unit has numbers that no unit has", where);
  });
  const first = new Int32Array(unitOfRow.reduce((most, unit) => Math.max(most, unit), -1) + 1);
  first.fill(-1);
  for (let row = table.rowCount - 1; row >= 0; row--) first[unitOfRow[row]!] = row;
  if (first.includes(-1)) throw notReadable("column unit leaves numbers out", where);
  return { unitOfRow, first };
}

function factsOf(text: string | undefined, where: string): OutcomeFacts {
  if (text === undefined) {
    throw notReadable("it was written by a version that did not say what its classes are", where);
  }
  const {
    classes,
    sums,
    modelClassCount,
    threshold = null,
    rules,
    points,
    surfaces,
  } = readShape(FACTS, jsonOrUndefined(text), "homeground.facts", (what) =>
    notReadable(what, where),
  );
  if ((modelClassCount ?? 0) > classes.length) {
    throw notReadable("it has more classes of the model than classes", where);
  }
  return {
    classes,
    threshold,
    ...(sums === undefined ? {} : { sums }),
    ...(modelClassCount === undefined ? {} : { modelClassCount }),
    ...(rules === undefined ? {} : { rules }),
    ...(points === undefined ? {} : { points }),
    ...(surfaces === undefined ? {} : { surfaces }),
  };
}

/** @param units the rows that stand for a unit */
function cellsOf(
  table: Table,
  {
    units,
    unitOfRow = Int32Array.from({ length: table.rowCount }, (_, row) => row),
    facts,
    unit,
    where,
  }: Pick<OutcomeCells, "facts" | "unit"> & {
    readonly units: Table;
    readonly unitOfRow: Int32Array | undefined;
    readonly where: string;
  },
): OutcomeCells {
  const codeOf = new Map(facts.classes.map((name, k) => [name, k]));
  // A column whose cells all are missing is not read.
  const numbersOf = (of: Table, name: string, mayMiss = false): Float64Array => {
    if (mayMiss && !of.columns.has(name)) return new Float64Array(of.rowCount).fill(Number.NaN);
    const column = columnOf(of, name, where);
    if (column.kind !== "numeric") throw notReadable(`column ${name} has texts`, where);
    if (!mayMiss && column.values.some(Number.isNaN)) throw missing(name, where);
    return column.values;
  };
  const codes = (
    name: string,
    of: (text: string) => number | undefined,
    mayMiss = false,
  ): Int32Array => {
    if (mayMiss && !table.columns.has(name)) return new Int32Array(table.rowCount).fill(-1);
    const column = columnOf(table, name, where);
    if (column.kind === "numeric") throw notReadable(`column ${name} has numbers`, where);
    const known = column.levels.map((level) => of(level) ?? -1);
    return column.codes.map((code) => {
      const index = known[code] ?? -1;
      if (index >= 0 || (mayMiss && code < 0)) return index;
      if (code < 0) throw missing(name, where);
      throw notReadable(`column ${name} has what is no class: ${column.levels[code]}`, where);
    });
  };
  const cluster = units.columns.has("cluster")
    ? Int32Array.from(numbersOf(units, "cluster"))
    : null;
  const clusterCount =
    cluster === null ? 0 : cluster.reduce((most, g) => Math.max(most, g), -1) + 1;
  if (cluster?.some((g) => g < 0) || clusterCount > units.rowCount) {
    throw notReadable("column cluster has numbers that no cluster has", where);
  }
  return {
    facts,
    unit,
    unitCount: units.rowCount,
    cluster,
    clusterCount,
    unitOfRow,
    has: (name) => table.columns.has(name),
    classes: (name, mayMiss) => codes(name, (text) => codeOf.get(text), mayMiss),
    numbers: (name, mayMiss) => numbersOf(table, name, mayMiss),
    bits: (name) => Uint8Array.from(codes(name, (text) => ["false", "true"].indexOf(text))),
    texts(name) {
      columnOf(table, name, where);
      return optionalTexts(table, name);
    },
    refuse: (what) => notReadable(what, where),
  };
}

function columnOf({ columns }: Table, name: string, where: string): Column {
  const column = columns.get(name);
  if (column === undefined) throw notReadable(`it has no column ${name}`, where);
  return column;
}

function textsOf(table: Table, name: string, where: string): string[] {
  columnOf(table, name, where);
  return optionalTexts(table, name).map((text) => {
    if (text === null) throw missing(name, where);
    return text;
  });
}

function optionalTexts({ columns, rowCount }: Table, name: string): (string | null)[] {
  const column = columns.get(name)!;
  return Array.from({ length: rowCount }, (_, row) => cellText(column, row));
}

function attributesOf({ columns, rowCount }: Table): Table {
  const found = new Map<string, Column>();
  for (const [name, column] of columns) {
    if (!name.startsWith(ATTRIBUTE_PREFIX)) continue;
    found.set(name.slice(ATTRIBUTE_PREFIX.length), column);
  }
  return createTable(rowCount, found);
}

const missing = (column: string, where: string): HomegroundError =>
  notReadable(`a cell of column ${column} is missing`, where);

function notReadable(what: string, where: string): HomegroundError {
  return new HomegroundError("compare/no-outcomes", {
    what,
    where,
    fix: {
      command: "Evaluate again with --resume: kept scores are not computed twice",
      app: "Evaluate again",
    },
  });
}
