import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { APPLICATION_ORACLE_KINDS } from "../../../scripts/oracles/application.js";
import { compare } from "../../../scripts/oracles/compare.js";
import { describeWithShared } from "../../support/shared-data.js";

for (const [oracle, others, least] of [
  ["m_counting_ecology", ["agreement"], 17],
  ["n_clinical", [], 11],
] as const) {
  describeWithShared(`oracle ${oracle}`, `oracles/${oracle}.json`, (path) => {
    it("agrees in every field of every kind", () => {
      const { cases } = JSON.parse(readFileSync(path, "utf8")) as {
        cases: { id: string; kind: string; input: Record<string, unknown>; expected: unknown }[];
      };
      const own = cases.filter(({ kind }) => !(others as readonly string[]).includes(kind));
      expect(own.length).toBeGreaterThanOrEqual(least);
      for (const { id, kind, input, expected } of own) {
        const got = APPLICATION_ORACLE_KINDS.get(`${oracle}/${kind}`)!(input);
        const { problems, missing } = compare(got, expected, `${oracle}/${kind}`);
        expect({ problems, missing }, id).toEqual({ problems: [], missing: [] });
      }
    });
  });
}
