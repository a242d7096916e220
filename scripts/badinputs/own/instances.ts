import { join } from "node:path";
import { maskPng } from "../../../test/support/mask-writer.js";
import { panopticPng } from "../../../test/support/panoptic-maps.js";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

const NAMED = ["good1.png", "good2.png"] as const;
const [WIDTH, HEIGHT] = [16, 12];

/** Two objects beside each other, as large as the pictures. */
function pair(first = 1, second = 2, width = WIDTH, height = HEIGHT): number[][] {
  return Array.from({ length: height }, () =>
    Array.from({ length: width }, (_, x) => (x < 4 ? first : x < 9 ? second : 0)),
  );
}

const sound = (): Buffer => maskPng(pair());

type Files = Readonly<Record<string, Uint8Array | string | null>>;
type Wrong = Pick<OwnCase, "id" | "wrong" | "outcome" | "code">;

/** A case of two pictures, their objects and predicted objects, in folders or files of these names. */
function instanceCase(
  rest: Wrong,
  usual: Files,
  changed: Files,
  { labels = "truth", predictions = "predicted" } = {},
): OwnCase {
  return {
    area: "annotations",
    isQuick: true,
    command: "read masks of objects",
    limits: { seconds: 20, mib: 500 },
    ...rest,
    write(folder) {
      putImages(folder);
      for (const [path, content] of Object.entries({ ...usual, ...changed })) {
        if (content !== null) put(folder, path, content);
      }
    },
    plan: ({ given, out }) => ({
      named: NAMED,
      takesNoEngine: true,
      args: [
        ...["evaluate", join(given, "images"), "--task", "instance-segmentation"],
        ...["--labels", join(given, labels), "--predictions", join(given, predictions)],
        ...["--out", out, ...COMMON],
      ],
    }),
  };
}

const MASKS: Files = Object.fromEntries(
  ["truth", "predicted"].flatMap((part) =>
    NAMED.map((name) => [`${part}/${name}`, sound()] as const),
  ),
);
const masks = (rest: Wrong, changed: Files): OwnCase => instanceCase(rest, MASKS, changed);

/** COCO with runs of pixels down the columns of a picture of 16 × 12. */
function coco(segmentation: unknown): string {
  const own = { size: [HEIGHT, WIDTH], counts: [0, 48, 144] };
  return JSON.stringify({
    images: NAMED.map((file_name, k) => ({ id: k + 1, file_name, width: WIDTH, height: HEIGHT })),
    categories: [{ id: 1, name: "fox" }],
    annotations: NAMED.map((_, k) => ({
      ...{ id: k + 1, image_id: k + 1, category_id: 1, iscrowd: 0, bbox: [0, 0, 4, 12], area: 48 },
      segmentation: k === 0 ? segmentation : own,
    })),
  });
}

const runs = (rest: Wrong, segmentation: unknown): OwnCase =>
  instanceCase(rest, MASKS, { "gt.json": coco(segmentation) }, { labels: "gt.json" });

const SEGMENTS = [
  { id: 1, category_id: 1 },
  { id: 2, category_id: 2 },
];

interface Root {
  readonly categories?: unknown;
  readonly segments?: unknown;
  readonly file?: string;
}

function panoptic({ categories, segments = SEGMENTS, file = "good1.png" }: Root = {}): string {
  return JSON.stringify({
    images: NAMED.map((file_name, k) => ({ id: k + 1, file_name, width: WIDTH, height: HEIGHT })),
    categories: categories ?? [
      { id: 1, name: "fox", isthing: 1 },
      { id: 2, name: "grass", isthing: 0 },
    ],
    annotations: NAMED.map((name, k) => ({
      image_id: k + 1,
      file_name: k === 0 ? file : name,
      segments_info: k === 0 ? segments : SEGMENTS,
    })),
  });
}

const mapPng = (ids = pair()): Uint8Array => panopticPng({ ids, segments: [] });
const SEGMENTED: Files = Object.fromEntries(
  ["gt", "dt"].flatMap((part) => [
    [`${part}.json`, panoptic()] as const,
    ...NAMED.map((name) => [`${part}/${name}`, mapPng()] as const),
  ]),
);
const segmented = (rest: Wrong, changed: Files): OwnCase =>
  instanceCase(rest, SEGMENTED, changed, { labels: "gt.json", predictions: "dt.json" });

/** A PNG file whose header promises far more pixels than it holds. */
function bomb(): Buffer {
  const png = sound();
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return png;
}

function labelme(mask: unknown): string {
  const points = [
    [0, 0],
    [3, 3],
  ];
  return JSON.stringify({
    ...{ version: "5.4.1", flags: {}, imagePath: "good1.png", imageData: null },
    ...{ imageWidth: WIDTH, imageHeight: HEIGHT },
    shapes: [{ label: "fox", points, shape_type: "mask", group_id: null, flags: {}, mask }],
  });
}

const shapes = (rest: Wrong, mask: unknown): OwnCase => {
  const good = labelme(maskPng(pair(1, 1, 4, 4)).toString("base64")).replace("good1", "good2");
  const files = { "shapes/good1.json": labelme(mask), "shapes/good2.json": good };
  return instanceCase(rest, MASKS, files, { labels: "shapes" });
};

/** Masks of objects that are none, of other sizes, with other numbers; runs and segments that fit nothing. */
export const INSTANCE_CASES: readonly OwnCase[] = [
  masks(
    {
      id: "own-instances-other-size",
      wrong: "a predicted mask of objects has the size of another picture",
      outcome: "warning",
      code: "listed/mask-size",
    },
    { "predicted/good1.png": maskPng(pair(1, 2, 12, 16)) },
  ),
  masks(
    {
      id: "own-instances-turned-truth",
      wrong: "an annotated mask of objects is of a picture turned by a quarter",
      outcome: "warning",
      code: "listed/mask-size",
    },
    { "truth/good1.png": maskPng(pair(1, 2, 12, 16)) },
  ),
  masks(
    {
      id: "own-instances-no-bytes",
      wrong: "the file of a mask of objects has no bytes",
      outcome: "warning",
      code: "masks/unreadable",
    },
    { "truth/good1.png": "" },
  ),
  masks(
    {
      id: "own-instances-one-number",
      wrong: "masks have one number for all objects",
      outcome: "error",
      code: "annotations/one-number",
    },
    Object.fromEntries(NAMED.map((name) => [`truth/${name}`, maskPng(pair(255, 0))])),
  ),
  masks(
    {
      id: "own-instances-of-no-image",
      wrong: "a mask of objects is named as no picture is, and a picture has no mask",
      outcome: "warning",
      code: "masks/no-image",
    },
    { "truth/good2.png": null, "truth/elsewhere.png": sound() },
  ),
  masks(
    {
      id: "own-instances-unpredicted",
      wrong: "a picture has no predicted mask",
      outcome: "warning",
      code: "listed/no-prediction",
    },
    { "predicted/good2.png": null },
  ),
  masks(
    {
      id: "own-instances-score-of-nothing",
      wrong: "a score is of an object that no pixel has, and objects have no score",
      outcome: "warning",
      code: "masks/no-pixels",
    },
    {
      "predicted/scores.csv": "file,id,score\ngood1.png,1,0.9\ngood1.png,77,0.8\ngood2.png,1,0.7\n",
    },
  ),
  masks(
    {
      id: "own-instances-all-void",
      wrong: "every pixel of a mask is void",
      outcome: "warning",
      code: "masks/all-void",
    },
    {
      "truth/good1.png": maskPng(
        pair().map((row) => row.map(() => 0xffff)),
        { bits: 16 },
      ),
    },
  ),
  masks(
    {
      id: "own-instances-huge-header",
      wrong: "the header of a mask promises 60,000 × 60,000 pixels",
      outcome: "warning",
      code: "masks/unreadable",
    },
    { "truth/good1.png": bomb() },
  ),
  runs(
    {
      id: "own-instances-runs-too-short",
      wrong: "runs of pixels do not fill the picture",
      outcome: "warning",
      code: "annotations/outline-invalid",
    },
    { size: [HEIGHT, WIDTH], counts: [0, 48] },
  ),
  runs(
    {
      id: "own-instances-runs-below-zero",
      wrong: "runs of pixels are negative, fractions and beyond every picture, and add up",
      outcome: "warning",
      code: "annotations/outline-invalid",
    },
    { size: [HEIGHT, WIDTH], counts: [0, 1e15, -1e15 + 48.5, 143.5] },
  ),
  runs(
    {
      id: "own-instances-runs-of-another-size",
      wrong: "runs of pixels are of another size than the picture",
      outcome: "warning",
      code: "annotations/outline-invalid",
    },
    { size: [WIDTH, HEIGHT], counts: [0, 48, 144] },
  ),
  runs(
    {
      id: "own-instances-runs-no-text",
      wrong: "runs as a text that no run has",
      outcome: "warning",
      code: "annotations/outline-invalid",
    },
    { size: [HEIGHT, WIDTH], counts: "\u0000 <script>" },
  ),
  segmented(
    {
      id: "own-panoptic-no-mask",
      wrong: "the PNG file of an image is not there, and its name leads out of the folder",
      outcome: "warning",
      code: "masks/unreadable",
    },
    { "gt.json": panoptic({ file: "../../../etc/passwd" }) },
  ),
  segmented(
    {
      id: "own-panoptic-other-size",
      wrong: "a PNG file of segments has the size of another picture",
      outcome: "warning",
      code: "masks/unreadable",
    },
    { "gt/good1.png": mapPng(pair(1, 2, 12, 16)) },
  ),
  segmented(
    {
      id: "own-panoptic-not-named",
      wrong: "a PNG file has a segment that the JSON does not name",
      outcome: "warning",
      code: "masks/unknown-value",
    },
    { "gt/good1.png": mapPng(pair(1, 0x123456)) },
  ),
  segmented(
    {
      id: "own-panoptic-unknown-category",
      wrong: "a segment has a category that is not listed",
      outcome: "warning",
      code: "annotations/unknown-category",
    },
    { "gt.json": panoptic({ segments: [SEGMENTS[0], { id: 2, category_id: "__proto__" }] }) },
  ),
  segmented(
    {
      id: "own-panoptic-beyond-three-bytes",
      wrong: "numbers of segments are beyond what three bytes hold, or none",
      outcome: "warning",
      code: "annotations/wrong-type",
    },
    {
      "gt.json": panoptic({
        segments: [...SEGMENTS, { id: 2 ** 24, category_id: 1 }, { id: -1, category_id: 1 }, null],
      }),
    },
  ),
  segmented(
    {
      id: "own-panoptic-without-lists",
      wrong: "ground truth lists neither images nor categories, as predictions do not",
      outcome: "error",
      code: "annotations/looks-like-results",
    },
    { "gt.json": JSON.stringify({ annotations: JSON.parse(panoptic()).annotations }) },
  ),
  shapes(
    {
      id: "own-labelme-mask-none",
      wrong: "the mask of a shape is no picture",
      outcome: "warning",
      code: "annotations/outline-invalid",
    },
    "<script>window.__pwned=1</script>",
  ),
  shapes(
    {
      id: "own-labelme-mask-huge",
      wrong: "the header of a shape's mask promises 60,000 × 60,000 pixels",
      outcome: "warning",
      code: "annotations/outline-invalid",
    },
    bomb().toString("base64"),
  ),
];
