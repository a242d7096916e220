import { describe, expect, it } from "vitest";
import { parseTruthTable } from "../../src/formats/csv/labels-table.js";
import { TRUTH_STATE } from "../../src/formats/import-types.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImageTruth } from "../../src/formats/read.js";
import type { ImageSaid } from "../../src/labelling/model-says.js";
import type { ModelCard } from "../../src/models/card/card-types.js";
import { openSessionLabels } from "../../src/web/session/session-labels.js";
import { throwsCode } from "../support/throws-code.js";

const SAID: readonly ImageSaid[] = Array.from({ length: 60 }, (_, i) => ({
  image: `cam/${100 + i}.jpg`,
  labels: [i % 2 === 0 ? "deer" : "fox"],
  sureness: 0.5 + i / 200,
  boxes: [],
  sizePx: [640, 480],
  problem: null,
}));
const SAID_IMAGES = {
  images: SAID.map(({ image }) => image),
  of: new Map(SAID.map((one) => [one.image, one])),
};
const card = (task: string) => ({
  card: { task, labels: ["deer", "fox"] } as unknown as ModelCard,
});
const at = "2026-11-29T12:00:00Z";
const ada = { by: "Ada", at };
const question = { claims: ["accuracy=0.9"], tolerance: 0.05 };
const saidOf = (image: string) => SAID.find((one) => one.image === image)!;

function open(kept?: string, task = "classification") {
  const more = kept === undefined ? {} : { kept };
  return openSessionLabels(SAID_IMAGES, card(task), null, { seed: 3, question, ...more });
}

describe("labels in a session", () => {
  it("come to a verdict, label by label, whatever interrupts them", () => {
    let labels = open();
    let kept = labels.text();
    let told = labels.told("Ada");
    let steps = 0;
    // Each answer is wrong: the published figure cannot hold.
    while (told.look?.look?.verdict !== "fails" && steps < 60) {
      const image = told.image!;
      const label = saidOf(image).labels[0] === "deer" ? "fox" : "deer";
      const taken = labels.take(
        { kind: "label", image, label: { kind: "labels", labels: [label] } },
        ada,
      );
      kept += taken.line;
      told = taken.told;
      expect(told.before).toMatchObject({ image, predicted: saidOf(image).labels });
      if (++steps % 2 === 0) {
        labels = open(kept);
        expect(labels.told("Ada")).toEqual(told);
      }
    }
    expect(told.look?.look).toMatchObject({ verdict: "fails", hits: 0, n: steps });
    expect(steps).toBeLessThan(10);
    expect(told).toMatchObject({ done: steps, images: 60, canUndo: true });
    expect(told.look?.seen).toBe(0);
  });

  it("of sequences count once each, hide what the model says until one is whole, and are exported", async () => {
    const of = new Map(SAID.map(({ image }, i) => [image, `s${Math.floor(i / 4)}`]));
    const sequences = { source: { column: "seq_id", table: "media.csv" }, of };
    const said = { ...SAID_IMAGES, sequences };
    const labels = openSessionLabels(said, card("classification"), null, { seed: 3, question });
    expect(labels.as.sequences).toEqual(sequences.source);
    const first = labels.told("Ada");
    expect(first.sequence).toHaveLength(4);
    const label = { kind: "labels" as const, labels: ["deer"] };
    const one = labels.take({ kind: "label", image: first.image!, label }, ada).told;
    expect(one).toMatchObject({ done: 1, before: null, look: { reached: 0, look: null } });
    const also = one.sequence!.flatMap((next) => (next.label === null ? [next.image] : []));
    const [image, ...rest] = also;
    const whole = labels.take({ kind: "label", image: image!, label, also: rest }, ada).told;
    expect(whole).toMatchObject({
      done: 4,
      look: { labelled: 4, groups: 1, look: { n: 4, hits: 2 } },
    });
    expect(whole.before?.image).toBe(image);
    expect(whole.outlook).toBeNull();
    const { files, made } = labels.toEvaluate("Ada");
    expect(made.sequences).toEqual(sequences.source);
    const lines = (await files[0]!.blob.text()).trim().split("\n");
    expect(lines[0]).toContain("sequence");
    expect(new Set(lines.slice(1).map((line) => line.split(",").at(-1))).size).toBe(1);
    // Whoever wants each image by itself has it so.
    const apart = { seed: 3, question, isOneByOne: true };
    const single = openSessionLabels(said, card("classification"), null, apart);
    expect(single.as.sequences).toBeNull();
    expect(single.told("Ada").sequence).toBeNull();
  });

  it("of boxes are seen once the model's were shown on an image beside it", () => {
    const of = new Map(SAID.map(({ image }) => [image, "s"]));
    const said = { ...SAID_IMAGES, sequences: { source: { column: null, table: null }, of } };
    const labels = openSessionLabels(said, card("detection"), null, { seed: 3, question: {} });
    const label = { kind: "objects" as const };
    for (const seen of [false, true]) {
      const image = labels.told("Ada").image!;
      const { told } = labels.take({ kind: "label", image, label }, ada);
      expect(told.before).toMatchObject({ image, seen });
    }
    expect(labels.as).toMatchObject({ format: "coco-camera-traps", saveAs: "coco" });
    // Each is named in people's words, and says its id too.
    const names = new Map(labels.as.formats.map(({ id, name }) => [id, name]));
    expect(names.get("voc")).toBe("Pascal VOC");
    expect(names.get("csv-boxes")).toBe("table of boxes (.csv)");
    expect([...names].filter(([id, name]) => id === name)).toEqual([]);
    const own = openSessionLabels(said, card("detection"), null, { seed: 3, question: {} }, "yolo");
    expect(own.as.saveAs).toBe("yolo");
  });

  it("say how many more it may take", () => {
    const labels = open();
    for (let i = 0; i < 12; i++) {
      const image = labels.told("Ada").image!;
      const own = saidOf(image).labels;
      labels.take({ kind: "label", image, label: { kind: "labels", labels: own } }, ada);
    }
    const { look } = labels.told("Ada").look!;
    expect(look).toMatchObject({ verdict: "cannot-tell", n: 12, hits: 12 });
    expect(look?.moreLabels).toBeGreaterThan(0);
  });

  it("of several labels that are none go on to the evaluation as that", async () => {
    const labels = openSessionLabels(SAID_IMAGES, card("multilabel"), null, {
      seed: 3,
      question: {},
    });
    const given = [
      { kind: "labels", labels: ["deer", "fox"] },
      { kind: "empty" },
      { kind: "cannot-tell" },
    ] as const;
    const images = given.map((label) => {
      const image = labels.told("Ada").image!;
      labels.take({ kind: "label", image, label }, ada);
      return image;
    });
    const [file] = labels.toEvaluate("Ada").files;
    const truth = parseTruthTable(new Uint8Array(await file!.blob.arrayBuffer()), file!.name);
    const stateOf = (image: string) => truth.state[truth.file.indexOf(image)];
    expect(images.map(stateOf)).toEqual([
      TRUTH_STATE.labelled,
      TRUTH_STATE.empty,
      TRUTH_STATE.unlabelled,
    ]);
  });

  it("are written in the formats of `convert`, and read back", async () => {
    const labels = open();
    const given = new Map<string, string>();
    for (let i = 0; i < 5; i++) {
      const image = labels.told("Ada").image!;
      given.set(image, i % 2 === 0 ? "deer" : "badger, old");
      const label = { kind: "labels" as const, labels: [given.get(image)!] };
      labels.take({ kind: "label", image, label }, ada);
    }
    const { files, points } = labels.export("Ada", "csv");
    expect(points).toBe(0);
    const [file] = files;
    const access = createMemoryFileAccess(
      new Map([[file!.name, new Uint8Array(await file!.blob.arrayBuffer())]]),
    );
    const truth = await readImageTruth(access, file!.name);
    expect(
      truth.file.map((image, row) => [
        image,
        truth.labelNames[truth.labelIndex[truth.labelStart[row]!]!],
      ]),
    ).toEqual([...given]);
  });

  it("of a second person are held against those of the first", () => {
    const labels = open();
    for (let i = 0; i < 4; i++) {
      for (const by of ["Ada", "Bo"]) {
        const image = labels.told(by).image!;
        const label = i === 3 && by === "Bo" ? "deer" : ["deer", "fox", "fox", "fox"][i]!;
        labels.take(
          { kind: "label", image, label: { kind: "labels", labels: [label] } },
          { by, at },
        );
      }
    }
    expect(labels.labellers()).toEqual(["Ada", "Bo"]);
    expect(labels.agreement("Ada", "Bo")).toMatchObject({ both: 4, same: 3 });
    expect(labels.told("Cy").done).toBe(0);
  });

  it.each([
    ["semantic-segmentation", "masks"],
    ["instance-segmentation", "outlines"],
  ])("are painted for %s", (task, editor) => {
    const labels = open(undefined, task);
    expect(labels.as).toMatchObject({ editor, format: "coco" });
    expect(labels.told("Ada").strokes).toEqual([]);
  });

  it("give no figure where none may be looked at, and refuse a claim before the first label", () => {
    expect(open(undefined, "multilabel").told("Ada").look).toBeNull();
    const asked = { seed: 3, question: { claims: ["accuracy"] } };
    expect(() => openSessionLabels(SAID_IMAGES, card("classification"), null, asked)).toThrow(
      throwsCode("claim/bad"),
    );
  });
});
