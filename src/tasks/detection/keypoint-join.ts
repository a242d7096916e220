import type { Joints } from "../../core/objects.js";
import { PERSON_POINTS } from "../../core/person-points.js";

/** What is known of the points of objects before any prediction. */
export interface KeypointJoin {
  readonly joints: Joints;
  /** σ of each joint. */
  readonly sigmas: Float64Array;
}

/** COCO's σ of the points of a person (cocoeval.py, `Params.setKpParams`). */
export const PERSON_SIGMAS: ReadonlyMap<string, number> = new Map([
  ["nose", 0.026],
  ...bothSides("eye", 0.025),
  ...bothSides("ear", 0.035),
  ...bothSides("shoulder", 0.079),
  ...bothSides("elbow", 0.072),
  ...bothSides("wrist", 0.062),
  ...bothSides("hip", 0.107),
  ...bothSides("knee", 0.087),
  ...bothSides("ankle", 0.089),
]);

function bothSides(name: string, sigma: number): [string, number][] {
  return [
    [`left_${name}`, sigma],
    [`right_${name}`, sigma],
  ];
}

/**
 * σ where nobody says one: that of COCO's points that people place best, eyes, so that no point is judged more mildly
 * than any of theirs.
 */
export const USUAL_SIGMA = 0.025;

/** Where σ comes from: the request, COCO, or {@link USUAL_SIGMA}. */
export interface ChosenSigmas {
  readonly sigmas: Float64Array;
  readonly from: "given" | "person" | "usual";
}

/**
 * σ of each joint.
 *
 * @param given one for all, or by name; null where nobody says any
 * @returns null where a joint has none, or one that is given is no joint: `missing`, `unknown`
 */
export function chooseSigmas(
  names: readonly string[],
  given: number | ReadonlyMap<string, number> | null,
): ChosenSigmas | { readonly missing: readonly string[]; readonly unknown: readonly string[] } {
  if (typeof given === "number") {
    return { from: "given", sigmas: new Float64Array(names.length).fill(given) };
  }
  if (given !== null) {
    const missing = names.filter((name) => !given.has(name));
    const unknown = [...given.keys()].filter((name) => !names.includes(name));
    if (missing.length + unknown.length > 0) return { missing, unknown };
    return { from: "given", sigmas: Float64Array.from(names, (name) => given.get(name)!) };
  }
  const isPerson = names.every((name) => PERSON_POINTS.includes(name));
  return {
    from: isPerson ? "person" : "usual",
    sigmas: Float64Array.from(names, (name) => (isPerson ? PERSON_SIGMAS.get(name)! : USUAL_SIGMA)),
  };
}
