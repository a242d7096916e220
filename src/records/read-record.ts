import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import { canonicalJson, type Json } from "./canonical-json.js";
import { recordId } from "./identity.js";
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
 * @param text of the file
 * @param where names the file in problems
 */
export function readRecord(text: string, where: string, createDigest: CreateDigest): ReadRecord {
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
  if (version !== 1) {
    const what = `the record is of version ${version}, and this program reads version 1`;
    problem("record/version", what, "schema");
    return { record: null, problems };
  }
  const parsed = RECORD_SCHEMA.safeParse(value);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const place = path.map(String).join(".");
      problem(codeOf(value, path), `${message}: ${inShort(valueAt(value, path))}`, place);
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
    computed = recordId(record, createDigest);
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
    ...{ what, where },
    fix: "Do not rely on this copy: get the record again from where it is published, or ask its authors",
  });
}

function versionOf(value: unknown): number | null {
  if (typeof value !== "object" || value === null) return null;
  const schema: unknown = Object.hasOwn(value, "schema")
    ? (value as { readonly schema?: unknown }).schema
    : undefined;
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

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = root;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

function inShort(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

function short(id: string): string {
  return `${id.slice(0, 8)}…`;
}
