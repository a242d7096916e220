import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { KNOWN_FORMATS } from "../../src/formats/known/registry.js";
import { readImageTruth, readObjectPredictions, readObjectTruth } from "../../src/formats/read.js";
import { readObjectSet } from "../../src/formats/read-object-set.js";
import { textFiles } from "./truth-view.js";

const POLYGON = "<polygon><pt><x>1</x><y>2</y></pt></polygon>";

/** A file of each format, made up after its specification. */
const FILES: readonly (readonly [name: string, path: string, content: unknown])[] = [
  [
    "Supervisely",
    "ann/a.jpg.json",
    {
      description: "",
      tags: [],
      size: { height: 4, width: 4 },
      objects: [{ classTitle: "fox", geometryType: "rectangle", points: { exterior: [[0, 0]] } }],
    },
  ],
  ["Supervisely", "meta.json", { classes: [{ title: "fox", shape: "rectangle" }], tags: [] }],
  ["KITTI with decimal commas", "a.txt", `Car 0,5 0 1,5 3 1 5 2 1 1 3 -1,5 2 5 1\n`],
  ["DOTA with decimal commas", "a.txt", "3,5 1 5,5 1 5,5 2 3,5 2 plane 0\n"],
  ["mAP with decimal commas", "a.txt", "cat 1,5 2,5 3,5 4,5\n"],
  ["Labelbox", "export.ndjson", '{"data_row":{"id":"x"},"media_attributes":{},"projects":{}}\n'],
  [
    "Supervisely",
    "a.pcd.json",
    {
      description: "",
      key: "k",
      tags: [],
      objects: [{ key: "o", classTitle: "car" }],
      figures: [],
    },
  ],
  [
    "Labelbox",
    "export.json",
    { ID: "x", "Labeled Data": "https://a/b.jpg", Label: { objects: [] } },
  ],
  [
    "Labelbox",
    "import.json",
    [{ dataRow: { id: "x" }, name: "fox", uuid: "u", bbox: { top: 1, left: 1 } }],
  ],
  ["Labelbox", "export.json", [{ ID: "x", "Labeled Data": "https://a/b.jpg", Label: {} }]],
  [
    "Darwin of V7",
    "a.json",
    { version: "2.0", schema_ref: "", item: { name: "a.jpg" }, annotations: [] },
  ],
  ["Darwin of V7", "a.json", { dataset: "d", image: { filename: "a.jpg" }, annotations: [] }],
  [
    "OpenMMLab (MMOCR, MMPretrain, MMDetection)",
    "textrecog.json",
    {
      metainfo: { dataset_type: "TextRecogDataset", task_name: "textrecog" },
      data_list: [{ img_path: "a.jpg", instances: [{ text: "EXIT" }] }],
    },
  ],
  [
    "OpenMMLab (MMOCR, MMPretrain, MMDetection)",
    "ann.json",
    {
      metainfo: { categories: [{ category_name: "fox", id: 0 }] },
      data_list: [{ img_path: "a.jpg", gt_label: 0 }],
    },
  ],
  [
    "VGG Image Annotator",
    "via.json",
    { "a.jpg12": { filename: "a.jpg", size: 12, regions: [], file_attributes: {} } },
  ],
  ["VGG Image Annotator", "p.json", { _via_settings: {}, _via_img_metadata: {} }],
  [
    "VGG Image Annotator",
    "via.csv",
    "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\n",
  ],
  ["Datumaro", "default.json", { info: {}, categories: {}, items: [] }],
  ["Cityscapes", "a_polygons.json", { imgHeight: 4, imgWidth: 4, objects: [{ label: "road" }] }],
  [
    "BDD100K and Scalabel",
    "det.json",
    [{ name: "a.jpg", labels: [{ category: "car", box2d: { x1: 0, y1: 0, x2: 1, y2: 1 } }] }],
  ],
  ["VoTT", "a-asset.json", { asset: { name: "a.jpg" }, regions: [], version: "2.2.0" }],
  ["SuperAnnotate", "a.json", { metadata: { name: "a.jpg" }, instances: [], tags: [] }],
  [
    "PaliGemma",
    "_annotations.train.jsonl",
    '{"image":"a.jpg","prefix":"detect fox","suffix":"<loc0001><loc0002><loc0003><loc0004> fox"}\n',
  ],
  [
    "SageMaker Ground Truth",
    "boxes.manifest",
    '{"source-ref":"s3://a/b.jpg","cats":{"annotations":[]},"cats-metadata":{"objects":[]}}\n',
  ],
  ["SageMaker Ground Truth", "out.manifest", '{"source-ref":"s3://a/b.jpg","class":0}\n'],
  [
    "LabelMe's old XML",
    "a.xml",
    `<annotation><filename>a.jpg</filename><object><name>fox</name>${POLYGON}</object></annotation>`,
  ],
  ["UA-DETRAC", "MVI_1.xml", '<sequence name="MVI_1"><frame num="1"/></sequence>'],
  [
    "VIAME",
    "d.csv",
    "# 1: Detection or Track-id,  2: Video or Image Identifier\n0,a.jpg,0,1,2,3\n",
  ],
  ["WIDER FACE", "wider_face_val_bbx_gt.txt", "0--Parade/a.jpg\n1\n449 330 122 149 0 0 0 0 0 0\n"],
  ["RetinaFace", "label.txt", "# 0--Parade/a.jpg\n345 211 4 4\n331 126 3 3\n"],
  [
    "the tables of Camtrap DP without their package",
    "observations.csv",
    "\uFEFFobservationID,deploymentID,mediaID,observationType,scientificName\no1,d1,m1,animal,Vulpes vulpes\n",
  ],
  [
    "the tables of Camtrap DP without their package",
    "media.csv",
    "mediaID,deploymentID,filePath,fileMediatype\nm1,d1,a.jpg,image/jpeg\n",
  ],
  ["KITTI tracking", "0000.txt", "0 -1 Car 0 0 -1 1 2 3 4 1 1 1 1 1 1 1\n"],
  ["VisDrone", "a.txt", "684,8,273,116,0,0,0,0\n406,119,265,70,0,0,0,0\n"],
  ["MOT Challenge", "gt/gt.txt", "1,1,912,484,97,109,0,7,1\n2,1,912,484,97,109,0,7,1\n"],
  ["MOT Challenge", "det.txt", "1,-1,794.2,47.5,71.2,174.8,67.5,-1,-1,-1\n"],
  [
    "ICDAR's text localisation",
    "gt_img_1.txt",
    "377,117,463,117,465,130,378,130,Genaxis\n1,2,3,4,5,6,7,8,###\n",
  ],
  ["ICDAR's text localisation", "gt_img_2.txt", "\uFEFF377,117,463,117,465,130,378,130,Café, 5\n"],
  [
    "Homeground's model cards",
    "m.json",
    { card: "homeground.model-card/1", labels: [], input: {} },
  ],
  [
    "Hugging Face's and timm's configurations",
    "config.json",
    { architectures: [], model_type: "x" },
  ],
  ["ICDAR's text localisation", "gt_3.txt", '38, 43, 920, 215, "Tiredness"\n'],
];

const refusal = async (reading: Promise<unknown>) => {
  const error = await reading.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!isHomegroundError(error)) throw error ?? new Error("it was read");
  return { code: error.code, what: error.what };
};

describe("formats that are known and not read", () => {
  it.each(FILES)("refuses %s by name: %s", async (name, path, content) => {
    const access = textFiles({ [path]: content });
    const own = KNOWN_FORMATS.find((format) => format.name === name)?.what;
    const what = own ?? `this is of ${name}, which is not read`;
    const wanted = { code: "input/unsupported", what };
    if (name.endsWith("decimal commas")) {
      expect(await refusal(readObjectPredictions(access, ""))).toEqual(wanted);
    }
    for (const place of [path, ""]) {
      expect(await refusal(readImageTruth(access, place))).toEqual(wanted);
      expect(await refusal(readObjectTruth(access, place))).toEqual(wanted);
      expect(await refusal(readObjectSet(access, place))).toEqual(wanted);
    }
  });

  it("has a file here for each", () => {
    const names = new Set(FILES.map(([name]) => name));
    expect(new Set(KNOWN_FORMATS.map(({ name }) => name))).toEqual(names);
  });
});
