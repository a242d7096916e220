import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainPng } from "../support/png-writer.js";
import { type Ran, runHere } from "../support/run-here.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-convert-"));
  await mkdir(join(folder, "photos"));
  for (const name of ["a", "b", "c"]) {
    await writeFile(join(folder, `photos/${name}.png`), picture());
  }
  await writeFile(join(folder, "coco.json"), JSON.stringify(COCO));
  await writeFile(join(folder, "md.json"), JSON.stringify(DETECTIONS));
  await writeFile(
    join(folder, "labels.csv"),
    "file,label,site\na.png,cat,s1\nb.png,=dog,s2\nc.png,,s2\n",
  );
});
afterAll(() => rm(folder, { recursive: true }));

const [WIDTH, HEIGHT] = [40, 20];

function picture(): Uint8Array {
  return plainPng(WIDTH, HEIGHT, [9, 9, 9]);
}

const COCO = {
  images: ["a", "b"].map((name, i) => ({
    id: i + 1,
    file_name: `${name}.png`,
    width: WIDTH,
    height: HEIGHT,
  })),
  annotations: [
    { id: 1, image_id: 1, category_id: 1, bbox: [10, 5, 20, 10], area: 200, iscrowd: 0 },
    { id: 2, image_id: 1, category_id: 2, bbox: [0, 0, 40, 20], area: 800, iscrowd: 1 },
  ],
  categories: [
    { id: 1, name: "cat" },
    { id: 2, name: "dog" },
  ],
};

const DETECTIONS = {
  info: { format_version: "1.3", detector: "x" },
  detection_categories: { "1": "animal" },
  images: [
    { file: "a.png", detections: [{ category: "1", conf: 0.5, bbox: [0.25, 0.25, 0.5, 0.5] }] },
    { file: "b.png", detections: [] },
    { file: "c.png", failure: "cannot be read", detections: null },
  ],
};

const at = (path: string): string => join(folder, path);
const convert = (from: string, to: string, out: string, ...more: string[]): Promise<Ran> =>
  runHere(["convert", at(from), "--to", to, "--out", at(out), ...more]);

describe("homeground convert", () => {
  it("says what was read, what was written, and what the target cannot hold", async () => {
    const { status, out } = await convert("coco.json", "yolo", "yolo");
    expect(status).toBe(0);
    expect(out).toContain("2 images with 2 objects from");
    expect(out).toContain("2 images with 1 object to");
    expect(out).toContain(
      "1  regions of many objects are left out: YOLO's text files cannot mark them (convert/crowd)",
    );
    expect((await readdir(at("yolo"), { recursive: true })).sort()).toEqual([
      "convert.csv",
      "data.yaml",
      "labels",
      "labels/a.txt",
      "labels/b.txt",
      "val.txt",
    ]);
    expect(await readFile(at("yolo/labels/a.txt"), "utf8")).toBe("0 0.5 0.5 0.5 0.5\n");
    expect(await readFile(at("yolo/labels/b.txt"), "utf8")).toBe("");
    const list = await readFile(at("yolo/convert.csv"), "utf8");
    expect(list.split("\n")[0]).toBe("stage,code,count,what,where");
    expect(list).toMatch(/^write,convert\/crowd,1,/m);
  });

  it("writes one file where the format is one, and its list beside it", async () => {
    expect((await convert("coco.json", "cvat", "out/cvat.xml")).status).toBe(0);
    expect((await readdir(at("out"))).sort()).toEqual(["cvat.convert.csv", "cvat.xml"]);
    const { out } = await convert("coco.json", "csv-boxes", "boxes", "--json", "-");
    expect(JSON.parse(out)).toMatchObject({
      schema: "homeground.conversion/1",
      from: { format: "coco", kind: "truth", images: 2, objects: 2 },
      to: { format: "csv-boxes", images: 2, objects: 1, files: 1 },
      losses: [
        { code: "convert/crowd", count: 1 },
        { code: "convert/empty", count: 1 },
      ],
    });
    expect(await readFile(at("boxes/boxes.csv"), "utf8")).toContain("a.png,40,20,cat,10,5,30,15\n");
  });

  it("never writes over anything", async () => {
    await writeFile(at("there.json"), "mine");
    for (const out of ["there.json", "photos"]) {
      const { status, err } = await convert("coco.json", "coco", out);
      expect(status).toBe(1);
      expect(err).toContain("error output/not-written: ");
    }
    expect(await readFile(at("there.json"), "utf8")).toBe("mine");
  });

  it("takes sizes from the images where fractions must become pixels, and says so otherwise", async () => {
    const without = await convert("md.json", "csv-boxes", "none.csv");
    expect(without.status).toBe(1);
    expect(without.err).toMatch(
      /error input\/no-sizes: .*a\.png.*\(read as MegaDetector\).*--images/,
    );
    expect(await readdir(folder)).not.toContain("none.csv");
    const { status } = await convert("md.json", "csv-boxes", "some.csv", "--images", at("photos"));
    expect(status).toBe(0);
    expect(await readFile(at("some.csv"), "utf8")).toContain("a.png,40,20,animal,10,5,30,15,0.5\n");
    // Between formats of fractions no size is needed.
    expect((await convert("md.json", "yolo", "md-yolo")).status).toBe(0);
    expect(await readFile(at("md-yolo/labels/a.txt"), "utf8")).toBe("0 0.5 0.5 0.5 0.5 0.5\n");
  });

  it("brings places on a padded input back to the images, outlines too", async () => {
    // Images of 40 × 20 on an input of 80 × 80: twice as large, 20 pixels down where both sides are padded.
    await mkdir(at("padded"));
    await writeFile(at("padded/classes.txt"), "cat\n");
    await writeFile(at("padded/a.txt"), "0 40 40 40 20 0.5\n");
    const read = (out: string, value: string, ...more: string[]) =>
      convert("padded", "yolo", out, "--as", "predictions", "--prediction-boxes", value, ...more);
    const without = await read("p0", "letterboxed-80");
    expect(without.err).toMatch(/error input\/no-sizes: .*a.*padded input.*--images/);
    const images = ["--images", at("photos")];
    expect((await read("p1", "letterboxed-80", ...images)).status).toBe(0);
    expect(await readFile(at("p1/labels/a.txt"), "utf8")).toBe("0 0.5 0.5 0.5 0.5 0.5\n");
    await writeFile(at("padded/a.txt"), "0 40 20 40 20 0.5\n");
    expect((await read("p2", "letterboxed-topleft-80", ...images)).status).toBe(0);
    expect(await readFile(at("p2/labels/a.txt"), "utf8")).toBe("0 0.5 0.5 0.5 0.5 0.5\n");
    await writeFile(at("padded/a.txt"), "0 20 30 60 30 60 50 20 50 0.5\n");
    const outlines = ["--task", "instance-segmentation", ...images];
    expect((await read("p3", "letterboxed-80", ...outlines)).status).toBe(0);
    const [line] = (await readFile(at("p3/labels/a.txt"), "utf8")).split("\n");
    expect(line).toBe("0 0.25 0.25 0.75 0.25 0.75 0.75 0.25 0.75 0.5");
  });

  it("reads the scores of answers as it is told", async () => {
    const found = [{ image_id: 1, category_id: 2, bbox: [10, 5, 20, 10], score: 25 }];
    await writeFile(at("percent.json"), JSON.stringify(found));
    const said = ["--coco", at("coco.json"), "--prediction-scores", "percent"];
    expect((await convert("percent.json", "csv", "percent.csv", ...said)).status).toBe(0);
    expect(await readFile(at("percent.csv"), "utf8")).toContain("0.25");
  });

  it("converts COCO's results with the numbers explained, and refuses them otherwise", async () => {
    await writeFile(
      at("results.json"),
      JSON.stringify([{ image_id: 1, category_id: 2, bbox: [10, 5, 20, 10], score: 0.25 }]),
    );
    expect((await convert("results.json", "yolo", "r1")).err).toContain(
      "error input/unsupported: ",
    );
    const { status } = await convert("results.json", "yolo", "r2", "--coco", at("coco.json"));
    expect(status).toBe(0);
    expect(await readFile(at("r2/labels/a.txt"), "utf8")).toBe("1 0.5 0.5 0.5 0.5 0.25\n");
  });

  it("converts labels of whole images: a table, camera traps, and back", async () => {
    expect((await convert("labels.csv", "coco-camera-traps", "cct.json")).status).toBe(0);
    expect(JSON.parse(await readFile(at("cct.json"), "utf8"))).toMatchObject({
      images: [{ file_name: "a.png", site: "s1" }, { file_name: "b.png" }, { file_name: "c.png" }],
      annotations: [
        { image_id: "a.png", category_id: 1 },
        { image_id: "b.png", category_id: 2 },
      ],
      categories: [{ id: 0, name: "empty" }, { name: "cat" }, { name: "=dog" }],
    });
    expect((await convert("cct.json", "csv", "back.csv")).status).toBe(0);
    expect(await readFile(at("back.csv"), "utf8")).toBe(
      "file,label,site\na.png,cat,s1\nb.png,'=dog,s2\nc.png,,s2\n",
    );
    expect((await convert("labels.csv", "yolo", "no-boxes")).out).toContain(
      "2  images have labels of the whole image",
    );
  });

  it("makes a table of answers from detections", async () => {
    const { out, status } = await convert("md.json", "csv", "answers.csv");
    expect(status).toBe(0);
    expect(out).toContain("1  boxes are lost");
    const [head, first] = (await readFile(at("answers.csv"), "utf8")).split("\n");
    expect(head).toBe("file,predicted,score");
    expect(first).toBe("a.png,animal,0.5");
  });

  it("keeps points with their names, and says by field what was not read", async () => {
    const [first, ...more] = COCO.annotations;
    const data = {
      ...COCO,
      licenses: [{ id: 1, name: "CC0" }],
      categories: COCO.categories.map((one) => ({ ...one, keypoints: ["nose"] })),
      annotations: [{ ...first, keypoints: [1, 2, 1], num_keypoints: 1 }, ...more],
    };
    await writeFile(at("points.json"), JSON.stringify(data));
    const { out, status } = await convert("points.json", "coco", "points-out.json");
    expect(status).toBe(0);
    expect(out).toMatch(/Not read:\n {2}1 {2}file with licenses\n/);
    expect(JSON.parse(await readFile(at("points-out.json"), "utf8"))).toMatchObject({
      annotations: [{ keypoints: [1, 2, 1], num_keypoints: 1 }, {}],
      categories: [{ name: "cat", keypoints: ["nose"] }, { name: "dog" }],
    });
    expect(out).not.toContain("Nothing was lost");
    const list = await readFile(at("points-out.convert.csv"), "utf8");
    expect(list).toContain("not-read,annotations/not-read,1,licenses,");
    const told = await convert("points.json", "yolo", "points-yolo", "--json", "-");
    expect(JSON.parse(told.out)).toMatchObject({
      notRead: [{ field: "licenses", in: "file", count: 1 }],
      losses: [
        { code: "convert/crowd", count: 1 },
        { code: "convert/points", count: 1 },
      ],
    });
    const found = [
      { image_id: 1, category_id: 1, bbox: [10, 5, 20, 10], score: 0.5, keypoints: [3, 4, 0.25] },
    ];
    await writeFile(at("found.json"), JSON.stringify(found));
    await convert("found.json", "coco-results", "found-out.json", "--coco", at("points.json"));
    const [kept] = JSON.parse(await readFile(at("found-out.json"), "utf8"));
    expect(kept).toMatchObject({ bbox: [10, 5, 20, 10], keypoints: [3, 4, 0.25] });
    const plain = await convert("coco.json", "coco", "plain.json");
    expect(plain.out).toContain("Nothing was lost");
  });

  it("writes nothing where no object can be read, and says how many could not otherwise", async () => {
    const unread = COCO.annotations.map((one) => ({ ...one, category_id: 9 }));
    await writeFile(at("none.json"), JSON.stringify({ ...COCO, annotations: unread }));
    const none = await convert("none.json", "yolo", "none-out");
    expect(none.status).toBe(1);
    expect(none.err).toContain("error annotations/none-read: none of 2 objects could be read");
    expect(await readdir(folder)).not.toContain("none-out");
    const some = { ...COCO, annotations: [...COCO.annotations, ...unread] };
    await writeFile(at("some.json"), JSON.stringify(some));
    const { out, status } = await convert("some.json", "coco", "some-out.json");
    expect(status).toBe(0);
    expect(out).toContain("(2 of 4 could not be read)");
    expect(out).not.toContain("Nothing was lost");
  });

  it("says that nothing was lost only where nothing was worth saying while reading", async () => {
    await mkdir(at("labelme"), { recursive: true });
    const shape = {
      label: "fox",
      points: [
        [1, 2],
        [30, 40],
      ],
      shape_type: "rectangle",
    };
    const one = { imagePath: "a.jpg", imageWidth: 64, imageHeight: 48, shapes: [shape] };
    await writeFile(at("labelme/a.json"), JSON.stringify(one));
    await writeFile(at("labelme/b.json"), "");
    const { out } = await convert("labelme", "coco", "labelme-out.json");
    expect(out).toContain("annotations/file-unreadable");
    expect(out).not.toContain("Nothing was lost");
    expect(out).toContain("The format holds all that was read.");
  });

  it("refuses COCO boxes of which none is numbers: they are no labels of images", async () => {
    const quotedBoxes = COCO.annotations.map((one) => ({ ...one, bbox: one.bbox.map(String) }));
    await writeFile(at("quoted.json"), JSON.stringify({ ...COCO, annotations: quotedBoxes }));
    const { err, status } = await convert("quoted.json", "yolo", "quoted-out");
    expect(status).toBe(1);
    expect(err).toContain(
      "error annotations/none-read: none of 2 boxes and outlines could be read",
    );
  });

  it("reads texts of YOLO whose endings are in capitals", async () => {
    await mkdir(at("capitals/labels"), { recursive: true });
    await mkdir(at("capitals/images"), { recursive: true });
    await writeFile(at("capitals/classes.txt"), "fox\n");
    await writeFile(at("capitals/images/a.jpg"), "");
    await writeFile(at("capitals/labels/a.TXT"), "0 0.5 0.5 0.25 0.25\n");
    const { out, status } = await convert("capitals", "yolo", "capitals-out");
    expect([status, out]).toEqual([0, expect.stringContaining("1 image with 1 object")]);
  });

  it("writes nothing where the format can hold no label of an image", async () => {
    await writeFile(at("images.csv"), "file,label\na.jpg,cat\nb.jpg,dog\n");
    const { err, status } = await convert("images.csv", "voc", "images-out");
    expect(status).toBe(1);
    expect(err).toContain("error output/nothing-held: none of 2 images with labels can be written");
    expect(await readdir(folder)).not.toContain("images-out");
  });

  it("writes nothing where the format can hold no object", async () => {
    const crowds = COCO.annotations.map((one) => ({ ...one, iscrowd: 1 }));
    await writeFile(at("crowds.json"), JSON.stringify({ ...COCO, annotations: crowds }));
    const { err, status } = await convert("crowds.json", "yolo", "crowds-out");
    expect(status).toBe(1);
    expect(err).toContain("error output/nothing-held: none of 2 objects can be written as yolo");
    expect(await readdir(folder)).not.toContain("crowds-out");
  });

  it("does not turn annotations into predictions", async () => {
    const { status, err } = await convert("coco.json", "megadetector", "md-of-coco.json");
    expect(status).toBe(1);
    expect(err).toContain("error input/unsupported: ");
  });

  it("runs the example of its help", async () => {
    const help = (await runHere(["convert", "--help"])).out;
    const line = /Example:\n {2}homeground (.+)\n/.exec(help)?.[1] ?? "";
    const args = line
      .replace("annotations.json", at("coco.json"))
      .replace("--out yolo", `--out ${at("example")}`)
      .split(" ");
    expect((await runHere(args)).status).toBe(0);
    expect(await readFile(at("example/data.yaml"), "utf8")).toContain('  0: "cat"\n');
  });

  it.each([
    [["convert"], "usage/bad-option"],
    [["convert", "a", "--to", "yolo"], "usage/bad-option"],
    [["convert", "a", "--to", "word", "--out", "x"], "usage/bad-option"],
  ])("exits with 2 for %j", async (args, code) => {
    const { status, err } = await runHere(args);
    expect(status).toBe(2);
    expect(err).toContain(`error ${code}: `);
  });
});
