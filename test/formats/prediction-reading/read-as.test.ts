import { describe, expect, it } from "vitest";
import { placeOfNumber, predictionBoxes } from "../../../src/formats/prediction-reading/choices.js";
import {
  readImagePredictions,
  readImageTruth,
  readObjectPredictions,
} from "../../../src/formats/read.js";
import { typedPart } from "../../../src/formats/reading-choice.js";
import { throwsCode } from "../../support/throws-code.js";
import { textFiles } from "../truth-view.js";

type Options = Parameters<typeof readObjectPredictions>[2];

const yolo = (line: string, options: Options = {}) =>
  readObjectPredictions(
    textFiles({ "p/a.txt": line, "p/classes.txt": "cat\ndog\nhare" }),
    "p",
    options,
  );
const table = (rows: string, options: Options = {}) =>
  readObjectPredictions(textFiles({ "p.csv": rows }), "p.csv", options);
const boxesOf = ({ objects }: Awaited<ReturnType<typeof yolo>>) =>
  [...objects.box].map((side) => Math.round(side * 1e6) / 1e6);
const codesOf = ({ problems }: { readonly problems: readonly { readonly code: string }[] }) =>
  problems.map(({ code }) => code).filter((code) => code !== "predictions/missing-image");

describe("logits of whole images", () => {
  it("keep what a softmax takes away", async () => {
    const files = textFiles({ "p.csv": "file,p_a,p_b\nx.png,1,2\ny.png,3,3\n" });
    const read = await readImagePredictions(files, "p.csv", { predictionScores: "softmax" });
    expect(read.logSum![0]).toBeCloseTo(Math.log(Math.exp(1) + Math.exp(2)), 12);
    expect(read.logSum![1]).toBeCloseTo(3 + Math.LN2, 12);
    expect(read.scores[1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  });
});

describe("YOLO's predictions", () => {
  it("are read with the confidence in front where somebody says so", async () => {
    const read = await yolo("1 0.9 0.5 0.4 0.2 0.1", { yoloOrder: "class-score-box" });
    expect(boxesOf(read)).toEqual([0.4, 0.35, 0.2, 0.1]);
    expect([...read.objects.score]).toEqual([0.9]);
    expect(read.roles.get("yolo-order")).toBe("class-score-box, as asked for");
    expect(boxesOf(await yolo("1 0.5 0.4 0.2 0.1 0.9"))).toEqual([0.4, 0.35, 0.2, 0.1]);
  });

  it.each([
    ["xyxy", "0 0.1 0.2 0.5 0.8 0.9", [0.1, 0.2, 0.4, 0.6]],
    ["xywh", "0 0.1 0.2 0.5 0.8 0.9", [0.1, 0.2, 0.5, 0.8]],
    ["percent", "0 50 40 20 10 0.9", [0.4, 0.35, 0.2, 0.1]],
    ["stretched-640x320", "0 320 128 128 32 0.9", [0.4, 0.35, 0.2, 0.1]],
  ])("are read as %s", async (predictionBoxes, line, box) => {
    const read = await yolo(line, { predictionBoxes });
    expect(boxesOf(read)).toEqual(box);
    expect(read.unit).toBe("fraction");
  });

  it("have numbers of classes from 1, or COCO's", async () => {
    const name = async (line: string, options: Options) => {
      const { labelNames, objects } = await yolo(line, options);
      return labelNames[objects.label[0]!];
    };
    expect(await name("1 0.5 0.4 0.2 0.1 0.9", {})).toBe("dog");
    expect(await name("1 0.5 0.4 0.2 0.1 0.9", { classNumbers: "from-1" })).toBe("cat");
    expect(await name("1 0.5 0.4 0.2 0.1 0.9", { classNumbers: "coco-91" })).toBe("cat");
    expect([1, 12, 13, 90].map((number) => placeOfNumber(number, "coco-91"))).toEqual([
      0, -1, 11, 79,
    ]);
  });

  it("with decimal commas are refused, not taken for images without a detection", async () => {
    const read = yolo("0 0,5 0,4 0,2 0,1 0,9");
    await expect(read).rejects.toThrow(throwsCode("predictions/number-format"));
    await expect(read).rejects.toThrow(/"0,5".*p\/a\.txt, line 1/s);
  });
});

describe("tables of boxes", () => {
  const rows = "file,label,score,x1,y1,x2,y2\na.jpg,cat,0.9,300,200,50,40\n";

  it("keep boxes that are none as they are named once somebody says what they are", async () => {
    expect((await table(rows)).objects.count).toBe(0);
    const read = await table(rows, { predictionBoxes: "xywh" });
    expect(boxesOf(read)).toEqual([300, 200, 50, 40]);
    expect(codesOf(read)).toEqual([]);
  });

  it.each([
    ["file,label,score,x,y,width,height\na.jpg,cat,0.9,10,20,110,70", "xyxy", [10, 20, 100, 50]],
    ["file,label,score,x,y,width,height\na.jpg,cat,0.9,60,45,100,50", "cxcywh", [10, 20, 100, 50]],
    [
      "file,label,score,x1,y1,x2,y2\na.jpg,cat,0.9,0.1,0.2,0.3,0.5",
      "fraction",
      [0.1, 0.2, 0.2, 0.3],
    ],
  ])("are read otherwise: %j as %s", async (text, predictionBoxes, box) => {
    expect(boxesOf(await table(text, { predictionBoxes }))).toEqual(box);
  });
});

describe("records of boxes", () => {
  it.each([
    ['{"file":"a.jpg","label":"cat","score":0.9,"bbox":[10,20,110,70]}', "xyxy"],
    ['{"file":"a.jpg","label":"cat","score":0.9,"x1":10,"y1":20,"x2":100,"y2":50}', "xywh"],
    ['{"file":"a.jpg","label":"cat","score":0.9,"bbox":[60,45,100,50]}', "cxcywh"],
  ])("are read otherwise: %j as %s", async (line, predictionBoxes) => {
    const files = textFiles({ "p.jsonl": `${line}\n` });
    const read = await readObjectPredictions(files, "p.jsonl", { predictionBoxes });
    expect(boxesOf(read)).toEqual([10, 20, 100, 50]);
  });
});

describe("COCO's results", () => {
  const annotations = JSON.stringify({
    images: [{ id: 1, file_name: "a.jpg", width: 100, height: 100 }],
    categories: [
      { id: 7, name: "dog" },
      { id: 3, name: "cat" },
    ],
    annotations: [{ id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 }],
  });
  const results = async (categories: readonly number[], options: Options = {}) => {
    const { coco } = await readImageTruth(textFiles({ "t.json": annotations }), "t.json");
    return readObjectPredictions(
      textFiles({
        "r.json": JSON.stringify(
          categories.map((category_id) => ({
            image_id: 1,
            category_id,
            bbox: [1, 2, 30, 40],
            score: 0.5,
          })),
        ),
      }),
      "r.json",
      { ...options, ...(coco === undefined ? {} : { coco }) },
    );
  };

  it("number their categories by place where somebody says so", async () => {
    const names = async (options: Options, numbers: readonly number[]) => {
      const { labelNames, objects } = await results(numbers, options);
      return Array.from(objects.label, (label) => labelNames[label]);
    };
    expect(await names({}, [3, 7])).toEqual(["cat", "dog"]);
    expect(await names({ classNumbers: "from-0" }, [0, 1])).toEqual(["cat", "dog"]);
    expect(await names({ classNumbers: "from-1" }, [1, 2])).toEqual(["cat", "dog"]);
  });

  it("have corners where somebody says so", async () => {
    expect(boxesOf(await results([3], { predictionBoxes: "xyxy" }))).toEqual([1, 2, 29, 38]);
  });
});

describe("what is odd in the numbers of predictions alone", () => {
  it.each([
    [
      "shares that are pixels",
      () => yolo("0 300 200 50 40 0.9\n0 30 20 50 400 0.9"),
      "predictions/looks-absolute",
    ],
    [
      "two corners",
      () => yolo("0 0.1 0.2 0.3 0.9 0.9\n0 0.5 0.5 0.9 0.9 0.8\n0 0.02 0.9 0.5 0.99 0.8"),
      "predictions/looks-like-xyxy",
    ],
    [
      "scores in percent",
      () => yolo("0 0.5 0.5 0.2 0.2 93.5\n0 0.5 0.5 0.2 0.2 12"),
      "predictions/looks-percent-scores",
    ],
    [
      "raw scores",
      () => yolo("0 0.5 0.5 0.2 0.2 3.5\n0 0.5 0.5 0.2 0.2 -2"),
      "predictions/looks-like-logits",
    ],
    ["sides in columns of corners", () => table(manyNegative()), "predictions/looks-like-xywh"],
  ])("%s are said", async (_, read, code) => {
    expect(codesOf(await read())).toContain(code);
  });

  it("is not said of honest predictions that reach over the edge", async () => {
    const read = await yolo("0 0.05 0.5 0.2 0.2 0.9\n1 0.5 0.5 0.2 0.2 1\n2 0.9 0.95 0.3 0.2 0");
    expect(codesOf(read)).toEqual([]);
  });

  it("is not said again once it is read so", async () => {
    const read = await yolo("0 0.5 0.5 0.2 0.2 93.5", { predictionScores: "percent" });
    expect([...read.objects.score]).toEqual([0.935]);
    expect(codesOf(read)).toEqual([]);
  });
});

function manyNegative(): string {
  const rows = Array.from({ length: 30 }, (_, i) => `${i}.jpg,cat,0.9,${200 + i},${150 + i},60,40`);
  return `file,label,score,x1,y1,x2,y2\n${rows.join("\n")}\n`;
}

describe("predictions of whole images", () => {
  const scores = (rows: string, predictionScores?: "percent" | "logit" | "softmax") =>
    readImagePredictions(textFiles({ "p.csv": `file,cat,dog\n${rows}\n` }), "p.csv", {
      knownLabels: ["cat", "dog"],
      predictionScores,
    });

  it("in percent, before a sigmoid or before a softmax are read so", async () => {
    const percent = await scores("a.jpg,75,25", "percent");
    expect([...percent.scores]).toEqual([0.75, 0.25]);
    expect(codesOf(percent)).toEqual([]);
    expect([...(await scores("a.jpg,0,-800", "logit")).scores]).toEqual([0.5, 0]);
    const [cat = 0, dog = 0] = (await scores("a.jpg,3,1", "softmax")).scores;
    expect(cat + dog).toBeCloseTo(1, 15);
    expect(cat / dog).toBeCloseTo(Math.exp(2), 12);
  });

  it("that are none are said with what they look like", async () => {
    expect(codesOf(await scores("a.jpg,75,25"))).toContain("predictions/looks-percent-scores");
    expect(codesOf(await scores("a.jpg,3.5,-2"))).toContain("predictions/looks-like-logits");
    expect(codesOf(await scores("a.jpg,0.75,0.25"))).toEqual([]);
  });
});

describe("a value whose end is typed", () => {
  it.each([
    ["letterboxed-512", { beginning: "letterboxed-", rest: "512" }],
    ["letterboxed-topleft-640x384", { beginning: "letterboxed-topleft-", rest: "640x384" }],
    ["letterboxed-640", null], // of the list
    ["xyxy", null],
    ["letterboxed-wide", null],
  ])("is told apart from those of the list: %s", (value, part) => {
    expect(typedPart(predictionBoxes, value)).toEqual(part);
  });
});
