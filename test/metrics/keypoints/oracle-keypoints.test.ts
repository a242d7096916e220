import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cocoEvaluation } from "../../../scripts/oracles/coco.js";
import { compare } from "../../../scripts/oracles/compare.js";
import { KEYPOINT_ORACLE_KINDS } from "../../../scripts/oracles/keypoints.js";
import { describeWithShared } from "../../support/shared-data.js";

interface OracleCase {
  readonly id: string;
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
}

function casesOf(path: string): readonly OracleCase[] {
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly cases: OracleCase[] }).cases;
}

describeWithShared("oracle l, points, every field", "oracles/l_keypoints.json", (path) => {
  const cases = casesOf(path);

  it("has cases of persons, of other animals and at the border", () => {
    expect(cases.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["coco17", "fly5", "on-threshold", "none-labelled"]),
    );
  });

  it.each(cases)("$id", ({ kind, input, expected }) => {
    const answer = KEYPOINT_ORACLE_KINDS.get(`l_keypoints/${kind}`)?.(input);
    const { problems, missing } = compare(answer, expected, `l_keypoints/${kind}`);
    expect(problems).toEqual([]);
    expect(missing).toEqual([]);
  });
});

describeWithShared("oracle j, OKS, every field", "oracles/j_detection.json", (path) => {
  const ours = casesOf(path).filter(({ input }) => input["iouType"] === "keypoints");

  it("has cases", () => expect(ours.length).toBeGreaterThan(0));

  it.each(ours)("$id", ({ kind, input, expected }) => {
    const { problems, missing } = compare(cocoEvaluation(input), expected, `j_detection/${kind}`);
    expect(problems).toEqual([]);
    expect(missing).toEqual([]);
  });
});
