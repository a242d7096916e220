import { describe, expect, it } from "vitest";
import { chooseQuestion } from "../../src/claims/question.js";
import { categoricalColumn, createTable } from "../../src/core/table.js";

function table(columns: Record<string, readonly (string | null)[]>) {
  const entries = Object.entries(columns);
  const rowCount = entries[0]?.[1].length ?? 0;
  return {
    attributes: createTable(
      rowCount,
      new Map(entries.map(([name, cells]) => [name, categoricalColumn(cells)])),
    ),
    rows: Int32Array.from({ length: rowCount }, (_, i) => i),
  };
}

function ask(columns: Record<string, readonly (string | null)[]>, cluster: string | null = null) {
  const { attributes, rows } = table(columns);
  return chooseQuestion(attributes, rows, cluster);
}

describe("here", () => {
  it("takes images as independent where nothing says otherwise", () => {
    expect(ask({ colour: ["red", "red", "blue"] })).toEqual({
      question: "here",
      clusters: null,
      here: null,
      notUsed: [],
      warnings: [],
    });
  });

  it("groups a declared sequence, a missing one being of its own", () => {
    const { clusters } = ask({ seq_id: ["a", "b", "a", null, null] });
    expect(clusters).toMatchObject({ kind: "sequence", attribute: "seq_id", count: 4 });
    expect([...clusters!.cluster]).toEqual([0, 1, 0, 2, 3]);
  });

  it("groups pictures of one camera with pauses of a minute at most", () => {
    const { clusters, notUsed } = ask({
      camera: ["A", "A", "B", "A", "A", "A"],
      datetime: [
        "2022-05-01 10:02:00",
        "2022-05-01 10:00:00",
        "2022-05-01 10:00:10",
        "2022-05-01 10:01:00",
        "2022-05-01 10:03:01",
        null,
      ],
    });
    expect(clusters).toMatchObject({ kind: "sequence-by-time", attribute: null, count: 4 });
    // A: 10:00:00, 10:01:00, 10:02:00 follow each other; 10:03:01 comes 61 s later.
    expect([...clusters!.cluster]).toEqual([0, 0, 1, 0, 2, 3]);
    expect(notUsed).toEqual([
      { attribute: "camera", kind: "place", levels: 2, option: "--cluster camera" },
    ]);
  });

  it("does not guess a camera, nor sequences from dates alone", () => {
    const dates = ["2022-05-01", "2022-05-01", "2022-05-02"];
    expect(ask({ datetime: dates }).clusters).toBeNull();
    expect(ask({ camera: ["A", "A", "A"], date: dates }).clusters).toBeNull();
  });

  it("says which attributes look like clusters and are not used", () => {
    const found = ask({
      "Site name": ["x", "x", "y", "y"],
      run: ["1", "2", "3", "3"],
      batch: ["b", "b", "b", "b"],
      slide: ["p", "q", "r", "s"],
      light: ["day", "day", "night", "night"],
      location: ["l1", "l1", "l2", "l2"],
    });
    expect(found.notUsed).toEqual([
      // Groups of which nobody knows whether they come again are told before places.
      { attribute: "run", kind: "other", levels: 3, option: "--cluster run" },
      { attribute: "Site name", kind: "place", levels: 2, option: '--cluster "Site name"' },
    ]);
    expect(found.warnings).toEqual(["clusters/not-used"]);
  });

  it.each([
    ["camera", true],
    ["cameraID", true],
    ["Patient No", true],
    ["deployment_id", true],
    ["locations", true],
    ["camera_model", false],
    ["siteless", false],
    ["brightness", false],
    ["runtime", false],
    ["event", false],
    ["eventID", true],
  ])("%s looks like clusters: %s", (name, looks) => {
    const { notUsed, clusters } = ask({ [name]: ["a", "a", "b"] });
    expect(notUsed.length > 0 || clusters !== null).toBe(looks);
  });
});

describe("who or what was pictured", () => {
  it("is what counts here, and places stay as they are", () => {
    const found = ask({
      site: ["x", "x", "x", "y", "y", "y"],
      patient: ["p1", "p1", "p2", "p3", null, null],
    });
    expect(found.question).toBe("here");
    expect(found.clusters).toMatchObject({ kind: "subject", attribute: "patient", count: 5 });
    expect([...found.clusters!.cluster]).toEqual([0, 0, 1, 2, 3, 4]);
    expect(found.notUsed).toMatchObject([{ attribute: "site", kind: "place" }]);
  });

  it.each([
    ["one value", ["p1", "p1", null, null]],
    ["all different", ["p1", "p2", "p3", "p4"]],
    ["yes and no", ["yes", "no", "no", "yes"]],
    ["nothing", [null, null, null, null]],
  ])("changes nothing with %s", (_name, patient) => {
    expect(ask({ patient }).clusters).toBeNull();
  });

  it("takes the higher of two levels, whichever column comes first", () => {
    const patient = ["1", "1", "1", "2", "2"];
    const slide = ["a", "a", "b", "c", "d"];
    for (const columns of [
      { patient, slide },
      { slide, patient },
    ]) {
      const found = ask(columns);
      expect(found.clusters).toMatchObject({ attribute: "patient", count: 2 });
      expect(found.notUsed).toEqual([]);
    }
  });

  it("takes a lot that holds its specimens, and of columns that cross the living first", () => {
    const lot = ["L1", "L1", "L1", "L2", "L2"];
    expect(ask({ specimen: ["1", "1", "2", "3", "3"], lot }).clusters).toMatchObject({
      attribute: "lot",
    });
    const crossing = ask({ batch: ["B1", "B2", "B1", "B2"], donor: ["d1", "d1", "d2", "d3"] });
    expect(crossing.clusters).toMatchObject({ attribute: "donor", count: 3 });
    expect(crossing.notUsed).toMatchObject([{ attribute: "batch", kind: "subject" }]);
  });

  it("holds the sequences inside, and joins those that are not", () => {
    const patient = ["p1", "p1", "p2", "p2", "p3"];
    const inside = ask({ patient, sequence: ["s1", "s1", "s2", "s3", "s4"] });
    expect(inside.clusters).toMatchObject({ kind: "subject", count: 3 });
    const chain = ask({ patient, sequence: ["s1", "s2", "s2", "s3", "s4"] });
    expect(chain.clusters).toMatchObject({ kind: "subject-and-sequence", name: "group", count: 2 });
    expect([...chain.clusters!.cluster]).toEqual([0, 0, 0, 0, 1]);
  });

  it("is not looked for where each image counts, nor sequences; then it is named as not used", () => {
    const { attributes, rows } = table({
      patient: ["p1", "p1", "p2"],
      sequence: ["s1", "s2", "s2"],
    });
    const found = chooseQuestion(attributes, rows, null, { hereUnit: "image" });
    expect(found).toMatchObject({ question: "here", clusters: null });
    expect(found.notUsed.map(({ attribute }) => attribute)).toEqual(["patient", "sequence"]);
  });

  it("stands beside another site, unless it is what was named", () => {
    const columns = { hospital: ["a", "a", "a", "b"], patient: ["1", "1", "2", "3"] };
    expect(ask(columns, "hospital").here).toMatchObject({ attribute: "patient" });
    expect(ask(columns, "patient").here).toBeNull();
  });

  it("of a name that means kinds as well needs values that are ids", () => {
    const animals = (of: (i: number) => string) =>
      ask({ animal: Array.from({ length: 60 }, (_, i) => of(i)) }).clusters;
    expect(animals((i) => (i % 2 === 0 ? "deer" : "fox"))).toBeNull();
    expect(animals((i) => `A${i % 20}`)).toMatchObject({ attribute: "animal", count: 20 });
    expect(animals((i) => "abcdefghijklmnopqrst"[i % 20]!.repeat(3))).toMatchObject({ count: 20 });
    const kinds = ask({
      animal: Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? "deer" : "fox")),
    });
    expect(kinds.notUsed).toMatchObject([{ attribute: "animal", kind: "subject" }]);
  });
});

describe("another site", () => {
  it("takes the levels of the attribute, and keeps the sequences for here", () => {
    const found = ask(
      { site: ["x", "x", "y", "y"], sequence: ["1", "1", "2", "3"], camera: ["a", "b", "c", "c"] },
      "site",
    );
    expect(found.question).toBe("another-site");
    expect(found.clusters).toMatchObject({ kind: "attribute", name: "site", count: 2 });
    expect(found.here).toMatchObject({ kind: "sequence", count: 3 });
    expect(found.notUsed).toEqual([]); // cameras and sequences lie inside the sites
  });

  it("warns of a coarser attribute: only the highest level is the cluster", () => {
    const found = ask({ site: ["x", "x", "x", "y"], camera: ["a", "a", "b", "c"] }, "camera");
    expect(found.notUsed.map(({ attribute }) => attribute)).toEqual(["site"]);
  });
});
