import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STATISTICS_KINDS } from "../../scripts/oracles/statistics.js";
import { describeWithShared } from "../support/shared-data.js";

interface OracleCase {
  readonly id: string;
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

/** Absolute and relative, as the oracles' text gives them. */
interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

const EXACT: Tolerance = { absolute: 1e-10, relative: 1e-10 };

/** What is looser than 1e-10, by the end of the field's path. */
const LOOSER: readonly (readonly [end: RegExp, tolerance: Tolerance])[] = [
  // found by root search there
  [/\.(score_mn|score_mee|tango|clopper_pearson)\.\d$/, { absolute: 1e-8, relative: 1e-10 }],
  [/\.ratio\.score\.\d$/, { absolute: 1e-5, relative: 1e-5 }],
  [/\.n1_arcsine$/, { absolute: 0, relative: 1e-6 }],
  [/\.n_R$/, { absolute: 0, relative: 1e-4 }],
  [/\.(hedged|hedged_running_last)(\.\d+)*$/, { absolute: 1e-7, relative: 1e-7 }],
];

/** Every field of the expected value, also null, must be there and agree. */
function differences(path: string, got: unknown, want: unknown): string[] {
  if (isObject(want)) {
    if (!isObject(got)) return [`${path} is ${JSON.stringify(got)}, an object is expected`];
    return Object.entries(want).flatMap(([key, value]) =>
      Object.hasOwn(got, key)
        ? differences(`${path}.${key}`, got[key], value)
        : [`${path}.${key} is missing`],
    );
  }
  if (typeof got === "number" && typeof want === "number") {
    const { absolute, relative } = LOOSER.find(([end]) => end.test(path))?.[1] ?? EXACT;
    if (Math.abs(got - want) <= absolute + relative * Math.abs(want)) return [];
  }
  return Object.is(got, want) ? [] : [`${path} is ${String(got)}, expected ${String(want)}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

for (const oracle of [
  "b_proportions",
  "c_cluster_bootstrap",
  "d_delong_correlation",
  "p_sequential",
]) {
  describeWithShared(`oracle ${oracle}`, `oracles/${oracle}.json`, (path) => {
    it("agrees in every field of every case, and knows every kind", () => {
      const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: OracleCase[] };
      expect(cases.length).toBeGreaterThan(0);
      for (const { id, kind, input, expected } of cases) {
        const answer = STATISTICS_KINDS.get(`${oracle}/${kind}`);
        expect(answer, `${oracle}/${kind}`).toBeDefined();
        expect(differences("", answer?.(input), expected), `${kind} ${id}`).toEqual([]);
      }
    });
  });
}

describe("the comparison with oracles", () => {
  it("sees a wrong number, a missing field, and 0 in place of null", () => {
    expect(differences("", { a: 1 }, { a: 1 + 1e-11 })).toEqual([]);
    expect(differences("", { a: 1 }, { a: 1.000001 })).toHaveLength(1);
    expect(differences("", {}, { a: null })).toHaveLength(1);
    expect(differences("", { a: 0 }, { a: null })).toHaveLength(1);
    expect(differences("", { a: [1] }, { a: [1, 2] })).toHaveLength(1);
    expect(differences("", null, { a: 1 })).toHaveLength(1);
  });
});
