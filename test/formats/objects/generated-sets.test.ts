import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadObjectOptions } from "../../../src/formats/objects/object-options.js";
import { setOfTruth } from "../../../src/formats/objects/object-set.js";
import { inUnit } from "../../../src/formats/objects/select-set.js";
import {
  readImageTruth,
  readObjectPredictions,
  readObjectTruth,
} from "../../../src/formats/read.js";
import { FORMATS } from "../../../src/formats/registry.js";
import { textFiles, truthRows } from "../truth-view.js";
import { boxWithin, differences, type Given, type GivenImage, imagesOf } from "./set-view.js";

type Files = Readonly<Record<string, unknown>>;

/** How another project writes a set: the test's own writer, which shares no code with the readers. */
interface Generator {
  /** Id of the format, and what of it is generated. */
  readonly id: string;
  readonly what: string;
  readonly files: (images: readonly GivenImage[]) => Files;
  /** The file or folder to read. Default: the folder that holds all. */
  readonly path?: string;
  /** Names of labels that the format's files can hold. */
  readonly label?: fc.Arbitrary<string>;
  /** Whether a file says that nobody looked at an image. */
  readonly unlabelled?: true;
  /** What a user says where the files leave it open. */
  readonly options?: ReadObjectOptions;
  /** Endings of the images' names. Default `jpg`. */
  readonly ending?: string;
}

const SIZE = [640, 480] as const;
/** Words that a line of text between blanks can hold. */
const word = fc.constantFrom(
  "Car",
  "Pedestrian",
  "small-vehicle",
  "größer",
  "猫",
  "Person_sitting",
);
const phrase = fc.constantFrom("fox", "red fox", "größer", "猫", "it's", "a,b", 'say "hi"', "007");
const corners = ([x, y, w, h]: Given["box"]) => [x, y, x + w, y + h] as const;
const all = ({ objects }: GivenImage): readonly Given[] =>
  objects === "unlabelled" ? [] : objects;
const stem = (file: string) => file.replace(/\.\w+$/, "");
const namesOf = (images: readonly GivenImage[]): string[] => [
  ...new Set(images.flatMap((image) => all(image).map(({ label }) => label))),
];

/** Texts of YOLO beside the images, and what names the classes. */
function yolo(
  images: readonly GivenImage[],
  names: (labels: readonly string[]) => Files,
  line: (given: Given) => readonly number[] = ({ box: [x, y, w, h] }) => [
    (x + w / 2) / SIZE[0],
    (y + h / 2) / SIZE[1],
    w / SIZE[0],
    h / SIZE[1],
  ],
): Files {
  const labels = namesOf(images);
  const files: Record<string, unknown> = { ...names(labels) };
  for (const image of images) {
    files[`images/${image.file}`] = "";
    if (image.objects === "unlabelled") continue;
    const lines = all(image).map((one) => `${labels.indexOf(one.label)} ${line(one).join(" ")}\n`);
    files[`labels/${stem(image.file)}.txt`] = lines.join("");
  }
  return files;
}

const triangle = ({ box: [x, y, w, h] }: Given) =>
  [x, y, x + w, y, x + w, y + h].map((side, k) => side / SIZE[k % 2]!);

const GENERATORS: readonly Generator[] = [
  {
    id: "yolo",
    what: "data.yaml",
    label: phrase,
    unlabelled: true,
    files: (images) =>
      yolo(images, (labels) => ({
        "data.yaml": `train: images\nval: images\nnc: ${labels.length}\nnames: ${JSON.stringify(labels)}\n`,
      })),
  },
  {
    id: "yolo",
    what: "classes.txt",
    label: phrase,
    unlabelled: true,
    files: (images) => yolo(images, (labels) => ({ "classes.txt": labels.join("\r\n") })),
  },
  {
    id: "yolo",
    what: "obj.names and obj.data",
    label: phrase,
    unlabelled: true,
    files: (images) =>
      yolo(images, (labels) => ({
        "obj.data": `classes = ${labels.length}\ntrain = train.txt\nnames = obj.names\n`,
        "obj.names": `${labels.join("\n")}\n`,
        "train.txt": images.map(({ file }) => `images/${file}\n`).join(""),
      })),
  },
  {
    id: "yolo",
    what: "polygons",
    label: phrase,
    options: { yoloTask: "segment" },
    unlabelled: true,
    files: (images) =>
      yolo(
        images,
        (labels) => ({ "data.yaml": `train: images\nnames: ${JSON.stringify(labels)}\n` }),
        triangle,
      ),
  },
  {
    id: "createml",
    what: "a list of images",
    label: phrase,
    path: "a.json",
    files: (images) => ({
      "a.json": images.map((image) => ({
        image: image.file,
        annotations: all(image).map(({ label, box: [x, y, width, height] }) => ({
          label,
          coordinates: { x: x + width / 2, y: y + height / 2, width, height },
        })),
      })),
    }),
  },
  {
    id: "kitti",
    what: "label_2 beside image_2",
    label: word,
    unlabelled: true,
    ending: "png",
    files: (images) => {
      const files: Record<string, unknown> = {};
      for (const image of images) {
        files[`image_2/${image.file}`] = "";
        if (image.objects === "unlabelled") continue;
        files[`label_2/${stem(image.file)}.txt`] = all(image)
          .map(
            ({ label, box }) =>
              `${label} 0 0 -10 ${corners(box).join(" ")} -1 -1 -1 -1000 -1000 -1000 -10\n`,
          )
          .join("");
      }
      return files;
    },
  },
  {
    id: "dota",
    what: "labelTxt beside images",
    label: word,
    unlabelled: true,
    ending: "png",
    files: (images) => {
      const files: Record<string, unknown> = {};
      for (const image of images) {
        files[`images/${image.file}`] = "";
        if (image.objects === "unlabelled") continue;
        const lines = all(image).map(({ label, box }) => {
          const [x, y, right, bottom] = corners(box);
          return `${[x, y, right, y, right, bottom, x, bottom].join(" ")} ${label} 0\n`;
        });
        files[`labelTxt/${stem(image.file)}.txt`] =
          `imagesource:GoogleEarth\ngsd:null\n${lines.join("")}`;
      }
      return files;
    },
  },
  {
    id: "map-texts",
    what: "ground-truth beside images-optional",
    label: phrase.filter((text) => text !== "007"),
    unlabelled: true,
    files: (images) => {
      const files: Record<string, unknown> = {};
      for (const image of images) {
        files[`images-optional/${image.file}`] = "";
        if (image.objects === "unlabelled") continue;
        files[`ground-truth/${stem(image.file)}.txt`] = all(image)
          .map(({ label, box }) => `${label} ${corners(box).join(" ")}\n`)
          .join("");
      }
      return files;
    },
  },
  {
    id: "hf-imagefolder",
    what: "metadata.jsonl",
    label: phrase,
    path: "metadata.jsonl",
    files: (images) => ({
      "metadata.jsonl": images
        .map((image) =>
          JSON.stringify({
            file_name: image.file,
            width: SIZE[0],
            height: SIZE[1],
            objects: {
              bbox: all(image).map(({ box }) => box),
              categories: all(image).map(({ label }) => label),
            },
          }),
        )
        .join("\n"),
    }),
  },
];

/** Images of one size, one object at least among them. */
function imagesFor({ label = phrase, unlabelled, ending = "jpg" }: Generator) {
  const object = fc.record({ label, box: boxWithin(false) });
  const objects = fc.oneof(
    { weight: 4, arbitrary: fc.array(object, { maxLength: 4 }) },
    { weight: unlabelled ? 1 : 0, arbitrary: fc.constant("unlabelled" as const) },
  );
  return fc
    .array(objects, { minLength: 1, maxLength: 5 })
    .filter((list) => list.some((one) => one !== "unlabelled" && one.length > 0))
    .map((list) =>
      list.map(
        (given, i): GivenImage => ({
          file: `bild ${i}&ß.${ending}`,
          size: SIZE,
          objects: given,
        }),
      ),
    );
}

describe("a set that another program wrote", () => {
  it("is generated for each format that is read and not written here", () => {
    const made = new Set(GENERATORS.map(({ id }) => id));
    const unwritten = FORMATS.filter(({ write }) => write === undefined).map(({ id }) => id);
    expect(unwritten.filter((id) => !made.has(id))).toEqual(["class-folders"]);
  });

  it.each(GENERATORS)("is read as it was meant: $id, $what", async (generator) => {
    await fc.assert(
      fc.asyncProperty(imagesFor(generator), async (images) => {
        const access = textFiles(generator.files(images));
        const truth = await readObjectTruth(access, generator.path ?? "", {
          ...generator.options,
          outlines: true,
        });
        expect(truth.format.id).toBe(generator.id);
        expect(truth.objectsNotRead).toBe(0);
        expect(truth.notRead).toEqual([]);
        const set = setOfTruth(truth);
        const [widthPx, heightPx] = SIZE.map((side) => set.widthPx.map(() => side));
        const sized = inUnit({ ...set, widthPx: widthPx!, heightPx: heightPx! }, "pixel");
        const read = imagesOf(sized).map((image) => ({
          ...image,
          file: image.file.replace(/^.*\//, ""),
          objects: image.objects === "unlabelled" ? image.objects : bare(image.objects),
        }));
        expect(differences(read, images, 1e-6)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("in class folders has the folders' names as labels", async () => {
    const sets = fc.array(
      fc.tuple(
        phrase.filter((one) => !one.includes('"')),
        fc.nat(3),
      ),
      {
        minLength: 2,
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        sets.filter((list) => new Set(list.map(([label]) => label)).size > 1),
        async (list) => {
          const given = list.map(
            ([label, k], i) => [`${label}/bild ${i}_${k}.jpg`, label] as const,
          );
          const truth = await readImageTruth(
            textFiles(Object.fromEntries(given.map(([path]) => [path, ""]))),
            "",
          );
          expect(new Map(truthRows(truth))).toEqual(
            new Map(given.map(([path, label]) => [path, [label]])),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [
      "KITTI",
      "kitti",
      (label: string, box: Given["box"], score: number) =>
        `${label} -1 -1 -10 ${corners(box).join(" ")} -1 -1 -1 -1000 -1000 -1000 -10 ${score}\n`,
    ],
    [
      "Cartucho's mAP",
      "map-texts",
      (label: string, box: Given["box"], score: number) =>
        `${label} ${score} ${corners(box).join(" ")}\n`,
    ],
  ] as const)("of %s with scores is what a model said", async (_, id, line) => {
    const scored = fc.array(
      fc.array(
        fc.record({
          label: word,
          box: boxWithin(false),
          score: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        {
          maxLength: 4,
        },
      ),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(
        scored.filter((list) => list.some((one) => one.length > 0)),
        async (list) => {
          const files: Record<string, unknown> = {};
          for (const [i, found] of list.entries()) {
            files[`data/${i}.txt`] = found
              .map(({ label, box, score }) => line(label, box, score))
              .join("");
          }
          const read = await readObjectPredictions(textFiles(files), "");
          expect(read.format.id).toBe(id);
          expect([...read.objects.score]).toEqual(list.flat().map(({ score }) => score));
          expect([...read.objects.label].map((code) => read.labelNames[code])).toEqual(
            list.flat().map(({ label }) => label),
          );
          expect(read.rowCount).toBe(list.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Objects without their outlines: of generated ones the box says all. */
function bare(objects: readonly Given[]): readonly Given[] {
  return objects.map(({ parts: _, ...rest }) => rest);
}
