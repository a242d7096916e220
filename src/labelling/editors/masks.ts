import { unpackMask } from "../../core/masks/label-mask.js";
import { formatsOfOutlines, formatToSave } from "../../formats/write-objects.js";
import { byOutlines } from "../box-race.js";
import { labelAgreement } from "../label-agreement.js";
import type { LabelRaceRule } from "../label-race.js";
import type { LabelledImage } from "../label-state.js";
import { maskAgreement } from "../masks/mask-agreement.js";
import { lookAtMasks, type MaskCompared } from "../masks/mask-look.js";
import {
  type MaskClasses,
  maskClasses,
  maskOfImage,
  maskScore,
  paintedLabels,
  pixelsOfMasks,
  renumbered,
} from "../masks/mask-score.js";
import type { ImageSaid } from "../model-says.js";
import { boxes } from "./boxes.js";
import type { LabelEditor } from "./label-editor.js";

/**
 * Mean Dice of the labels on each image, as `homeground compare --race` has it. A mask that was made with the first
 * model's in sight says nothing: what was taken over of it is right by making.
 */
const byMasks: LabelRaceRule = {
  isLabelled: ({ label }) => label?.kind === "objects" || label?.kind === "empty",
  score(labelled, answer, names) {
    if (labelled.seen) return null;
    const classes = maskClasses(names, paintedLabels([labelled]));
    const pixels = compared(labelled, answer, names, classes, keptOfRaces);
    return typeof pixels === "string" ? null : (maskScore(pixels, classes).dice ?? 1);
  },
  areAlike: ({ mask: a }, { mask: b }) =>
    a !== undefined && a.length === b?.length && a.every((value, i) => value === b[i]),
};

/** A label for each pixel. */
export const masks: LabelEditor = {
  ...boxes,
  id: "masks",
  formats: (own) => {
    const all = formatsOfOutlines();
    const plain = formatToSave(true, null);
    return { all, keepsAll: plain, first: all.find((id) => id === own) ?? plain };
  },
  looks: {
    look(state, options) {
      const { modelLabels, saidOf } = options;
      const classes = maskClasses(modelLabels, paintedLabels(state.images.values()));
      return lookAtMasks(state, options, classes, (image, labelled) =>
        compared(labelled, saidOf(image), modelLabels, classes),
      );
    },
    outlook: () => null,
  },
  race: byMasks,
  maskScore(labelled, said, modelLabels) {
    const classes = maskClasses(modelLabels, paintedLabels([labelled]));
    const pixels = compared(labelled, said, modelLabels, classes);
    return typeof pixels === "string" ? null : maskScore(pixels, classes);
  },
  agreement(first, second, level) {
    const found = maskAgreement(first, second, [], level);
    const base = labelAgreement(first, second, level);
    if (found === null) return base;
    const { images } = found.masks;
    return {
      ...base,
      both: images,
      same: images - found.differ.length,
      differ: found.differ,
      kappa: null,
      masks: found.masks,
    };
  },
};

/** An object each with its own pixels. */
export const outlines: LabelEditor = { ...masks, id: "outlines", looks: null, race: byOutlines };

/** Comparing takes a moment for a large picture, and the same images are looked at after each label. */
interface Kept {
  readonly of: string;
  readonly last: unknown;
  readonly pixels: MaskCompared;
}
type KeptMasks = WeakMap<Pick<ImageSaid, "mask">, Kept>;
const keptOfLooks: KeptMasks = new WeakMap();
const keptOfRaces: KeptMasks = new WeakMap();

function compared(
  labelled: LabelledImage,
  said: Pick<ImageSaid, "mask"> | undefined,
  modelLabels: readonly string[],
  classes: MaskClasses,
  kept = keptOfLooks,
): MaskCompared {
  if (said === undefined) return "unread";
  const { strokes = [], label } = labelled;
  const of = JSON.stringify([classes, modelLabels, label?.kind, strokes.length]);
  const last = strokes.at(-1);
  const before = kept.get(said);
  if (before !== undefined && before.of === of && before.last === last) return before.pixels;
  const pixels = comparedAnew(labelled, said, modelLabels, classes);
  kept.set(said, { of, last, pixels });
  return pixels;
}

function comparedAnew(
  labelled: LabelledImage,
  { mask }: Pick<ImageSaid, "mask">,
  modelLabels: readonly string[],
  classes: MaskClasses,
): MaskCompared {
  const answer = mask === undefined ? null : unpackMask(mask);
  if (answer === null) return "none";
  const own = maskOfImage(labelled, classes, answer);
  if (own === null) return "none";
  const named = renumbered(answer, modelLabels, classes);
  return pixelsOfMasks(own, named, classes.names.length) ?? "none";
}
