import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compare } from "../../scripts/oracles/compare.js";
import { PUBLISHED_ORACLE_KINDS } from "../../scripts/oracles/published.js";
import { describeWithShared } from "../support/shared-data.js";

interface Oracle {
  readonly cases: readonly {
    readonly id: string;
    readonly kind: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly expected: unknown;
  }[];
}

for (const oracle of ["g_shift", "i_meta", "r_published"]) {
  describeWithShared(`published kinds of ${oracle}`, `oracles/${oracle}.json`, (path) => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as Oracle;
    const own = cases.filter(({ kind }) => PUBLISHED_ORACLE_KINDS.has(`${oracle}/${kind}`));

    it.each(own)("$kind: $id", ({ kind, input, expected }) => {
      const name = `${oracle}/${kind}`;
      const { compared, problems } = compare(
        PUBLISHED_ORACLE_KINDS.get(name)!(input),
        expected,
        name,
      );
      expect(problems).toEqual([]);
      expect(compared).toBeGreaterThan(0);
    });
  });
}
