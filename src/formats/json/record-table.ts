import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { type Column, cellText, createTable, type Table } from "../../core/table.js";
import { parsePlainText } from "../delimited/decimal.js";
import type { RawTable } from "../delimited/delimited.js";
import { decodeMixed, decodeUtf8 } from "../delimited/text-encoding.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { createJsonRecordReader, type RecordScanner } from "./json-records.js";
import { parseTolerantJson } from "./json-tolerant.js";
import { isRecord } from "./json-values.js";
import { createRecordColumns } from "./record-columns.js";

/** A record and where it stands: its line or number, from 1. */
export interface PlacedRecord {
  readonly record: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/** A line may be so long. */
const MAX_LINE_BYTES = 1 << 26;

/**
 * Reads the objects of a JSON-lines file one after the other. Lines that are not JSON, or no
 * object, are listed by number and left out.
 *
 * @param scanner reads lines of one plain form straight from bytes; `onRecord` gets the others
 * @throws HomegroundError `input/too-large` for a line beyond 64 MiB, and as the access
 */
export async function readJsonLines(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  onRecord: (placed: PlacedRecord) => void,
  scanner?: RecordScanner,
): Promise<void> {
  let kept: Uint8Array = new Uint8Array();
  let line = 0;
  const take = (bytes: Uint8Array): void => {
    line++;
    const text = (decodeUtf8(bytes) ?? decodeMixed(bytes)).replace(/^\uFEFF/, "").trim();
    if (text === "") return;
    const record = parseLine(text, `${path}, line ${line}`, problems);
    if (record !== null) onRecord({ record, line });
  };
  for await (const piece of access.stream(path)) {
    scanner?.open(piece);
    let from = 0;
    for (;;) {
      if (scanner !== undefined && kept.length === 0) {
        from = scanner.scan(from, line + 1);
        line += scanner.count;
      }
      const end = piece.indexOf(LF, from);
      if (end < 0) break;
      take(joined(kept, piece.subarray(from, end)));
      kept = new Uint8Array();
      from = end + 1;
    }
    kept = joined(kept, piece.subarray(from));
    if (kept.length > MAX_LINE_BYTES) {
      throw new HomegroundError("input/too-large", {
        what: `a line is longer than ${MAX_LINE_BYTES} bytes`,
        where: `${path}, line ${line + 1}`,
        fix: "Write one object a line",
      });
    }
  }
  if (kept.length > 0) take(kept);
}

const LF = 0x0a;

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b.slice();
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

function parseLine(
  text: string,
  where: string,
  problems: ProblemList,
): Readonly<Record<string, unknown>> | null {
  let value = jsonOrUndefined(text);
  if (value === undefined) {
    try {
      value = parseTolerantJson(
        text,
        ({ kind, text: written, pointer }) => {
          if (kind !== "not-a-number") return;
          problems.add(
            "input/not-a-number",
            `${written} is no number of JSON`,
            `${where}, ${pointer}`,
          );
        },
        (what, at) =>
          new HomegroundError("input/not-json", {
            what,
            where: `${where}, character ${at}`,
            fix: "-",
          }),
      );
    } catch (error) {
      const what = error instanceof HomegroundError ? error.what : "it is not JSON";
      problems.add("input/line", `the line is left out: ${what}`, where);
      return null;
    }
  }
  if (isRecord(value)) return value;
  problems.add("input/line", "the line holds no object; it is left out", where);
  return null;
}

/**
 * Reads the objects of a JSON file that is a list of them.
 *
 * @throws HomegroundError as `createJsonRecordReader`, `input/bad-shape` when it is no list
 */
export async function readJsonList(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  onRecord: (placed: PlacedRecord) => void,
): Promise<void> {
  const reader = createJsonRecordReader(
    path,
    {
      arrays: new Set(),
      onRecords: ({ records, first }) => {
        for (const [k, record] of records.entries()) {
          const line = first + k + 1;
          if (isRecord(record)) onRecord({ record, line });
          else
            problems.add(
              "input/line",
              "an entry is no object; it is left out",
              `${path}, /${line - 1}`,
            );
        }
      },
      onValue: () => {
        throw new HomegroundError("input/bad-shape", {
          what: "a list of objects is expected, and this is none",
          where: path,
          fix: "Save a list with an object for each image",
        });
      },
    },
    problems,
  );
  for await (const piece of access.stream(path)) reader.push(piece);
  reader.end();
}

/** Collects records as the table that a table of text with the same names would give. */
export interface RecordTableBuilder {
  add(placed: PlacedRecord): void;
  /** @throws HomegroundError `input/empty` when no record came */
  finish(source: string, problems: ProblemList, writing: string): RawTable;
}

/**
 * An object `scores` or `probabilities` in a record gives a column `p_LABEL` for each of its
 * labels; lists of texts are one text with `|` between them; other nested values are left out.
 */
export function createRecordTable(): RecordTableBuilder {
  const columns = createRecordColumns(65_536);
  const line: number[] = [];
  return {
    add({ record, line: at }) {
      const row = line.push(at) - 1;
      for (const [name, value] of Object.entries(record)) {
        if (isRecord(value) && /^(scores?|prob(abilitie)?s|probabilities)$/i.test(name)) {
          for (const [label, score] of Object.entries(value)) columns.set(row, `p_${label}`, score);
        } else if (Array.isArray(value)) {
          const texts = value.filter((item) => typeof item === "string");
          if (texts.length === value.length && texts.length > 0) {
            columns.set(row, name, texts.join("|"));
          }
        } else columns.set(row, name, value);
      }
    },
    finish(source, problems, writing) {
      if (line.length === 0 && problems.finish().length === 0) {
        throw new HomegroundError("input/empty", {
          what: "there is no record in the file",
          where: source,
          fix: "Write an object for each image",
        });
      }
      return {
        table: createTable(line.length, columns.finish(line.length)),
        lists: new Map(),
        scoreNames: [],
        scores: new Float64Array(),
        line: Int32Array.from(line),
        problems: problems.finish(),
        writing,
      };
    },
  };
}

/** The first rows as texts, for guessing what columns mean. */
export function sampleRows(table: Table, rows = 200): string[][] {
  const columns = [...table.columns.values()];
  return Array.from({ length: Math.min(rows, table.rowCount) }, (_, row) =>
    columns.map((column) => cellText(column, row) ?? ""),
  );
}

/** The table with some columns moved into the matrix of scores; what is no number is listed. */
export function withScores(raw: RawTable, names: readonly string[], source: string): RawTable {
  const problems = createProblemList();
  const { rowCount } = raw.table;
  const width = names.length;
  const scores = new Float64Array(rowCount * width).fill(Number.NaN);
  const columns = new Map<string, Column>(raw.table.columns);
  for (const [c, name] of names.entries()) {
    const column = columns.get(name);
    columns.delete(name);
    if (column === undefined) continue;
    for (let row = 0; row < rowCount; row++) {
      if (column.kind === "numeric") {
        scores[row * width + c] = column.values[row]!;
        continue;
      }
      const text = cellText(column, row);
      const value = text === null ? Number.NaN : parsePlainText(text.trim());
      scores[row * width + c] = value;
      if (text === null || !Number.isNaN(value)) continue;
      const where = `${source}, line ${raw.line[row]}, ${quoted(name)}`;
      const what = `${quoted(text)} is not a number; the score is missing`;
      problems.add("predictions/not-a-number", what, where);
    }
  }
  return {
    ...raw,
    table: createTable(rowCount, columns),
    scoreNames: names,
    scores,
    problems: [...raw.problems, ...problems.finish()],
  };
}

/** Reads a file of records into a table. */
export async function readRecordTable(
  access: FileAccess,
  path: string,
  form: "json-lines" | "json",
): Promise<RawTable> {
  const problems = createProblemList();
  const table = createRecordTable();
  const read = form === "json-lines" ? readJsonLines : readJsonList;
  await read(access, path, problems, (placed) => table.add(placed));
  const writing = form === "json-lines" ? "an object a line" : "a list of objects";
  return table.finish(path, problems, writing);
}
