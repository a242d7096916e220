import { compareText } from "../dataset/image-set.js";
import type { SpokenAnswer, SpokenBox } from "../tasks/predictions.js";

/** What the model says of an image that nobody labelled. */
export interface ImageSaid extends SpokenAnswer {
  readonly image: string;
  /** Size of the picture as it is displayed, in pixels; null where it could not be read. */
  readonly sizePx: readonly [width: number, height: number] | null;
  /** The objects that it finds, surest first; empty for models of whole images. */
  readonly boxes: readonly SpokenBox[];
  /** Its mask as `packMask` has it; left out for models of another kind, and where it is told for a list. */
  readonly mask?: Float64Array;
  /** Why it says nothing; null where it says something, if only that nothing is there. */
  readonly problem: { readonly code: string; readonly what: string } | null;
}

/** Which images are shown, and in which order. */
export interface SaidQuestion {
  /** `least-sure` first too has those without a sureness last. */
  readonly order: "surest" | "least-sure" | "name";
  /** Only images with this label among the predictions; null for all. */
  readonly label: string | null;
  /** Sureness from and to, in [0, 1], both included; images without one only where all are asked for. */
  readonly from: number;
  readonly to: number;
}

/** So many boxes of an image are told, the surest. */
const MOST_BOXES = 200;

/** What is told of an image in a list: whoever lists images has no use for their pixels. */
export function saidInList({ mask: _, boxes, ...said }: ImageSaid): ImageSaid {
  const told = boxes.slice(0, MOST_BOXES).map(({ outline: _, ...box }) => box);
  return { ...said, boxes: told };
}

export const EVERYTHING_SAID: SaidQuestion = { order: "surest", label: null, from: 0, to: 1 };

/** Images chosen among all. */
export interface SaidChoice {
  /** Indexes of the images, in the order asked for; ties by name. */
  readonly items: Int32Array;
  /**
   * Images of each label, most first, by the range of sureness alone: choosing a label leaves the
   * numbers of the others as they are.
   */
  readonly labels: readonly { readonly label: string; readonly images: number }[];
}

/** Chooses and sorts what a model says. It says how sure the model is and no more: nothing is right or wrong. */
export function chooseSaid(said: readonly ImageSaid[], question: SaidQuestion): SaidChoice {
  const { label, from, to, order } = question;
  const isInRange = ({ sureness }: ImageSaid): boolean =>
    (from <= 0 && to >= 1) || (sureness !== null && sureness >= from && sureness <= to);
  const counts = new Map<string, number>();
  const items: number[] = [];
  for (const [i, one] of said.entries()) {
    if (!isInRange(one)) continue;
    for (const name of one.labels) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (label === null || one.labels.includes(label)) items.push(i);
  }
  const byName = (a: number, b: number) => compareText(said[a]!.image, said[b]!.image);
  const sign = order === "least-sure" ? 1 : -1;
  const bySureness = (a: number, b: number): number => {
    const [one, other] = [said[a]!.sureness, said[b]!.sureness];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  };
  items.sort((a, b) => (order === "name" ? 0 : bySureness(a, b)) || byName(a, b));
  return {
    items: Int32Array.from(items),
    labels: [...counts]
      .map(([name, images]) => ({ label: name, images }))
      .sort((a, b) => b.images - a.images || compareText(a.label, b.label)),
  };
}
