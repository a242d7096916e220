import { describe, expect, it } from "vitest";
import { readImagePredictions, readImageTruth, readObjectTruth } from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";
import { answers, attributesOf, problemCodes, textFiles, truthRows } from "./truth-view.js";

const resource = (name: string, path: unknown = `${name}.csv`) => ({ name, path });
const PACKAGE = {
  resources: [resource("deployments"), resource("media"), resource("observations")],
};
const DEPLOYMENTS = [
  "deploymentID,latitude,longitude,deploymentStart,deploymentEnd,locationID,cameraID",
  "d1,51.5,4.7,2020-01-01T00:00:00Z,2020-02-01T00:00:00Z,north,007",
  "d2,51.6,4.8,2020-01-01T00:00:00Z,2020-02-01T00:00:00Z,south,NA",
].join("\n");
const MEDIA = [
  "mediaID,deploymentID,timestamp,filePath,filePublic,fileMediatype,fileName",
  "m1,d1,2020-01-05T10:00:00+02:00,media/a.jpg,true,image/jpeg,a.jpg",
  "m2,d1,2020-01-05T10:00:01+02:00,https://host/assets/1/file,true,image/jpeg,b.jpg",
  "m3,d2,2020-01-05T10:00:02+02:00,media\\c.jpg,true,image/jpeg,",
  "m4,d2,2020-01-05T10:00:03+02:00,media/d.mp4,true,video/mp4,d.mp4",
  "m5,d2,2020-01-05T11:00:00+02:00,media/e.jpg,true,image/jpeg,e.jpg",
].join("\n");
const HEAD =
  "observationID,deploymentID,mediaID,eventID,eventStart,eventEnd,observationLevel,observationType,scientificName,count,classificationMethod,classificationProbability";
const observations = (...rows: string[]) => [HEAD, ...rows].join("\n");

const access = (rows: string, data: unknown = PACKAGE) =>
  textFiles({
    "p/datapackage.json": data,
    "p/deployments.csv": `\uFEFF${DEPLOYMENTS}`,
    "p/media.csv": MEDIA,
    "p/observations.csv": rows,
  });

describe("Camtrap DP packages", () => {
  const mixed = observations(
    "o1,d1,m1,e1,,,media,animal,Vulpes vulpes,1,human,",
    "o2,d1,m1,e1,,,media,animal,Meles meles,2,human,",
    "o3,d1,m1,e1,,,media,animal,Vulpes vulpes,1,human,",
    "o4,d1,m2,e1,,,media,blank,,,human,",
    "o5,d2,m3,e2,,,media,animal,Felis catus,1,machine,0.6",
    "o6,d2,m3,e2,,,media,human,,1,machine,0.9",
    "o7,d2,m5,e3,,,media,unclassified,,,human,",
    "o8,d2,,e3,2020-01-05T00:00:00Z,2020-01-06T00:00:00Z,event,animal,Sus scrofa,3,human,",
    "o9,d2,m9,e3,,,media,vehicle,NA,,human,",
  );

  it("reads observations of media by people; blank is empty, unclassified unlabelled", async () => {
    for (const path of ["p", "p/datapackage.json"]) {
      const truth = await readImageTruth(access(mixed), path);
      expect(truthRows(truth)).toEqual([
        ["media/a.jpg", ["Vulpes vulpes", "Meles meles"]],
        ["b.jpg", "empty"],
        ["media/c.jpg", "unlabelled"],
        ["media/e.jpg", "unlabelled"],
      ]);
      expect(truth.format.id).toBe("camtrap-dp");
      expect(attributesOf(truth, 0)).toMatchObject({
        camera_placement: "d1",
        location: "north",
        camera: "007",
        event: "e1",
        timestamp: "2020-01-05T10:00:00+02:00",
      });
      expect(truth.unwritten).toEqual(["latitude", "longitude"]);
      expect(attributesOf(truth, 2)["camera"]).toBeNull();
      expect(problemCodes(truth)).toEqual([
        "labels/unnamed",
        "annotations/unknown-image",
        "labels/machine",
        "labels/event-level",
      ]);
    }
  });

  it("reads what a machine observed as predictions, the most probable of an image", async () => {
    const predictions = await readImagePredictions(access(mixed), "p");
    expect(predictions.file).toEqual(["media/c.jpg"]);
    expect(answers(predictions)).toEqual(["human"]);
    expect(predictions.predictedScore?.[0]).toBe(0.9);
    const people = observations("o1,d1,m1,e1,,,media,blank,,,human,");
    await expect(readImagePredictions(access(people), "p")).rejects.toThrow(
      throwsCode("predictions/empty"),
    );
  });

  it("gives labels of events to their images where there are no others", async () => {
    const events = observations(
      "o1,d1,,e1,2020-01-05T08:00:00Z,2020-01-05T08:00:01Z,event,animal,Sus scrofa,3,human,",
      "o2,d2,,e2,2020-01-05T08:00:00Z,2020-01-05T08:30:00Z,event,blank,,,human,",
    );
    const truth = await readImageTruth(access(events), "p");
    expect(truthRows(truth)).toEqual([
      ["media/a.jpg", ["Sus scrofa"]],
      ["b.jpg", ["Sus scrofa"]],
      ["media/c.jpg", "empty"],
      ["media/e.jpg", "unlabelled"],
    ]);
    expect(problemCodes(truth)).toEqual(["annotations/sequence-level"]);
    expect(attributesOf(truth, 0)["label_level"]).toBe("sequence");
  });

  it.each([
    [{}, "input/bad-shape"],
    [{ resources: [resource("deployments"), resource("media")] }, "input/bad-shape"],
    [
      { resources: [resource("deployments", "https://host/d.csv"), ...PACKAGE.resources.slice(1)] },
      "input/unsupported",
    ],
    [
      { resources: [resource("deployments", "../../d.csv"), ...PACKAGE.resources.slice(1)] },
      "input/outside-folder",
    ],
    ["{", "input/not-json"],
  ])("refuses the package %j", async (data, code) => {
    await expect(readImageTruth(access(mixed, data), "p")).rejects.toMatchObject({ code });
  });
});

describe("Camtrap DP as it was before 1.0", () => {
  const OLD = {
    resources: [
      resource("deployments"),
      resource("multimedia", "multimedia.csv"),
      resource("observations"),
    ],
  };
  const old = (rows: string) =>
    textFiles({
      "datapackage.json": OLD,
      "deployments.csv": "deployment_id,location_id,longitude\nd1,north,4.7\n",
      "multimedia.csv":
        "multimedia_id,deployment_id,sequence_id,timestamp,file_path,file_name,file_mediatype\n" +
        "m1,d1,s1,2020-01-05T10:00:00Z,a.jpg,a.jpg,image/jpeg\n" +
        "m2,d1,s1,2020-01-05T10:00:01Z,b.jpg,b.jpg,image/jpeg\n" +
        "m3,d1,s2,2020-01-05T11:00:00Z,c.jpg,c.jpg,image/jpeg\n",
      "observations.csv":
        "observation_id,deployment_id,sequence_id,multimedia_id,timestamp,observation_type,scientific_name,count,classification_method,classification_confidence\n" +
        rows,
    });

  it("reads labels of sequences, in columns of other names", async () => {
    const rows =
      "o1,d1,s1,,,animal,Vulpes vulpes,1,human,\no2,d1,s1,,,animal,Meles meles,1,human,\no3,d1,s2,,,blank,,,human,\n";
    const truth = await readImageTruth(old(rows), "");
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["Vulpes vulpes", "Meles meles"]],
      ["b.jpg", ["Vulpes vulpes", "Meles meles"]],
      ["c.jpg", "empty"],
    ]);
    expect(attributesOf(truth, 0)).toMatchObject({ location: "north", label_level: "sequence" });
    expect(problemCodes(truth)).toEqual(["annotations/sequence-level"]);
    expect(truth.notRead).toEqual([]);
    expect(attributesOf(truth, 0)).toMatchObject({ longitude: "4.7" });
  });

  it("reads labels of single media, and leaves those of sequences aside", async () => {
    const rows =
      "o1,d1,s1,m1,,animal,Vulpes vulpes,1,human,\no2,d1,s2,,,animal,Meles meles,1,human,\no3,d1,s2,m3,,animal,Sus scrofa,1,machine,0.7\n";
    expect(truthRows(await readImageTruth(old(rows), ""))).toEqual([
      ["a.jpg", ["Vulpes vulpes"]],
      ["b.jpg", "unlabelled"],
      ["c.jpg", "unlabelled"],
    ]);
    const predictions = await readImagePredictions(old(rows), "");
    expect(answers(predictions)).toEqual(["Sus scrofa"]);
    expect([...(predictions.predictedScore ?? [])]).toEqual([0.7]);
  });
});

describe("types of observations", () => {
  it.each([
    ["people are a label", ["human,"], ["human"]],
    ["a name comes before the type", ["human,Homo sapiens"], ["Homo sapiens"]],
    ["vehicles are a label", ["vehicle,"], ["vehicle"]],
    ["an animal without a name", ["animal,"], ["animal"]],
    ["what nobody could name is no label", ["unknown,"], "unlabelled"],
    ["nor does it leave the image empty", ["blank,", "unclassified,"], "unlabelled"],
    ["beside another it is left aside", ["animal,Sus scrofa", "unclassified,"], ["Sus scrofa"]],
    ["blank is empty", ["blank,"], "empty"],
  ])("%s", async (_, types, wanted) => {
    const rows = types.map((type, i) => `o${i},d1,m1,e1,,,media,${type},1,human,`);
    const truth = await readImageTruth(access(observations(...rows)), "p");
    expect(truthRows(truth)[0]?.[1]).toEqual(wanted);
    const unnamed = types.filter((type) => /^un(known|classified),$/.test(type)).length;
    const said = truth.problems.filter(({ code }) => code === "labels/unnamed");
    expect(said.map(({ what }) => what.split(" ")[0])).toEqual(unnamed > 0 ? [`${unnamed}`] : []);
  });

  it("are so of marked objects as well, and that something has no name is said", async () => {
    const [a, b] = ["0.1,0.1,0.2,0.2", "0.5,0.5,0.2,0.2"];
    const head = `${HEAD},bboxX,bboxY,bboxWidth,bboxHeight`;
    const rows = [
      `o1,d1,m1,e1,,,media,human,,1,human,,${a}`,
      `o2,d1,m1,e1,,,media,vehicle,,1,human,,${b}`,
      `o3,d1,m2,e1,,,media,unclassified,,1,human,,${a}`,
      "o4,d2,m3,e2,,,media,blank,,,human,,,,,",
      "o5,d2,m5,e3,,,media,unknown,,1,human,,,,,",
    ];
    const truth = await readObjectTruth(access([head, ...rows].join("\n")), "p");
    expect(truthRows(truth)).toEqual([
      ["media/a.jpg", ["human", "vehicle"]],
      ["b.jpg", "unlabelled"],
      ["media/c.jpg", "empty"],
      ["media/e.jpg", "unlabelled"],
    ]);
    const said = truth.problems.find(({ code }) => code === "labels/unnamed");
    expect(said?.what).toMatch(/^2 observations are of type unclassified or unknown/);
  });

  it("keeps numbers, sex, age and behaviour as attributes, and counts what is not read", async () => {
    const rows = [
      `${HEAD},sex,lifeStage,behavior,individualID,observationTags`,
      "o1,d1,m1,e1,,,media,animal,Cervus elaphus,2,human,,female,adult,grazing,,",
      "o2,d1,m1,e1,,,media,animal,Cervus elaphus,1,human,,female,juvenile,,x7,night",
    ].join("\n");
    const truth = await readImageTruth(access(rows), "p");
    expect(attributesOf(truth, 0)).toMatchObject({
      count: "3",
      sex: "female",
      life_stage: "adult, juvenile",
      behavior: "grazing",
    });
    const where = (table: string) => `p/datapackage.json, ${table}`;
    const deployment = { in: "deployment", count: 2, where: where("deployments") };
    const observation = { in: "observation", count: 1, where: where("observations") };
    expect(truth.notRead).toEqual([
      ...["deploymentStart", "deploymentEnd"].map((field) => ({
        field: `deployments.${field}`,
        ...deployment,
      })),
      { field: "media.filePublic", in: "medium", count: 5, where: where("media") },
      { field: "observations.individualID", ...observation },
      { field: "observations.observationTags", ...observation },
    ]);
  });
});
