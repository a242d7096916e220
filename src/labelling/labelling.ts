import type { Joints } from "../core/objects.js";
import type { DrawnLabels } from "./label-draw.js";
import type { LabelAction, LabelEvent } from "./label-events.js";
import { type LabelLogHead, labelLogHead, labelLogLine, readLabelLog } from "./label-log.js";
import { continueLabelOrder, drawLabelOrder, nextToLabel } from "./label-order.js";
import { continueSequences, type LabelSequences } from "./label-sequences.js";
import { type LabellerState, labellerState, wasLabelled } from "./label-state.js";

/** What a labeller does; whether a label is blind is found here, not said. */
export type LabelStep =
  | Exclude<LabelAction, { readonly kind: "label" }>
  | Omit<Extract<LabelAction, { readonly kind: "label" }>, "seen">
  | { readonly kind: "undo" }
  | { readonly kind: "redo" };

/** Where a labeller stands. */
export interface LabellingPlace {
  readonly state: LabellerState;
  /** The image to label now; null where all are done. */
  readonly image: string | null;
  /** Images with a label, *empty*, *cannot tell* and unreadable ones among them. */
  readonly done: number;
  readonly images: number;
}

/** The labels of a set of images, by one person or several, as they are being made. */
export interface Labelling {
  readonly head: LabelLogHead;
  /** The images of the sequence of an image, itself among them, as they were drawn; only it where it is alone. */
  sequenceOf(image: string): readonly string[];
  readonly events: readonly LabelEvent[];
  /** Whole lines of what was kept that cannot be read; they are not in {@link Labelling.text}. */
  readonly unread: number;
  /**
   * Takes a step.
   *
   * @param inSight whether the prediction of the image is shown while it is labelled
   * @returns the line to be kept before the next image is shown
   */
  take(
    step: LabelStep,
    who: { readonly by: string; readonly at: string; readonly inSight?: boolean },
  ): string;
  place(by: string): LabellingPlace;
  /** The whole log, to be kept as it is. */
  text(): string;
}

export interface LabellingOptions {
  readonly images: readonly string[];
  readonly seed: number;
  /** Images that are labelled together and count as one; null or left out where each is by itself. */
  readonly sequences?: LabelSequences | null;
  /** What was kept; left out at the beginning. Its seed and order stay, unless it is drawn anew. */
  readonly kept?: string;
  /**
   * What is drawn now, whatever was drawn before: a list, or all images at random. Labels stay, and
   * those of images of it count.
   */
  readonly drawn?: DrawnLabels | "random";
  /** The points that are placed on each object, until the first label; left out where none are. */
  readonly joints?: Joints | undefined;
}

/**
 * Begins to label, or goes on with what was kept: as far as that is whole, nothing of it is lost. What
 * was drawn, with sequences or without, stays as it is from the first label on.
 */
export function openLabelling({
  images,
  seed,
  sequences = null,
  kept = "",
  drawn,
  joints,
}: LabellingOptions): Labelling {
  const log = readLabelLog(kept);
  // Before the first label nothing is lost by drawing anew.
  const isDrawn = log.head !== null && (log.events.length > 0 || log.head.draw !== undefined);
  const own = log.head?.seed ?? seed;
  const drawnHead =
    drawn !== undefined && drawn !== "random"
      ? { seed: own, ...drawn }
      : isDrawn && drawn === undefined
        ? continuedHead(log.head, images, sequences)
        : headOf(own, images, sequences);
  // What somebody placed is of the points that were asked for then.
  const points = log.events.length > 0 ? log.head?.joints : joints;
  const head = points === undefined ? drawnHead : { ...drawnHead, joints: points };
  const placesOf = new Map<string, string[]>();
  for (const [i, image] of head.order.entries()) {
    const name = head.sequences?.of[i] ?? null;
    if (name === null) continue;
    const own = placesOf.get(name);
    if (own === undefined) placesOf.set(name, [image]);
    else own.push(image);
  }
  const together = new Map([...placesOf.values()].flatMap((own) => own.map((one) => [one, own])));
  const events: LabelEvent[] = [...log.events];
  return {
    head,
    sequenceOf: (image) => together.get(image) ?? [image],
    events,
    unread: kept.split("\n").length - 1 - log.lines,
    take(step, { by, at, inSight = false }) {
      const event: LabelEvent =
        step.kind === "label"
          ? {
              by,
              at,
              ...step,
              seen:
                inSight ||
                [step.image, ...(step.also ?? [])].some((one) => wasLabelled(events, by, one)),
            }
          : { by, at, ...step };
      events.push(event);
      return labelLogLine(event);
    },
    place(by) {
      const state = labellerState(events, by);
      const isDone = (image: string) => (state.images.get(image)?.label ?? null) !== null;
      const { order } = head;
      return {
        state,
        image: nextToLabel(order, state),
        done: order.filter(isDone).length,
        images: order.length,
      };
    },
    text: () => labelLogHead(head) + events.map(labelLogLine).join(""),
  };
}

function headOf(
  seed: number,
  images: readonly string[],
  sequences: LabelSequences | null,
): LabelLogHead {
  if (sequences === null) return { seed, order: drawLabelOrder(images, seed) };
  const nameOf = (image: string): string | null => sequences.of.get(image) ?? null;
  const order = drawLabelOrder(images, seed, nameOf);
  return { seed, order, sequences: { source: sequences.source, of: order.map(nameOf) } };
}

/** What was drawn image by image stays so: its looks would not be at whole sequences. */
function continuedHead(
  head: LabelLogHead,
  images: readonly string[],
  found: LabelSequences | null,
): LabelLogHead {
  const { seed, order, sequences, draw } = head;
  // A list stays as it is: images that came later could not be drawn, and one that is gone was.
  if (draw !== undefined) return head;
  if (sequences === undefined) return { seed, order: continueLabelOrder(order, images, seed) };
  const { source, of } = sequences;
  const names = continueSequences(new Map(order.map((image, i) => [image, of[i] ?? null])), found);
  const nameOf = (image: string): string | null => names.get(image) ?? null;
  const now = continueLabelOrder(order, images, seed, nameOf);
  return { seed, order: now, sequences: { source, of: now.map(nameOf) } };
}
