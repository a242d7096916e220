import { describe, expect, it } from "vitest";
import { readPixelPredictions, readPixelTruth } from "../../src/formats/mask-images/read-masks.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { maskPng } from "../support/mask-writer.js";
import { throwsCode } from "../support/throws-code.js";
import { problemCodes, utf8 } from "./truth-view.js";

const files = (all: Record<string, Uint8Array | string>) =>
  createMemoryFileAccess(
    new Map(
      Object.entries(all).map(([path, content]) => [
        path,
        typeof content === "string" ? utf8(content) : new Uint8Array(content),
      ]),
    ),
  );

type Read =
  | Awaited<ReturnType<typeof readPixelTruth>>
  | Awaited<ReturnType<typeof readPixelPredictions>>;

/** Rows of a mask, a letter a pixel: the first of its label's name; `-` for void. */
async function drawn({ masks }: Read, row = 0, size = { widthPx: 4, heightPx: 2 }) {
  const { labels, widthPx } = await masks!.read(row, size);
  const text = [...labels].map((label) => masks!.labelNames[label]?.[0] ?? "-").join("");
  return text.match(new RegExp(`.{${widthPx}}`, "g"));
}

/** Corners of whole pixels. */
const rectangle = (left: number, top: number, right: number, bottom: number) =>
  [left, top, right, top, right, bottom, left, bottom] as const;

interface Drawn {
  readonly label?: number;
  readonly box?: readonly number[];
  readonly outline?: unknown;
  readonly crowd?: boolean;
}

const coco = (...objects: Drawn[]) =>
  JSON.stringify({
    images: [
      { id: 1, file_name: "a.jpg", width: 4, height: 2 },
      { id: 2, file_name: "b.jpg", width: 4, height: 2 },
    ],
    categories: [
      { id: 1, name: "fox" },
      { id: 2, name: "owl" },
    ],
    annotations: objects.map(({ label = 1, box, outline, crowd }, i) => ({
      id: i + 1,
      image_id: 1,
      category_id: label,
      bbox: box ?? [0, 0, 4, 2],
      area: 1,
      iscrowd: crowd === true ? 1 : 0,
      ...(outline === undefined ? {} : { segmentation: outline }),
    })),
  });

describe("masks drawn from outlines", () => {
  it("of COCO: polygons and runs, a later object above an earlier one", async () => {
    const text = coco(
      { outline: [rectangle(0, 0, 3, 2)] },
      // Down the columns: column 2 from its lower pixel on, and the whole of column 3.
      { label: 2, outline: { size: [2, 4], counts: [5, 3] } },
    );
    const truth = await readPixelTruth(files({ "a.json": text }), "a.json");
    expect(await drawn(truth)).toEqual(["fffo", "ffoo"]);
    expect(truth.masks!.labelNames).toEqual(["background", "fox", "owl"]);
  });

  it("of an image without objects are background", async () => {
    const text = coco({ outline: [rectangle(0, 0, 1, 1)] });
    const truth = await readPixelTruth(files({ "a.json": text }), "a.json");
    expect(await drawn(truth)).toEqual(["fbbb", "bbbb"]);
    expect(await drawn(truth, 1)).toEqual(["bbbb", "bbbb"]);
    expect([...truth.state]).toEqual([0, 0]);
  });

  it("have crowds, and boxes without an outline, as void below all others", async () => {
    const truth = await readPixelTruth(
      files({
        "a.json": coco(
          { outline: [rectangle(1, 0, 2, 2)] },
          { crowd: true, outline: { size: [2, 4], counts: [0, 4, 4] } },
          { label: 2, box: [3, 0, 1, 1] },
        ),
      }),
      "a.json",
    );
    expect(await drawn(truth)).toEqual(["-fb-", "-fbb"]);
    expect(problemCodes(truth)).toContain("masks/no-outline");
  });

  it("cannot be made of boxes alone", async () => {
    const access = files({ "a.json": coco({ box: [0, 0, 1, 1] }) });
    await expect(readPixelTruth(access, "a.json")).rejects.toThrow(
      throwsCode("annotations/no-masks"),
    );
  });

  it("are refused where the file says a size beyond all memory", async () => {
    const text = coco({ outline: [rectangle(0, 0, 1, 1)] }).replaceAll(
      '"width":4',
      '"width":1000000000',
    );
    const truth = await readPixelTruth(files({ "a.json": text }), "a.json");
    await expect(truth.masks!.read(0, null)).rejects.toThrow(throwsCode("image/too-large"));
  });

  it("of YOLO take the size of the image that is given", async () => {
    // Lines of one length could be turned boxes.
    const line = `0 ${rectangle(0, 0, 0.5, 0.5).join(" ")}\n0 0.1 0.1 0.3 0.1 0.2 0.3\n`;
    const access = files({ "data.yaml": "names: [fox]\n", "labels/a.txt": line });
    const truth = await readPixelTruth(access, "", { images: ["images/a.jpg"] });
    expect(await drawn(truth)).toEqual(["ffbb", "bbbb"]);
    await expect(truth.masks!.read(0, null)).rejects.toThrow(throwsCode("input/no-sizes"));
  });

  it("of LabelMe, also beside pictures that are the images", async () => {
    const points = [
      [2, 0],
      [4, 0],
      [4, 2],
      [2, 2],
    ];
    const text = JSON.stringify({
      version: "5.0.1",
      flags: {},
      shapes: [{ label: "owl", points, group_id: null, shape_type: "polygon", flags: {} }],
      imagePath: "a.png",
      imageData: null,
      imageHeight: 2,
      imageWidth: 4,
    });
    const truth = await readPixelTruth(files({ "a.json": text, "a.png": maskPng([[0, 1]]) }), "");
    expect(await drawn(truth)).toEqual(["bboo", "bboo"]);
  });

  it("of CVAT: polygons and masks", async () => {
    const text = `<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version><image id="0" name="a.jpg" width="4" height="2">
<polygon label="fox" points="0,0;2,0;2,2;0,2" z_order="0"></polygon>
<mask label="owl" rle="0, 2" left="1" top="1" width="2" height="1" z_order="1"></mask></image></annotations>`;
    const truth = await readPixelTruth(files({ "annotations.xml": text }), "annotations.xml");
    expect(await drawn(truth)).toEqual(["ffbb", "foob"]);
  });

  it("of Label Studio: polygons in percent", async () => {
    const value = {
      points: [
        [50, 0],
        [100, 0],
        [100, 50],
        [50, 50],
      ],
      polygonlabels: ["fox"],
    };
    const sizes = { original_width: 4, original_height: 2, image_rotation: 0 };
    const names = { id: "r", from_name: "label", to_name: "image", type: "polygonlabels" };
    const result = [{ ...names, ...sizes, value }];
    const text = JSON.stringify([
      { id: 1, data: { image: "a.jpg" }, annotations: [{ id: 1, result }] },
    ]);
    const truth = await readPixelTruth(files({ "a.json": text }), "a.json");
    expect(await drawn(truth)).toEqual(["bbff", "bbbb"]);
  });
});

describe("a folder of masks", () => {
  it.each([
    ["classes.txt", "sky\ntree\n"],
    ["data.yaml", "names: [sky, tree]\n"],
    ["id2label.json", '{"0": "sky", "1": "tree"}'],
    ["labels.csv", "id,name\n0,sky\n1,tree\n"],
  ])("beside %s holds no outlines", async (name, text) => {
    const access = files({ "a.png": maskPng([[0, 1]]), [name]: text });
    for (const read of [readPixelTruth(access, ""), readPixelPredictions(access, "", {}, null)]) {
      expect(await drawn(await read)).toEqual(["st"]);
    }
  });
});

const found = (label: string, score: number, outline: unknown) => ({
  image_id: 1,
  file_name: "a.jpg",
  category_id: label === "fox" ? 1 : 2,
  category_name: label,
  score,
  ...(outline === null ? { bbox: [0, 0, 1, 1] } : { segmentation: outline }),
});

async function predicted(records: readonly unknown[], threshold: number | null) {
  const { coco: names } = await readPixelTruth(
    files({ "a.json": coco({ outline: [rectangle(0, 0, 1, 1)] }) }),
    "a.json",
  );
  const access = files({ "p.json": JSON.stringify(records) });
  return readPixelPredictions(access, "p.json", { coco: names! }, threshold);
}

describe("predicted masks drawn from outlines", () => {
  const runs = { size: [2, 4], counts: [0, 4, 4] };
  const others = { size: [2, 4], counts: [2, 4, 2] };

  it("have the surest on top, from the threshold on", async () => {
    const records = [found("fox", 0.9, runs), found("owl", 0.5, others), found("owl", 0.1, runs)];
    expect(await drawn(await predicted(records, 0.5))).toEqual(["ffob", "ffob"]);
    expect(await drawn(await predicted(records, 0.6))).toEqual(["ffbb", "ffbb"]);
  });

  it("need a threshold, unless scores are alike", async () => {
    await expect(
      predicted([found("fox", 0.9, runs), found("owl", 0.5, others)], null),
    ).rejects.toThrow(throwsCode("predictions/no-threshold"));
    const alike = [found("fox", 1, runs), found("owl", 1, others)];
    expect(await drawn(await predicted(alike, null))).toEqual(["foob", "foob"]);
  });

  it("are none where something found has no outline", async () => {
    const read = await predicted([found("fox", 1, runs), found("owl", 1, null)], null);
    expect(problemCodes(read)).toContain("masks/no-outline");
    await expect(read.masks!.read(0, null)).rejects.toThrow(throwsCode("predictions/empty"));
  });

  it("of YOLO take the size that is given", async () => {
    const line = `0 ${rectangle(0, 0, 0.5, 0.5).join(" ")} 0.8\n`;
    const access = files({ "classes.txt": "fox\n", "a.txt": line });
    const images = ["a.jpg"];
    const read = await readPixelPredictions(access, "", { images }, 0.5);
    expect(await drawn(read)).toEqual(["ffbb", "bbbb"]);
  });
});
