import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TRANSFER_ORACLE_KINDS } from "../../../scripts/oracles/transfer.js";
import { oaxacaBlinder } from "../../../src/analyses/gap/oaxaca-blinder.js";
import { strataDecomposition } from "../../../src/analyses/slices/strata.js";
import { describeWithShared } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";

describe("the decomposition by strata", () => {
  it("finds Simpson's paradox: better in each stratum, worse overall", () => {
    // By hand: rates .9, .5 on 90, 10 against 1, .5555 on 10, 90.
    const { gap, parts } = strataDecomposition({
      claimedSize: [90, 10],
      claimedHits: [81, 5],
      localSize: [10, 90],
      localHits: [10, 50],
    });
    expect(gap).toBeCloseTo(0.26, 12);
    expect(parts?.composition).toBeCloseTo(0.8 * 0.95 - (0.8 * (0.5 + 5 / 9)) / 2, 12);
    expect(parts?.rate).toBeCloseTo(-0.1 / 2 - 5 / 90 / 2, 12);
    expect((parts?.composition ?? 0) + (parts?.rate ?? 0)).toBeCloseTo(gap, 12);
  });

  it("has no parts where nothing is in common", () => {
    const none = strataDecomposition({
      claimedSize: [5, 0],
      claimedHits: [4, 0],
      localSize: [0, 3],
      localHits: [0, 1],
    });
    expect(none.parts).toBeNull();
    expect(none.gap).toBeCloseTo(0.8 - 1 / 3, 12);
  });

  it("refuses more hits than units", () => {
    const counts = {
      claimedSize: [1],
      claimedHits: [2],
      localSize: [1],
      localHits: [1],
    };
    expect(() => strataDecomposition(counts)).toThrow(throwsCode("argument/out-of-range"));
  });
});

describe("Oaxaca–Blinder", () => {
  it("is the two group lines where each group lies on one", () => {
    // A: y = 1 + 2x at x = 0, 1, 2; B: y = 3 + x at x = 1, 2, 3.
    const { gap, threeFold, betaA, betaB } = oaxacaBlinder(
      [1, 3, 5, 4, 5, 6],
      [1, 1, 1, 0, 0, 0],
      [[0], [1], [2], [1], [2], [3]],
    );
    expect(gap).toBeCloseTo(-2, 12);
    expect([...betaA].map((b) => Math.round(b * 1e9) / 1e9)).toEqual([1, 2]);
    expect([...betaB].map((b) => Math.round(b * 1e9) / 1e9)).toEqual([3, 1]);
    expect(threeFold[0]).toBeCloseTo(-1, 12); // (1 − 2)·1
    expect(threeFold[1]).toBeCloseTo(-2 + 2 * 1, 12); // (1 − 3) + 2·(2 − 1)
    expect(threeFold[2]).toBeCloseTo(-1, 12);
  });

  it.each([
    ["lengths that differ", [1, 2], [1], [[1], [2]], "argument/length-mismatch"],
    ["a group without rows", [1, 2], [1, 1], [[1], [2]], "argument/empty"],
    ["too few rows", [1, 2], [1, 0], [[1], [2]], "argument/out-of-range"],
    [
      "columns that follow from others",
      [1, 2, 3, 4, 5, 6],
      [1, 1, 1, 0, 0, 0],
      [
        [1, 2],
        [2, 4],
        [3, 6],
        [1, 2],
        [2, 4],
        [3, 6],
      ],
      "argument/out-of-range",
    ],
  ] as const)("refuses %s", (_name, y, group, rows, code) => {
    expect(() => oaxacaBlinder(y, group, rows)).toThrow(throwsCode(code));
  });
});

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

describeWithShared("oracle h", "oracles/h_gap.json", (path) => {
  it("every case agrees in every field to 1e-10", () => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly Case[] };
    expect(cases).toHaveLength(12);
    for (const { id, kind, input, expected } of cases) {
      const got = TRANSFER_ORACLE_KINDS.get(`h_gap/${kind}`)?.(input);
      expect(leaves(got), id).toEqual(
        Object.fromEntries(
          Object.entries(leaves(expected)).map(([field, want]) => [
            field,
            typeof want === "number" ? expect.closeTo(want, 10) : want,
          ]),
        ),
      );
    }
  });
});

/** Every number and null of a value by its path. */
function leaves(value: unknown, path = ""): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return { [path]: value };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, item]) => leaves(item, `${path}.${key}`)),
  );
}
