import * as z from "zod/mini";
import { HomegroundError } from "../core/errors.js";
import { jsonOrUndefined, parseJson } from "../core/parse-json.js";
import { type Column, cellText, createTable, type Table } from "../core/table.js";
import { ATTRIBUTE_PREFIX, BYTES_COLUMN } from "../evaluation/outcome-table.js";
import type { RawTable } from "../formats/delimited/delimited.js";
import { readShape } from "../formats/json/read-shape.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";
import { taskOfName } from "../tasks/registry.js";
import type { OutcomeCells, OutcomeFacts, Task } from "../tasks/task.js";

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
  /** Whether images that were drawn unequally count alike, because somebody asked for that. */
  readonly ignoresDesign: boolean;
}

/** Characters of `result.json`: one with every image listed has some hundred for each. */
export const MOST_RESULT_CHARACTERS = 500_000_000;

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
  estimates: z.optional(z.array(z.object({ warnings: z.optional(z.array(z.string())) }))),
});

const COUNT = z.number().check(z.int(), z.nonnegative());
const FACTS = z.object({
  classes: z.array(z.string()),
  modelClassCount: z.optional(COUNT),
  sums: z.optional(z.object({ areProbabilities: z.boolean(), notOne: COUNT, off: COUNT })),
  threshold: z.optional(z.nullable(z.number())),
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
  { task: taskName, unit, model, verdicts, estimates = [] }: HeldFacts,
  { table, metadata }: Pick<RawTable, "table" | "metadata">,
  where: string,
): HeldResult {
  const task = taskOfName(taskName);
  const ofTable = task?.ofTable;
  if (task === null || ofTable === undefined) {
    throw new HomegroundError("compare/no-outcomes", {
      what: `the outcomes of ${taskName} are not all in ${where}: detections below the threshold are in the predictions alone`,
      where: name,
      fix: {
        command:
          "Compare the predictions, which runs no model: homeground compare IMAGES --labels PATH --predictions FOLDER/predictions.json …",
        app: "Compare the predictions",
      },
    });
  }
  const facts = factsOf(metadata?.get("homeground.facts"), where);
  const cells = cellsOf(table, facts, unit, where);
  return {
    name,
    sha256: model?.sha256 ?? null,
    task: task.id,
    outcomes: ofTable(cells),
    images: textsOf(table, "file", where),
    bytes: table.columns.has(BYTES_COLUMN) ? optionalTexts(table, BYTES_COLUMN) : null,
    attributes: attributesOf(table),
    groups: metadata?.get("homeground.cluster") ?? "",
    claims: new Map(
      verdicts.flatMap(({ metric, claim }) =>
        claim.kind === "claim" ? [[metric, claim.value] as const] : [],
      ),
    ),
    ignoresDesign: estimates.some(({ warnings }) => warnings?.includes("plan/design-ignored")),
  };
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
  };
}

function cellsOf(table: Table, facts: OutcomeFacts, unit: string, where: string): OutcomeCells {
  const { rowCount } = table;
  const codeOf = new Map(facts.classes.map((name, k) => [name, k]));
  const numbers = (name: string): Float64Array => {
    const column = columnOf(table, name, where);
    if (column.kind !== "numeric") throw notReadable(`column ${name} has texts`, where);
    if (column.values.some(Number.isNaN)) throw missing(name, where);
    return column.values;
  };
  const codes = (name: string, of: (text: string) => number | undefined): Int32Array => {
    const column = columnOf(table, name, where);
    if (column.kind === "numeric") throw notReadable(`column ${name} has numbers`, where);
    const known = column.levels.map((level) => of(level) ?? -1);
    return column.codes.map((code) => {
      const index = known[code] ?? -1;
      if (index >= 0) return index;
      if (code < 0) throw missing(name, where);
      throw notReadable(`column ${name} has what is no class: ${column.levels[code]}`, where);
    });
  };
  const cluster = table.columns.has("cluster") ? Int32Array.from(numbers("cluster")) : null;
  const clusterCount =
    cluster === null ? 0 : cluster.reduce((most, g) => Math.max(most, g), -1) + 1;
  if (cluster?.some((g) => g < 0) || clusterCount > rowCount) {
    throw notReadable("column cluster has numbers that no cluster has", where);
  }
  return {
    facts,
    unit,
    unitCount: rowCount,
    cluster,
    clusterCount,
    has: (name) => table.columns.has(name),
    classes: (name) => codes(name, (text) => codeOf.get(text)),
    numbers,
    bits: (name) => Uint8Array.from(codes(name, (text) => ["false", "true"].indexOf(text))),
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
