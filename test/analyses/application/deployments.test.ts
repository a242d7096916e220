import { describe, expect, it } from "vitest";
import { deploymentsOf } from "../../../src/analyses/application/deployments.js";
import type { ErrorCode } from "../../../src/core/errors.js";
import { categoricalColumn, createTable } from "../../../src/core/table.js";
import { throwsCode } from "../../support/throws-code.js";

type Rows = Readonly<Record<string, readonly (string | null)[]>>;

function read(rows: Rows) {
  const columns = Object.entries(rows).map(
    ([name, cells]) => [name, categoricalColumn(cells)] as const,
  );
  return deploymentsOf(createTable(columns[0]?.[1].codes.length ?? 0, new Map(columns)), "d.csv");
}

const DAY = 24 * 60;

describe("a table of deployments", () => {
  it("says how long each camera stood, by times, days or nights", () => {
    const { column, rows } = read({
      Camera: ["a", "b", "c"],
      start: ["2026-05-01 12:00", "2026-05-01", null],
      end: ["2026-05-04 18:00", "2026-05-03", null],
      nights: [null, null, "7"],
    });
    expect(column).toBe("Camera");
    expect(rows.map(({ camera, nights }) => [camera, nights])).toEqual([
      ["a", 3.25],
      ["b", 2],
      ["c", 7],
    ]);
    // The end of a day without a time of day is the end of that day.
    expect(rows[1]!.end! - rows[1]!.start!).toBe(3 * DAY);
    expect(rows[2]).toMatchObject({ start: null, end: null });
  });

  it("reads the deployments of Camtrap DP", () => {
    const { column, rows } = read({
      deploymentID: ["d1"],
      deploymentStart: ["2026-05-01T12:00:00+02:00"],
      deploymentEnd: ["2026-05-11T12:00:00+02:00"],
    });
    expect([column, rows[0]!.nights]).toEqual(["deploymentID", 10]);
  });

  it("counts stated nights from the start where no end is given", () => {
    const [row] = read({ camera: ["a"], start: ["2026-05-01 06:00"], nights: ["4"] }).rows;
    expect(row!.end! - row!.start!).toBe(4 * DAY);
  });

  it.each<[ErrorCode, Rows]>([
    ["deployments/end-before-start", { camera: ["a"], start: ["2026-05-02"], end: ["2026-05-01"] }],
    [
      "deployments/end-before-start",
      { camera: ["a"], start: ["2026-05-02 09:00"], end: ["2026-05-02 09:00"] },
    ],
    ["deployments/no-nights", { camera: ["a"], start: ["2026-05-02"], end: ["2026-05-02"] }],
    ["deployments/no-nights", { camera: ["a"], nights: ["0"] }],
    ["deployments/no-nights", { camera: ["a"], nights: ["-3"] }],
    ["deployments/bad-number", { camera: ["a"], nights: ["many"] }],
    ["deployments/bad-number", { camera: ["a"], nights: ["3"], angle: ["-40"] }],
    ["deployments/bad-number", { camera: ["a"], nights: ["3"], moments: ["0"] }],
    ["deployments/bad-time", { camera: ["a"], start: ["2026-02-30"], end: ["2026-03-01"] }],
    ["deployments/bad-time", { camera: ["a"], start: ["last May"], end: ["2026-03-01"] }],
    ["deployments/double-row", { camera: ["a", "a"], nights: ["3", "4"] }],
    ["deployments/no-name", { camera: ["a", null], nights: ["3", "4"] }],
    ["deployments/no-period", { camera: ["a", "b"], nights: ["3", null] }],
    ["deployments/no-period", { camera: ["a"], start: ["2026-05-01"] }],
    ["deployments/no-period", { camera: ["a"], height: ["2"] }],
    ["deployments/no-rows", { camera: [] }],
    ["deployments/no-rows", {}],
  ])("is refused where it cannot be: %s %o", (code, rows) => {
    expect(() => read(rows)).toThrow(throwsCode(code));
  });
});
