import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OBJECT_FLAG } from "../../../src/core/objects.js";
import { listPaths } from "../../../src/formats/objects/image-files.js";
import type { ReadObjectOptions } from "../../../src/formats/objects/object-options.js";
import { WRITTEN_SOURCE } from "../../../src/formats/voc/fields.js";
import { readVocTruth } from "../../../src/formats/voc/read.js";
import { describeWithShared } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";
import { problemCodes, textFiles, truthRows } from "../truth-view.js";
import { expectObjects, folderInMemory, outlinesOf, type SeenObject } from "./objects-view.js";

const object = (name: string, corners: readonly unknown[], more = "") =>
  `<object><name>${name}</name>${more}<bndbox><xmin>${corners[0]}</xmin><ymin>${corners[1]}</ymin><xmax>${corners[2]}</xmax><ymax>${corners[3]}</ymax></bndbox></object>`;
const annotation = (filename: string, body: string, size = [32, 24]) =>
  `<?xml version="1.0"?>\n<annotation>\n<filename>${filename}</filename><size><width>${size[0]}</width><height>${size[1]}</height></size>${body}</annotation>`;

async function read(files: Readonly<Record<string, unknown>>, options: ReadObjectOptions = {}) {
  const access = textFiles(files);
  const { all, images } = await listPaths(access, "");
  const xml = all.filter((path) => path.endsWith(".xml"));
  return readVocTruth(access, xml, images, "folder", options);
}

describe("Pascal VOC ground truth", () => {
  it("reads boxes, names, sizes, difficult ones and polygons", async () => {
    const truth = await read({
      "JPEGImages/a.jpg": "",
      "JPEGImages/b.png": "",
      "Annotations/a.xml": annotation(
        "a.jpg",
        object("cat", [0, 2, 10, 12]) +
          object("R&amp;D", [4, 5, 7.5, 9], "<difficult>1</difficult>") +
          object(
            "x",
            [1, 1, 5, 5],
            "<polygon><x1>1</x1><y1>1</y1><x2>5</x2><y2>1</y2><x3>5</x3><y3>5</y3></polygon>",
          ),
      ),
      "Annotations/b.xml": annotation("b", ""),
    });
    expectObjects(truth, [
      ["JPEGImages/a.jpg", "cat", 0, 2, 10, 10],
      ["JPEGImages/a.jpg", "R&D", 4, 5, 3.5, 4],
      ["JPEGImages/a.jpg", "x", 1, 1, 4, 4],
    ]);
    expect([...truth.regions.objects.flags]).toEqual([0, OBJECT_FLAG.ignored, 0]);
    expect(outlinesOf(truth)[2]).toEqual([[1, 1, 5, 1, 5, 5]]);
    expect(truth.regions.objects.area[2]).toBe(8);
    expect([...truth.regions.widthPx, ...truth.regions.heightPx]).toEqual([32, 32, 24, 24]);
    expect(truthRows(truth)[1]).toEqual(["JPEGImages/b.png", "empty"]);
    expect(truth.problems).toEqual([]);
  });

  it.each([
    ["auto", [1, 3, 32, 12], [0, 2, 32, 10], /counted from 1.*1 at 1, and 1 end at/],
    ["auto", [0, 3, 32, 12], [0, 3, 32, 9], /counted from 0: 1 box begins at 0/],
    ["auto", [1, 3, 32, 12.5], [1, 3, 31, 9.5], /counted from 0: corners are not all whole/],
    ["auto", [2, 3, 30, 12], [2, 3, 28, 9], /counted from 0: no box touches the edges/],
    ["yes", [2, 3, 30, 12], [1, 2, 29, 10], /counted from 1, the last one inside, as asked/],
    ["no", [1, 3, 32, 12], [1, 3, 31, 9], /counted from 0, as asked/],
  ] as const)("counts pixels by %s: %j is %j", async (vocOneBased, corners, box, reason) => {
    const files = { "a.jpg": "", "a.xml": annotation("a.jpg", object("cat", corners)) };
    const truth = await read(files, { vocOneBased });
    expectObjects(truth, [["a.jpg", "cat", ...box]]);
    expect(truth.roles.get("box")).toMatch(reason);
    const isOpen = /no box touches/.test(truth.roles.get("box") ?? "");
    expect(problemCodes(truth)).toEqual(isOpen ? ["annotations/index-base"] : []);
  });

  it("counts from 1 what Homeground wrote, unless something else lies beside it", async () => {
    const source = `<source><database>${WRITTEN_SOURCE}</database></source>`;
    const own = annotation("a.jpg", source + object("cat", [2, 3, 30, 12]));
    const truth = await read({ "a.jpg": "", "a.xml": own });
    expectObjects(truth, [["a.jpg", "cat", 1, 2, 29, 10]]);
    expect(truth.problems).toEqual([]);
    const mixed = { "a.xml": own, "b.xml": annotation("b.jpg", object("cat", [0, 3, 30, 12])) };
    expectObjects(await read(mixed), [
      ["a.jpg", "cat", 2, 3, 28, 9],
      ["b.jpg", "cat", 0, 3, 30, 9],
    ]);
  });

  it("keeps the rest when a file is damaged, and lists everything left out", async () => {
    const truth = await read({
      "a.jpg": "",
      "b.jpg": "",
      "a.xml": annotation("a.jpg", object("cat", [0, 2, 10, 12])).slice(0, -30),
      "b.xml": annotation(
        "b.jpg",
        object("cat", [0, 2, 10, 12]) +
          object("cat", [8, 2, 5, 12]) +
          object("cat", ["x", 2, 5, 12]) +
          object("cat", ["1,5", 2, 5, 12]) +
          object("", [1, 2, 5, 12]) +
          object("cat", [7, 7, 7, 7]) +
          "<object><name>dog</name></object>",
      ),
    });
    expectObjects(truth, [["b.jpg", "cat", 0, 2, 10, 10]]);
    expect(truthRows(truth)).toEqual([
      ["a.jpg", "unlabelled"],
      ["b.jpg", ["cat"]],
    ]);
    expect(truth.problems.map(({ code }) => code).sort()).toEqual([
      "annotations/box-empty",
      "annotations/box-invalid",
      "annotations/box-invalid",
      "annotations/file-unreadable",
      "annotations/looks-like-xywh",
      "annotations/no-label",
      "annotations/not-a-number",
      "annotations/number-format",
    ]);
  });

  it("takes the columns as left, top, width and height when the user says so", async () => {
    const files = { "a.jpg": "", "a.xml": annotation("a.jpg", object("cat", [8, 20, 5, 3])) };
    expectObjects(await read(files, { boxes: "xywh" }), [["a.jpg", "cat", 8, 20, 5, 3]]);
  });

  it.each([
    [
      "entities",
      `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${annotation("a.jpg", "&x;")}`,
      "input/xml-entity",
    ],
    [
      "an entity that nobody declared",
      annotation("a.jpg", object("&x;", [0, 1, 2, 3])),
      "input/not-xml",
    ],
    ["elements without end", annotation("a.jpg", "<object><name>cat"), "input/truncated"],
    ["a cut", annotation("a.jpg", object("cat", [0, 1, 2, 3])).slice(0, -5), "input/truncated"],
    ["deep nesting", annotation("a.jpg", "<a>".repeat(100_000)), "input/too-deep"],
    ["another root", "<html><body/></html>", "input/bad-shape"],
    ["no element", "   \n", "input/empty"],
    ["names that do not match", "<annotation><object></annotation></object>", "input/not-xml"],
  ] as const)("refuses %s", async (_, xml, code) => {
    await expect(read({ "a.jpg": "", "a.xml": xml })).rejects.toEqual(throwsCode(code));
  });

  it("reads a document type without looking at it, other encodings, and CDATA as text", async () => {
    const plain = annotation("a.jpg", object("<![CDATA[<b>&lt;]]>", [0, 1, 2, 3]));
    const typed = plain.replace(
      "<annotation>",
      '<!DOCTYPE annotation SYSTEM "http://127.0.0.1:9/v.dtd"><annotation>',
    );
    expectObjects(await read({ "a.jpg": "", "a.xml": typed }), [["a.jpg", "<b>&lt;", 0, 1, 2, 2]]);
    const latin = annotation("a.jpg", object("ch\u00e2t", [0, 1, 2, 3])).replace(
      'version="1.0"',
      'version="1.0" encoding="ISO-8859-1"',
    );
    const bytes = new Uint8Array(Buffer.from(latin, "latin1"));
    expectObjects(await read({ "a.jpg": "", "a.xml": bytes }), [
      ["a.jpg", "ch\u00e2t", 0, 1, 2, 2],
    ]);
    const wide = new Uint8Array(
      Buffer.from(`\ufeff${annotation("a.jpg", object("ж", [0, 1, 2, 3]))}`, "utf16le"),
    );
    expectObjects(await read({ "a.jpg": "", "a.xml": wide }), [["a.jpg", "ж", 0, 1, 2, 2]]);
  });

  it("follows no name out of the folder", async () => {
    const truth = await read({
      "images/a.jpg": "",
      "xml/a.xml": annotation("../../../etc/passwd", object("cat", [0, 1, 2, 3])),
    });
    expect(truth.file).toEqual(["images/a.jpg"]);
    expect(problemCodes(truth)).toEqual(["path/outside"]);
  });
});

describeWithShared("blood cells in Pascal VOC", "data/bccd", (root) => {
  const access = folderInMemory(root);
  const readAll = async (options: ReadObjectOptions) => {
    const { all, images } = await listPaths(access, "");
    return readVocTruth(
      access,
      all.filter((path) => path.endsWith(".xml")),
      images,
      "bccd",
      options,
    );
  };

  it("reads the same boxes as its COCO file, counted from 0, and lists the one that is none", async () => {
    interface Coco {
      readonly images: readonly { id: number; file_name: string; width: number; height: number }[];
      readonly annotations: readonly { image_id: number; category_id: number; bbox: number[] }[];
      readonly categories: readonly { id: number; name: string }[];
    }
    const coco: Coco = JSON.parse(readFileSync(join(root, "instances.json"), "utf8"));
    const names = new Map(coco.categories.map(({ id, name }) => [id, name]));
    const wanted = coco.images.flatMap(({ id, file_name }) =>
      coco.annotations
        .filter(({ image_id }) => image_id === id)
        .map(
          ({ category_id, bbox }): SeenObject => [
            file_name,
            names.get(category_id) ?? "?",
            ...bbox,
          ],
        ),
    );
    expect(wanted).toHaveLength(1629);
    const truth = await readAll({ vocOneBased: "no" });
    expectObjects(truth, wanted, 0);
    expect(truth.problems.map(({ code }) => code)).toEqual(["annotations/box-empty"]);
    expect(truth.regions.widthPx.every((width) => width === 640)).toBe(true);
  });

  it("finds that pixels are counted from 1: no box begins at 0, and many touch the edges", async () => {
    const truth = await readAll({});
    expect(truth.roles.get("box")).toMatch(/counted from 1/);
    expect(truth.regions.objects.count).toBe(1629);
    expect(Math.min(...truth.regions.objects.box)).toBe(0);
  });
});
