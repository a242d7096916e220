import { describe, expect, it } from "vitest";
import { TASKS } from "../../src/tasks/registry.js";
import { sourceFiles } from "../support/source-files.js";

/** Files of src that may hold an id as a literal: the task's own and that of its outcomes. */
const MOST_FILES = 4;

/** Where a task is at home: its object, and the outcomes that are of its kind. */
const HOMES = /^(tasks|outcomes)\//;

const FAMILY = "metrics of labels, or of objects: which outcomes they are of, and their columns";
const HUB = "what the hub's metric of this name means for the hub's tasks";
const CARD = "what a card says that its model does";
const POINTS = "the field of COCO's records that holds points";
const MANY = "the rule that an image may have several labels, by the name of the option's value";
const WORD = "a detected object, beside one of the truth; a word of a sentence";
const RUNNING = "the state of something that counts";
const YOLO = "what the lines of YOLO's predictions are";

/** Files elsewhere that hold ids, and why; they are not counted. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "metrics/metric.ts": FAMILY,
  "metrics/counts/count-pairs.ts": FAMILY,
  "metrics/segmentation/overlap.ts": FAMILY,
  "metrics/predictions/accuracy.ts": HUB,
  "metrics/predictions/f1.ts": HUB,
  "metrics/rankings/roc-auc.ts": HUB,
  "records/exports/hub-metrics.ts": HUB,
  "metrics/detection/anatomy-fixes.ts": "a kind of error of a detection: the name of its class",
  "tasks/detection/box-outcomes.ts": "a kind of error of a detection: the name of its class",
  "models/card/card-types.ts": CARD,
  "endpoints/endpoint-card.ts": "tasks that the description of an endpoint names",
  "models/card/guess-card.ts": CARD,
  "models/families/segmentation/mask-families.ts": CARD,
  "models/families/classifier.ts": CARD,
  "models/families/multilabel.ts": CARD,
  "models/families/decode-types.ts": CARD,
  "models/families/anomaly-score.ts": CARD,
  "models/families/count.ts": CARD,
  "models/families/instances/box-masks.ts": CARD,
  "models/families/instances/prototype-masks.ts": CARD,
  "models/families/points/point-fields.ts": CARD,
  "models/families/detection/detector-family.ts": CARD,
  "models/families/detection/efficientdet.ts": "the name of an output",
  "evaluation/request.ts": "what is evaluated where nothing says it",
  "evaluation/claim-record/confusion-units.ts": "a record's table of mix-ups as outcomes",
  "reports/words/methods-section.ts": "what the model of a task is called",
  "reports/positive-label.ts": "reports must not load tasks: the label that anomalies have",
  "reports/methods/matching.ts": "whether boxes or outlines are matched",
  "analyses/operating/operating-facts.ts": "the part of a report's input with this name",
  "evaluation/run/know-images.ts": "the part of a context with this name",
  "analyses/anatomy/anatomy-view.ts": WORD,
  "analyses/mistakes/detection-mistakes.ts": WORD,
  "analyses/mistakes/words.ts": WORD,
  "metrics/detection/detection-rankings.ts": WORD,
  "reports/drawn-boxes.ts": WORD,
  "tasks/detection/image-boxes.ts": WORD,
  "formats/yolo/yolo-detections.ts": YOLO,
  "records/evidence/detection-rows.ts": WORD,
  "formats/coco-results/fields.ts": WORD,
  "formats/coco/coco-fields.ts": POINTS,
  "evaluation/run/prediction-text.ts": POINTS,
  "formats/csv-boxes/fields.ts": WORD,
  "formats/megadetector/fields.ts": WORD,
  "formats/speciesnet/fields.ts": WORD,
  "evaluation/read-inputs.ts": YOLO,
  "formats/mask-images/read-masks.ts": YOLO,
  "node/cli/convert.ts": YOLO,
  "node/cli/program.ts": YOLO,
  "node/cli/benchmark-command.ts": "what is compared where nothing says it",
  "node/cli/plan-pilot.ts": "outcomes that say how much alike images of a group are",
  "node/cli/benchmark-sources.ts": "outcomes that travel are those of one label an image",
  "dataset/label-rules.ts": MANY,
  "analyses/inspect/inspect-predictions.ts": MANY,
  "evaluation/options/several-labels.ts": MANY,
  "web/record/main.ts": RUNNING,
  "web/record/panel.ts": RUNNING,
};

const sources = sourceFiles().map(({ file, text }) => ({
  file,
  text: text.replaceAll(/\/\*[\s\S]*?\*\//g, ""),
}));

/** Files that hold an id as a string of its own. */
function filesWith(id: string): string[] {
  const literal = new RegExp(`(["'\`])${id}\\1`);
  return sources.filter(({ text }) => literal.test(text)).map(({ file }) => file);
}

/** Compares the kind of outcomes. */
const COMPARING = /outcomes\.kind (?:===|!==)|switch \(outcomes\.kind\)/;

describe("the id of a task", () => {
  it.each(TASKS.map(({ id }) => id))("is known to its own files: %s", (id) => {
    const counted = filesWith(id).filter((file) => !(file in EXCEPTIONS));
    expect(counted.filter((file) => !HOMES.test(file))).toEqual([]);
    expect(counted.length, counted.join(", ")).toBeLessThanOrEqual(MOST_FILES);
  });

  it("is compared nowhere else", () => {
    const comparing = sources.filter(({ text }) => COMPARING.test(text)).map(({ file }) => file);
    expect(comparing.filter((file) => !HOMES.test(file))).toEqual([]);
  });

  it("has no exception that is no longer needed", () => {
    const named = new Set(TASKS.flatMap(({ id }) => filesWith(id)));
    expect(Object.keys(EXCEPTIONS).filter((file) => !named.has(file))).toEqual([]);
  });

  it("is counted where it is named", () => {
    expect(filesWith("anomaly")).toContain("tasks/anomaly.ts");
  });
});
