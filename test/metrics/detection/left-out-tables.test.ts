import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tablesWithoutGroups } from "../../../src/metrics/detection/left-out-tables.js";
import { createPrecisionPlan } from "../../../src/metrics/detection/precision-plan.js";
import {
  createTableKernel,
  type TableScope,
} from "../../../src/metrics/detection/precision-table.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { hardInput, inputOf } from "../../support/detection-inputs.js";

describe("tables without a group", () => {
  it("are those of the other units to the last bit, from counts as from weights", () => {
    const cases = fc.record({
      drawn: hardInput,
      area: fc.nat(COCO_RULES.areas.length - 1),
      maxDetections: fc.constantFrom(1, 2, 100),
      interpolation: fc.constantFrom("points-101", "points-11", "area", null),
      groups: fc.constantFrom(2, 9, 12),
      deal: fc.infiniteStream(fc.nat(11)),
      isWeighted: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ drawn, area, maxDetections, interpolation, groups, ...more }) => {
        const input = inputOf(drawn);
        const classes = ["bear", "deer", "fox"].slice(0, input.labelCount);
        const options = { classes, modelClassCount: classes.length };
        const outcomes = matchDetections(input, COCO_RULES, options);
        const { unitCount } = outcomes;
        const plan = createPrecisionPlan(outcomes, area, maxDetections);
        const scope: TableScope = {
          interpolation,
          classes: new Uint8Array(classes.length).fill(1),
          thresholds: COCO_RULES.thresholds.map((_, t) => t),
        };
        const groupOf = Int32Array.from({ length: unitCount }, () => {
          return more.deal.next().value % groups;
        });
        const weights = more.isWeighted
          ? Float64Array.from({ length: unitCount }, (_, i) => 1 + i / 7)
          : null;
        const kernel = createTableKernel(plan, scope);
        const found = tablesWithoutGroups(plan, scope, { groupOf, groups }, weights);
        expect(found).toHaveLength(groups);
        for (let g = 0; g < groups; g++) {
          const left = Float64Array.from(groupOf, (group, i) =>
            group === g ? 0 : (weights?.[i] ?? 1),
          );
          expect(found[g]).toStrictEqual(kernel(left));
        }
      }),
      { numRuns: 400 },
    );
  });
});
