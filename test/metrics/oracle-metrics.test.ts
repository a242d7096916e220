import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { METRIC_ORACLE_KINDS } from "../../scripts/oracles/metrics.js";
import { describeWithShared } from "../support/shared-data.js";

interface OracleFile {
  readonly cases: readonly {
    readonly id: string;
    readonly kind: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly expected: Readonly<Record<string, unknown>>;
  }[];
}

/** Tolerances of the oracles' README; T and Platt's coefficients are relative there. */
function tolerance(oracle: string, path: string): { abs: number; rel: number } {
  if (/\.T$|\.platt/.test(path)) return { abs: 0, rel: 1e-6 };
  if (/\.nll_/.test(path)) return { abs: 1e-9, rel: 0 };
  if (/\.confusion|\.support/.test(path)) return { abs: 1e-12, rel: 0 };
  return oracle === "a_classification" ? { abs: 1e-9, rel: 0 } : { abs: 1e-10, rel: 0 };
}

function differences(oracle: string, path: string, got: unknown, want: unknown): string[] {
  if (typeof want === "number" && typeof got === "number") {
    const { abs, rel } = tolerance(oracle, path);
    const fits = Math.abs(got - want) <= abs + rel * Math.abs(want);
    return fits ? [] : [`${path} is ${got}, expected ${want}`];
  }
  if (typeof want !== "object" || want === null) {
    return got === want ? [] : [`${path} is ${JSON.stringify(got)}, expected ${String(want)}`];
  }
  if (typeof got !== "object" || got === null) return [`${path} is ${String(got)}`];
  const wanted = Object.entries(want);
  const found = new Map(Object.entries(got));
  const lengths = Array.isArray(want) && Array.isArray(got) && want.length !== got.length;
  return [
    ...(lengths ? [`${path} has another length`] : []),
    ...wanted.flatMap(([key, value]) =>
      found.has(key)
        ? differences(oracle, `${path}.${key}`, found.get(key), value)
        : [`${path}.${key} is missing`],
    ),
  ];
}

for (const oracle of ["a_classification", "e_calibration", "f_failure"]) {
  describeWithShared(`oracle ${oracle}, every field`, `oracles/${oracle}.json`, (path) => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as OracleFile;
    it.each(cases)("$kind $id", ({ kind, input, expected }) => {
      const answer = METRIC_ORACLE_KINDS.get(`${oracle}/${kind}`);
      expect(answer, `nothing answers ${oracle}/${kind}`).toBeDefined();
      expect(differences(oracle, "", answer?.(input), expected)).toEqual([]);
    });
  });
}
