import { join } from "node:path";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

/** A run of counts on a table of labels and one of predictions. */
function counted(
  id: `own-counts-${string}`,
  wrong: string,
  code: string,
  labels: string,
  predictions: readonly [name: string, content: string] = ["p.csv", "file,count\ngood1.png,2\n"],
  outcome: OwnCase["outcome"] = "error",
): OwnCase {
  return {
    id,
    area: "tables",
    isQuick: true,
    outcome,
    code,
    command: "evaluate --task counting",
    wrong,
    limits: { seconds: 10, mib: 400 },
    write(folder) {
      putImages(folder);
      put(folder, "labels.csv", labels);
      put(folder, predictions[0], predictions[1]);
    },
    plan: ({ given, out }) => ({
      args: [
        ...["evaluate", join(given, "images"), "--labels", join(given, "labels.csv")],
        ...["--task", "counting", "--predictions", join(given, predictions[0])],
        ...["--out", out, ...COMMON],
      ],
      named: outcome === "error" ? [] : ["good1.png", "good2.png"],
      takesNoEngine: true,
    }),
  };
}

const LABELS = "file,count\ngood1.png,2\ngood2.png,3\n";
const ROWS = Array.from({ length: 2000 }, (_, i) => `image${i}.png,99999`).join("\n");
const BOX = '"bbox":[1,1,3,3],"score":0.01';

export const COUNT_CASES: readonly OwnCase[] = [
  counted(
    "own-counts-one-huge",
    "one image holds 10^15 things, which would be held one by one",
    "counts/too-many",
    "file,count\ngood1.png,1000000000000000\ngood2.png,1\n",
  ),
  counted(
    "own-counts-many-large",
    "2,000 images hold 99,999 things each",
    "counts/too-many",
    `file,count\n${ROWS}\n`,
  ),
  counted(
    "own-counts-all-words",
    "every count is a word",
    "input/nothing-scored",
    "file,count\ngood1.png,two\ngood2.png,many\n",
  ),
  counted(
    "own-counts-all-thousands",
    "every count may hold thousands or a fraction",
    "input/nothing-scored",
    'file,count\ngood1.png,"1,234"\ngood2.png,"2,500"\n',
  ),
  counted(
    "own-counts-predicted-twice",
    "one image is counted twice by the model, differently",
    "predictions/duplicate",
    LABELS,
    ["p.csv", "file,count\ngood1.png,2\ngood1.png,5\n"],
  ),
  counted(
    "own-counts-no-threshold",
    "detections are to be counted, and nothing says from which score on",
    "counts/no-threshold",
    LABELS,
    [
      "p.json",
      `[{"image_id":1,"category_id":1,"file_name":"good1.png","category_name":"deer",${BOX}}]`,
    ],
  ),
  ...(
    [
      ["below-zero", "a true count is below 0", "counts/negative", "-2"],
      ["a-fraction", "a true count is a fraction", "counts/fraction", "2.5"],
      ["of-a-unit", "a count has a unit behind it", "counts/not-a-number", "3 kg"],
      ["a-word", "a count is a word", "counts/not-a-number", "several"],
      ["a-formula", "a count is a formula of a spreadsheet", "counts/not-a-number", "=1+1"],
      ["a-thousand", "a count may hold thousands", "counts/separator", '"1,234"'],
    ] as const
  ).map(([id, wrong, code, count]) =>
    counted(
      `own-counts-${id}`,
      wrong,
      code,
      `file,count\ngood1.png,${count}\ngood2.png,3\n`,
      ["p.csv", "file,count\ngood1.png,2\ngood2.png,3\n"],
      "warning",
    ),
  ),
  counted(
    "own-counts-predicted-below-zero",
    "a model counts less than nothing",
    "counts/below-zero",
    LABELS,
    ["p.csv", "file,count\ngood1.png,-4\ngood2.png,3\n"],
    "warning",
  ),
  counted(
    "own-counts-of-no-image",
    "counts are of a picture that is not there, and a picture has none",
    "listed/unlabelled",
    "file,count\ngood1.png,2\nelsewhere.png,3\n",
    ["p.csv", "file,count\ngood1.png,2\ngood2.png,3\n"],
    "warning",
  ),
];
