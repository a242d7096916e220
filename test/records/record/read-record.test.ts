import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import published from "../../../schemas/record.schema.json" with { type: "json" };
import { canonicalJson, type Json } from "../../../src/core/canonical-json.js";
import { createNodeDigest } from "../../../src/node/digest.js";
import { recordText } from "../../../src/records/record/identity.js";
import { MIGRATIONS } from "../../../src/records/record/migrate.js";
import { parseRecord, readRecord } from "../../../src/records/record/read-record.js";
import { recordJsonSchema } from "../../../src/records/record/record-json-schema.js";
import type { RecordCode } from "../../../src/records/record/record-problem.js";
import { SAMPLE, UNSEALED } from "../../support/sample-record.js";
import { violationsOf } from "../../support/schema-of.js";
import { throwsCode } from "../../support/throws-code.js";

const TEXT = recordText(SAMPLE);
const read = (text: string) => readRecord(text, "record.json", createNodeDigest);
/** The record's text with another value at a place. */
function withValue(path: string, value: unknown): string {
  const copy = JSON.parse(TEXT);
  const keys = path.split(".");
  const last = keys.pop()!;
  const holder = keys.reduce((at, key) => at[key], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return canonicalJson(copy as Json);
}

describe("a record", () => {
  it("has as its id the SHA-256 of the sorted JSON without id and signatures", () => {
    // Sorted here by hand of the text: keys of the sample are ASCII and its numbers plain.
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([key, own]) => [key, sorted(own)]),
            )
          : value;
    const bytes = JSON.stringify(sorted(UNSEALED));
    expect(SAMPLE.id).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("is read back as it was written, without a problem", () => {
    expect(read(TEXT)).toEqual({ record: SAMPLE, problems: [] });
    expect(parseRecord(TEXT, "record.json", createNodeDigest)).toEqual(SAMPLE);
  });

  it("fits the published schema, which is that of the program", () => {
    expect(violationsOf("record", SAMPLE)).toEqual([]);
    expect(published).toEqual(recordJsonSchema());
  });

  it.each([
    ["claims.0.value", 0.51, "record/hash-mismatch"],
    ["caveats", [], "record/hash-mismatch"],
    ["id", "x", "record/hash-format"],
    ["files.manifest.sha256", "ABCDEF", "record/hash-format"],
    ["hashes.algorithm", "md5", "record/algorithm"],
    ["hashes.algorithm", "none", "record/algorithm"],
    ["schema", "homeground.record/999", "record/version"],
    ["schema", "else", "record/bad-shape"],
    ["previous", SAMPLE.id, "record/cycle"],
    ["title", 7, "record/bad-shape"],
    ["title", undefined, "record/bad-shape"],
    ["more", 1, "record/bad-shape"],
    ["files.manifest.path", "../manifest.ndjson", "record/bad-shape"],
    ["files.manifest.path", "/etc/passwd", "record/bad-shape"],
    ["files.manifest.path", "C:/x", "record/bad-shape"],
    ["seed", 1.5, "record/bad-shape"],
    ["state", "done", "record/bad-shape"],
  ])("is refused with %s %j", (path, value, code) => {
    expect(read(withValue(path, value)).problems.map((one) => one.code)).toContain(code);
    expect(() => parseRecord(withValue(path, value), "r", createNodeDigest)).toThrow(
      throwsCode(code as RecordCode),
    );
  });

  it.each([
    ["title", 7, "it is 7, and not a text", "record.json, title"],
    ["title", undefined, "a text is missing", "record.json, title"],
    ["more", 1, 'it has keys that no record has: "more"', "record.json"],
    ["claims.0.n", -1, "it is -1, outside what can be there", "record.json, claims[0].n"],
    ["state", "done", 'it is "done", and not "draft" or "published"', "record.json, state"],
    [
      "files.manifest.sha256",
      "ab c",
      'it is "ab c", and not 64 lower-case hexadecimal digits',
      "record.json, files.manifest.sha256",
    ],
  ])("says in words what is wrong with %s %j", (path, value, what, where) => {
    expect(read(withValue(path, value)).problems[0]).toMatchObject({ what, where });
  });

  it("names every wrong value, not the first only", () => {
    const copy = { ...JSON.parse(TEXT), title: 1, seed: -1, state: 3 };
    expect(read(canonicalJson(copy)).problems).toHaveLength(3);
  });

  it("is refused in any other spelling, which says that the content is equal", () => {
    for (const text of [
      JSON.stringify(SAMPLE),
      `${TEXT}\n`,
      JSON.stringify(JSON.parse(TEXT), null, 1),
    ]) {
      const { record, problems } = read(text);
      expect(record).toEqual(SAMPLE);
      expect(problems).toMatchObject([
        { code: "record/not-canonical", what: expect.stringContaining("its content is the same") },
      ]);
    }
  });

  it("keeps markup in words as words", () => {
    const words = "<script>window.__pwned=1</script> [x](javascript:1)";
    const own = { ...UNSEALED, caveats: [{ words, by: "author" as const }] };
    const text = withValue("caveats", own.caveats);
    expect(read(text).record?.caveats[0]?.words).toBe(words);
  });

  it("ends no reading by a throw, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(read(text).problems.length).toBeGreaterThan(0);
      }),
    );
    fc.assert(
      fc.property(
        fc.nat(TEXT.length - 1),
        fc.string({ minLength: 1, maxLength: 3 }),
        (at, other) => {
          const changed = TEXT.slice(0, at) + other + TEXT.slice(at + other.length);
          if (changed !== TEXT) expect(read(changed).problems.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it("has no text too long for a page, and none with half a letter", () => {
    expect(read(withValue("title", "x".repeat(10_001))).problems[0]?.code).toBe("record/bad-shape");
    const half = TEXT.replace('"A record"', '"\\ud800"');
    expect(read(half).problems[0]?.code).toBe("record/not-canonical");
  });
});

describe("a record of an earlier version", () => {
  // A made-up version 0 that had its title elsewhere.
  const { title, ...rest } = UNSEALED;
  const old = { ...rest, schema: "homeground.record/0", name: title };
  const content = canonicalJson(old as unknown as Json);
  const id = createHash("sha256").update(content).digest("hex");
  const text = canonicalJson({ ...old, id, signatures: [] } as unknown as Json);
  const steps = new Map([
    [
      0,
      ({ name, ...other }: Readonly<Record<string, unknown>>) => ({
        ...other,
        title: name,
        schema: "homeground.record/1",
      }),
    ],
  ]);

  it("is read as one of this version, with the id of its own", () => {
    const { record, problems } = readRecord(text, "r", createNodeDigest, steps);
    expect(problems).toEqual([]);
    expect(record).toEqual({ ...SAMPLE, id });
  });

  it("is refused where no step leads here, as a later one is", () => {
    expect(read(text).problems).toMatchObject([{ code: "record/version" }]);
    const later = withValue("schema", "homeground.record/2");
    expect(readRecord(later, "r", createNodeDigest, steps).problems[0]?.code).toBe(
      "record/version",
    );
    expect(MIGRATIONS.size).toBe(0);
  });

  it("is refused where its content was changed", () => {
    const changed = text.replace('"A record"', '"Another"');
    const found = readRecord(changed, "r", createNodeDigest, steps);
    expect(found.problems).toMatchObject([{ code: "record/hash-mismatch" }]);
  });
});
