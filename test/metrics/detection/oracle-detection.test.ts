import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cocoEvaluation } from "../../../scripts/oracles/coco.js";
import { compare } from "../../../scripts/oracles/compare.js";
import { DETECTION_ORACLE_KINDS } from "../../../scripts/oracles/detection.js";
import { describeWithShared } from "../../support/shared-data.js";

interface OracleCase {
  readonly id: string;
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
}

describeWithShared(
  "oracle j, ranked detections, every field",
  "oracles/j_detection.json",
  (path) => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { readonly cases: OracleCase[] };
    const ours = cases.filter(({ kind, input }) => {
      const isComputed = DETECTION_ORACLE_KINDS.has(`j_detection/${kind}`);
      return isComputed && input["iouType"] !== "keypoints";
    });

    it("has cases of boxes, masks, VOC and overlaps", () => {
      expect(ours.length).toBeGreaterThan(10);
      expect(new Set(ours.map(({ kind }) => kind)).size).toBe(3);
    });

    it.each(ours)("$kind $id", ({ kind, input, expected }) => {
      const answer = DETECTION_ORACLE_KINDS.get(`j_detection/${kind}`)?.(input);
      const { problems, missing } = compare(answer, expected, `j_detection/${kind}`);
      expect(problems).toEqual([]);
      expect(missing).toEqual([]);
    });
  },
);

describeWithShared("COCO's own test case", "data/coco-official-fake100", (folder) => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));

  it.each(["bbox", "segm"])("%s: twelve figures of the reference evaluator", (iouType) => {
    const gt = read("instances_val2014_100.json");
    const dt = read(`fake${iouType === "segm" ? "segm" : "bbox"}100_results.json`);
    const expected = read("expected.json") as Readonly<
      Record<string, { readonly reference_full_precision: readonly number[] }>
    >;
    const { stats } = cocoEvaluation({ gt, dt, iouType }) as { readonly stats: number[] };
    for (const [i, value] of expected[iouType]?.reference_full_precision.entries() ?? []) {
      expect(Math.abs((stats[i] ?? -1) - value), `figure ${i}`).toBeLessThan(1e-12);
    }
    expect.assertions(12);
  });
});
