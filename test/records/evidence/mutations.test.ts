import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import process from "node:process";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { canonicalJson, type Json } from "../../../src/core/canonical-json.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { createNodeDigest } from "../../../src/node/digest.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";
import { createNodeSignatures } from "../../../src/node/signatures.js";
import { type Verification, verifyRecord } from "../../../src/records/evidence/verify-record.js";
import {
  recordText,
  sealRecord,
  type UnsealedRecord,
} from "../../../src/records/record/identity.js";
import type { TransparencyRecord } from "../../../src/records/record/record-types.js";
import { createWords, writeRecordCase } from "../../support/record-case.js";
import { runHere } from "../../support/run-here.js";

/** 300 in a usual run; HOMEGROUND_MUTATIONS=10000 for all. */
const MUTATIONS = Number(process.env["HOMEGROUND_MUTATIONS"] ?? 300);

type Files = Map<string, Uint8Array>;

const decoder = createNodePixelDecoder();
let base: Files;
let closed: Files;
let id: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "homeground-"));
  const one = await writeRecordCase(folder, 10);
  const out = join(folder, "record");
  expect((await runHere(createWords(one, out, "--cluster", "site"))).status).toBe(0);
  base = await filesOf(out);
  const hidden = join(folder, "closed");
  const words = createWords(one, hidden, "--cluster", "site", "--openness", "closed");
  expect((await runHere(words)).status).toBe(0);
  closed = await filesOf(hidden);
  await rm(folder, { recursive: true });
  // The case has no model: a card is bound to its record here.
  const card = encode('{"name":"made up"}\n');
  base.set("card.json", card);
  const record = recordOf(base);
  const files = { ...record.files, card: bound("card.json", card) };
  const sealed = resealed({ ...record, files });
  base.set("record.json", encode(recordText(sealed)));
  id = sealed.id;
});
afterAll(() => base.clear());

async function filesOf(folder: string): Promise<Files> {
  const files: Files = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join("/"), new Uint8Array(await readFile(path)));
  }
  return files;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const recordOf = (files: Files): TransparencyRecord => JSON.parse(decode(files.get("record.json")));

function resealed(record: TransparencyRecord): TransparencyRecord {
  const { id: _id, signatures: _signatures, ...rest } = record;
  return sealRecord(rest as UnsealedRecord, createNodeDigest);
}

function bound(path: string, bytes: Uint8Array) {
  const digest = createNodeDigest();
  digest.update(bytes);
  return { path, sha256: digest.hex(), sizeBytes: bytes.length };
}

async function verified(files: Files, expected: string | null): Promise<Verification> {
  const images = new Map(
    [...files].flatMap(([path, bytes]) =>
      path.startsWith("images/") ? [[path.slice("images/".length), bytes] as const] : [],
    ),
  );
  return verifyRecord({
    access: createMemoryFileAccess(files),
    path: "record.json",
    source: "record.json",
    images: createMemoryFileAccess(images),
    model: null,
    expect: expected,
    secret: null,
    signatures: createNodeSignatures(),
    decoder: () => decoder,
    createDigest: createNodeDigest,
    signal: NEVER_CANCELLED,
  });
}

/** A change of one file; null where it leaves the bytes as they are. */
type Change = (bytes: Uint8Array, at: number, by: number) => Uint8Array | null;

const flip: Change = (bytes, at, by) => {
  const changed = bytes.slice();
  changed[at % bytes.length]! ^= 1 << (by % 8);
  return changed;
};
const cut: Change = (bytes, at) => bytes.slice(0, at % bytes.length);
const longer: Change = (bytes, at) => Uint8Array.from([...bytes, at % 256]);
const gone: Change = () => new Uint8Array(0);

/** Lines with their line feeds, changed. */
function lines(change: (lines: string[], at: number, by: number) => void): Change {
  return (bytes, at, by) => {
    const text = decode(bytes);
    const all = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const changed = [...all];
    change(changed, at % all.length, by % all.length);
    return changed.join("") === text ? null : encode(changed.join(""));
  };
}
const dropLine = lines((all, at) => all.splice(at, 1));
const doubleLine = lines((all, at) => all.splice(at, 0, all[at]!));
const swapLines = lines((all, at, by) => {
  [all[at], all[by]] = [all[by]!, all[at]!];
});

/** A number of the text becomes another one. */
const otherNumber: Change = (bytes, at, by) => {
  const text = decode(bytes);
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
  const found = numbers[at % numbers.length];
  if (found === undefined) return null;
  const changed = String(Number(found[0]) + 1 + (by % 7));
  const end = found.index + found[0].length;
  const whole = text.slice(0, found.index) + changed + text.slice(end);
  return whole === text ? null : encode(whole);
};

/** A field of the JSON is left out. */
const dropField: Change = (bytes, at, by) => {
  const value = JSON.parse(decode(bytes)) as { [key: string]: unknown };
  let holder = value;
  for (let depth = 0; depth <= by % 4; depth++) {
    const inside = Object.values(holder).filter((own) => typeof own === "object" && own !== null);
    const next = inside[(at + depth) % Math.max(1, inside.length)];
    if (depth === by % 4 || next === undefined) break;
    holder = next as typeof holder;
  }
  const keys = Object.keys(holder);
  if (keys.length === 0 || Array.isArray(holder)) return null;
  delete holder[keys[at % keys.length]!];
  return encode(canonicalJson(value as Json));
};

const TEXTS = { flip, cut, longer, gone, dropLine, doubleLine, swapLines, otherNumber };
const CHANGES: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  "record.json": { flip, cut, longer, gone, otherNumber, dropField },
  "manifest.ndjson": TEXTS,
  "predictions.csv": TEXTS,
  "outcomes.ndjson": TEXTS,
  "card.json": { flip, cut, longer, gone, otherNumber },
  image: { flip, cut, longer, gone },
};

interface Mutation {
  readonly file: string;
  readonly change: string;
  readonly at: number;
  readonly by: number;
  readonly missing: boolean;
}

const mutationsOf = (files: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...files), fc.nat(1_000_000), fc.nat(1000), fc.nat(9))
    .chain(([file, at, by, missing]) =>
      fc.record<Mutation>({
        file: fc.constant(file),
        change: fc.constantFrom(...Object.keys(CHANGES[file]!)),
        at: fc.constant(at),
        by: fc.constant(by),
        missing: fc.constant(missing === 0 && file !== "record.json"),
      }),
    );
const OPEN = ["record.json", "manifest.ndjson", "predictions.csv", "card.json", "image"];
const CLOSED = ["record.json", "manifest.ndjson", "outcomes.ndjson"];

/** @returns the file that was changed; null where nothing was */
function mutate(files: Files, { file, change, at, by, missing }: Mutation): string | null {
  const images = [...files.keys()].filter((path) => path.startsWith("images/"));
  const path = file === "image" ? images[by % images.length]! : file;
  if (missing) {
    files.delete(path);
    return path;
  }
  const changed = CHANGES[file]![change]!(files.get(path)!, at, by);
  if (changed === null) return null;
  files.set(path, changed);
  return path;
}

/** Every change of these files is refused, with its place; each file was changed. */
async function refusesAll(
  whole: Files,
  expected: string,
  of: readonly string[],
  numRuns: number,
): Promise<void> {
  let changes = 0;
  const changed = new Set<string>();
  await fc.assert(
    fc.asyncProperty(mutationsOf(of), async (mutation) => {
      const files = new Map(whole);
      const path = mutate(files, mutation);
      fc.pre(path !== null);
      changes++;
      changed.add(mutation.file);
      const found = await verified(files, expected);
      expect(found.isEqual).toBe(false);
      const name = path!.replace("images/", "");
      const named = found.problems.filter(
        ({ severity, where, what }) =>
          severity === "error" && (where.includes(name) || what.includes(name)),
      );
      expect(named.length).toBeGreaterThan(0);
      for (const { code, what } of found.problems) {
        expect(code).toMatch(/^record\//);
        expect(what).not.toBe("");
      }
    }),
    { numRuns },
  );
  expect(changes).toBeGreaterThanOrEqual(numRuns);
  expect([...changed].sort()).toEqual([...of].sort());
}

describe("a record", () => {
  it("is equal as it was made, whoever asks", async () => {
    const found = await verified(base, id);
    expect(found.problems).toEqual([]);
    expect(found.steps.map(({ outcome }) => outcome)).toEqual([
      "equal",
      "equal",
      "equal",
      "equal",
      "equal",
      "not-done",
    ]);
  });

  it(`is refused and the place is named, for ${MUTATIONS} changes`, async () => {
    await refusesAll(base, id, OPEN, MUTATIONS);
  }, 3_600_000);

  it(`that is closed is refused as well, for ${Math.ceil(MUTATIONS / 5)} changes`, async () => {
    expect((await verified(closed, recordOf(closed).id)).isEqual).toBe(true);
    await refusesAll(closed, recordOf(closed).id, CLOSED, Math.ceil(MUTATIONS / 5));
  }, 3_600_000);

  it("is refused where its figures were changed and it was sealed anew", async () => {
    const record = recordOf(base);
    const lies: readonly Partial<TransparencyRecord>[] = [
      ...record.claims.map((_, i) => ({
        claims: record.claims.map((claim, k) =>
          k === i ? { ...claim, value: (claim.value ?? 0) + 0.01 } : claim,
        ),
      })),
      ...record.claims.map((_, i) => ({
        claims: record.claims.map((claim, k) => (k === i ? { ...claim, high: 1.5 } : claim)),
      })),
      { claims: record.claims.slice(1) },
      { claims: record.claims.slice(0, -1) },
      { claims: [...record.claims].reverse() },
      { confusion: null },
      { clusters: null },
      { profile: null },
      { counts: { ...record.counts, images: record.counts.images + 1 } },
      { counts: { ...record.counts, scored: record.counts.scored - 1, listed: 1 } },
      { settings: { ...record.settings, level: 0.9 } },
      { settings: { ...record.settings, cluster: null } },
      { settings: {} },
      { task: "multilabel" },
      { state: "published", construct: { ...record.construct, task: null } },
      { openness: "closed" },
      { files: { ...record.files, predictions: null } },
      { model: { ...record.model, labels: ["fox", "deer"] } },
    ];
    for (const lie of lies) {
      const files = new Map(base);
      files.set("record.json", encode(recordText(resealed({ ...record, ...lie }))));
      const found = await verified(files, null);
      expect(
        found.problems.some(({ severity }) => severity === "error"),
        JSON.stringify(lie).slice(0, 200),
      ).toBe(true);
    }
  });

  it("is refused where labels or answers were changed and bound anew", async () => {
    const record = recordOf(base);
    const rebound = (
      path: "manifest.ndjson" | "predictions.csv",
      change: (text: string) => string,
    ) => {
      const files = new Map(base);
      const bytes = encode(change(decode(base.get(path))));
      files.set(path, bytes);
      const role = path === "manifest.ndjson" ? "manifest" : "predictions";
      const own = { ...record, files: { ...record.files, [role]: bound(path, bytes) } };
      files.set("record.json", encode(recordText(resealed(own))));
      return verified(files, null);
    };
    const labels = await rebound("manifest.ndjson", (text) => text.replace('["fox"]', '["deer"]'));
    expect(labels.problems.map(({ code }) => code)).toContain("record/claim-differs");
    const answers = await rebound("predictions.csv", (text) => {
      const rows = text.trimEnd().split("\n");
      const [name, , first, second] = rows[1]!.split(",");
      rows[1] = `${name},${Number(second) > Number(first) ? "deer" : "fox"},${second},${first}`;
      return `${rows.join("\n")}\n`;
    });
    expect(answers.problems.map(({ code }) => code)).toContain("record/claim-differs");
    const swapped = await rebound("predictions.csv", (text) => {
      const [header, one, other, ...rest] = text.split("\n");
      return [header, other, one, ...rest].join("\n");
    });
    expect(swapped.problems.map(({ code }) => code)).toContain("record/predictions");
  });
});
