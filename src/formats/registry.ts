import { camtrapDp } from "./camtrap-dp/format.js";
import { classFolders } from "./class-folders/format.js";
import { coco } from "./coco/format.js";
import { cocoCameraTraps } from "./coco-camera-traps/format.js";
import { cocoPanoptic } from "./coco-panoptic/format.js";
import { cocoResults } from "./coco-results/format.js";
import { createml } from "./createml/format.js";
import { csv } from "./csv/format.js";
import { csvBoxes } from "./csv-boxes/format.js";
import { cvat } from "./cvat/format.js";
import { deeplabcut } from "./deeplabcut/format.js";
import { dota } from "./dota/format.js";
import type { Format, FormatWriter, Wanted } from "./format.js";
import { hfImagefolder } from "./hf-imagefolder/format.js";
import { kitti } from "./kitti/format.js";
import { labelStudio } from "./label-studio/format.js";
import { labelme } from "./labelme/format.js";
import { mapTexts } from "./map-texts/format.js";
import { maskImages } from "./mask-images/format.js";
import { megaDetector } from "./megadetector/format.js";
import type { ChosenReadings } from "./objects/object-options.js";
import { PREDICTION_CHOICES } from "./prediction-reading/choices.js";
import { isValueOf, keyOfFlag, type ReadingChoice } from "./reading-choice.js";
import { sleap } from "./sleap/format.js";
import { speciesNet } from "./speciesnet/format.js";
import { voc } from "./voc/format.js";
import { yolo } from "./yolo/format.js";

/** Every format, in the order in which they are listed; of equal confidence the first wins. */
export const FORMATS: Format[] = [
  coco,
  cocoResults,
  cocoPanoptic,
  cocoCameraTraps,
  yolo,
  voc,
  cvat,
  labelme,
  labelStudio,
  createml,
  kitti,
  deeplabcut,
  sleap,
  dota,
  mapTexts,
  csvBoxes,
  csv,
  hfImagefolder,
  megaDetector,
  speciesNet,
  camtrapDp,
  classFolders,
  maskImages,
];

/** The format of an id, or of one of its kinds. */
export function formatOf(id: string): Format | undefined {
  return FORMATS.find((format) => format.id === id || format.kinds?.includes(id) === true);
}

/** A format that can be written. */
export type WrittenFormat = Format & { readonly write: FormatWriter };

/** Formats that can be written. */
export function formatsWritten(): readonly WrittenFormat[] {
  return FORMATS.filter((format): format is WrittenFormat => format.write !== undefined);
}

/** What can be said about a reading, over all formats, in their order; of predictions last. */
export function readingChoices(): readonly ReadingChoice[] {
  const ofLabels = FORMATS.flatMap(({ choices = [] }) => choices);
  return [...new Set([...ofLabels, ...predictionChoices(FORMATS)])];
}

/** What can be said about the reading of predictions in these formats. */
export function predictionChoices(formats: readonly Format[]): readonly ReadingChoice[] {
  const own = formats.flatMap((format) => format.predictionChoices ?? []);
  return [...PREDICTION_CHOICES, ...new Set(own)];
}

/** What is said about a reading, among other values; a value that is not offered is left out. */
export function chosenReadings(values: object): ChosenReadings {
  const given = new Map<string, unknown>(Object.entries(values));
  const chosen = readingChoices().flatMap((choice) => {
    const key = keyOfFlag(choice.name);
    const value = given.get(key);
    return typeof value === "string" && isValueOf(choice, value) ? [[key, value]] : [];
  });
  return Object.fromEntries(chosen);
}

/** Values of the choices that options make, by the names of the choices, in their order. */
export function chosenValues(options: object): ReadonlyMap<string, string> {
  const said = new Map<string, string>(Object.entries(chosenReadings(options)));
  return new Map(
    readingChoices().flatMap(({ name }) => {
      const value = said.get(keyOfFlag(name));
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Words of a command line that say the same about a reading. */
export function readingWords(chosen: ChosenReadings): string[] {
  return [...chosenValues(chosen)].flatMap(([name, value]) => [`--${name}`, value]);
}

/** Whether a format can be read for what is wanted: labels are also those of objects. */
export function isReadFor({ read }: Format, wanted: Wanted): boolean {
  if (wanted === "labels") return read.labels !== undefined || read.objects !== undefined;
  return read[wanted] !== undefined;
}

/** Names of the formats that are read for what is wanted, for messages. */
export function formatsRead(wanted: Wanted): string {
  const read = FORMATS.filter((format) => isReadFor(format, wanted));
  return read.map(({ name }) => name).join(", ");
}
