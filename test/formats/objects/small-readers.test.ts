import { describe, expect, it } from "vitest";
import { readCamtrapObjects } from "../../../src/formats/camtrap-dp/camtrap-objects.js";
import { readCreatemlTruth } from "../../../src/formats/createml/read.js";
import { readBoxTable } from "../../../src/formats/csv-boxes/box-table.js";
import { readImagefolderObjects } from "../../../src/formats/hf-imagefolder/imagefolder-objects.js";
import { readLabelmeTruth } from "../../../src/formats/labelme/read.js";
import { throwsCode } from "../../support/throws-code.js";
import { attributesOf, problemCodes, textFiles, truthRows } from "../truth-view.js";
import { expectObjects, outlinesOf } from "./objects-view.js";

describe("objects of LabelMe", () => {
  const shape = (label: string, points: unknown, shape_type = "rectangle", more = {}) => ({
    label,
    points,
    shape_type,
    group_id: null,
    ...more,
  });
  const file = (shapes: readonly unknown[], imagePath = "a.jpg") => ({
    version: "5.0",
    flags: {},
    shapes,
    imagePath,
    imageData: null,
    imageWidth: 40,
    imageHeight: 30,
  });

  it("reads rectangles from any two corners, polygons, circles and groups", async () => {
    const access = textFiles({
      "json/a.json": file(
        [
          shape("cat", [
            [9, 8],
            [1, 2],
          ]),
          shape(
            "dog",
            [
              [0, 0],
              [4, 0],
              [4, 3],
            ],
            "polygon",
          ),
          shape(
            "eye",
            [
              [10, 10],
              [13, 14],
            ],
            "circle",
          ),
          shape(
            "cow",
            [
              [0, 0],
              [2, 0],
              [2, 2],
            ],
            "polygon",
            { group_id: 7 },
          ),
          shape(
            "cow",
            [
              [10, 0],
              [12, 0],
              [12, 2],
            ],
            "polygon",
            { group_id: 7 },
          ),
          shape("nose", [[1, 1]], "point"),
        ],
        "..\\images\\a.jpg",
      ),
      "json/b.json": file([], "b.jpg"),
    });
    const files = ["json/a.json", "json/b.json"];
    const truth = await readLabelmeTruth(access, files, ["images/a.jpg"], "folder");
    expectObjects(truth, [
      ["images/a.jpg", "cat", 1, 2, 8, 6],
      ["images/a.jpg", "dog", 0, 0, 4, 3],
      ["images/a.jpg", "eye", 5, 5, 10, 10],
      ["images/a.jpg", "cow", 0, 0, 12, 2],
    ]);
    expect([...truth.regions.objects.area].map((area) => Math.round(area * 1e6) / 1e6)).toEqual([
      48, 6, 78.539816, 4,
    ]);
    expect(outlinesOf(truth)[3]).toEqual([
      [0, 0, 2, 0, 2, 2],
      [10, 0, 12, 0, 12, 2],
    ]);
    expect(outlinesOf(truth)[0]).toEqual([]);
    expect(truthRows(truth)[1]).toEqual(["json/b.jpg", "empty"]);
    expect(problemCodes(truth)).toEqual(["annotations/not-an-object", "annotations/parts-joined"]);
  });

  it("lists broken shapes and files, and follows no path out of the folder", async () => {
    const access = textFiles({
      "a.json": file([
        shape("cat", [[1, 2]]),
        shape("", [
          [1, 2],
          [3, 4],
        ]),
        shape("x", [
          ["1", 2],
          [3, 4],
        ]),
      ]),
      "b.json": "{",
      "c.json": file(
        [
          shape("cat", [
            [1, 2],
            [3, 4],
          ]),
        ],
        "../../../etc/passwd",
      ),
      "d.json": file([], "http://127.0.0.1:9/a.jpg"),
    });
    const files = ["a.json", "b.json", "c.json", "d.json"];
    const truth = await readLabelmeTruth(access, files, ["a.jpg", "b.jpg"], "folder");
    expect(truthRows(truth).slice(0, 2)).toEqual([
      ["a.jpg", "unlabelled"],
      ["b.jpg", "unlabelled"],
    ]);
    expect(problemCodes(truth).sort()).toEqual([
      "annotations/file-unreadable",
      "annotations/no-label",
      "annotations/not-a-number",
      "annotations/outline-invalid",
      "path/outside",
      "path/remote",
    ]);
    await expect(readLabelmeTruth(access, ["b.json"], [], "folder")).rejects.toEqual(
      throwsCode("input/not-json"),
    );
  });
});

describe("objects of an imagefolder", () => {
  const read = (lines: readonly unknown[], more = {}) =>
    readImagefolderObjects(
      textFiles({
        "test/metadata.jsonl": lines.map((line) => JSON.stringify(line)).join("\n"),
        ...more,
      }),
      "",
      ["test/metadata.jsonl"],
    );

  it("reads lists side by side and lists of objects, names and numbers", async () => {
    const truth = await read(
      [
        {
          file_name: "a.jpg",
          width: 40,
          height: 30,
          site: "x",
          objects: { bbox: [[1, 2, 3, 4]], categories: [1], id: [7], area: [5] },
        },
        { file_name: "b.jpg", objects: [{ bbox: [5, 6, 7, 8], category: "cat" }] },
        { file_name: "c.jpg", objects: { bbox: [], categories: [] } },
        { file_name: "d.jpg" },
      ],
      { "classes.txt": "cat\ndog\n" },
    );
    expectObjects(truth, [
      ["test/a.jpg", "dog", 1, 2, 3, 4],
      ["test/b.jpg", "cat", 5, 6, 7, 8],
    ]);
    expect(truthRows(truth).slice(2)).toEqual([
      ["test/c.jpg", "empty"],
      ["test/d.jpg", "unlabelled"],
    ]);
    expect(attributesOf(truth, 0)).toEqual({ split: "test", site: "x" });
    expect(truth.regions.objects.area[0]).toBe(5);
    expect([...truth.regions.objectId]).toEqual([7, 1]);
  });

  it("lists what it leaves out, and refuses lines without objects", async () => {
    const truth = await read([
      { file_name: "a.jpg", objects: { bbox: [[1, 2, 3]], categories: [0] } },
      {
        file_name: "b.jpg",
        objects: {
          bbox: [
            [1, 2, 3, "4"],
            [1, 2, 3, 4],
          ],
          categories: [0, -1],
        },
      },
      { file_name: "c.jpg", objects: { bbox: [[1, 2, 3, 4]], categories: [0] } },
    ]);
    expectObjects(truth, [["test/c.jpg", "class 0", 1, 2, 3, 4]]);
    expect(problemCodes(truth)).toEqual([
      "annotations/wrong-type",
      "annotations/no-label",
      "annotations/name-invalid",
    ]);
    await expect(read([{ file_name: "a.jpg", label: "cat" }])).rejects.toEqual(
      throwsCode("annotations/no-objects"),
    );
  });
});

describe("objects of Create ML", () => {
  it("reads boxes by their centre", async () => {
    const access = textFiles({
      "valid/_annotations.createml.json": [
        {
          image: "a.jpg",
          annotations: [
            { label: "cat", coordinates: { x: 10, y: 20, width: 4, height: 6 } },
            { label: "cat", coordinates: { x: 1 } },
            {},
          ],
        },
        { image: "b.jpg", annotations: [] },
      ],
    });
    const truth = await readCreatemlTruth(access, "valid/_annotations.createml.json");
    expectObjects(truth, [["valid/a.jpg", "cat", 8, 17, 4, 6]]);
    expect(truthRows(truth)[1]).toEqual(["valid/b.jpg", "empty"]);
    expect(problemCodes(truth)).toEqual(["annotations/not-a-number", "annotations/no-label"]);
  });
});

describe("tables of boxes", () => {
  const read = (text: string, options = {}) =>
    readBoxTable(textFiles({ "b.csv": text }), "b.csv", options);

  it.each([
    ["filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,40,30,cat,1,2,4,6\n", "pixel"],
    ["file;label;x;y;w;h\na.jpg;cat;1;2;3;4\n", "pixel"],
    ["image,label,cx,cy,w,h\na.jpg,cat,2.5,4,3,4\n", "pixel"],
    ['image_id,label,bbox\na.jpg,cat,"[1.0, 2.0, 3.0, 4.0]"\n', "pixel"],
    [
      "img_fName,img_w,img_h,bbx_xtl,bbx_ytl,bbx_xbr,bbx_ybr,class_label\na.jpg,40,30,1,2,4,6,cat\n",
      "pixel",
    ],
  ])("reads the columns of %j", async (text, unit) => {
    const truth = await read(text);
    expectObjects(truth, [["a.jpg", "cat", 1, 2, 3, 4]]);
    expect(truth.regions.unit).toBe(unit);
    expect(truth.roles.get("box")).toMatch(/in pixels/);
    const hasSize = /width|img_w/.test(text);
    expect(truth.regions.widthPx[0]).toEqual(hasSize ? 40 : Number.NaN);
  });

  it("takes the one column whose words come again for the label, and says so", async () => {
    const row = (word: string, i: number) => `${i % 2}.jpg,${word},1,2,4,6`;
    const table = (name: string, words: readonly string[]) =>
      [`filename,${name},xmin,ymin,xmax,ymax`, ...words.map(row)].join("\n");
    const words = ["RBC", "RBC", "WBC", "RBC", "WBC", "RBC"];
    const truth = await read(table("cell_type", words));
    expect(truth.labelNames).toEqual(["RBC", "WBC"]);
    expect(truth.format.reason).toMatch(/"cell_type", the one other column/);
    expect(truth.roles.get("label")).toBe("cell_type");
    for (const other of [table("source", words), table("cell_type", words.slice(1))])
      expect((await read(other)).labelNames).toEqual(["object"]);
  });

  it("reads a table without names of columns, where images alone were found empty", async () => {
    const truth = await read("a.jpg,1,2,4,6,cat\nimg/b.jpg,,,,,\na.jpg,0,0,9,9,dog\n");
    expectObjects(truth, [
      ["a.jpg", "cat", 1, 2, 3, 4],
      ["a.jpg", "dog", 0, 0, 9, 9],
    ]);
    expect(truthRows(truth)[1]).toEqual(["img/b.jpg", "empty"]);
    expect([...truth.regions.objectId]).toEqual([1, 3]);
    expect(truth.format.reason).toMatch(/no line of names/);
    for (const other of ["a.jpg,1,2,4,6\n", "a.jpg,1,2,4,x,cat\n", "a.jpg,1,2,4,6,cat,0.5\n"])
      await expect(read(other)).rejects.toEqual(throwsCode("table/header"));
  });

  it("reads outlines in well-known text", async () => {
    const truth = await read(
      [
        "image_path,label,geometry",
        'a.png,Tree,"POLYGON ((1 2, 4 2, 4 6, 1 6, 1 2))"',
        'a.png,Tree,"MULTIPOLYGON (((0 0, 2 0, 2 2)), ((6 6, 8 6, 8 8)))"',
        'a.png,Pond,"POLYGON ((0 0, 9 0, 9 9, 0 0), (2 1, 3 1, 3 2, 2 1))"',
        'b.png,Tree,"POLYGON ((1 2, 4 x))"',
      ].join("\n"),
    );
    expectObjects(truth, [
      ["a.png", "Tree", 1, 2, 3, 4],
      ["a.png", "Tree", 0, 0, 8, 8],
      ["a.png", "Pond", 0, 0, 9, 9],
    ]);
    expect(outlinesOf(truth)).toEqual([
      [[1, 2, 4, 2, 4, 6, 1, 6]],
      [
        [0, 0, 2, 0, 2, 2],
        [6, 6, 8, 6, 8, 8],
      ],
      [],
    ]);
    expect(truthRows(truth)[1]).toEqual(["b.png", "unlabelled"]);
    expect(truth.problems.map(({ code, where }) => [code, where])).toEqual([
      ["annotations/outline-invalid", "b.csv, line 4"],
      ["annotations/outline-invalid", "b.csv, line 5"],
    ]);
  });

  it("takes numbers within 0 to 1 for fractions, joins the rows of an image, keeps attributes", async () => {
    const truth = await read(
      "file,site,label,x_center,y_center,width,height\na.jpg,s,cat,0.5,0.5,0.25,0.5\na.jpg,s,dog,0.25,0.5,0.5,0.5\nb.jpg,t,,,,,\n",
    );
    expectObjects(truth, [
      ["a.jpg", "cat", 0.375, 0.25, 0.25, 0.5],
      ["a.jpg", "dog", 0, 0.25, 0.5, 0.5],
    ]);
    expect(truth.regions.unit).toBe("fraction");
    expect(truthRows(truth)[1]).toEqual(["b.jpg", "unlabelled"]);
    expect(attributesOf(truth, 1)).toEqual({ site: "t" });
    expect([...truth.regions.objectId]).toEqual([2, 3]);
  });

  it("takes the user's word for columns, kinds and units", async () => {
    const columns = {
      image: "p",
      label: "q",
      box: ["a", "b", "c", "d"],
      kind: "corners",
      unit: "fraction",
    };
    const truth = await read("p,q,a,b,c,d\nx.jpg,cat,0,0,1,1\n", { columns });
    expectObjects(truth, [["x.jpg", "cat", 0, 0, 1, 1]]);
    expect(truth.regions.unit).toBe("fraction");
    const asWritten = "filename,class,xmin,ymin,xmax,ymax\na.jpg,cat,10,20,3,4\n";
    expectObjects(await read(asWritten, { boxes: "xywh" }), [["a.jpg", "cat", 10, 20, 3, 4]]);
  });

  it("lists rows that it leaves out", async () => {
    const truth = await read(
      'file,label,x,y,w,h\n,cat,1,2,3,4\na.jpg,cat,x,2,3,4\na.jpg,cat,"1,5",2,3,4\na.jpg,,1,2,3,4\na.jpg,cat,,,,\na.jpg,cat,1,2,,4\na.jpg,cat,1,2,0,4\n',
    );
    expect(truthRows(truth)).toEqual([["a.jpg", "unlabelled"]]);
    expect(truth.problems.map(({ code }) => code).sort()).toEqual([
      "annotations/box-empty",
      "annotations/no-box",
      "annotations/no-label",
      "annotations/not-a-number",
      "annotations/not-a-number",
      "annotations/number-format",
      "labels/no-file",
    ]);
  });

  it("says what is missing in a table without boxes", async () => {
    await expect(read("file,label\na.jpg,cat\n")).rejects.toEqual(
      throwsCode("annotations/no-objects"),
    );
    await expect(read("foo,label,x,y,w,h\nbar,cat,1,2,3,4\n")).rejects.toEqual(
      throwsCode("table/missing-column"),
    );
  });
});

describe("objects of Camtrap DP", () => {
  const HEADER =
    "observationID,deploymentID,mediaID,eventStart,eventEnd,observationLevel,observationType,scientificName,classificationMethod,bboxX,bboxY,bboxWidth,bboxHeight\n";
  const files = (rows: readonly string[]) => ({
    "datapackage.json": {
      resources: ["deployments", "media", "observations"].map((name) => ({
        name,
        path: `${name}.csv`,
      })),
    },
    "deployments.csv": "deploymentID,locationID\nd,here\n",
    "media.csv": `mediaID,deploymentID,timestamp,filePath,fileMediatype\n${["1", "2", "3", "4", "5"].map((id) => `${id},d,2020-01-01T00:00:00Z,${id}.jpg,image/jpeg\n`).join("")}`,
    "observations.csv": HEADER + rows.map((row) => `${row}\n`).join(""),
  });
  const row = (
    id: string,
    media: string,
    method: string,
    type: string,
    name: string,
    box: string,
    level = "media",
  ) =>
    `${id},d,${media},2020-01-01T00:00:00Z,2020-01-01T00:00:00Z,${level},${type},${name},${method},${box}`;

  it("reads what people marked in images, and only that", async () => {
    const truth = await readCamtrapObjects(
      textFiles(
        files([
          row("a", "1", "human", "animal", "Vulpes vulpes", "0.1,0.2,0.3,0.4"),
          row("b", "1", "machine", "animal", "Canis", "0.1,0.2,0.3,0.4"),
          row("c", "2", "human", "blank", "", ",,,"),
          row("d", "3", "human", "animal", "Vulpes vulpes", "0.1,0.2,0.3,0.4"),
          row("e", "3", "human", "animal", "Meles meles", ",,,"),
          row("f", "", "human", "animal", "Meles meles", ",,,", "event"),
          row("g", "4", "human", "animal", "Meles meles", "0.1,x,0.3,0.4"),
        ]),
      ),
      "datapackage.json",
    );
    expectObjects(truth, [["1.jpg", "Vulpes vulpes", 0.1, 0.2, 0.3, 0.4]]);
    expect(truth.regions.unit).toBe("fraction");
    expect(truthRows(truth).map(([, state]) => state)).toEqual([
      ["Vulpes vulpes"],
      "empty",
      "unlabelled",
      "unlabelled",
      "unlabelled",
    ]);
    expect(attributesOf(truth, 4)).toMatchObject({ location: "here" });
    expect(problemCodes(truth)).toEqual([
      "annotations/not-a-number",
      "labels/machine",
      "labels/event-level",
      "annotations/no-box",
    ]);
  });

  it("says where boxes of a machine belong", async () => {
    const access = textFiles(
      files([row("b", "1", "machine", "animal", "Canis", "0.1,0.2,0.3,0.4")]),
    );
    await expect(readCamtrapObjects(access, "datapackage.json")).rejects.toEqual(
      throwsCode("annotations/no-objects"),
    );
  });
});
