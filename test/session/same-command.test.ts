import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { shellQuoted } from "../../src/reports/text.js";
import { sameCommand } from "../../src/session/same-command.js";

const PLACES = {
  images: "photos",
  labels: "labels.csv",
  model: "model.onnx",
  predictions: null,
  record: null,
  labelMap: null,
  labelChanges: null,
  sample: null,
  attributes: [],
  folderPattern: null,
  reading: {},
};

describe("the same command", () => {
  it("says what was asked and nothing that is the default", () => {
    expect(sameCommand(PLACES, { ...DEFAULT_REQUEST, claims: ["accuracy=0.94@94/100"] })).toEqual([
      "evaluate",
      "photos",
      "--labels",
      "labels.csv",
      "--model",
      "model.onnx",
      "--claim",
      "accuracy=0.94@94/100",
    ]);
    const asked = {
      ...DEFAULT_REQUEST,
      task: "anomaly" as const,
      positive: "bad",
      tolerance: 0.02,
      anytime: true,
      level: 0.9,
      lookOrder: "file" as const,
      slices: ["site", "time of day"],
      cluster: "patient",
      seed: 4,
      threshold: 0.3,
      worstSite: 0.25,
      requirements: ["recall{class=bad}>=0.9"],
    };
    const places = {
      ...PLACES,
      labels: null,
      labelMap: "label-map.json",
      sample: 50,
      attributes: ["cameras.csv", "days.csv"],
      folderPattern: "{site}/{camera}",
    };
    expect(sameCommand(places, asked)).toEqual([
      "evaluate",
      "photos",
      "--model",
      "model.onnx",
      "--label-map",
      "label-map.json",
      "--attributes",
      "cameras.csv",
      "--attributes",
      "days.csv",
      "--folder-pattern",
      "{site}/{camera}",
      "--task",
      "anomaly",
      "--positive",
      "bad",
      "--require",
      "recall{class=bad}>=0.9",
      "--tolerance",
      "0.02",
      "--slice",
      "site",
      "--slice",
      "time of day",
      "--cluster",
      "patient",
      "--worst-site",
      "0.25",
      "--threshold",
      "0.3",
      "--anytime",
      "--order",
      "file",
      "--level",
      "0.9",
      "--seed",
      "4",
      "--sample",
      "50",
    ]);
  });

  it("says which images count", () => {
    const where = [
      { column: "split", value: "test" },
      { column: "site", value: "two words" },
    ];
    expect(sameCommand(PLACES, { ...DEFAULT_REQUEST, where }).slice(-4)).toEqual([
      "--where",
      "split=test",
      "--where",
      "site=two words",
    ]);
  });

  it("says that each image counts by itself", () => {
    const asked = { ...DEFAULT_REQUEST, hereUnit: "image" as const };
    expect(sameCommand(PLACES, asked).slice(-2)).toEqual(["--cluster", "none"]);
  });

  it("says how labels were read where somebody corrected the guess", () => {
    const words = (reading: Parameters<typeof sameCommand>[0]["reading"]) =>
      sameCommand({ ...PLACES, reading }, DEFAULT_REQUEST).slice(4, -2);
    const table = { columns: { image: "my file", labels: ["a", "b"] }, delimiter: "tab" } as const;
    expect(words({ ...table, encoding: "windows-1252" })).toEqual([
      "--columns",
      "image=my file,label=a,label=b",
      "--delimiter",
      "tab",
      "--encoding",
      "windows-1252",
    ]);
    expect(words({ boxes: "xyxy", yoloTask: "obb", vocOneBased: "yes" })).toEqual([
      "--boxes",
      "xyxy",
      "--yolo-task",
      "obb",
      "--voc-one-based",
      "yes",
    ]);
    // A comma stands between names there: such a column cannot be named.
    expect(words({ columns: { image: "a,b" }, delimiter: undefined })).toEqual([]);
  });

  it("names tables of features and a card that lies apart", () => {
    const tables = { features: "my table.csv", referenceFeatures: "theirs.csv" };
    expect(sameCommand({ ...PLACES, ...tables }, DEFAULT_REQUEST).slice(-4)).toEqual([
      ...["--features", "my table.csv"],
      ...["--reference-features", "theirs.csv"],
    ]);
    const words = sameCommand({ ...PLACES, card: "cards/one.json" }, DEFAULT_REQUEST);
    expect(words.slice(-4)).toEqual(["--model", "model.onnx", "--card", "cards/one.json"]);
  });

  it("says which of rows counts that label an image differently", () => {
    const words = sameCommand(PLACES, { ...DEFAULT_REQUEST, conflictingLabels: "last" });
    expect(words.slice(-2)).toEqual(["--conflicting-labels", "last"]);
  });

  it("reaches the program word by word through a shell, whatever names hold", () => {
    const images = "my 'photos' $(touch x) `y` \"z\" *;&";
    const words = sameCommand({ ...PLACES, images }, { ...DEFAULT_REQUEST, slices: ["~a b"] });
    const line = words.map(shellQuoted).join(" ");
    const back = execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
    expect(back.trimEnd().split("\n")).toEqual(words);
  });
});
