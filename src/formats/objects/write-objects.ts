import { camtrapFiles, countMissingFields } from "../camtrap-dp/write.js";
import {
  cameraTrapPieces,
  cocoImagesPieces,
  cocoPieces,
  cocoResultsPieces,
} from "../coco/write.js";
import { countLostBoxes, labelsCsvPieces } from "../csv/write.js";
import { boxesCsvPieces } from "../csv-boxes/write.js";
import { countCvatMasks, cvatPieces } from "../cvat/write.js";
import { labelStudioPieces } from "../label-studio/write.js";
import { labelMeFiles, labelMePaths } from "../labelme/write.js";
import { megaDetectorPieces, speciesNetPieces } from "../megadetector/write.js";
import { countRoundedBoxes, vocFiles, vocPaths } from "../voc/write.js";
import { countMixedOutlines, yoloFiles, yoloPaths } from "../yolo/write.js";
import { type ConversionLoss, createLossCounter, type LossCounter } from "./conversion-losses.js";
import { countClashes } from "./file-an-image.js";
import { FORMAT_HOLDS, type FormatHolds, type ObjectFormatId } from "./format-holds.js";
import type { ObjectSet } from "./object-set.js";
import { prepareSet } from "./prepare-set.js";
import type { WrittenFile } from "./written-files.js";

export interface WriteObjectsOptions {
  /** Whether outlines are written where the format has a place for them. Default true. */
  readonly outlines?: boolean;
}

/** A set in another format. */
export interface WrittenObjects {
  /** Made one after the other while they are gone through, once. */
  readonly files: Iterable<WrittenFile>;
  /** Whether the format is one file, which comes first and may be named otherwise. */
  readonly isOneFile: boolean;
  /** What the format cannot hold, by kind; complete before the first file is made. */
  readonly losses: readonly ConversionLoss[];
  /** Images and objects that are written. */
  readonly images: number;
  readonly objects: number;
}

interface Writer {
  readonly count?: (set: ObjectSet, losses: LossCounter) => void;
  readonly files: (set: ObjectSet) => Iterable<WrittenFile>;
  readonly isOneFile: boolean;
}

function oneFile(path: string, pieces: (set: ObjectSet) => Iterable<string>): Writer {
  return { isOneFile: true, files: (set) => [{ path, pieces: pieces(set) }] };
}

const WRITERS: { readonly [format in ObjectFormatId]: Writer } = {
  coco: oneFile("annotations.json", cocoPieces),
  "coco-results": {
    isOneFile: true,
    files: (set) => [
      { path: "results.json", pieces: cocoResultsPieces(set) },
      { path: "images.json", pieces: cocoImagesPieces(set) },
    ],
  },
  "coco-camera-traps": oneFile("annotations.json", cameraTrapPieces),
  yolo: {
    isOneFile: false,
    files: yoloFiles,
    count(set, losses) {
      countMixedOutlines(set, losses);
      countClashes(set, yoloPaths(set), losses);
    },
  },
  voc: {
    isOneFile: false,
    files: vocFiles,
    count(set, losses) {
      countRoundedBoxes(set, losses);
      countClashes(set, vocPaths(set), losses);
    },
  },
  cvat: { ...oneFile("annotations.xml", cvatPieces), count: countCvatMasks },
  labelme: {
    isOneFile: false,
    files: labelMeFiles,
    count: (set, losses) => countClashes(set, labelMePaths(set), losses),
  },
  "label-studio": oneFile("tasks.json", labelStudioPieces),
  "csv-boxes": oneFile("boxes.csv", boxesCsvPieces),
  csv: { ...oneFile("labels.csv", labelsCsvPieces), count: countLostBoxes },
  megadetector: oneFile("detections.json", megaDetectorPieces),
  speciesnet: { ...oneFile("predictions.json", speciesNetPieces), count: countRenamed },
  "camtrap-dp": { isOneFile: false, files: camtrapFiles, count: countMissingFields },
};

/**
 * A set of images with objects in another format, and what that format cannot hold. Nothing is
 * written: files come as pieces of text, so that a set of any size needs little memory.
 *
 * @throws HomegroundError as `prepareSet`
 */
export function writeObjects(
  given: ObjectSet,
  format: ObjectFormatId,
  { outlines = true }: WriteObjectsOptions = {},
): WrittenObjects {
  const losses = createLossCounter(given.source);
  const holds: FormatHolds = FORMAT_HOLDS[format];
  const set = prepareSet(given, outlines ? holds : { ...holds, outlines: "none" }, losses);
  const { count, files, isOneFile } = WRITERS[format];
  count?.(set, losses);
  return {
    files: files(set),
    ...{ isOneFile, losses: losses.finish() },
    images: set.imageCount,
    objects: set.objectOrder.length,
  };
}

function countRenamed(set: ObjectSet, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    if (set.labelNames[set.objects.label[i]!] !== "person") continue;
    const words = "objects are called human, as SpeciesNet calls persons";
    losses.add("convert/label-name", words, set.file[set.objects.image[i]!]!);
  }
}
