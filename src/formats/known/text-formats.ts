import { dotaObject } from "../dota/dota-lines.js";
import type { FileEvidence } from "../format.js";
import { isKittiLine, NUMBERS } from "../kitti/kitti-lines.js";
import { mapObject } from "../map-texts/map-lines.js";
import { headLines, headText, type KnownFormat } from "./known-format.js";

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;

/** A line of so many numbers between commas, and nothing else. */
function numbersByCommas(from: number, to: number): RegExp {
  return new RegExp(`^${NUMBER}(?:\\s*,\\s*${NUMBER}){${from - 1},${to - 1}},?$`, "i");
}

/** The first lines of a text; none for other content. */
function lines(file: FileEvidence): readonly string[] {
  return file.content === "delimited" ? headLines(file) : [];
}

/** Whether the first line, and the second where it is whole, fit. */
function begins(file: FileEvidence, pattern: RegExp): boolean {
  const [first, second] = lines(file);
  if (first === undefined || !pattern.test(first)) return false;
  return second === undefined || pattern.test(second);
}

/** A comma that stands for the point of a number between blanks. */
const DECIMAL_COMMA = /(?<=(?:^|\s)[+-]?\d+),(?=\d+(?:\s|$))/g;

/** Lines of a format that is read, whose numbers have commas. */
function decimalCommas(name: string, isLine: (line: string) => boolean): KnownFormat {
  return {
    name: `${name} with decimal commas`,
    what: `the lines are those of ${name}, and their numbers have decimal commas`,
    isIt: (file) =>
      lines(file).some((line) => {
        const withPoints = line.replace(DECIMAL_COMMA, ".");
        return withPoints !== line && isLine(withPoints);
      }),
    instead: "Write the numbers with a decimal point: replace every comma between two digits",
  };
}

export const kittiCommas = decimalCommas(
  "KITTI",
  (line) => isKittiLine(line, NUMBERS.labels) || isKittiLine(line, NUMBERS.predictions),
);
export const dotaCommas = decimalCommas("DOTA", (line) => dotaObject(line) !== null);
export const mapCommas = decimalCommas("mAP", (line) => mapObject(line) !== null);

const FOUR_CORNERS = new RegExp(`^${NUMBER}(?:\\s*,\\s*${NUMBER}){7}\\s*,.*[^\\s,].*$`, "i");
const TWO_CORNERS = new RegExp(`^${NUMBER}(?:[\\s,]+${NUMBER}){3}[\\s,]+"`, "i");

export const icdar: KnownFormat = {
  name: "ICDAR's text localisation",
  isIt: (file) =>
    (begins(file, FOUR_CORNERS) && !begins(file, numbersByCommas(8, 12))) ||
    begins(file, TWO_CORNERS),
  instead:
    "Convert it to COCO with the one label “text”; regions marked ### are those that nobody can read",
};

export const widerFace: KnownFormat = {
  name: "WIDER FACE",
  isIt(file) {
    const [name = "", count = "", box = ""] = lines(file);
    return (
      /\.(jpe?g|png)$/i.test(name) && /^\d+$/.test(count) && /^-?\d+(\s+-?\d+){3,9}$/.test(box)
    );
  },
  instead:
    "Convert it to COCO or to YOLO, with the one label “face”; rows with invalid 1 do not count",
};

export const retinaFace: KnownFormat = {
  name: "RetinaFace",
  isIt(file) {
    const [name = "", face = ""] = lines(file);
    return /^#\s*\S.*\.(jpe?g|png)$/i.test(name) && /^-?\d+(\s+-?[\d.]+){3,}$/.test(face);
  },
  instead: "Convert it to COCO or to YOLO, with the one label “face”",
};

/** Frames and tracks are whole numbers, from 1; the object of a detector is −1. */
const MOT_LINE = new RegExp(`^\\d+\\s*,\\s*-?\\d+(?:\\s*,\\s*${NUMBER}){5,8},?$`, "i");

export const mot: KnownFormat = {
  name: "MOT Challenge",
  isIt: (file) => begins(file, MOT_LINE) && lines(file)[0]!.split(",").filter(Boolean).length !== 8,
  instead:
    "Write a table with a header and a box a row: file (the frame's image), label, left, top, width, height",
};

export const visDrone: KnownFormat = {
  name: "VisDrone",
  isIt: (file) => begins(file, numbersByCommas(8, 8)),
  instead: "Convert it to YOLO or COCO, for example with Ultralytics' VisDrone.yaml",
};

export const kittiTracks: KnownFormat = {
  name: "KITTI tracking",
  isIt: (file) => begins(file, new RegExp(`^\\d+ -?\\d+ [A-Za-z_]+(?: ${NUMBER}){14,15}$`)),
  instead: "Write a text for each image, without frame and track, as KITTI's object labels have it",
};

export const viaTable: KnownFormat = {
  name: "VGG Image Annotator",
  isIt: (file) => /region_shape_attributes/.test(lines(file)[0] ?? ""),
  instead: "Export as COCO: in VIA 2 under Annotation, “Export Annotations (COCO format)”",
};

/** Paths of images and what is on them stand in two tables, which only the package names. */
export const camtrapTable: KnownFormat = {
  name: "the tables of Camtrap DP without their package",
  isIt(file) {
    const columns = new Set((lines(file)[0] ?? "").replace(/^\uFEFF|"/g, "").split(","));
    const has = (...names: readonly string[]) => names.every((name) => columns.has(name));
    return (
      has("deploymentID", "observationID", "observationType") ||
      has("deploymentID", "mediaID", "filePath")
    );
  },
  instead:
    "Give the folder with datapackage.json. Where that is lost, write one whose resources name deployments, media and observations with their paths",
};

export const viame: KnownFormat = {
  name: "VIAME",
  isIt: (file) => /^#\s*1:\s*Detection or Track-id/i.test(headText(file).trimStart()),
  instead: "Export as COCO: with `kwcoco`, or from DIVE as COCO JSON",
};
