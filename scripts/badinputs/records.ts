import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { canonicalJson, type Json } from "../../src/core/canonical-json.js";
import { EXIT } from "../../src/node/cli/exit-codes.js";
import type { VerifyJson } from "../../src/records/evidence/verify-json.js";
import { type ChildRun, MAIN } from "./child.js";
import type { LedgerMutation } from "./ledgers.js";
import type { BadInput } from "./manifest.js";
import type { Ending } from "./outcome.js";

/** What `mutation.json` asks for. */
interface Mutation extends LedgerMutation {
  readonly json?: string;
  readonly add?: unknown;
  readonly remove?: boolean;
  readonly repeatTo?: number;
  readonly rewrite?: string;
  readonly file?: string;
  readonly flipByteAt?: number;
  readonly delete?: string;
}

type JsonObject = { [key: string]: unknown };

/** What of a case is checked, and where. */
export interface RecordCase {
  /** Folder of the images, of a model, and where the record is made. */
  readonly images: string;
  readonly labels: string;
  readonly model: string;
  readonly record: string;
}

/**
 * Makes a good record by the built program and changes it as the case says. Nothing here keeps the
 * process: the time of another case that runs beside it would be counted too long.
 *
 * @returns the words after `homeground` that check it
 */
export async function changedRecord(
  input: BadInput,
  mutation: Mutation,
  one: RecordCase,
): Promise<readonly string[]> {
  const caveats =
    mutation.json === "caveats[0]" && Array.isArray(mutation.set) ? mutation.set : ["x"];
  const facts = `${one.record}-facts.json`;
  writeFileSync(facts, JSON.stringify({ caveats }));
  const words = ["record", "create", one.images, "--labels", one.labels, "--model", one.model];
  const options = ["--task", "multilabel", "--engine", "wasm", "--threads", "1", "--quiet"];
  const command = [MAIN, ...words, ...options, "--facts", facts, "--out", one.record];
  try {
    await promisify(execFile)(process.execPath, command);
  } catch (error) {
    throw new Error(`${input.id}: no good record: ${String(error)}`);
  }
  await change(mutation, one.record, one.images);
  return ["record", "verify", one.record, "--json", "-", "--quiet"];
}

export function readMutation(path: string): Mutation {
  const { mutate } = JSON.parse(readFileSync(path, "utf8")) as { readonly mutate: Mutation };
  return mutate;
}

async function change(mutation: Mutation, folder: string, images: string): Promise<void> {
  const { file, flipByteAt, add } = mutation;
  if (file !== undefined && flipByteAt !== undefined) {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    bytes[flipByteAt]! ^= 1;
    writeFileSync(path, bytes);
  } else if (mutation.delete !== undefined) rmSync(join(folder, mutation.delete));
  else if (typeof add === "string") {
    writeFileSync(join(folder, add), readFileSync(join(images, "good1.jpg")));
  } else await changeJson(mutation, folder);
}

/** The manifest's words for places of a record. */
async function changeJson(
  { json, set, rewrite, repeatTo }: Mutation,
  folder: string,
): Promise<void> {
  const path = join(folder, "record.json");
  const manifest = join(folder, "manifest.ndjson");
  const record = JSON.parse(readFileSync(path, "utf8")) as JsonObject;
  const change = rewrite === undefined ? CHANGES.get(json ?? "") : () => {};
  if (json === "any image hash") changeHashes(manifest, set as string[]);
  else if (json === "image list") await repeatImages(record, manifest, repeatTo ?? 0);
  else if (change === undefined) throw new Error(`no place of a record is called ${String(json)}`);
  else change(record, set);
  const text =
    rewrite === undefined ? canonicalJson(record as unknown as Json) : otherSpelling(record);
  writeFileSync(path, text);
}

const CHANGES: ReadonlyMap<string, (record: JsonObject, set: unknown) => void> = new Map([
  [
    "caveats[0]",
    (record, set) => {
      // Words with markup are made with the record, which stays a good one.
      if (!Array.isArray(set)) record["caveats"] = [];
    },
  ],
  [
    "first metric value",
    (record) => {
      const [claim] = record["claims"] as JsonObject[];
      claim!["value"] = Number(claim!["value"]) + 0.01;
    },
  ],
  [
    "hash algorithm name",
    (record, set) => {
      const [first, ...more] = set as string[];
      (record["hashes"] as JsonObject)["algorithm"] = first;
      record["signatures"] = more.map((algorithm) => ({
        algorithm,
        publicKey: "A".repeat(43),
        signature: "A".repeat(86),
      }));
    },
  ],
  [
    "format version",
    (record, set) => {
      record["schema"] = `homeground.record/${String(set)}`;
    },
  ],
  [
    "parent or previous record",
    (record) => {
      record["previous"] = record["id"];
    },
  ],
]);

/** The same content with keys in reverse order, spaces, and 1.0 for 1. */
function otherSpelling(record: JsonObject): string {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, own]) => [key, reversed(own)]),
          )
        : value;
  return JSON.stringify(reversed(record), null, 1).replace('"version": 1,', '"version": 1.0,');
}

/** Line k has the k-th text in place of its hash. */
function changeHashes(path: string, hashes: readonly string[]): void {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const changed = lines.map((text, k) => {
    const line = JSON.parse(text) as JsonObject;
    if (hashes[k] !== undefined) line["bytes"] = hashes[k];
    return canonicalJson(line as unknown as Json);
  });
  writeFileSync(path, `${changed.join("\n")}\n`);
}

/** The images again and again under other names, in a record that is sealed anew. */
async function repeatImages(record: JsonObject, path: string, times: number): Promise<void> {
  const [text = ""] = readFileSync(path, "utf8").split("\n");
  const digest = createHash("sha256");
  const file = await open(path, "w");
  let size = 0;
  let piece = "";
  for (let k = 0; k < times; k++) {
    const name = `${String(k).padStart(8, "0")}.jpg`;
    piece += `${text.replace("good1.jpg", name)}\n`;
    if (piece.length < 1 << 20 && k < times - 1) continue;
    digest.update(piece);
    size += (await file.write(piece)).bytesWritten;
    piece = "";
  }
  await file.close();
  const files = record["files"] as { manifest: JsonObject };
  files.manifest["sha256"] = digest.digest("hex");
  files.manifest["sizeBytes"] = size;
  const { id: _id, signatures: _signatures, ...content } = record;
  const sealed = canonicalJson(content as unknown as Json);
  record["id"] = createHash("sha256").update(sealed).digest("hex");
}

/** How the check of a record ended, from its status and what it printed. */
export function recordEnding(run: ChildRun, { code: proposed }: BadInput): Ending {
  if (run.isTimedOut) {
    return { outcome: "error", code: "none (killed)", result: null, violations: ["hang"] };
  }
  const knownStatus = Object.values(EXIT).some((status) => status === run.status);
  const trace = /^\s+at .+:\d+:\d+\)?$/m.test(run.err);
  const violations = !knownStatus || trace ? ["crash"] : [];
  const found = parsed(run.out);
  if (found === null)
    return { outcome: "error", result: null, violations: [...violations, "crash"] };
  if (found.equal !== (run.status === EXIT.done)) violations.push("silent-drop");
  const codes = found.problems.map(({ code }) => code as string);
  const code = codes.find((one) => one === proposed) ?? codes[0];
  const outcome = !found.equal ? "error" : codes.length > 0 ? "warning" : "accepted";
  return { outcome, ...(code === undefined ? {} : { code }), result: null, violations };
}

function parsed(text: string): VerifyJson | null {
  try {
    const found = JSON.parse(text) as Partial<VerifyJson>;
    return found.schema === "homeground.verify/1" ? (found as VerifyJson) : null;
  } catch {
    return null;
  }
}
