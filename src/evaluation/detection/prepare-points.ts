import { HomegroundError } from "../../core/errors.js";
import type { TruthRegions } from "../../formats/objects/object-types.js";
import type { ResultListed } from "../../results/result.js";
import {
  chooseSigmas,
  type KeypointJoin,
  USUAL_SIGMA,
} from "../../tasks/detection/keypoint-join.js";

/** σ for every point, or by its name. */
export type GivenSigmas = number | Readonly<Record<string, number>>;

/** Points that predictions have. */
export interface PredictedPoints {
  /** Null where they have none. */
  readonly names: readonly string[] | null;
  /** The file or the model. */
  readonly source: string;
}

/** Points of the ground truth, and what is worth a note of those of the predictions. */
export interface PreparedPoints {
  readonly join: KeypointJoin;
  readonly notes: readonly ResultListed[];
}

/**
 * Null where the ground truth has no points that are to be evaluated.
 *
 * @throws HomegroundError `annotations/points-differ` where predictions have none of its points, or not one of them
 *   has a name that the ground truth has; `usage/bad-option` for σ of other points
 */
export function preparePoints(
  { objects: { points } }: TruthRegions,
  predicted: PredictedPoints | null,
  given: GivenSigmas | null,
): PreparedPoints | null {
  if (points === undefined) return null;
  const { names, skeleton } = points;
  const byName = given === null || typeof given === "number" ? given : mapOf(given);
  const chosen = chooseSigmas(names, byName);
  if ("missing" in chosen) throw sigmasOfOthers(names, chosen);
  const { sigmas, from } = chosen;
  const note = (code: string, what: string): ResultListed => ({ file: "", code, what });
  return {
    join: { joints: { names, skeleton }, sigmas },
    notes: [
      note("keypoints/sigmas", SIGMAS_FROM[from]),
      ...(predicted === null
        ? []
        : differing(names, predicted).map((what) => note("keypoints/joints-differ", what))),
    ],
  };
}

const SIGMAS_FROM = {
  person: "OKS is computed with COCO's σ of the points of a person",
  given: "OKS is computed with the σ that were given",
  usual: `nobody says how far people are off at these points: OKS is computed with σ = ${USUAL_SIGMA} for each, COCO's of an eye, the strictest of a person`,
} as const;

function differing(
  names: readonly string[],
  { names: points, source }: PredictedPoints,
): readonly string[] {
  const found = points ?? [];
  const missing = names.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !names.includes(name));
  if (missing.length === names.length) {
    throw new HomegroundError("annotations/points-differ", {
      what:
        points === null
          ? "the predictions have no points"
          : `the predictions have the points ${list(found)}, the ground truth has ${list(names)}`,
      where: source,
      fix: "Give predictions of the same points, by the same names",
    });
  }
  return [
    ...(missing.length === 0
      ? []
      : [
          `the predictions lack the points ${list(missing)}: where these are annotated, they are missed`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `the predictions have the points ${list(unknown)} that nobody annotated: they are left out`,
        ]),
  ];
}

function sigmasOfOthers(
  names: readonly string[],
  {
    missing,
    unknown,
  }: { readonly missing: readonly string[]; readonly unknown: readonly string[] },
): HomegroundError {
  const parts = [
    ...(missing.length === 0 ? [] : [`none for ${list(missing)}`]),
    ...(unknown.length === 0 ? [] : [`some for ${list(unknown)}, which nobody annotated`]),
  ];
  return new HomegroundError("usage/bad-option", {
    what: `the sigmas have ${parts.join(", and ")}`,
    where: { command: "--sigmas", app: "the sigmas" },
    fix: `Give one for each of ${list(names)}, or one number for all`,
  });
}

function mapOf(record: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(record));
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => JSON.stringify(name));
  return names.length > 20 ? `${shown.join(", ")} and ${names.length - 20} more` : shown.join(", ");
}
