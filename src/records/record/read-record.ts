import type * as z from "zod/mini";
import { canonicalJson, contentId, type Json } from "../../core/canonical-json.js";
import type { CreateDigest } from "../../core/digest.js";
import { HomegroundError } from "../../core/errors.js";
import { isTooDeep, tooDeep } from "../../core/nesting.js";
import { isRecord } from "../../formats/json/json-values.js";
import { pathText, valueAt } from "../../formats/json/read-shape.js";
import { MIGRATIONS, type MigrationStep, migrate, RECORD_VERSION } from "./migrate.js";
import type { RecordCode, RecordProblem } from "./record-problem.js";
import { HASH, RECORD_SCHEMA } from "./record-schema.js";
import type { TransparencyRecord } from "./record-types.js";

/** A record as read, with everything that is wrong with it alone, without its files. */
export interface ReadRecord {
  /** Null where it is not of the shape of a record. */
  readonly record: TransparencyRecord | null;
  readonly problems: readonly RecordProblem[];
}

/** A record names its files: it is small, however many images there are. */
export const MOST_RECORD_CHARACTERS = 64_000_000;
const MOST_PROBLEMS = 100;
const SCHEMA = /^homeground\.record\/(\d+)$/;

/**
 * Reads `record.json` and checks what can be checked without its files: shape, version, algorithms,
 * hashes, canonical form and id. Everything wrong is named, not the first thing only.
 *
 * A record of an earlier version is read as one of this; its canonical form and id are those of its
 * own version.
 *
 * @param text of the file
 * @param where names the file in problems
 */
export function readRecord(
  text: string,
  where: string,
  createDigest: CreateDigest,
  migrations: ReadonlyMap<number, MigrationStep> = MIGRATIONS,
): ReadRecord {
  const problems: RecordProblem[] = [];
  const problem = (code: RecordCode, what: string, place = ""): void => {
    if (problems.length >= MOST_PROBLEMS) return;
    const at = place === "" ? where : `${where}, ${place}`;
    problems.push({ code, severity: "error", what, where: at });
  };
  if (text.length > MOST_RECORD_CHARACTERS) {
    problem("record/bad-shape", `the file has ${text.length} characters, far more than a record`);
    return { record: null, problems };
  }
  if (isTooDeep(text)) {
    problem("input/too-deep", tooDeep(where).what);
    return { record: null, problems };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    problem("record/bad-shape", `the file is not JSON: ${String((error as Error).message)}`);
    return { record: null, problems };
  }
  const version = versionOf(value);
  if (version === null) {
    problem("record/bad-shape", "the file does not say schema homeground.record/1", "schema");
    return { record: null, problems };
  }
  const own = value as Readonly<Record<string, unknown>>; // it has a version, so it is an object
  const migrated = migrate(own, version, migrations);
  if (migrated === null) {
    const what = `the record is of version ${version}, and this program reads version ${RECORD_VERSION}`;
    problem("record/version", what, "schema");
    return { record: null, problems };
  }
  const parsed = RECORD_SCHEMA.safeParse(migrated);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const { path } = issue;
      problem(codeOf(migrated, path), wordsOf(issue, valueAt(migrated, path)), pathText(path));
    }
    return { record: null, problems };
  }
  const record = parsed.data as TransparencyRecord;
  const { id, previous } = record;
  if (previous === id) {
    problem(
      "record/cycle",
      `the record ${short(id)} names itself as its version before`,
      "previous",
    );
  }
  let canonical: string | null = null;
  let computed: string | null = null;
  try {
    canonical = canonicalJson(value as Json);
    const { id: _id, signatures: _signatures, ...content } = own;
    computed = contentId(content as Json, createDigest);
  } catch (error) {
    if (!(error instanceof HomegroundError)) throw error;
    problem("record/not-canonical", error.what);
  }
  if (computed !== null && computed !== id) {
    const what = `the content has the id ${computed}, and the record says ${id}`;
    problem("record/hash-mismatch", what, "id");
  }
  if (canonical !== null && canonical !== text) {
    const equal = computed === id ? "; its content is the same" : "";
    problem("record/not-canonical", `the file is not the canonical form of its content${equal}`);
  }
  return { record, problems };
}

/** @throws HomegroundError `record/…` with the first problem, for those who want a sound record */
export function parseRecord(
  text: string,
  where: string,
  createDigest: CreateDigest,
): TransparencyRecord {
  const { record, problems } = readRecord(text, where, createDigest);
  const [first] = problems;
  if (first === undefined && record !== null) return record;
  throw recordError(
    first ?? { code: "record/bad-shape", severity: "error", what: "no record", where },
  );
}

/** A problem as an error to throw. */
export function recordError({ code, what, where }: RecordProblem): HomegroundError {
  return new HomegroundError(code, {
    what,
    where,
    fix: "Do not rely on this copy: get the record again from where it is published, or ask its authors",
  });
}

function versionOf(value: unknown): number | null {
  const schema = isRecord(value) && Object.hasOwn(value, "schema") ? value["schema"] : undefined;
  const found = typeof schema === "string" ? SCHEMA.exec(schema) : null;
  return found === null ? null : Number(found[1]);
}

/** Places where a wrong value has a code of its own. */
function codeOf(root: unknown, path: readonly PropertyKey[]): RecordCode {
  const last = path.at(-1);
  if (last === "algorithm") return "record/algorithm";
  const value = valueAt(root, path);
  const isHash = last === "id" || last === "sha256" || last === "previous" || last === "keyId";
  if (isHash && typeof value === "string" && !HASH.test(value)) return "record/hash-format";
  return "record/bad-shape";
}

/** What is wrong with a value, in words; the schema's own are for programmers. */
function wordsOf(issue: z.core.$ZodIssue, value: unknown): string {
  const found = inShort(value);
  switch (issue.code) {
    case "invalid_type":
      if (value === undefined) return `${KINDS[issue.expected] ?? issue.expected} is missing`;
      return `it is ${found}, and not ${KINDS[issue.expected] ?? issue.expected}`;
    case "unrecognized_keys": {
      const keys = issue.keys.slice(0, 5).map((key) => JSON.stringify(key));
      return `it has keys that no record has: ${keys.join(", ")}`;
    }
    case "invalid_value": {
      const values = issue.values.map((one) => JSON.stringify(one));
      return `it is ${found}, and not ${values.join(" or ")}`;
    }
    case "invalid_format":
      return `it is ${found}, and not ${issue.message}`;
    case "too_big":
    case "too_small":
      return `it is ${found}, outside what can be there`;
    default:
      return `it is ${found}, of none of the shapes that can be there`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function inShort(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

function short(id: string): string {
  return `${id.slice(0, 8)}…`;
}
