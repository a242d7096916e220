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

/** A table of DeepLabCut with a row a picture; with likelihoods it is one of predictions. */
function table(names: readonly string[], likelihood: string): string {
  const columns = likelihood === "" ? ["x", "y"] : ["x", "y", "likelihood"];
  const all = names.flatMap((name) => columns.map((column) => [name, column] as const));
  const place = { nose: [2, 3], tail: [9, 8] } as Readonly<Record<string, readonly number[]>>;
  const cells = all.map(([name, column]) =>
    column === "likelihood" ? likelihood : place[name]![column === "x" ? 0 : 1],
  );
  return [
    ["scorer", ...all.map(() => "me")],
    ["bodyparts", ...all.map(([name]) => name)],
    ["coords", ...all.map(([, column]) => column)],
    ...NAMED.map((name) => [`images/${name}`, ...cells]),
  ]
    .map((row) => `${row.join(",")}\n`)
    .join("");
}

const same = (pose: { keypoints: unknown }): Pose => pose;

/** A case of two pictures, their points and predicted points. */
function pointCase(
  rest: Pick<OwnCase, "id" | "wrong" | "outcome" | "code">,
  files: {
    readonly labels?: string;
    readonly predictions?: string;
    readonly ending?: string;
    readonly predicted?: string;
  },
): OwnCase {
  const { labels = annotations(same), predictions = results(same) } = files;
  const { ending = "json", predicted = "json" } = files;
  return {
    area: "annotations",
    isQuick: true,
    command: "read points",
    limits: { seconds: 20, mib: 500 },
    ...rest,
    write(folder) {
      putImages(folder);
      put(folder, `gt.${ending}`, labels);
      put(folder, `dt.${predicted}`, predictions);
    },
    plan: ({ given, out }) => ({
      named: NAMED,
      takesNoEngine: true,
      args: [
        ...["evaluate", join(given, "images"), "--task", "keypoints"],
        ...[
          "--labels",
          join(given, `gt.${ending}`),
          "--predictions",
          join(given, `dt.${predicted}`),
        ],
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
  pointCase(
    {
      id: "own-points-outside",
      wrong: "an annotated point lies beside its picture",
      outcome: "warning",
      code: "annotations/points-outside",
    },
    { labels: annotations(() => ({ keypoints: [200, -30, 2, 9, 3, 2, 0, 0, 0] })) },
  ),
  pointCase(
    {
      id: "own-points-visibility",
      wrong: "what is said of a point is no 0, 1 or 2",
      outcome: "warning",
      code: "annotations/points-visibility",
    },
    { labels: annotations(() => ({ keypoints: [2, 3, 7, 9, 3, -1, 0, 0, 0] })) },
  ),
  pointCase(
    {
      id: "own-points-none-annotated",
      wrong: "an object has not one annotated point",
      outcome: "warning",
      code: "annotations/points-none",
    },
    { labels: annotations(() => ({ keypoints: new Array(9).fill(0) })) },
  ),
  pointCase(
    {
      id: "own-points-other-names",
      wrong: "predictions have points of other names than the labels",
      outcome: "error",
      code: "annotations/points-differ",
    },
    {
      labels: table(["nose"], ""),
      ending: "csv",
      predictions: table(["tail"], "0.9"),
      predicted: "csv",
    },
  ),
  pointCase(
    {
      id: "own-points-other-order",
      wrong: "predictions have the points of the labels in another order",
      outcome: "warning",
      code: "annotations/area-missing",
    },
    {
      labels: table(["nose", "tail"], ""),
      ending: "csv",
      predictions: table(["tail", "nose"], "0.9"),
      predicted: "csv",
    },
  ),
  pointCase(
    {
      id: "own-points-cvat-twice",
      wrong: "single points of CVAT have one name twice, so that nothing tells animals apart",
      outcome: "warning",
      code: "annotations/points-count",
    },
    {
      labels: `<annotations>${NAMED.map((name, k) => `<image id="${k}" name="${name}" width="16" height="12"><points label="nose" points="2,3"/>${k === 0 ? '<points label="nose" points="5,6"/>' : '<points label="tail" points="9,9"/>'}</image>`).join("")}</annotations>`,
      ending: "xml",
      predictions: table(["nose", "tail"], "0.9"),
      predicted: "csv",
    },
  ),
];
