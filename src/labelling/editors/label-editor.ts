import type { Joints } from "../../core/objects.js";
import type { ConversionLoss } from "../../formats/objects/conversion-losses.js";
import type { WrittenFile } from "../../formats/objects/written-files.js";
import type { ObjectFormatId } from "../../formats/write-objects.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import type { DecisionOutlook } from "../../statistics/anytime-outlook.js";
import type { LabelEditorId } from "../../tasks/task.js";
import type { LabelAgreement } from "../label-agreement.js";
import type { ImageLabel } from "../label-events.js";
import type { LabelLook, LabelLookOptions } from "../label-look.js";
import type { LabelRaceRule } from "../label-race.js";
import type { LabelledImage, LabellerState } from "../label-state.js";
import type { LabelledSetOptions } from "../labelled-set.js";
import type { MaskScore } from "../masks/mask-score.js";
import type { ImageSaid } from "../model-says.js";

/**
 * How somebody says what is true of an image, and what becomes of it: an object for each
 * {@link LabelEditorId}, which a task names (`Task.labelledBy`). What the screen has for it is the object of
 * the same id in `web/app/labelling/editors.ts`.
 */
export interface LabelEditor {
  readonly id: LabelEditorId;
  /** Why labels cannot be given so yet; null where they can. */
  readonly refusal: { readonly what: string; readonly fix: string } | null;
  /**
   * Whether things are marked on the image (`LabelledImage.objects`): then each image is labelled by itself,
   * what the model found is shown once it is done, and what is changed with that in sight is not blind.
   */
  readonly marks: boolean;
  /** Whether objects have points, each of the joints of the log's head. */
  readonly placesPoints: boolean;
  /** Formats that labels can be saved in, that of them which keeps all of them in one file, and the one offered first. */
  formats(own: string | null): LabelFormats;
  /** The labels as files of one of these formats. Rows keep the drawn order. */
  write(state: LabellerState, options: WriteLabelsOptions, format: ObjectFormatId): LabelsWritten;
  /** Whether the label is what the model says; null where that is not the question, or nobody can tell. */
  isRight(label: ImageLabel, said: ImageSaid | undefined): boolean | null;
  /** The look after each label, where the task has a figure that allows one; null where there is none. */
  readonly looks: LabelLooks | null;
  /** By what models are raced while labels come; null where no image has a score of its own between two ends. */
  readonly race: LabelRaceRule | null;
  /** How far the mask that somebody painted and the model's cover each other; absent where none is painted. */
  maskScore?(
    labelled: LabelledImage,
    said: ImageSaid | undefined,
    modelLabels: readonly string[],
  ): MaskScore | null;
  /** How far two people say the same. @param level of intervals, in (0, 1) */
  agreement(first: LabellerState, second: LabellerState, level: number): LabelAgreement;
}

export interface LabelFormats {
  readonly all: readonly ObjectFormatId[];
  readonly keepsAll: ObjectFormatId;
  readonly first: ObjectFormatId;
}

/** What files of labels are made from beside the labels. */
export interface WriteLabelsOptions extends LabelledSetOptions {
  /** Labels of the model, in its order. */
  readonly labels: readonly string[];
  /** What points are called, where points are placed. */
  readonly joints?: Joints | undefined;
}

/** Labels as files. */
export interface LabelsWritten {
  readonly files: Iterable<WrittenFile>;
  /** What the format has no place for. */
  readonly losses: readonly ConversionLoss[];
  /** Points that no format has a place for: their labels are those of the image. */
  readonly points: number;
}

/** Looks that are allowed after each label (METHODS §5). */
export interface LabelLooks {
  look(state: LabellerState, options: EditorLookOptions): LabelLook | null;
  /** When labels to come are likely to decide; null where they cannot, or nothing says so. */
  outlook(state: LabellerState, options: EditorLookOptions): DecisionOutlook | null;
}

export interface EditorLookOptions extends Omit<LabelLookOptions, "predictionOf"> {
  /** The figure that is looked at where no claim names one. */
  readonly measure: MetricReference;
  /** The points that are placed, where points are. */
  readonly joints?: Joints | undefined;
  /** What the model says of an image; undefined where it has not read it. */
  readonly saidOf: (image: string) => ImageSaid | undefined;
}
