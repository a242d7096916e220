import { describe, expect, it } from "vitest";
import { givenScores } from "../../../src/analyses/reliability/given-scores.js";
import { reliabilityView } from "../../../src/analyses/reliability/reliability-view.js";
import { createRandom } from "../../../src/core/random.js";
import { categoricalColumn, createTable, type Table } from "../../../src/core/table.js";
import type { ImageTruth } from "../../../src/formats/import-types.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";
import { truthOf } from "../../evaluation/truth-of.js";

/** A table with a row an image. */
function scoreTable(
  source: string,
  files: readonly string[],
  columns: Readonly<Record<string, readonly number[] | readonly string[]>>,
): ImageTruth {
  const read = truthOf(files.map((file) => [file, null]));
  const table: Table = createTable(
    files.length,
    new Map(
      Object.entries(columns).map(([name, cells]) => [
        name,
        typeof cells[0] === "string"
          ? categoricalColumn(cells as readonly string[])
          : { kind: "numeric", values: Float64Array.from(cells as readonly number[]) },
      ]),
    ),
  );
  return { ...read, source, attributes: table };
}

/** Images whose model is right with the probability that a hidden number says. */
function drawn(n: number, seed: number) {
  const { uniform } = createRandom(seed);
  const hidden = Array.from({ length: n }, () => uniform());
  const images = hidden.map((sure): Scored => {
    const said = 0.5 + 0.5 * uniform();
    const isRight = uniform() < 0.1 + 0.89 * sure;
    return [[isRight ? "deer" : "fox"], [said, 1 - said]];
  });
  return { hidden, images, files: hidden.map((_, i) => `${100_000 + i}.png`) };
}

const NAMES = ["deer", "fox"];
const ASKED = { analyses: ["reliability"] };

describe("scores of confidence from tables", () => {
  const { hidden, images, files } = drawn(300, 41);

  it("are every column of numbers, joined by image whatever the order of the rows", () => {
    const table = scoreTable("a.csv", files.toReversed(), {
      hidden: hidden.toReversed(),
      camera: files.map(() => "north"),
    });
    const found = givenScores([table], files);
    expect(found.scores.map(({ name, source }) => [name, source])).toEqual([["hidden", "a.csv"]]);
    expect([...found.scores[0]!.values]).toEqual(hidden);
    expect(found.notes).toMatchObject([{ code: "scores/words" }]);
    expect(found.notes[0]!.what).toContain("camera");
  });

  it("have the name of their file behind a name that is taken", () => {
    const a = scoreTable("x/a.csv", files, { energy: hidden, knn: hidden, margin: hidden });
    const b = scoreTable("x/b.csv", files, { knn: hidden });
    expect(givenScores([a, b], files).scores.map(({ name }) => name)).toEqual([
      "energy (a.csv)",
      "knn (a.csv)",
      "margin (a.csv)",
      "knn (b.csv)",
    ]);
    const again = scoreTable("y/b.csv", files, { knn: hidden });
    expect(() => givenScores([b, again], files)).toThrow(
      expect.objectContaining({ code: "scores/same-name" }),
    );
  });

  it("are refused where a table has none, or is of other images", () => {
    const words = scoreTable("a.csv", files, { camera: files.map(() => "north") });
    expect(() => givenScores([words], files)).toThrow(
      expect.objectContaining({ code: "scores/no-column" }),
    );
    const mixed = files.map((_, i) => (i === 3 ? "inf" : String(i)));
    expect(() => givenScores([scoreTable("a.csv", files, { doubt: mixed })], files)).toThrow(
      expect.objectContaining({ what: 'no column holds numbers alone: doubt has "inf"' }),
    );
    const others = scoreTable(
      "a.csv",
      files.map((file) => `other-${file}`),
      { hidden },
    );
    expect(() => givenScores([others], files)).toThrow(
      expect.objectContaining({ code: "attributes/no-image" }),
    );
  });

  it("are held against the model's own confidence, and a far better one is found", async () => {
    const table = scoreTable("a.csv", files, { hidden });
    const scores = givenScores([table], files);
    const { result } = await evaluated(NAMES, images, ASKED, { scores });
    const found = result.analyses!.reliability!;
    expect(found).toMatchObject({ n: 300, without: 0, none: false });
    expect(found.comparedAt).toBeCloseTo(1 - 0.05 / 4, 12);
    const one = found.scores.at(-1)!;
    expect(one).toMatchObject({ name: "hidden", better: true, warnings: [] });
    expect(reliabilityView(found).finding).toMatch(/^hidden tells wrong answers from right ones/);
    // What the same images and the same numbers say without the table stays as it was.
    const alone = (await evaluated(NAMES, images, ASKED)).result.analyses!.reliability!;
    expect(found.scores[0]).toEqual(alone.scores[0]);
  });

  it("that grow with doubt are said to do so, and are not better", async () => {
    const doubt = hidden.map((sure) => 5 - sure);
    const scores = givenScores([scoreTable("a.csv", files, { doubt })], files);
    const { result } = await evaluated(NAMES, images, ASKED, { scores });
    const found = result.analyses!.reliability!;
    expect(found.scores.at(-1)).toMatchObject({
      better: false,
      warnings: ["reliability/inverted"],
    });
    expect(reliabilityView(found).details[0]).toMatch(
      /^Higher where answers are wrong: doubt\. Higher is taken as surer/,
    );
  });

  it("leave out images that lack one, and list each of them", async () => {
    const a = scoreTable("a.csv", files.slice(0, 200), { hidden: hidden.slice(0, 200) });
    const b = scoreTable("b.csv", files, {
      other: hidden.map((sure, i) => (i === 7 ? Number.NaN : sure)),
    });
    const scores = givenScores([a, b], files);
    const { result } = await evaluated(NAMES, images, ASKED, { scores });
    const found = result.analyses!.reliability!;
    expect(found).toMatchObject({ n: 199, without: 101 });
    const listed = result.inputs.notes.filter(({ code }) => code === "reliability/no-score");
    expect(listed.map(({ file }) => file)).toEqual(
      files.filter((_, i) => i === 7 || i >= 200).sort(),
    );
    expect(listed.find(({ file }) => file === files[7])!.what).toContain("other");
    expect(reliabilityView(found).details[0]).toBe(
      "Of 300 images that have a prediction, 101 lack one of these scores: all of this is of the others.",
    );
    // The very figures of an evaluation of those images alone.
    const kept = images.filter((_, i) => i !== 7 && i < 200);
    const alone = await evaluated(NAMES, kept, ASKED);
    expect(found.scores[0]).toEqual(alone.result.analyses!.reliability!.scores[0]);
    const apart = scoreTable("c.csv", files.slice(200), { third: hidden.slice(200) });
    await expect(
      evaluated(NAMES, images, ASKED, { scores: givenScores([a, apart], files) }),
    ).rejects.toMatchObject({ code: "scores/nothing-in-common" });
  });
});
