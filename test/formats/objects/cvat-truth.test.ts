import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCvatTruth } from "../../../src/formats/cvat/read.js";
import { matchFiles } from "../../../src/formats/match-files.js";
import { bitmapOfRowRuns, runsOfCrop } from "../../../src/formats/objects/mask-runs.js";
import { throwsCode } from "../../support/throws-code.js";
import { attributesOf, problemCodes, textFiles, truthRows } from "../truth-view.js";
import { expectObjects, outlinesOf } from "./objects-view.js";

const read = (xml: string, images: readonly string[] = []) =>
  readCvatTruth(textFiles({ "annotations.xml": xml }), "annotations.xml", { images });

const META =
  "<meta><task><labels><label><name>cat</name></label><label><name>R&amp;D</name></label></labels></task></meta>";
const image = (body: string, name = "a.jpg", id = 0) =>
  `<image id="${id}" name="${name}" width="8" height="6" subset="val">${body}</image>`;

describe("CVAT ground truth", () => {
  it("reads boxes, polygons and the order of labels; an image without shapes is empty", async () => {
    const truth = await read(
      `<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version>${META}
      ${image('<box label="R&amp;D" xtl="1" ytl="2.5" xbr="4" ybr="5"><attribute name="x">y</attribute></box><polygon label="cat" points="0,0;4,0;4,3"/>')}
      <!-- </image> -->
      ${image("", "sub\\b.jpg", 1)}</annotations>`,
    );
    expectObjects(truth, [
      ["a.jpg", "R&D", 1, 2.5, 3, 2.5],
      ["a.jpg", "cat", 0, 0, 4, 3],
    ]);
    expect(truth.labelNames).toEqual(["cat", "R&D"]);
    expect([...truth.regions.objects.area]).toEqual([7.5, 6]);
    expect(outlinesOf(truth)).toEqual([[], [[0, 0, 4, 0, 4, 3]]]);
    expect(truthRows(truth)[1]).toEqual(["sub/b.jpg", "empty"]);
    expect(attributesOf(truth, 0)).toEqual({ split: "val" });
    expect(truth.line[1]).toBe(4);
    expect(truth.problems).toEqual([]);
  });

  it("turns boxes about their centre, and keeps the corners", async () => {
    const truth = await read(
      `<annotations>${image('<box label="cat" xtl="2" ytl="2" xbr="6" ybr="4" rotation="90"/><box label="cat" xtl="0" ytl="0" xbr="2" ybr="2" rotation="45"/>')}</annotations>`,
    );
    // A quarter turn of 4 × 2 about (4, 3) is 2 × 4 about it; the diagonal of 2 × 2 is √8.
    const half = Math.SQRT2;
    expectObjects(truth, [
      ["a.jpg", "cat", 3, 1, 2, 4],
      ["a.jpg", "cat", 1 - half, 1 - half, 2 * half, 2 * half],
    ]);
    const [corners = []] = outlinesOf(truth)[0] ?? [];
    // Clockwise: the top left corner goes to the top right.
    expect(corners.map((v) => Math.round(v * 1e9) / 1e9)).toEqual([5, 1, 5, 5, 3, 5, 3, 1]);
    expect(truth.regions.objects.area[1]).toBeCloseTo(4, 12);
    expect(truth.problems.map(({ code, what }) => [code, what.slice(0, 7)])).toEqual([
      ["annotations/rotation", "2 boxes"],
    ]);
  });

  it("reads masks along the rows, as runs down the columns, and ellipses", async () => {
    // The crop of 3 × 2 at (2, 1):  0 1 1
    //                               1 0 0
    const truth = await read(
      `<annotations>${image('<mask label="cat" rle="1, 3, 2" left="2" top="1" width="3" height="2"/><ellipse label="cat" cx="4" cy="3" rx="2" ry="1"/>')}</annotations>`,
    );
    expectObjects(truth, [
      ["a.jpg", "cat", 2, 1, 3, 2],
      ["a.jpg", "cat", 2, 2, 4, 2],
    ]);
    // Columns of 6: (2, 2) is 14, (3, 1) is 19, (4, 1) is 25; 48 pixels.
    expect(outlinesOf(truth)[0]).toEqual([[14, 1, 4, 1, 5, 1, 22]]);
    expect(truth.regions.objects.area[0]).toBe(3);
    expect(truth.regions.objects.area[1]).toBeCloseTo(2 * Math.PI, 12);
  });

  it("counts what is no object, and lists what is broken", async () => {
    const truth = await read(
      `<annotations>${image('<tag label="cat"/><points label="cat" points="1,1"/><points label="cat" points="1,1"/><box label="cat" xtl="x" ytl="2" xbr="6" ybr="4"/><box label="cat" xtl="3" ytl="2" xbr="1" ybr="4"/><polygon label="cat" points="1,1;2,2"/><mask label="cat" rle="1,2" left="0" top="0" width="3" height="2"/><mask label="cat" rle="6" left="7" top="0" width="3" height="2"/><box xtl="1" ytl="2" xbr="6" ybr="4"/>')}</annotations>`,
    );
    expect(truth.regions.objects.count).toBe(0);
    expect(truthRows(truth)).toEqual([["a.jpg", "unlabelled"]]);
    expect(truth.problems.map(({ code }) => code).sort()).toEqual([
      "annotations/box-invalid",
      "annotations/looks-like-xywh",
      "annotations/no-label",
      "annotations/not-a-number",
      "annotations/not-an-object",
      "annotations/outline-invalid",
      "annotations/outline-invalid",
      "annotations/outline-invalid",
    ]);
  });

  it("reads tracks: boxes between frames, until one is outside", async () => {
    const box = (frame: number, left: number, more = "") =>
      `<box frame="${frame}" outside="0" keyframe="1" xtl="${left}" ytl="0" xbr="${left + 2}" ybr="2" ${more}/>`;
    const truth = await read(
      `<annotations><meta><task><start_frame>0</start_frame><stop_frame>8</stop_frame><frame_filter>step=2</frame_filter><original_size><width>64</width><height>48</height></original_size></task></meta>
      <track id="0" label="cat">${box(0, 0)}${box(6, 30)}<box frame="8" outside="1" keyframe="1" xtl="30" ytl="0" xbr="32" ybr="2"/></track></annotations>`,
      ["video/frame_000002.PNG", "video/frame_000004.PNG"],
    );
    expectObjects(truth, [
      ["frame_000000", "cat", 0, 0, 2, 2],
      ["video/frame_000002.PNG", "cat", 10, 0, 2, 2],
      ["video/frame_000004.PNG", "cat", 20, 0, 2, 2],
      ["frame_000006", "cat", 30, 0, 2, 2],
    ]);
    expect(truthRows(truth)[4]).toEqual(["frame_000008", "empty"]);
    expect(truth.regions.widthPx[4]).toBe(64);
  });

  describe("an export of a project", () => {
    const of = (name: string, subset: string, task: number, body = "", id = 0) =>
      `<image id="${id}" name="${name}" subset="${subset}" task_id="${task}" width="8" height="6">${body}</image>`;
    const box = '<box label="cat" xtl="1" ytl="1" xbr="3" ybr="3"/>';

    it("tells images of one name apart by their subsets, as the files of the export are", async () => {
      const truth = await read(
        `<annotations>${of("frame_000000", "Train", 3, box)}${of("b.jpg", "Train", 3)}${of("frame_000000", "Val", 4)}</annotations>`,
      );
      expect(truthRows(truth)).toEqual([
        ["images/Train/frame_000000", ["cat"]],
        ["b.jpg", "empty"],
        ["images/Val/frame_000000", "empty"],
      ]);
      expect(attributesOf(truth, 2)).toEqual({ split: "Val" });
      expect(problemCodes(truth)).toEqual([]);
      const files = ["x/images/Val/frame_000000.PNG", "x/images/Train/frame_000000.PNG"];
      const { fileOf } = matchFiles(
        truth.file,
        files.map((path) => ({ path })),
      );
      expect([...fileOf]).toEqual([1, -1, 0]);
    });

    it("refuses two tasks of one subset with the same name, and says both", async () => {
      const two = `<annotations>${of("a.jpg", "Train", 3)}\n${of("a.jpg", "Train", 4)}</annotations>`;
      await expect(read(two)).rejects.toThrow(
        /a\.jpg.*task 3 \(line 1\).*task 4 \(line 2\).*"Train"/,
      );
      await expect(read(two)).rejects.toThrow(throwsCode("input/ambiguous"));
    });

    it("joins what one task lists twice", async () => {
      const truth = await read(
        `<annotations>${of("a.jpg", "Train", 3, box)}${of("a.jpg", "Train", 3, box)}</annotations>`,
      );
      expect(truth.rowCount).toBe(1);
      expect(problemCodes(truth)).toEqual(["annotations/duplicate-image"]);
    });

    it("finds a file in the folder of its subset where the name alone does not", async () => {
      const truth = await read(
        `<annotations>${of("a.jpg", "Val", 3)}${of("b.jpg", "Val", 3, "", 1)}</annotations>`,
        ["images/Val/a.jpg", "thumbs/a.jpg", "images/Val/b.jpg"],
      );
      expect(truth.file).toEqual(["images/Val/a.jpg", "b.jpg"]);
    });

    it("counts the frames of each video by itself", async () => {
      const task = (id: number, subset: string, stop: number) =>
        `<task><id>${id}</id><subset>${subset}</subset><start_frame>0</start_frame><stop_frame>${stop}</stop_frame></task>`;
      const track = (id: number, subset: string, left: number) =>
        `<track id="0" label="cat" task_id="${id}" subset="${subset}"><box frame="1" outside="0" xtl="${left}" ytl="0" xbr="9" ybr="2"/></track>`;
      const project = (second: string) =>
        `<annotations><meta><project><id>1</id><tasks>${task(7, "Train", 1)}${task(8, second, 2)}</tasks></project></meta>${track(7, "Train", 1)}${track(8, second, 5)}</annotations>`;
      const truth = await read(project("Val"), ["images/Val/frame_000001.PNG"]);
      expectObjects(truth, [
        ["images/Train/frame_000001", "cat", 1, 0, 8, 2],
        ["images/Val/frame_000001.PNG", "cat", 5, 0, 4, 2],
      ]);
      expect(truthRows(truth).map(([file]) => file)).toEqual([
        "images/Train/frame_000000",
        "images/Train/frame_000001",
        "images/Val/frame_000000",
        "images/Val/frame_000001.PNG",
        "frame_000002",
      ]);
      await expect(read(project("Train"))).rejects.toThrow(
        /task 7 \(frame 0\).*task 8 \(frame 0\)/,
      );
    });
  });

  it("takes frames of images by their number, and makes up no outlines", async () => {
    const truth = await read(
      `<annotations>${image("", "x.jpg", 0)}${image("", "y.jpg", 1)}${image("", "z.jpg", 2)}<track label="cat"><polygon frame="0" points="0,0;4,0;4,3" outside="0"/><polygon frame="2" points="1,0;4,0;4,3" outside="0"/></track></annotations>`,
    );
    expect(truthRows(truth)).toEqual([
      ["x.jpg", ["cat"]],
      ["y.jpg", "unlabelled"],
      ["z.jpg", ["cat"]],
    ]);
    expect(problemCodes(truth)).toEqual(["annotations/no-box"]);
  });

  it("fills no more frames between shapes than memory holds", async () => {
    const far = Array.from(
      { length: 3 },
      () =>
        '<track label="cat"><box frame="0" xtl="0" ytl="0" xbr="1" ybr="1"/><box frame="9999999" xtl="0" ytl="0" xbr="1" ybr="1" outside="1"/></track>',
    );
    await expect(read(`<annotations>${far.join("")}</annotations>`)).rejects.toEqual(
      throwsCode("input/too-large"),
    );
  });

  it("gives the pixels of a crop their places in the image, as a plain loop does", () => {
    const crops = fc
      .record({
        left: fc.nat(3),
        top: fc.nat(3),
        width: fc.integer({ min: 1, max: 5 }),
        height: fc.integer({ min: 1, max: 5 }),
        right: fc.nat(3),
        bottom: fc.nat(3),
      })
      .chain((place) =>
        fc.tuple(
          fc.constant(place),
          fc.uint8Array({
            minLength: place.width * place.height,
            maxLength: place.width * place.height,
            max: 1,
          }),
        ),
      );
    fc.assert(
      fc.property(crops, ([place, crop]) => {
        const [w, h] = [
          place.left + place.width + place.right,
          place.top + place.height + place.bottom,
        ];
        const runs = runsOfCrop(crop, place, w, h);
        expect(runs.reduce((a, b) => a + b, 0)).toBe(w * h);
        const bits = [...runs].flatMap((run, i) => new Array(run).fill(i % 2));
        const wanted = Array.from({ length: w * h }, (_, at) => {
          const [x, y] = [Math.floor(at / h) - place.left, (at % h) - place.top];
          const isIn = x >= 0 && y >= 0 && x < place.width && y < place.height;
          return isIn ? crop[y * place.width + x] : 0;
        });
        expect(bits).toEqual(wanted);
        expect(runs.slice(1, -1).every((run) => run > 0)).toBe(true);
      }),
    );
    expect(bitmapOfRowRuns([1, 2, 3], 3, 2)).toEqual(Uint8Array.of(0, 1, 1, 0, 0, 0));
    expect(bitmapOfRowRuns([1, 2], 3, 2)).toBe(null);
    expect(bitmapOfRowRuns([7, -1], 3, 2)).toBe(null);
  });
});
