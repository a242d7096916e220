import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import type { ImageTruth } from "../../src/formats/import-types.js";
import type { ObjectPredictions } from "../../src/formats/objects/object-types.js";
import { readImageTruth, readObjectPredictions, readObjectTruth } from "../../src/formats/read.js";
import { type ReadSet, readObjectSet } from "../../src/formats/read-object-set.js";
import { ownTables } from "../../src/web/app/own-tables.js";
import { createSession } from "../../src/web/session/session.js";
import type { SessionHost } from "../../src/web/session/session-host.js";
import { textFiles } from "./truth-view.js";

type Files = Readonly<Record<string, unknown>>;

const BOX = "0 0.5 0.5 0.25 0.25\n";
const NAMES = "names: [fox, hare]\n";
const COCO = {
  images: [{ id: 1, file_name: "a.jpg", width: 40, height: 40 }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 }],
  categories: [{ id: 1, name: "fox" }],
};
const VOC =
  "<annotation><filename>a.jpg</filename><size><width>40</width><height>40</height></size><object><name>fox</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object></annotation>";
const LABELME = (file: string) => ({
  version: "5.0",
  imagePath: file,
  imageWidth: 40,
  imageHeight: 40,
  shapes: [
    {
      label: "fox",
      points: [
        [1, 2],
        [3, 4],
      ],
      shape_type: "rectangle",
    },
  ],
});
const CVAT =
  '<annotations><version>1.1</version><image id="0" name="a.jpg" width="40" height="40"><box label="fox" xtl="1" ytl="2" xbr="3" ybr="4" occluded="0"/></image></annotations>';
const STUDIO = [
  {
    id: 1,
    data: { image: "/data/upload/1/a.jpg" },
    annotations: [
      {
        id: 1,
        result: [
          {
            id: "x",
            type: "rectanglelabels",
            from_name: "label",
            to_name: "image",
            original_width: 40,
            original_height: 40,
            value: { x: 1, y: 2, width: 3, height: 4, rectanglelabels: ["fox"] },
          },
        ],
      },
    ],
  },
];
const CREATEML = [
  {
    image: "a.jpg",
    annotations: [{ label: "fox", coordinates: { x: 9, y: 9, width: 4, height: 4 } }],
  },
];
const KITTI = "Car 0 0 1.5 1 2 3 4 1 1 1 0 0 0 0\n";
const DOTA = "imagesource:GoogleEarth\ngsd:0.1\n0 0 4 0 4 4 0 4 plane 0\n";
const PACKAGE = {
  "datapackage.json": {
    resources: ["deployments", "media", "observations"].map((name) => ({
      name,
      path: `${name}.csv`,
    })),
  },
  "deployments.csv": "deploymentID\nd\n",
  "media.csv":
    "mediaID,deploymentID,timestamp,filePath,fileMediatype\nm,d,2024-01-01T00:00:00Z,a.jpg,image/jpeg\n",
  "observations.csv":
    "observationID,deploymentID,mediaID,observationLevel,observationType,scientificName,bboxX,bboxY,bboxWidth,bboxHeight,classificationMethod\no,d,m,media,animal,Vulpes vulpes,0.1,0.1,0.2,0.2,human\n",
};

const OPEN_IMAGES =
  "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\na,xclick,/m/0fox,1,0.1,0.5,0.1,0.5,0,0,0,0,0\n";

type Case = readonly [id: string, what: string, files: Files, path?: string];

/** Sets with objects: the same format for labels of images, for objects, in a conversion, in the app. */
const OBJECTS: readonly Case[] = [
  [
    "yolo",
    "data.yaml and split folders",
    {
      "data.yaml": `path: .\ntrain: images/train\nval: images/val\n${NAMES}`,
      "images/train/a.jpg": "",
      "images/val/b.jpg": "",
      "labels/train/a.txt": BOX,
      "labels/val/b.txt": BOX,
    },
  ],
  [
    "yolo",
    "its data.yaml by name",
    {
      "data.yaml": `train: images\n${NAMES}`,
      "images/a.jpg": "",
      "labels/a.txt": BOX,
    },
    "data.yaml",
  ],
  [
    "yolo",
    "a data file of another name",
    {
      "coco8.yaml": `path: ../datasets/coco8\ntrain: images/train\n${NAMES}`,
      "images/train/a.jpg": "",
      "labels/train/a.txt": BOX,
    },
  ],
  [
    "yolo",
    "Darknet's obj.data",
    {
      "obj.data": "classes = 2\ntrain = data/train.txt\nnames = data/obj.names\nbackup = backup/\n",
      "obj.names": "fox\nhare\n",
      "train.txt": "data/obj_train_data/a.jpg\n",
      "obj_train_data/a.jpg": "",
      "obj_train_data/a.txt": BOX,
    },
  ],
  ["yolo", "classes.txt beside", { "classes.txt": "fox\nhare\n", "a.jpg": "", "a.txt": BOX }],
  [
    "yolo",
    "Label Studio's export",
    {
      "classes.txt": "fox\nhare\n",
      "notes.json": { categories: [{ id: 0, name: "fox" }], info: {} },
      "images/a.jpg": "",
      "labels/a.txt": BOX,
    },
  ],
  ["yolo", "no names", { "images/a.jpg": "", "labels/a.txt": BOX }],
  [
    "yolo",
    "folders of other names",
    {
      "classes.txt": "fox\nhare\n",
      "pictures/a.jpg": "",
      "boxes/a.txt": BOX,
    },
  ],
  [
    "yolo",
    "Roboflow's parts",
    {
      "data.yaml": `train: ../train/images\nval: ../valid/images\n${NAMES}`,
      "train/images/a.jpg": "",
      "train/labels/a.txt": BOX,
      "valid/images/b.jpg": "",
      "valid/labels/b.txt": BOX,
      "README.roboflow.txt": "exported\n",
    },
  ],
  [
    "yolo",
    "Roboflow's Darknet",
    {
      "train/_darknet.labels": "fox\nhare\n",
      "train/a.jpg": "",
      "train/a.txt": BOX,
      "valid/_darknet.labels": "fox\nhare\n",
      "valid/b.jpg": "",
      "valid/b.txt": BOX,
    },
  ],
  [
    "yolo",
    "images in folders named as classes are",
    {
      "classes.txt": "fox\nhare\n",
      "fox/a.jpg": "",
      "fox/a.txt": BOX,
      "hare/b.jpg": "",
      "hare/b.txt": BOX,
    },
  ],
  ["coco", "a file", { "a.jpg": "", "x.json": COCO }, "x.json"],
  ["coco", "in a folder", { "images/a.jpg": "", "annotations/instances.json": COCO }],
  [
    "coco",
    "Roboflow's parts",
    {
      "train/_annotations.coco.json": COCO,
      "train/a.jpg": "",
      "valid/_annotations.coco.json": COCO,
      "valid/a.jpg": "",
    },
  ],
  [
    "voc",
    "two files",
    {
      "JPEGImages/a.jpg": "",
      "JPEGImages/b.jpg": "",
      "Annotations/a.xml": VOC,
      "Annotations/b.xml": VOC.replace("a.jpg", "b.jpg"),
    },
  ],
  ["cvat", "a file", { "images/a.jpg": "", "annotations.xml": CVAT }],
  [
    "labelme",
    "two files",
    {
      "a.jpg": "",
      "b.jpg": "",
      "a.json": LABELME("a.jpg"),
      "b.json": LABELME("b.jpg"),
    },
  ],
  ["label-studio", "a file", { "a.jpg": "", "export.json": STUDIO }],
  ["createml", "a file", { "a.jpg": "", "x.json": CREATEML }],
  [
    "createml",
    "Roboflow's name",
    { "train/a.jpg": "", "train/_annotations.createml.json": CREATEML },
  ],
  [
    "kitti",
    "two folders",
    {
      "training/image_2/000000.png": "",
      "training/image_2/000001.png": "",
      "training/label_2/000000.txt": KITTI,
      "training/label_2/000001.txt": KITTI,
    },
  ],
  [
    "dota",
    "two folders",
    {
      "images/P0.png": "",
      "images/P1.png": "",
      "labelTxt/P0.txt": DOTA,
      "labelTxt/P1.txt": DOTA,
    },
  ],
  [
    "map-texts",
    "Cartucho's folders",
    {
      "images-optional/a.jpg": "",
      "images-optional/b.jpg": "",
      "ground-truth/a.txt": "fox 1 2 3 4\n",
      "ground-truth/b.txt": "red fox 1 2 3 4\n",
    },
  ],
  [
    "csv-boxes",
    "corners",
    {
      "a.jpg": "",
      "boxes.csv": "file,label,xmin,ymin,xmax,ymax\na.jpg,fox,1,2,3,4\n",
    },
  ],
  [
    "csv-boxes",
    "x1, y1, w, h",
    {
      "a.jpg": "",
      "boxes.csv": "file,label,x1,y1,w,h\na.jpg,fox,1,2,3,4\n",
    },
  ],
  [
    "csv-boxes",
    "Open Images",
    {
      "a.jpg": "",
      "train-bbox.csv": OPEN_IMAGES,
    },
    "train-bbox.csv",
  ],
  [
    "csv-boxes",
    "Open Images with its names",
    { "a.jpg": "", "class-descriptions.csv": "/m/0fox,Fox\n", "train-bbox.csv": OPEN_IMAGES },
    "train-bbox.csv",
  ],
  [
    "csv-boxes",
    "Open Images, in a folder",
    {
      "a.jpg": "",
      "train-bbox.csv": OPEN_IMAGES,
    },
  ],
  [
    "hf-imagefolder",
    "boxes in its metadata",
    {
      "a.jpg": "",
      "metadata.jsonl":
        '{"file_name": "a.jpg", "objects": {"bbox": [[1, 2, 3, 4]], "categories": ["fox"]}}\n',
    },
  ],
  ["camtrap-dp", "a package", { "a.jpg": "", ...PACKAGE }],
];

/** Sets with labels of whole images. */
const LABELS: readonly Case[] = [
  ["csv", "a table", { "a.jpg": "", "labels.csv": "file,label\na.jpg,fox\n" }, "labels.csv"],
  ["class-folders", "folders", { "fox/a.jpg": "", "hare/b.jpg": "" }],
];

const HOST = { signal: new AbortController().signal } as unknown as SessionHost;

/** What the app reads of dropped files: the first that are labels, otherwise the folders. */
async function inApp(files: Files, task: "detection" | "classification"): Promise<string> {
  const session = createSession(HOST);
  const blobs = Object.entries({ ...files, "predictions.csv": PREDICTIONS[task] });
  const told = await session.addFiles(
    new Map(
      blobs.map(([path, text]) => [
        path,
        new Blob([typeof text === "string" ? text : JSON.stringify(text)]),
      ]),
    ),
  );
  const path = ownTables(told, "labels")[0]?.path ?? "";
  const { format, rows } = await session.readLabels({ path, task }, "predictions.csv");
  return `${format.id}, ${rows} rows`;
}

const PREDICTIONS = {
  classification: "file,predicted\na.jpg,fox\n",
  detection: "file,label,score,xmin,ymin,xmax,ymax\na.jpg,fox,0.5,1,2,3,4\n",
};

/** What was read, in one line: the format and the number of images. */
const lineOf = async (
  reading: Promise<ImageTruth | ObjectPredictions | ReadSet | string>,
): Promise<string> => {
  try {
    const read = await reading;
    if (typeof read === "string") return read;
    return `${read.format.id}, ${"set" in read ? read.set.imageCount : read.rowCount} rows`;
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return `${error.code}: ${error.what}`;
  }
};

const named = (cases: readonly Case[]) =>
  cases.map(([id, what, files, path = ""]) => ({ id, what, files, path }));

describe("one recogniser", () => {
  it.each(named(OBJECTS))(
    "takes $id for the same everywhere: $what",
    async ({ id, files, path }) => {
      const access = textFiles(files);
      const read = await lineOf(readImageTruth(access, path));
      expect(read).toMatch(new RegExp(`^${id}, `));
      expect({
        detection: await lineOf(readObjectTruth(access, path)),
        convert: await lineOf(readObjectSet(access, path)),
        app: await lineOf(inApp(files, "classification")),
        appDetection: await lineOf(inApp(files, "detection")),
      }).toEqual({ detection: read, convert: read, app: read, appDetection: read });
    },
  );

  it.each(named(LABELS))(
    "takes $id for the same everywhere: $what",
    async ({ id, files, path }) => {
      const access = textFiles(files);
      const read = await lineOf(readImageTruth(access, path));
      expect(read).toMatch(new RegExp(`^${id}, `));
      expect(await lineOf(readObjectSet(access, path))).toBe(read);
      expect(await lineOf(inApp(files, "classification"))).toBe(read);
    },
  );
});

/** Files and folders of what a model found. */
const DETECTIONS: readonly Case[] = [
  [
    "label-studio",
    "tasks with predictions alone",
    {
      "t.json": STUDIO.map(({ annotations, ...task }) => ({
        ...task,
        annotations: [],
        predictions: annotations.map((one) => ({ ...one, score: 0.5 })),
      })),
    },
    "t.json",
  ],
  [
    "megadetector",
    "a file",
    {
      "md.json": {
        images: [{ file: "a.jpg", detections: [] }],
        detection_categories: { "1": "animal" },
      },
    },
    "md.json",
  ],
  [
    "speciesnet",
    "a file",
    { "s.json": { predictions: [{ filepath: "a.jpg", detections: [] }] } },
    "s.json",
  ],
  [
    "csv-boxes",
    "a table with scores",
    { "p.csv": "file,label,score,xmin,ymin,xmax,ymax\na.jpg,fox,0.5,1,2,3,4\n" },
    "p.csv",
  ],
  [
    "coco-results",
    "a COCO data set with scores",
    {
      "p.json": { ...COCO, annotations: COCO.annotations.map((one) => ({ ...one, score: 0.5 })) },
    },
    "p.json",
  ],
  [
    "yolo-predictions",
    "texts with a confidence",
    { "classes.txt": "fox\n", "labels/a.txt": "0 .5 .5 .5 .5 .9\n" },
  ],
  ["kitti", "lines with a score", { "data/000000.txt": KITTI.replace("\n", " 0.5\n") }],
];

describe("one recogniser of predictions", () => {
  it.each(named(DETECTIONS))("takes $id as predictions: $what", async ({ id, files, path }) => {
    const access = textFiles(files);
    const read = await lineOf(readObjectPredictions(access, path));
    expect(read).toBe(`${id}, 1 rows`);
    const converted = await readObjectSet(access, path);
    expect(converted.set.kind).toBe("predictions");
    expect(await lineOf(Promise.resolve(converted))).toBe(read);
  });
});
