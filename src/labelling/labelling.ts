import type { LabelAction, LabelEvent } from "./label-events.js";
import { type LabelLogHead, labelLogHead, labelLogLine, readLabelLog } from "./label-log.js";
import { continueLabelOrder, drawLabelOrder, nextToLabel } from "./label-order.js";
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
  /** The sequence of an image, null for one of its own; left out where there are none. */
  readonly sequenceOf?: (image: string) => string | null;
  /** What was kept; left out at the beginning. Its seed and order stay. */
  readonly kept?: string;
}

/** Begins to label, or goes on with what was kept: as far as that is whole, nothing of it is lost. */
export function openLabelling({
  images,
  seed,
  sequenceOf,
  kept = "",
}: LabellingOptions): Labelling {
  const log = readLabelLog(kept);
  const head: LabelLogHead =
    log.head === null
      ? { seed, order: drawLabelOrder(images, seed, sequenceOf) }
      : {
          seed: log.head.seed,
          order: continueLabelOrder(log.head.order, images, log.head.seed, sequenceOf),
        };
  const events: LabelEvent[] = [...log.events];
  return {
    head,
    events,
    unread: kept.split("\n").length - 1 - log.lines,
    take(step, { by, at, inSight = false }) {
      const event: LabelEvent =
        step.kind === "label"
          ? { by, at, ...step, seen: inSight || wasLabelled(events, by, step.image) }
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
