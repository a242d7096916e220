import {
  type ImageLabel,
  imagesOf,
  isAction,
  type LabelActionEvent,
  type LabelEvent,
  type ObjectPlace,
} from "./label-events.js";
import type { MaskStroke } from "./masks/mask-strokes.js";

/** An object that somebody marked. */
export interface LabelledObject {
  /** Its name in the events. */
  readonly object: string;
  readonly label: string;
  readonly place: ObjectPlace;
  /** Whether it was a box of the model at first. */
  readonly isAccepted: boolean;
}

/** What one labeller says of one image. */
export interface LabelledImage {
  /** Null where only objects were marked so far. */
  readonly label: ImageLabel | null;
  /** Whether the prediction had been shown before the label was given, or a box of it was taken over. */
  readonly seen: boolean;
  /** ISO 8601, of the last event that counts. */
  readonly at: string;
  /** In the order in which they were marked. */
  readonly objects: readonly LabelledObject[];
  /** What was painted, in its order; left out where nothing was. */
  readonly strokes?: readonly MaskStroke[];
}

/** The labels of one person. */
export interface LabellerState {
  readonly images: ReadonlyMap<string, LabelledImage>;
  /** Images that were passed over and have no label since, in the order in which they come back. */
  readonly skipped: readonly string[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

const NOTHING: LabellerState = {
  images: new Map(),
  skipped: [],
  canUndo: false,
  canRedo: false,
};

/**
 * What a labeller's events come to. An undo takes back the last action of that labeller that stands,
 * to any depth; a redo gives it back, until another action is taken. Events that ask for what is not
 * there (an undo of nothing, a move of an object that was deleted) change nothing.
 *
 * @param events of all labellers, in the order in which they happened
 */
export function labellerState(events: readonly LabelEvent[], by: string): LabellerState {
  const { done, undone } = standing(events, by);
  if (done.length + undone.length === 0) return NOTHING;
  const images = new Map<string, LabelledImage>();
  const skipped = new Set<string>();
  for (const [event, image] of done.flatMap((one) =>
    imagesOf(one).map((of) => [one, of] as const),
  )) {
    const known = images.get(image);
    if (event.kind === "skip") {
      if (isLabelled(known)) continue;
      skipped.delete(image);
      skipped.add(image);
      continue;
    }
    const changed = apply(event, known);
    if (changed === null) continue;
    images.set(image, changed);
    if (isLabelled(changed)) skipped.delete(image);
  }
  return {
    images,
    skipped: [...skipped],
    canUndo: done.length > 0,
    canRedo: undone.length > 0,
  };
}

/** Names of everybody who labelled, in the order of their first event. */
export function labellers(events: readonly LabelEvent[]): readonly string[] {
  return [...new Set(events.map(({ by }) => by))];
}

/**
 * Whether somebody labelled the image before, taken back or not: the prediction was shown then, and
 * what is said of the image from now on is not blind.
 */
export function wasLabelled(events: readonly LabelEvent[], by: string, image: string): boolean {
  return events.some(
    (event) => event.by === by && event.kind === "label" && imagesOf(event).includes(image),
  );
}

/** The actions of a labeller that stand, and those that a redo gives back, last first. */
function standing(events: readonly LabelEvent[], by: string) {
  const done: LabelActionEvent[] = [];
  let undone: LabelActionEvent[] = [];
  for (const event of events) {
    if (event.by !== by) continue;
    if (isAction(event)) {
      done.push(event);
      undone = [];
      continue;
    }
    const [from, to] = event.kind === "undo" ? [done, undone] : [undone, done];
    const moved = from.pop();
    if (moved !== undefined) to.push(moved);
  }
  return { done, undone };
}

function isLabelled(image: LabelledImage | undefined): boolean {
  return image !== undefined && image.label !== null;
}

const UNTOUCHED: Omit<LabelledImage, "at"> = { label: null, seen: false, objects: [] };

/** @returns null where the action changes nothing */
function apply(
  event: Exclude<LabelActionEvent, { readonly kind: "skip" }>,
  known: LabelledImage | undefined,
): LabelledImage | null {
  const before = { ...(known ?? UNTOUCHED), at: event.at };
  if (event.kind === "label") {
    return { ...before, label: event.label, seen: before.seen || event.seen };
  }
  if (event.kind === "paint") {
    const strokes = [...(before.strokes ?? []), event.stroke];
    return { ...before, strokes, seen: before.seen || event.isAccepted === true };
  }
  const objects = changedObjects(event, before.objects);
  if (objects === null) return null;
  return { ...before, objects, seen: before.seen || event.kind === "accept" };
}

function changedObjects(
  event: Exclude<LabelActionEvent, { readonly kind: "skip" | "label" | "paint" }>,
  objects: readonly LabelledObject[],
): readonly LabelledObject[] | null {
  const { object } = event;
  const index = objects.findIndex((one) => one.object === object);
  const old = objects[index];
  if (event.kind === "accept" || event.kind === "draw") {
    if (old !== undefined) return null;
    const { label, place } = event;
    return [...objects, { object, label, place, isAccepted: event.kind === "accept" }];
  }
  if (old === undefined) return null;
  switch (event.kind) {
    case "move":
      return objects.with(index, { ...old, place: event.place });
    case "rename":
      return objects.with(index, { ...old, label: event.label });
    case "delete":
      return objects.toSpliced(index, 1);
    default:
      return event satisfies never;
  }
}
