import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DetectorId } from "../../../../src/models/families/detection/detectors.js";
import { f32, type Outputs, readFrame } from "../../../support/detector-predictions.js";

interface Case {
  readonly name: string;
  readonly family: DetectorId;
  readonly decode: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, { shape: readonly number[]; data: readonly number[] }>>;
  /** x1, y1, x2, y2, score, label, the surest first. */
  readonly expected: readonly (readonly number[])[];
}

/** Made by decode-reference.py beside it, of the formulas of papers and of the families' own code. */
const CASES = JSON.parse(
  readFileSync(join(import.meta.dirname, "reference/decode-reference.json"), "utf8"),
) as readonly Case[];

/** Outputs are float32, boxes up to some hundred pixels. */
const TOLERANCE = 1e-4;

describe("boxes and scores by the published formulas", () => {
  it.each(CASES.map((one) => [one.name, one] as const))("of %s", (_name, one) => {
    const outputs: Outputs = Object.fromEntries(
      Object.entries(one.outputs).map(([name, { shape, data }]) => [name, f32(shape, data)]),
    );
    const isLogits = one.decode["activation"] !== "none";
    const found = readFrame(one.family, outputs, {
      scores: isLogits ? "logits" : "probabilities",
      outputs: Object.keys(outputs),
      decode: { candidates: "all-classes", scoreThreshold: 0, clip: "none", ...one.decode },
    });
    expect(found.length).toBe(one.expected.length);
    const remaining = [...found];
    for (const wanted of one.expected) {
      // Scores that are equal to rounding may come in any order.
      const at = remaining.findIndex((row) =>
        row.every((value, k) => Math.abs(value - wanted[k]!) <= TOLERANCE),
      );
      expect(at, `${wanted.join(", ")} is not found`).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThan(4);
      remaining.splice(at, 1);
    }
  });
});
