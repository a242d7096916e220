import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNodeDigest } from "../../../src/node/digest.js";
import { anonymousRecord, keptTexts } from "../../../src/records/anonymous/anonymous-record.js";
import { diffRecords } from "../../../src/records/diff-records.js";
import { parseFacts } from "../../../src/records/record/stated-facts.js";
import { trainedTest, trainingDomain } from "../../../src/records/record/training-domain.js";
import { recordShowText } from "../../../src/records/texts/record-show.js";
import { SAMPLE } from "../../support/sample-record.js";
import { throwsCode } from "../../support/throws-code.js";

const SALT = "a1".repeat(32);
const stated = (places: readonly string[], form: "names" | "hashes" | null = null) => ({
  names: { places },
  form,
});
const domain = (places: readonly string[], isOpen: boolean, form?: "names" | "hashes") =>
  trainingDomain(stated(places, form ?? null), isOpen, SALT, createNodeDigest);

describe("names of training", () => {
  it("are open in an open record and hashes in another, unless the author says otherwise", () => {
    expect(domain(["North ridge", "B"], true)?.places).toEqual({ names: ["B", "North ridge"] });
    expect(domain(["North ridge"], true, "hashes")?.places).toHaveProperty("hashes");
    expect(domain(["North ridge"], false)?.places).toHaveProperty("hashes");
    expect(domain(["North ridge"], false, "names")?.places).toEqual({ names: ["North ridge"] });
    expect(domain([" ", ""], true)).toBeNull();
  });

  it("hash as HMAC-SHA-256 does under the salt, ascending, each name once", () => {
    const told = domain(["North  Ridge", "north ridge", "B"], false)?.places;
    const hash = (name: string) =>
      createHmac("sha256", Buffer.from(SALT, "hex")).update(`places\n${name}`).digest("hex");
    expect(told).toEqual({ salt: SALT, hashes: [hash("north ridge"), hash("b")].sort() });
  });

  it("are known again however they are spaced or capitalised, and no other is", () => {
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => /\S/.test(text));
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 6 }),
        name,
        fc.boolean(),
        (names, other, open) => {
          const told = domain(names, open) ?? undefined;
          const has = trainedTest(told, "places", createNodeDigest);
          if (names.length === 0) {
            expect(has).toBeNull();
            return;
          }
          for (const one of names) expect(has?.(`  ${one} `)).toBe(true);
          const fold = (text: string) =>
            text.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
          expect(has?.(other)).toBe(names.map(fold).includes(fold(other)));
        },
      ),
    );
  });

  it("do not list a name where they are hashed, and do not mix kinds", () => {
    const told = domain(["Secret valley"], false);
    expect(JSON.stringify(told).toLowerCase()).not.toContain("secret");
    expect(trainedTest(told ?? undefined, "cameras", createNodeDigest)).toBeNull();
  });
});

describe("training in the facts file", () => {
  it("is read, and what is unknown is refused with the nearest key", () => {
    const facts = parseFacts('{"training": {"places": ["A"], "as": "hashes"}}', "facts.json");
    expect(facts.training).toEqual({ names: { places: ["A"] }, form: "hashes" });
    expect(parseFacts("{}", "facts.json").training).toBeNull();
    expect(() => parseFacts('{"training": {"place": ["A"]}}', "facts.json")).toThrow(
      throwsCode("input/bad-shape"),
    );
    expect(() => parseFacts('{"training": {"places": [3]}}', "facts.json")).toThrow(
      throwsCode("input/bad-shape"),
    );
  });
});

describe("training in a record", () => {
  const training = {
    places: { names: ["North ridge"] },
    cameras: null,
    seasons: null,
    institutions: { names: ["Our own clinic"] },
  };
  const record = { ...SAMPLE, training };

  it("is shown, and compared between versions", () => {
    const look = { colour: false, unicode: true, width: 100 };
    expect(recordShowText(record, [], look)).toMatch(/Trained at\s+North ridge/);
    expect(recordShowText(SAMPLE, [], look)).toMatch(/Trained at\s+not stated/);
    expect(diffRecords(SAMPLE, record).map(({ place, kind }) => [place, kind])).toEqual([
      ["training.institutions", "added"],
      ["training.places", "added"],
    ]);
  });

  it("loses its institutions in an anonymous copy, and names what stays", () => {
    const { path, sha256, sizeBytes } = record.files.manifest;
    const copy = anonymousRecord(record, { path, sha256, sizeBytes });
    expect(JSON.stringify(copy)).not.toContain("Our own clinic");
    expect(keptTexts(copy)).toContainEqual({ field: "training.places[0]", text: "North ridge" });
  });
});
