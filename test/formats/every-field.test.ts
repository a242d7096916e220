import { describe, expect, it } from "vitest";
import { cellText, type Table } from "../../src/core/table.js";
import type { LeftAside } from "../../src/formats/import-types.js";
import { MEGADETECTOR_ANSWER_FIELDS } from "../../src/formats/megadetector/fields.js";
import { setOfTruth } from "../../src/formats/objects/object-set.js";
import type { ObjectTruth } from "../../src/formats/objects/object-types.js";
import {
  readImagePredictions,
  readObjectPredictions,
  readObjectTruth,
} from "../../src/formats/read.js";
import { FORMATS } from "../../src/formats/registry.js";
import { SPECIESNET_ANSWER_FIELDS } from "../../src/formats/speciesnet/fields.js";
import { written } from "./objects/set-view.js";
import { textFiles } from "./truth-view.js";

/** An annotation file of each format with every field that its specification names, each saying something. */
const WHOLE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  coco: {
    "all.json": {
      info: { year: 2024, contributor: "me" },
      licenses: [{ id: 1, name: "CC0" }],
      images: [
        {
          id: 7,
          file_name: "a.jpg",
          coco_url: "http://x/a.jpg",
          flickr_url: "http://y/a.jpg",
          url: "http://z/a.jpg",
          width: 100,
          height: 60,
          license: 1,
          date_captured: "2024-05-01",
          neg_category_ids: [4],
          not_exhaustive_category_ids: [],
        },
      ],
      annotations: [
        {
          id: 5,
          image_id: 7,
          category_id: 3,
          bbox: [10, 10, 20, 30],
          area: 600,
          iscrowd: 0,
          segmentation: [[10, 10, 30, 10, 30, 40, 10, 40]],
          attributes: { occluded: true, colour: "red" },
          sex: "female",
          sequence_level_annotation: true,
          caption: "a cat",
          file_name: "mask.png",
          ignore: 1,
          keypoints: [1, 1, 2],
          num_keypoints: 1,
          score: 0.5,
          segments_info: [{ id: 1 }],
        },
        { id: 6, image_id: 7, category_id: 3, bbox_relative: [0.5, 0.5, 0.25, 0.25] },
      ],
      categories: [
        {
          id: 3,
          name: "cat",
          supercategory: "animal",
          color: [1, 2, 3],
          def: "a pet",
          frequency: "f",
          image_count: 1,
          instance_count: 1,
          isthing: 1,
          keypoints: ["nose"],
          skeleton: [[1, 2]],
          synonyms: ["puss"],
          synset: "cat.n.01",
        },
        { id: 4, name: "dog" },
      ],
    },
  },
  voc: {
    "a.xml": `<annotation><folder>f</folder><filename>a.jpg</filename><path>/x/a.jpg</path>
      <source><database>D</database><annotation>A</annotation><image>flickr</image><flickrid>1</flickrid></source>
      <owner><flickrid>x</flickrid><name>me</name></owner>
      <size><width>100</width><height>60</height><depth>1</depth></size><segmented>1</segmented>
      <object><name>cat</name><pose>Left</pose><truncated>1</truncated><occluded>1</occluded><difficult>1</difficult>
      <bndbox><xmin>11</xmin><ymin>11</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>
      <polygon><x1>11</x1><y1>11</y1><x2>30</x2><y2>11</y2><x3>30</x3><y3>40</y3></polygon>
      <part><name>head</name><bndbox><xmin>11</xmin><ymin>11</ymin><xmax>12</xmax><ymax>12</ymax></bndbox></part>
      <actions><running>1</running></actions><point><x>1</x><y>1</y></point></object></annotation>`,
  },
  cvat: {
    "all.xml": `<annotations><version>1.1</version>
      <meta><dumped>2024</dumped><task><id>1</id><name>t</name><size>1</size><mode>annotation</mode><overlap>5</overlap>
      <bugtracker>b</bugtracker><created>c</created><updated>u</updated><flipped>False</flipped><subset>Train</subset>
      <start_frame>0</start_frame><stop_frame>0</stop_frame><frame_filter>step=1</frame_filter><source>v.mp4</source>
      <owner><username>me</username></owner><assignee>you</assignee><segments><segment><id>1</id></segment></segments>
      <original_size><width>100</width><height>60</height></original_size>
      <labels><label><name>cat</name></label></labels></task></meta>
      <image id="0" name="a.jpg" width="100" height="60" subset="Train" task_id="1">
      <tag label="night" source="auto" group_id="2"><attribute name="how">dark</attribute></tag>
      <box label="cat" source="auto" occluded="1" group_id="3" xtl="10" ytl="10" xbr="30" ybr="40" rotation="5" z_order="2"><attribute name="colour">red</attribute></box>
      <polygon label="cat" occluded="0" points="1,1;5,1;5,5"/><ellipse label="cat" cx="20" cy="20" rx="3" ry="2"/>
      <mask label="cat" rle="0, 4" left="1" top="1" width="2" height="2"/>
      <points label="cat" points="1,1"/><polyline label="cat" points="1,1;2,2"/><skeleton label="cat"/><cuboid label="cat"/></image>
      <track id="0" label="cat" source="auto" group_id="1" task_id="1" subset="Train"><box frame="0" outside="0" occluded="0" keyframe="1" xtl="1" ytl="1" xbr="4" ybr="4"/></track>
      </annotations>`,
  },
  labelme: {
    "a.json": {
      version: "5.4.1",
      flags: { night: true, day: false },
      lineColor: [0, 255, 0, 128],
      fillColor: [255, 0, 0, 128],
      imagePath: "a.jpg",
      imageData: "AAAA",
      imageHeight: 60,
      imageWidth: 100,
      shapes: [
        {
          label: "cat",
          points: [
            [10, 10],
            [30, 40],
          ],
          group_id: 1,
          description: "asleep",
          shape_type: "rectangle",
          flags: { hidden: true },
          mask: "AA",
          line_color: [1],
          fill_color: [2],
        },
      ],
    },
  },
  createml: {
    "all.json": [
      {
        image: "a.jpg",
        imagefilename: "a.jpg",
        annotation: [],
        site: "north",
        annotations: [
          {
            label: "cat",
            coordinates: { x: 20, y: 25, width: 20, height: 30 },
            colour: "red",
          },
        ],
      },
    ],
  },
  "hf-imagefolder": {
    "metadata.jsonl": JSON.stringify({
      file_name: "a.jpg",
      width: 100,
      height: 60,
      site: "north",
      objects: {
        bbox: [[10, 10, 20, 30]],
        categories: ["cat"],
        id: [4],
        area: [600],
        colour: ["red"],
      },
    }),
  },
};

const fieldsOf = (id: string) => FORMATS.find((format) => format.id === id)!.fields;

/** A table of Camtrap DP with a column for each field, and a row that says something in each. */
function camtrapTable(table: string, said: Readonly<Record<string, string>>): string {
  const { kept, notRead } = fieldsOf("camtrap-dp");
  const columns = [...Object.keys(kept), ...notRead]
    .filter((path) => path.startsWith(`${table}.`))
    .map((path) => path.slice(table.length + 1));
  return `${columns.join(",")}\n${columns.map((name) => said[name] ?? "1").join(",")}\n`;
}

const CAMTRAP = {
  "datapackage.json": {
    profile:
      "https://rs.gbif.org/sandbox/data-packages/camtrap-dp/1.0/profile/camtrap-dp-profile.json",
    resources: ["deployments", "media", "observations"].map((name) => ({
      name,
      path: `${name}.csv`,
    })),
    ...Object.fromEntries(
      fieldsOf("camtrap-dp")
        .notRead.filter((path) => !path.includes("."))
        .map((name) => [name, "said"]),
    ),
  },
  "deployments.csv": camtrapTable("deployments", { deploymentID: "d" }),
  "media.csv": camtrapTable("media", {
    mediaID: "m",
    deploymentID: "d",
    timestamp: "2024-05-01T10:00:00Z",
    filePath: "a.jpg",
    fileName: "a.jpg",
    filePublic: "true",
    fileMediatype: "image/jpeg",
  }),
  "observations.csv": camtrapTable("observations", {
    observationID: "o",
    deploymentID: "d",
    mediaID: "m",
    eventStart: "2024-05-01T10:00:00Z",
    eventEnd: "2024-05-01T10:00:01Z",
    observationLevel: "media",
    observationType: "animal",
    scientificName: "Vulpes vulpes",
    bboxX: "0.25",
    bboxY: "0.25",
    bboxWidth: "0.5",
    bboxHeight: "0.5",
    classificationMethod: "human",
  }),
};

/** Fields of a place of Label Studio that are not read, each saying something. */
const studio = (place: string) =>
  Object.fromEntries(
    fieldsOf("label-studio")
      .notRead.filter((path) => path.startsWith(place) && /^\w+$/.test(path.slice(place.length)))
      .map((path) => [path.slice(place.length), path.endsWith("allow_skip") ? false : 7]),
  );

const MORE: typeof WHOLE = {
  yolo: {
    "data.yaml":
      "path: .\ntrain: images\nval: images\nvalid: images\ntest: images\nnc: 1\nnames: [cat]\ntask: pose\nkpt_shape: [1, 2]\nkpt_names: [nose]\nflip_idx: [0]\ndownload: x.zip\nroboflow: {project: p}\n",
    "images/a.jpg": "",
    "labels/a.txt": "0 0.5 0.5 0.25 0.25 0.5 0.5\n",
  },
  kitti: {
    "label_2/a.txt":
      "Car 0.5 1 0.3 10 10 30 40 1.5 1.6 3.5 1 2 30 0.4\nDontCare -1 -1 -10 50 5 60 9 -1 -1 -1 -1000 -1000 -1000 -10\n",
    "image_2/a.png": "",
  },
  dota: {
    "labelTxt/a.txt":
      "imagesource:GoogleEarth\nacquisition dates:2016-05-04\ngsd:0.12\n10 10 30 10 30 40 10 40 ship 1\n",
    "images/a.png": "",
  },
  "map-texts": {
    "ground-truth/a.txt": "cat 10 10 30 40\ncat 50 10 60 40 difficult\n",
    "images-optional/a.png": "",
  },
  "camtrap-dp": CAMTRAP,
  "label-studio": {
    "tasks.json": [
      {
        id: 1,
        data: { image: "a.jpg", site: "north" },
        ...studio("[]."),
        annotations: [
          {
            id: 2,
            was_cancelled: false,
            ground_truth: false,
            ...studio("[].annotations[]."),
            result: [
              {
                id: "r",
                type: "rectanglelabels",
                value: { x: 10, y: 10, width: 20, height: 30, rectanglelabels: ["cat"] },
                parentID: "g",
                original_width: 100,
                original_height: 60,
                image_rotation: 0,
                from_name: "label",
                to_name: "image",
                origin: "manual",
                ...studio("[].annotations[].result[]."),
              },
            ],
          },
        ],
        completions: [],
        predictions: [],
      },
    ],
  },
};

const ALL: typeof WHOLE = { ...WHOLE, ...MORE };

const read = (id: string): Promise<ObjectTruth> => {
  const files = ALL[id]!;
  const [only = ""] = Object.keys(files);
  const place = only.endsWith(".txt") ? "" : only;
  return readObjectTruth(textFiles(files), place, { outlines: true, points: true });
};

/** Cells of the row of a table, by column. */
const rowOf = ({ columns }: Table, row: number) =>
  Object.fromEntries([...columns].map(([name, column]) => [name, cellText(column, row)]));

/** Formats of answers and tables, which have their own tests below, and those whose fields are of a path. */
const OTHERS = [
  "coco-results",
  "coco-panoptic",
  "csv-boxes",
  "csv",
  "megadetector",
  "speciesnet",
  "class-folders",
  "mask-images",
  "deeplabcut",
  "sleap",
];

it("has a file with every field for each format", () => {
  const named = FORMATS.filter(({ fields }) => fields !== fieldsOf("coco")).map(({ id }) => id);
  expect(["coco", ...named].sort()).toEqual([...Object.keys(ALL), ...OTHERS].sort());
});

describe.each(Object.keys(ALL))("a file of %s with every field", (id) => {
  it("names each field of the format", () => {
    const text = JSON.stringify(ALL[id]);
    const { kept, notRead } = fieldsOf(id);
    const synonyms = new Set([
      "bboxes",
      "boxes",
      "box",
      "category",
      "category_id",
      "label",
      "labels",
    ]);
    const missing = [...Object.keys(kept), ...notRead]
      .filter((path) => !path.startsWith("line: ")) // what stands under no name
      .map((path) => path.split(/[./@]|: /).at(-1)!)
      .filter((name) => !text.includes(name) && !(id === "hf-imagefolder" && synonyms.has(name)));
    expect(missing).toEqual([]);
  });

  it("says exactly those that are not read, and the rest is kept", async () => {
    const { notRead = [] } = await read(id);
    expect(notRead.map(({ field }) => field).sort()).toEqual([...fieldsOf(id).notRead].sort());
    for (const { count } of notRead) expect(count).toBeGreaterThan(0);
  });

  it("loses no attribute in a conversion without saying so", async () => {
    const given = setOfTruth(await read(id));
    const [widthPx, heightPx] = [given.widthPx.map(() => 100), given.heightPx.map(() => 60)];
    const set = { ...given, widthPx, heightPx };
    const own = [...set.objectAttributes.columns.keys()];
    for (const { id: to, write } of FORMATS) {
      if (write === undefined || write.holds.scores === "needed") continue;
      const { texts, losses } = written(set, to);
      const all = [...texts.values()].join("\n");
      const lost = losses.map(({ what }) => what).join("\n");
      // An object that is left out goes with all that was said of it.
      if (lost.includes("are left out")) continue;
      const silent = own.filter((name) => !all.includes(name) && !lost.includes(name));
      expect([to, silent]).toEqual([to, []]);
    }
  });
});

describe("what is kept as attributes", () => {
  it("of objects", async () => {
    const attributes = async (id: string) => rowOf((await read(id)).regions.attributes!, 0);
    expect(await attributes("coco")).toEqual({ occluded: "true", colour: "red", sex: "female" });
    expect(await attributes("voc")).toEqual({ pose: "Left", truncated: "1", occluded: "1" });
    expect(await attributes("cvat")).toEqual({ occluded: "1", colour: "red" });
    expect(await attributes("labelme")).toEqual({ description: "asleep", hidden: "true" });
    expect(await attributes("createml")).toEqual({ colour: "red" });
    expect(await attributes("hf-imagefolder")).toEqual({ colour: "red" });
  });

  it("of images, for slices", async () => {
    const attributes = async (id: string) => rowOf((await read(id)).attributes, 0);
    expect(await attributes("coco")).toMatchObject({ license: "1", date_captured: "2024-05-01" });
    expect(await attributes("createml")).toEqual({ site: "north" });
    expect(await attributes("hf-imagefolder")).toEqual({ site: "north" });
  });

  it("of labels, from COCO to COCO", async () => {
    const { texts } = written(setOfTruth(await read("coco")), "coco");
    expect(texts.get("annotations.json")).toContain('"name":"cat","supercategory":"animal"');
  });

  it("of boxes in a table, where they differ within an image", async () => {
    const table = [
      "ImageID,Source,LabelName,XMin,XMax,YMin,YMax,IsOccluded,IsGroupOf",
      "a,xclick,cat,0.1,0.5,0.2,0.6,1,0",
      "a,xclick,cat,0.2,0.5,0.2,0.6,0,0",
    ].join("\n");
    const truth = await readObjectTruth(textFiles({ "oi.csv": table }), "oi.csv");
    expect(rowOf(truth.regions.attributes!, 0)).toEqual({ IsOccluded: "1" });
    expect(rowOf(truth.regions.attributes!, 1)).toEqual({ IsOccluded: "0" });
    expect(rowOf(truth.attributes, 0)).toEqual({ Source: "xclick", IsGroupOf: "0" });
  });
});

it("COCO's results count what is no part of a detection", async () => {
  const files = {
    "c.json": WHOLE["coco"]!["all.json"],
    "r.json": [
      { image_id: 7, category_id: 3, bbox: [1, 1, 2, 2], score: 0.5, id: 1, area: 4, iscrowd: 0 },
      { image_id: 7, category_id: 3, bbox: [1, 1, 2, 2], score: 0.5, keypoints: [1, 1, 2] },
      { image_id: 7, category_id: 3, bbox: [1, 1, 2, 2] },
    ],
  };
  const access = textFiles(files);
  const { coco } = await readObjectTruth(access, "c.json");
  const found = await readObjectPredictions(access, "r.json", { coco: coco! });
  expect(found.notRead?.map(({ field, count }) => [field, count])).toEqual([
    ["[].id", 1],
    ["[].area", 1],
    ["[].keypoints", 1],
  ]);
  expect(found.objectsNotRead).toBe(1);
});

it("tables and records of detections count what is no part of an answer", async () => {
  const table =
    "file,label,score,xmin,ymin,xmax,ymax,site\na,cat,0.5,0,0,2,2,north\nb,,0.5,0,0,2,2,\n";
  const ofTable = await readObjectPredictions(textFiles({ "d.csv": table }), "d.csv");
  expect(ofTable.notRead).toEqual([{ field: "site", in: "row", count: 1, where: "d.csv" }]);
  expect([ofTable.objectsNotRead, [...ofTable.incomplete!]]).toEqual([1, [1]]);
  const detection = { label: "cat", score: 0.5, bbox: [0, 0, 2, 2], track: 4 };
  const records = [
    { file: "a", width: 9, height: 9, model: "x", detections: [detection, { score: 1 }] },
    { file: "b", ...detection },
  ];
  const lines = records.map((record) => JSON.stringify(record)).join("\n");
  const ofLines = await readObjectPredictions(textFiles({ "d.jsonl": lines }), "d.jsonl");
  expect(ofLines.notRead?.map(({ field, count }) => [field, count])).toEqual([
    ["model", 1],
    ["detections[].track", 1],
    ["track", 1],
  ]);
  expect(ofLines.objectsNotRead).toBe(1);
});

it("results of camera traps count each field, read for boxes as for answers", async () => {
  const said = (paths: readonly string[], place: string) =>
    Object.fromEntries(
      paths
        .filter((path) => path.startsWith(place) && /^\w+$/.test(path.slice(place.length)))
        .map((path) => [path.slice(place.length), 7]),
    );
  const mega = fieldsOf("megadetector").notRead;
  const own = fieldsOf("speciesnet").notRead;
  const files = {
    megadetector: {
      ...said(mega, ""),
      info: { format_version: "1.6", detector: "md_v5a", ...said(mega, "info.") },
      detection_categories: { "1": "animal" },
      classification_categories: { "0": "fox" },
      images: [
        {
          file: "a.jpg",
          width: 9,
          height: 9,
          datetime: "2024",
          max_detection_conf: 0.5,
          ...said(mega, "images[]."),
          detections: [
            {
              category: "1",
              conf: 0.5,
              bbox: [0, 0, 0.5, 0.5],
              ...said(mega, "images[].detections[]."),
              classifications: [["0", 0.9]],
            },
          ],
        },
      ],
    },
    speciesnet: {
      predictions: [
        {
          filepath: "a.jpg",
          ...said(own, "predictions[]."),
          classifications: { classes: ["x"], scores: [0.9] },
          detections: [{ category: "1", label: "animal", conf: 0.5, bbox: [0, 0, 0.5, 0.5] }],
        },
      ],
    },
  };
  const answers = {
    megadetector: MEGADETECTOR_ANSWER_FIELDS.notRead,
    speciesnet: SPECIESNET_ANSWER_FIELDS.notRead,
  };
  for (const id of ["megadetector", "speciesnet"] as const) {
    const access = textFiles({ "r.json": files[id] });
    const names = ({ notRead = [] }: LeftAside) => notRead.map(({ field }) => field).sort();
    expect(names(await readObjectPredictions(access, "r.json"))).toEqual(
      [...fieldsOf(id).notRead].sort(),
    );
    expect(names(await readImagePredictions(access, "r.json"))).toEqual([...answers[id]].sort());
  }
});
