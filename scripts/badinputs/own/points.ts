import { join } from "node:path";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

const NAMED = ["good1.png", "good2.png"] as const;
/** Names that are keys of every object, or turn the reading direction round. */
const NAMES = ["__proto__", "nose\u202Egpj", "tail"];

interface Pose {
  readonly keypoints?: unknown;
}

function annotations(
  change: (pose: { keypoints: unknown }) => Pose,
  categories: object = {},
): string {
  const pose = { keypoints: [2, 3, 2, 9, 3, 2, 0, 0, 0] };
  return JSON.stringify({
    images: NAMED.map((file_name, k) => ({ id: k + 1, file_name, width: 16, height: 12 })),
    categories: [{ id: 1, name: "fox", keypoints: NAMES, ...categories }],
    annotations: NAMED.map((_, k) => ({
      ...{ id: k + 1, image_id: k + 1, category_id: 1, bbox: [1, 1, 10, 8], area: 80, iscrowd: 0 },
      ...(k === 0 ? change(pose) : pose),
    })),
  });
}

function results(change: (pose: { keypoints: unknown }) => Pose): string {
  const pose = { keypoints: [2, 3, 1, 9, 4, 1, 5, 5, 1] };
  return JSON.stringify(
    NAMED.map((_, k) => ({
      ...{ image_id: k + 1, category_id: 1, score: 0.9 },
      ...(k === 0 ? change(pose) : pose),
    })),
  );
}

const same = (pose: { keypoints: unknown }): Pose => pose;

/** A case of two pictures, their points and predicted points. */
function pointCase(
  rest: Pick<OwnCase, "id" | "wrong" | "outcome" | "code">,
  files: { readonly labels?: string; readonly predictions?: string; readonly ending?: string },
): OwnCase {
  const { labels = annotations(same), predictions = results(same), ending = "json" } = files;
  return {
    area: "annotations",
    isQuick: true,
    command: "read points",
    limits: { seconds: 20, mib: 500 },
    ...rest,
    write(folder) {
      putImages(folder);
      put(folder, `gt.${ending}`, labels);
      put(folder, "dt.json", predictions);
    },
    plan: ({ given, out }) => ({
      named: NAMED,
      takesNoEngine: true,
      args: [
        ...["evaluate", join(given, "images"), "--task", "keypoints"],
        ...["--labels", join(given, `gt.${ending}`), "--predictions", join(given, "dt.json")],
        ...["--out", out, ...COMMON],
      ],
    }),
  };
}

/** Points that are none, and far too many of them. */
export const POINT_CASES: readonly OwnCase[] = [
  pointCase(
    {
      id: "own-points-far-away",
      wrong: "an annotated point lies at 1e300",
      outcome: "warning",
      code: "annotations/wrong-type",
    },
    { labels: annotations(() => ({ keypoints: [1e300, -1e300, 2, 9, 3, 2, 0, 0, 0] })) },
  ),
  pointCase(
    {
      id: "own-points-not-three-each",
      wrong: "points have two numbers each",
      outcome: "warning",
      code: "annotations/points-count",
    },
    { labels: annotations(() => ({ keypoints: [2, 3, 9, 3, 5, 5] })) },
  ),
  pointCase(
    {
      id: "own-points-a-million",
      wrong: "an object has a million points, its category three",
      outcome: "warning",
      code: "annotations/points-count",
    },
    { labels: annotations(() => ({ keypoints: new Array(3_000_000).fill(1) })) },
  ),
  pointCase(
    {
      id: "own-points-predicted-nowhere",
      wrong: "a predicted point has a text for its place",
      outcome: "warning",
      code: "predictions/points-invalid",
    },
    { predictions: results(() => ({ keypoints: ["left", 3, 1, 9, 4, 1, 5, 5, 1] })) },
  ),
  pointCase(
    {
      id: "own-points-skeleton-of-nothing",
      wrong: "lines of the skeleton lead to points that are not there",
      outcome: "warning",
      code: "annotations/wrong-type",
    },
    {
      labels: annotations(same, {
        skeleton: [[0, 1], [1, 9e15], ["a", null], "line", [1, 2, 3], [2, 3]],
      }),
    },
  ),
  pointCase(
    {
      id: "own-points-cut-header",
      wrong: "a table of DeepLabCut ends within its headings",
      outcome: "error",
      code: "input/bad-shape",
    },
    { labels: "scorer,me,me\nbodyparts,nose,nose\n", ending: "csv" },
  ),
];
