import { HomegroundError } from "../core/errors.js";
import { type ConversionLoss, createLossCounter } from "./objects/conversion-losses.js";
import type { FormatHolds } from "./objects/format-holds.js";
import type { ObjectSet } from "./objects/object-set.js";
import { prepareSet } from "./objects/prepare-set.js";
import type { WrittenFile } from "./objects/written-files.js";
import { formatsWritten } from "./registry.js";

/** A format that is written, by the name that `--to` takes. */
export type ObjectFormatId = string;

/** Formats that are written. */
export const OBJECT_FORMATS: readonly ObjectFormatId[] = formatsWritten().map(({ id }) => id);

/** A format that can be chosen. */
export interface FormatChoice {
  readonly id: ObjectFormatId;
  /** What is written, for people. */
  readonly name: string;
}

/** Formats to choose one from. */
export function formatChoices(ids: readonly ObjectFormatId[]): readonly FormatChoice[] {
  return formatsWritten()
    .filter(({ id }) => ids.includes(id))
    .map(({ id, name, write }) => ({ id, name: write.name ?? name }));
}

/** What each format that is written can hold. */
export const FORMAT_HOLDS: Readonly<Record<ObjectFormatId, FormatHolds>> = Object.fromEntries(
  formatsWritten().map(({ id, write }) => [id, write.holds]),
);

/**
 * The format of one file that keeps all of labels that somebody makes: what each image shows or where
 * its objects are, which images nobody could label, and attributes of images.
 */
export function formatOfLabels(areOfObjects: boolean): ObjectFormatId {
  const unit = areOfObjects ? "pixel" : "any";
  const found = formatsWritten().find(({ write: { isOneFile, holds } }) => {
    const keepsImages = holds.imageLabels && holds.unlabelled && holds.attributes;
    return isOneFile && keepsImages && holds.unit === unit;
  });
  if (found === undefined) throw new Error("no format keeps all of labels");
  return found.id;
}

/**
 * The format in which labels that somebody makes are first offered: that of labels the person has, else
 * the plain one of one file. What it does not hold is told when it is written.
 *
 * @param own id of the format of those labels; null where there are none
 */
export function formatToSave(areOfObjects: boolean, own: string | null): ObjectFormatId {
  if (own !== null && (areOfObjects ? formatsOfBoxes() : formatsOfImageLabels()).includes(own)) {
    return own;
  }
  if (!areOfObjects) return formatOfLabels(false);
  const plain = formatsWritten().find(
    ({ write: { isOneFile, holds } }) =>
      isOneFile && holds.unit === "pixel" && holds.outlines === "all",
  );
  return plain?.id ?? formatOfLabels(true);
}

/** Formats that hold a label of an image as a whole. */
export function formatsOfImageLabels(): readonly ObjectFormatId[] {
  return formatsThat(({ imageLabels }) => imageLabels);
}

/** Formats that hold boxes of objects. */
export function formatsOfBoxes(): readonly ObjectFormatId[] {
  return formatsThat(
    ({ unit, pixelsAlone, pointsAlone }) =>
      unit !== "any" && pixelsAlone !== true && pointsAlone !== true,
  );
}

/** Formats that hold outlines of objects or their pixels. */
export function formatsOfOutlines(): readonly ObjectFormatId[] {
  return formatsThat(({ outlines }) => outlines !== "none");
}

/** Of formats for ground truth: one that needs scores has no place for what somebody says. */
function formatsThat(hold: (holds: FormatHolds) => boolean): readonly ObjectFormatId[] {
  return formatsWritten().flatMap(({ id, write: { holds } }) =>
    holds.scores !== "needed" && hold(holds) ? [id] : [],
  );
}

/** Formats of one file that hold the points of objects. */
export function formatsOfPoints(): readonly ObjectFormatId[] {
  return formatsWritten().flatMap(({ id, write: { isOneFile, holds } }) =>
    isOneFile && holds.scores !== "needed" && holds.points !== undefined ? [id] : [],
  );
}

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

/**
 * A set of images with objects in another format, and what that format cannot hold. Nothing is
 * written: files come as pieces of text, so that a set of any size needs little memory.
 *
 * @throws HomegroundError `usage/bad-option` for a format that is not written, and as `prepareSet`
 */
export function writeObjects(
  given: ObjectSet,
  format: ObjectFormatId,
  { outlines = true }: WriteObjectsOptions = {},
): WrittenObjects {
  const writer = formatsWritten().find(({ id }) => id === format)?.write;
  if (writer === undefined) {
    throw new HomegroundError("usage/bad-option", {
      what: `the format ${format} is not written`,
      where: "format",
      fix: `Use one of ${formatsWritten()
        .map(({ id }) => id)
        .join(", ")}`,
    });
  }
  const losses = createLossCounter(given.source);
  const { ofPredictions = {} } = writer;
  const holds = given.kind === "truth" ? writer.holds : { ...writer.holds, ...ofPredictions };
  const set = prepareSet(given, outlines ? holds : { ...holds, outlines: "none" }, losses);
  writer.count?.(set, losses);
  return {
    files: writer.files(set),
    isOneFile: writer.isOneFile,
    losses: losses.finish(),
    images: set.imageCount,
    objects: set.objectOrder.length,
  };
}
