import { join } from "node:path";
import { type CaseFolders, type Plan, writeLabels, writeModel } from "../plan.js";
import { recordEnding } from "../records.js";
import { COMMON, nested, type OwnCase, put, putImages } from "./own-case.js";

/** Far beyond every limit, and small on disk. */
const DEPTH = 200_000;
const CLASSES = ["cat", "dog"] as const;

/** What `evaluate` is given in place of good labels, answers of a model, and so on. */
interface Given {
  readonly labels?: string;
  readonly predictions?: string;
  readonly more?: readonly string[];
}

/** A run on good pictures, a good table and a good model but for what is given. */
function evaluateWith(
  { given, work, out }: CaseFolders,
  { labels, predictions, more = [] }: Given,
): readonly string[] {
  const own = labels ?? writeLabels(work, ["good1.png", "good2.png"], CLASSES);
  const source =
    predictions === undefined
      ? ["--model", writeModel(work, CLASSES, "classification"), "--engine", "wasm"]
      : ["--predictions", predictions];
  const images = join(given, "images");
  return ["evaluate", images, "--labels", own, ...source, ...more, "--out", out, ...COMMON];
}

/** A case of one file, which takes the place of a good one. */
function deepFile(
  id: `own-deep-${string}`,
  area: string,
  [name, content]: readonly [string, string],
  args: (path: string, folders: CaseFolders) => readonly string[],
  ending?: Plan["ending"],
): OwnCase {
  return {
    id,
    area,
    isQuick: true,
    outcome: "error",
    code: "input/too-deep",
    command: `read ${name}`,
    wrong: `${name} is nested ${DEPTH} levels deep`,
    limits: { seconds: 10, mib: 400 },
    write: (folder) => {
      putImages(folder);
      put(folder, name, content);
    },
    plan: (folders) => ({
      args: args(join(folders.given, name), folders),
      named: [],
      takesNoEngine: true,
      ...(ending === undefined ? {} : { ending }),
    }),
  };
}

const DEEP = nested(DEPTH);
const DEEP_YAML = `names: ${DEEP}\n`;

/** Data in data in data: no reader may use up its stack. */
export const NESTING_CASES: readonly OwnCase[] = [
  deepFile(
    "own-deep-record",
    "records",
    ["record.json", `{"schema":"homeground.record/1","caveats":${DEEP}}`],
    (path) => ["record", "verify", path, "--json", "-", "--quiet"],
    recordEnding,
  ),
  deepFile(
    "own-deep-record-shown",
    "records",
    ["record.json", `{"schema":"homeground.record/1","caveats":${DEEP}}`],
    (path) => ["record", "show", path],
  ),
  deepFile(
    "own-deep-claim",
    "claims",
    ["claim.json", `{"schema":"homeground.record/1","claims":${DEEP}}`],
    (path, folders) => evaluateWith(folders, { more: ["--claim", path] }),
  ),
  deepFile(
    "own-deep-claim-card",
    "claims",
    ["README.md", `---\nmodel-index: ${DEEP}\n---\nA model.\n`],
    (path, folders) => evaluateWith(folders, { more: ["--claim", path] }),
  ),
  deepFile(
    "own-deep-model-card",
    "models",
    ["card.json", `{"card":"homeground.model-card/1","labels":${DEEP}}`],
    (path, folders) => evaluateWith(folders, { more: ["--card", path] }),
  ),
  deepFile("own-deep-label-map", "predictions", ["map.json", DEEP], (path, folders) =>
    evaluateWith(folders, { more: ["--label-map", path] }),
  ),
  deepFile(
    "own-deep-coco",
    "annotations",
    ["instances.json", `{"images":[{"id":1,"file_name":"good1.png","x":${DEEP}}]}`],
    (path, folders) => evaluateWith(folders, { labels: path }),
  ),
  deepFile("own-deep-results", "predictions", ["predictions.json", DEEP], (path, folders) =>
    evaluateWith(folders, { predictions: path }),
  ),
  {
    ...deepFile(
      "own-deep-json-lines",
      "predictions",
      [
        "predictions.jsonl",
        ['"cat"', DEEP, '"dog"']
          .map((answer, k) => `{"file":"good${k + 1}.png","predicted":${answer}}\n`)
          .join(""),
      ],
      (path, folders) => evaluateWith(folders, { predictions: path }),
    ),
    outcome: "warning",
    code: "input/line",
  },
  deepFile("own-deep-yaml", "annotations", ["data.yaml", DEEP_YAML], (path, folders) =>
    evaluateWith(folders, { labels: path }),
  ),
  deepFile(
    "own-deep-datapackage",
    "annotations",
    ["datapackage.json", `{"resources":${DEEP}}`],
    (path, folders) => evaluateWith(folders, { labels: path }),
  ),
  deepFile("own-deep-facts", "records", ["facts.json", DEEP], (path, { given, work, out }) => [
    "record",
    "create",
    join(given, "images"),
    "--facts",
    path,
    "--out",
    out,
    "--quiet",
    "--labels",
    writeLabels(work, ["good1.png", "good2.png"], CLASSES),
    "--model",
    writeModel(work, CLASSES, "classification"),
    "--engine",
    "wasm",
  ]),
  deepFile(
    "own-deep-xml",
    "annotations",
    ["good1.xml", `<annotation>${"<a>".repeat(DEPTH)}`],
    (path, folders) => evaluateWith(folders, { labels: path }),
  ),
];
