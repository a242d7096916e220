import type { ObjectPlace } from "../../../labelling/label-events.js";
import type { LabelledObject } from "../../../labelling/label-state.js";
import { grouped } from "../../../reports/numbers.js";
import { LABELLING } from "../../../reports/words/app/labelling.js";
import type { SpokenBox } from "../../../tasks/predictions.js";
import type { LabelScreenState } from "./label-screen.svelte.js";
import { frameOf } from "./picture-frame.js";
import type { Editing } from "./screen-editor.js";

export type BoxPlace = Extract<ObjectPlace, { readonly kind: "box" }>;

/** The boxes of the image on the screen, and the one that is worked on. */
export interface Boxes extends Editing {
  /** Size of the picture in the pixels that boxes are in. */
  readonly frame: readonly [width: number, height: number];
  readonly own: readonly LabelledObject[];
  /** Boxes of the model that may be taken over; empty before the person is done. */
  readonly found: readonly SpokenBox[];
  /** Name of the box that keys work on. */
  readonly selected: string | null;
  /** Where a box is while it is drawn or moved. */
  readonly draft: { readonly object: string | null; readonly place: BoxPlace } | null;
  select(object: string | null): void;
  /** Shows a box where it is being drawn (`object` null) or moved. */
  hold(object: string | null, place: BoxPlace): void;
  /** Keeps what was held, where it is large enough to be one; or lets it go. */
  drop(isKept: boolean): void;
  /** A box in the middle, for those who draw by keys. */
  add(): void;
  /** Moves the selected box by shares of the picture, or sizes it. */
  nudge(right: number, down: number, isSize: boolean): void;
  rename(label: string): void;
  remove(object: string): void;
  dismiss(box: SpokenBox): void;
  /** Takes a box of the model over. */
  accept(box: SpokenBox): void;
}

/** Boxes that a detector is less sure of are not shown: they would hide the picture. */
const SURE_ENOUGH = 0.25;
/** A press that went so far was no box. */
const SMALLEST = 0.005;

export function createBoxes(screen: LabelScreenState): Boxes {
  let selected = $state<string | null>(null);
  let draft = $state.raw<Boxes["draft"]>(null);
  let dismissed = $state.raw<ReadonlySet<SpokenBox>>(new Set());

  const frame = $derived(frameOf(screen.picture));
  const own = $derived(screen.reviewed?.objects ?? screen.told.objects);
  const found = $derived.by(() => {
    const all = screen.reviewed?.boxes ?? [];
    const taken = new Set(
      own.filter(({ isAccepted }) => isAccepted).map(({ place }) => keyOf(place)),
    );
    return all.filter(
      (box) => box.score >= SURE_ENOUGH && !dismissed.has(box) && !taken.has(keyOfBox(box)),
    );
  });

  $effect(() => {
    void screen.picture;
    selected = null;
    draft = null;
  });

  const placeOf = (object: string): BoxPlace | null => {
    if (draft?.object === object) return draft.place;
    const place = own.find((one) => one.object === object)?.place;
    return place?.kind === "box" ? place : null;
  };
  const inFrame = ({ x, y, width, height }: BoxPlace): BoxPlace => {
    const w = Math.min(width, frame[0]);
    const h = Math.min(height, frame[1]);
    return {
      kind: "box",
      x: Math.min(Math.max(0, x), frame[0] - w),
      y: Math.min(Math.max(0, y), frame[1] - h),
      width: w,
      height: h,
    };
  };
  let label = $state(screen.labelling.as?.labels[0] ?? "");

  return {
    get chosen() {
      return [label];
    },
    press(next) {
      if (this.selected !== null) this.rename(next);
      else if (screen.view === "label") label = next;
    },
    get done() {
      const count = grouped(screen.told.objects.length);
      const text = screen.reviewed === null ? LABELLING.done({ count }) : LABELLING.goOn;
      return { text, isOpen: true };
    },
    goOn() {
      if (screen.reviewed !== null) screen.endReview();
      else screen.say({ kind: "objects" });
    },
    key(key) {
      if (key !== "d") return false;
      this.add();
      return true;
    },
    get frame() {
      return frame;
    },
    get own() {
      return own;
    },
    get found() {
      return found;
    },
    get selected() {
      return own.some(({ object }) => object === selected) ? selected : null;
    },
    get draft() {
      return draft;
    },
    select(object) {
      selected = object;
    },
    hold(object, place) {
      draft = { object, place: object === null ? place : inFrame(place) };
    },
    drop(isKept) {
      const held = draft;
      draft = null;
      if (!isKept || held === null) return;
      const { object, place } = held;
      if (place.width < SMALLEST * frame[0] || place.height < SMALLEST * frame[1]) return;
      if (object === null) screen.edit({ kind: "draw", label, place: inFrame(place) });
      else screen.edit({ kind: "move", object, place });
    },
    add() {
      const [width, height] = [frame[0] / 4, frame[1] / 4];
      const place: BoxPlace = { kind: "box", x: 1.5 * width, y: 1.5 * height, width, height };
      screen.edit({ kind: "draw", label, place });
    },
    nudge(right, down, isSize) {
      const place = selected === null ? null : placeOf(selected);
      if (selected === null || place === null) return;
      const [dx, dy] = [right * frame[0], down * frame[1]];
      const moved: BoxPlace = isSize
        ? {
            ...place,
            width: Math.max(SMALLEST * frame[0], Math.min(place.width + dx, frame[0] - place.x)),
            height: Math.max(SMALLEST * frame[1], Math.min(place.height + dy, frame[1] - place.y)),
          }
        : { ...place, x: place.x + dx, y: place.y + dy };
      draft = { object: selected, place: inFrame(moved) };
    },
    rename(to) {
      if (selected !== null) screen.edit({ kind: "rename", object: selected, label: to });
    },
    remove(object) {
      if (selected === object) selected = null;
      draft = null;
      screen.edit({ kind: "delete", object });
    },
    dismiss(box) {
      dismissed = new Set([...dismissed, box]);
    },
    accept({ label, xywhPx: [x, y, width, height] }) {
      screen.accept(label, { kind: "box", x, y, width, height });
    },
  };
}

function keyOf(place: ObjectPlace): string {
  return place.kind === "box" ? `${place.x} ${place.y} ${place.width} ${place.height}` : "";
}

function keyOfBox({ xywhPx }: SpokenBox): string {
  return xywhPx.join(" ");
}
