import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { IMAGE_ORACLE_KINDS } from "../../scripts/oracles/images.js";
import { describeWithShared } from "../support/shared-data.js";

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
}

/** Kinds whose every case Pillow's own arithmetic gives to the bit, whatever `tol` the file allows. */
const BIT_EXACT = ["resize", "center_crop", "exif", "gray", "torch_like_shorter_side", "letterbox"];
/** The exact values are known to float64; what is left is the rounding to float32. */
const INTERPOLATE_TOLERANCE = 1e-4;

describeWithShared("the oracle on preprocessing", "oracles/q_preprocess.json", (path) => {
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly Case[] };
  it.each(cases.map((one) => [one.id, one] as const))("%s", (_id, { kind, input, expected }) => {
    const answer = IMAGE_ORACLE_KINDS.get(`q_preprocess/${kind}`);
    expect(answer, `no function for the kind ${kind}`).toBeDefined();
    const got = answer?.(input);
    const { tol = 1e-6, ...fields } = expected;
    for (const [field, want] of Object.entries(fields)) {
      const tolerance = toleranceOf(kind, field, Number(tol));
      expect(difference(fieldOf(got, field), want), field).toBeLessThanOrEqual(tolerance);
    }
  });
});

function toleranceOf(kind: string, field: string, tol: number): number {
  if (BIT_EXACT.includes(kind)) return 0;
  if (!["image", "values", "chw"].includes(field)) return 1e-6;
  return kind.startsWith("interpolate") ? Math.min(tol, INTERPOLATE_TOLERANCE) : tol;
}

/** Largest difference of two values of the same shape; infinite where the shapes differ. */
function difference(got: unknown, want: unknown): number {
  if (typeof want === "number") return typeof got === "number" ? Math.abs(got - want) : Infinity;
  if (Array.isArray(want)) {
    if (!Array.isArray(got) || got.length !== want.length) return Infinity;
    return want.reduce((worst, value, i) => Math.max(worst, difference(got[i], value)), 0);
  }
  const [gotBytes, wantBytes] = [bytesOf(got), bytesOf(want)];
  if (fieldOf(got, "w") !== fieldOf(want, "w") || fieldOf(got, "c") !== fieldOf(want, "c")) {
    return Infinity;
  }
  return difference(gotBytes, wantBytes);
}

function bytesOf(image: unknown): number[] {
  const data = fieldOf(image, "data");
  return typeof data === "string" ? Array.from(Buffer.from(data, "base64")) : [];
}

function fieldOf(value: unknown, field: string): unknown {
  return new Map(Object.entries(value ?? {})).get(field);
}
