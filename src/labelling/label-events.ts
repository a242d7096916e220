import type { MaskStroke } from "./masks/mask-strokes.js";

/** Where an object is, in pixels of the picture as it is displayed, continuous as `core/objects.ts` says. */
export type ObjectPlace =
  | {
      readonly kind: "box";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: "point"; readonly x: number; readonly y: number }
  | {
      readonly kind: "points";
      /** Of each joint of the log's head, in its order, as far as they were come to; null for one that is not in the picture. */
      readonly points: readonly (LabelledPoint | null)[];
    };

/** A point of an object. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  /** Whether it is behind something, and placed where it must be. */
  readonly isHidden: boolean;
}

/** What {@link ImageLabel} `other` is called where it has to have a name: in files, and among classes. */
export const OTHER_LABEL = "none of these";

/** What somebody says of an image as a whole. */
export type ImageLabel =
  /** One label, or several where the task allows it; each once, none empty. */
  | { readonly kind: "labels"; readonly labels: readonly string[] }
  /** How many there are of each label; of those that are not named there are none. */
  | {
      readonly kind: "counts";
      readonly counts: readonly (readonly [label: string, count: number])[];
    }
  /** Something else than the model has labels for: whatever it says is wrong. */
  | { readonly kind: "other" }
  /** Somebody looked: nothing is there. */
  | { readonly kind: "empty" }
  /** Nobody could say from this picture. */
  | { readonly kind: "cannot-tell" }
  /** The objects marked on it, or what was painted, are all that is there; none means that it is empty. */
  | { readonly kind: "objects" }
  /** The picture cannot be opened: nobody saw it. */
  | { readonly kind: "unreadable" };

/** Something that somebody does to an image, and can take back. */
export type LabelAction = {
  /** Path of the image. */
  readonly image: string;
} & (
  | {
      readonly kind: "label";
      readonly label: ImageLabel;
      /** Whether the prediction of this image had been shown before: the label is not blind. */
      readonly seen: boolean;
      /** Other images of its sequence that are given the same label with it, and taken back with it. */
      readonly also?: readonly string[];
    }
  /** Comes back after all others. */
  | { readonly kind: "skip"; readonly also?: readonly string[] }
  /** A box of the model is taken as it is. `object` is a name of the caller's, one an object of the image. */
  | {
      readonly kind: "accept";
      readonly object: string;
      readonly label: string;
      readonly place: ObjectPlace;
    }
  | {
      readonly kind: "draw";
      readonly object: string;
      readonly label: string;
      readonly place: ObjectPlace;
    }
  | { readonly kind: "move"; readonly object: string; readonly place: ObjectPlace }
  | { readonly kind: "rename"; readonly object: string; readonly label: string }
  | { readonly kind: "delete"; readonly object: string }
  | {
      readonly kind: "paint";
      readonly stroke: MaskStroke;
      /** Whether it is the mask of the model, taken over: the label is not blind. */
      readonly isAccepted?: true;
    }
);

/** A line of the log: who did it, and when. */
export type LabelEvent = {
  /** The labeller's name: each has labels, and an undo, of their own. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
} & (LabelAction | { readonly kind: "undo" } | { readonly kind: "redo" });

/** An event that is no undo or redo. */
export type LabelActionEvent = Extract<LabelEvent, LabelAction>;

/** The images that an action is about: one, or several of a sequence at once. */
export function imagesOf(event: LabelActionEvent): readonly string[] {
  return "also" in event && event.also !== undefined ? [event.image, ...event.also] : [event.image];
}

export function isAction(event: LabelEvent): event is LabelActionEvent {
  return event.kind !== "undo" && event.kind !== "redo";
}
