import { describe, expect, it } from "vitest";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import { chooseQuestion } from "../../src/transfer/question.js";

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
      ...{ question: "here", clusters: null, here: null, notUsed: [], warnings: [] },
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
        ...["2022-05-01 10:02:00", "2022-05-01 10:00:00", "2022-05-01 10:00:10"],
        ...["2022-05-01 10:01:00", "2022-05-01 10:03:01", null],
      ],
    });
    expect(clusters).toMatchObject({ kind: "sequence-by-time", attribute: null, count: 4 });
    // A: 10:00:00, 10:01:00, 10:02:00 follow each other; 10:03:01 comes 61 s later.
    expect([...clusters!.cluster]).toEqual([0, 0, 1, 0, 2, 3]);
    expect(notUsed).toEqual([{ attribute: "camera", levels: 2, option: "--cluster camera" }]);
  });

  it("does not guess a camera, nor sequences from dates alone", () => {
    const dates = ["2022-05-01", "2022-05-01", "2022-05-02"];
    expect(ask({ datetime: dates }).clusters).toBeNull();
    expect(ask({ camera: ["A", "A", "A"], date: dates }).clusters).toBeNull();
  });

  it("says which attributes look like clusters and are not used", () => {
    const found = ask({
      "Site name": ["x", "x", "y", "y"],
      patient_id: ["1", "2", "3", "3"],
      batch: ["b", "b", "b", "b"],
      slide: ["p", "q", "r", "s"],
      light: ["day", "day", "night", "night"],
      location: ["l1", "l1", "l2", "l2"],
    });
    expect(found.notUsed).toEqual([
      { attribute: "Site name", levels: 2, option: '--cluster "Site name"' },
      { attribute: "patient_id", levels: 3, option: "--cluster patient_id" },
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
