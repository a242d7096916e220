import { describe, expect, it } from "vitest";
import { diffImages } from "../../src/records/diff-images.js";
import { diffRecords } from "../../src/records/diff-records.js";
import { type ManifestLine, manifestText } from "../../src/records/record/manifest.js";
import { SAMPLE } from "../support/sample-record.js";

describe("two records", () => {
  it("that are the same differ in nothing", () => {
    expect(diffRecords(SAMPLE, SAMPLE)).toEqual([]);
  });

  it("differ field by field, figures by metric, caveats by entry", () => {
    const [claim] = SAMPLE.claims;
    const other = {
      ...SAMPLE,
      claims: [
        { ...claim!, value: 0.6 },
        { ...claim!, metric: "mcc", value: null, low: null, high: null },
      ],
      construct: { ...SAMPLE.construct, task: null, population: "hares" },
      caveats: [{ words: "autumn only", by: "author" as const }],
      settings: { ...SAMPLE.settings, cluster: "site" },
      openness: "closed" as const,
    };
    expect(diffRecords(SAMPLE, other).map((one) => [one.category, one.place, one.kind])).toEqual([
      ["identity", "openness", "changed"],
      ["figures", "claims: accuracy", "changed"],
      ["figures", "claims: mcc", "added"],
      ["settings", "settings.cluster", "added"],
      ["statements", "construct.population", "added"],
      ["statements", "construct.task", "removed"],
      ["statements", "caveats", "removed"],
      ["statements", "caveats", "added"],
    ]);
    expect(diffRecords(SAMPLE, other)[1]).toMatchObject({
      before: "0.5 [0.1, 0.9], n 2",
      after: "0.6 [0.1, 0.9], n 2",
    });
  });

  it("differ the other way round as well", () => {
    const other = { ...SAMPLE, title: "B", caveats: [] };
    const there = diffRecords(SAMPLE, other);
    const back = diffRecords(other, SAMPLE);
    expect(back.map(({ before, after }) => [after, before])).toEqual(
      there.map(({ before, after }) => [before, after]),
    );
  });
});

describe("images of two records", () => {
  const line = (image: string, more: Partial<ManifestLine> = {}): ManifestLine => ({
    image,
    url: null,
    bytes: "0".repeat(64),
    pixels: null,
    widthPx: 1,
    heightPx: 1,
    status: "scored",
    labels: ["a"],
    objects: null,
    sequence: null,
    cluster: null,
    attributes: {},
    licence: null,
    ...more,
  });
  async function* bytes(lines: readonly ManifestLine[]) {
    yield new TextEncoder().encode(lines.map((one) => `${manifestText(one)}\n`).join(""));
  }

  it("are added, removed, changed or the same", async () => {
    const before = [line("a"), line("b"), line("c"), line("d")];
    const after = [
      line("a"),
      line("b", { labels: ["b"] }),
      line("d", { bytes: "1".repeat(64) }),
      line("e"),
    ];
    const found = await diffImages(bytes(before), bytes(after));
    expect(found).toMatchObject({ added: 1, removed: 1, changed: 2, same: 1 });
    expect(found.differences.map(({ place, kind }) => [place, kind])).toEqual([
      ["b", "changed"],
      ["d", "changed"],
      ["e", "added"],
      ["c", "removed"],
    ]);
    expect(found.differences[0]).toMatchObject({ before: 'labels ["a"]', after: 'labels ["b"]' });
  });
});
