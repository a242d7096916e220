import type { LabelledPoint } from "../../../labelling/label-events.js";
import type { LabelledObject } from "../../../labelling/label-state.js";
import { grouped } from "../../../reports/numbers.js";
import { shown } from "../../../reports/text.js";
import { POINTS } from "../../../reports/words/app/label-points.js";
import { LABELLING } from "../../../reports/words/app/labelling.js";
import type { SpokenBox } from "../../../tasks/predictions.js";
import type { Dot, Dots, Place } from "./dots.js";
import type { LabelScreenState } from "./label-screen.svelte.js";
import { frameOf } from "./picture-frame.js";

/** Points of an object, as far as they were come to. */
type Placed = readonly (LabelledPoint | null)[];

/** An object of the image on the screen. */
export interface PlacedObject {
  readonly object: string;
  readonly label: string;
  readonly isAccepted: boolean;
  readonly points: Placed;
}

/** The points of the image on the screen, and the one that is placed next. */
export interface PlacedPoints extends Dots {
  readonly joints: readonly string[];
  readonly own: readonly PlacedObject[];
  /** Objects of the model that may be taken over; empty before the person is done. */
  readonly found: readonly SpokenBox[];
  /** The object that is worked on; null where the next press begins one. */
  readonly selected: string | null;
  /** Number of the joint that is placed, or moved, next. */
  readonly joint: number;
  select(object: string | null, joint?: number): void;
  /** The joint in the middle of the picture, or near the one before: for those who place by keys. */
  place(): void;
  /** Moves the joint by shares of the picture. */
  nudge(right: number, down: number): void;
  /** The joint is not in the picture. */
  leaveOut(): void;
  /** The joint is behind something, or is not. */
  hide(): void;
  /** The object is done: the next press begins another one. */
  finish(): void;
  remove(object: string): void;
  dismiss(found: SpokenBox): void;
  accept(found: SpokenBox): void;
}

/** Objects that a model is less sure of are not shown: they would hide the picture. */
const SURE_ENOUGH = 0.25;
/** A joint that is placed by a key comes so far beside the one before, in shares of the picture. */
const BESIDE = 0.04;

export function createPoints(screen: LabelScreenState): PlacedPoints {
  const joints = screen.labelling.as?.joints?.names ?? [];
  const skeleton = screen.labelling.as?.joints?.skeleton ?? [];
  let label = $state(screen.labelling.as?.labels[0] ?? "");
  let selected = $state<string | null>(null);
  /** The joint that was pressed; null for the next one. */
  let pressed = $state<number | null>(null);
  let isNextHidden = $state(false);
  let draft = $state.raw<{ readonly object: string; readonly points: Placed } | null>(null);
  let dismissed = $state.raw<ReadonlySet<SpokenBox>>(new Set());

  const frame = $derived(frameOf(screen.picture));
  const objects = $derived(screen.reviewed?.objects ?? screen.told.objects);
  const own = $derived(objects.flatMap(placedObject));
  const current = $derived(own.find(({ object }) => object === selected) ?? null);
  const joint = $derived.by(() => {
    if (current === null) return 0;
    return pressed ?? Math.min(current.points.length, joints.length - 1);
  });
  const found = $derived.by(() => {
    const all = screen.reviewed?.boxes ?? [];
    const taken = new Set(own.filter((one) => one.isAccepted).map((one) => keyOf(one.points)));
    return all.filter(
      (one) => one.score >= SURE_ENOUGH && !dismissed.has(one) && !taken.has(keyOf(placedOf(one))),
    );
  });

  function placedObject({ object, label, place, isAccepted }: LabelledObject): PlacedObject[] {
    if (place.kind !== "points") return [];
    const points = draft?.object === object ? draft.points : place.points;
    return [{ object, label, isAccepted, points }];
  }
  const dots = $derived([
    ...found.flatMap((one) =>
      placedOf(one).flatMap((point): Dot[] =>
        point === null
          ? []
          : [{ key: null, x: point.x, y: point.y, look: "model", isOn: false, text: "" }],
      ),
    ),
    ...own.flatMap(({ object, points, isAccepted }) =>
      points.flatMap((point, k): Dot[] => {
        if (point === null) return [];
        const isOn = object === selected && k === pressed;
        const look = point.isHidden ? "hidden" : isAccepted ? "seen" : "own";
        const text = isOn ? shown(joints[k] ?? "", 30) : "";
        return [{ key: `${k} ${object}`, x: point.x, y: point.y, look, isOn, text }];
      }),
    ),
  ]);
  const lines = $derived([
    ...found.flatMap((one) => linesOf(placedOf(one), true)),
    ...own.flatMap(({ points }) => linesOf(points, false)),
  ]);
  function linesOf(points: Placed, isModel: boolean) {
    return skeleton.flatMap(([a, b]) => {
      const [from, to] = [points[a] ?? null, points[b] ?? null];
      return from === null || to === null ? [] : [{ from, to, isModel }];
    });
  }

  $effect(() => {
    void screen.picture;
    selected = null;
    pressed = null;
    draft = null;
    isNextHidden = false;
  });
  // An object that was begun is the one that is gone on with; one that was taken back is none.
  let known = 0;
  $effect(() => {
    const count = own.length;
    if (count > known && screen.reviewed === null) selected = own.at(-1)?.object ?? null;
    known = count;
  });

  const isWhole = (points: Placed): boolean => points.length >= joints.length;
  const inFrame = ({ x, y }: Place): Place => ({
    x: Math.min(frame[0], Math.max(0, x)),
    y: Math.min(frame[1], Math.max(0, y)),
  });

  /** Says where the joint is, or that it is not in the picture. */
  function put(point: LabelledPoint | null): void {
    if (current === null) {
      if (screen.reviewed !== null) return;
      screen.edit({ kind: "draw", label, place: { kind: "points", points: [point] } });
    } else {
      const points: (LabelledPoint | null)[] = [...current.points];
      while (points.length < joint) points.push(null);
      points[joint] = point;
      screen.edit({ kind: "move", object: current.object, place: { kind: "points", points } });
      if (isWhole(points) && pressed === null) selected = null;
    }
    pressed = null;
    isNextHidden = false;
  }

  return {
    joints,
    get frame() {
      return frame;
    },
    get own() {
      return own;
    },
    get found() {
      return found;
    },
    get dots() {
      return dots;
    },
    get lines() {
      return lines;
    },
    get selected() {
      return current?.object ?? null;
    },
    get joint() {
      return joint;
    },
    get chosen() {
      return [current?.label ?? label];
    },
    press(next) {
      if (current !== null) screen.edit({ kind: "rename", object: current.object, label: next });
      if (screen.view === "label") label = next;
    },
    select(object, at) {
      selected = object;
      pressed = at ?? null;
      draft = null;
    },
    tap(at, key) {
      if (key !== null) {
        const [k, object] = [Number(key.split(" ")[0]), key.slice(key.indexOf(" ") + 1)];
        const isSame = object === selected && pressed === k;
        this.select(object, isSame ? undefined : k);
      } else put({ ...at, isHidden: isNextHidden });
    },
    hold(key, at) {
      const [k, object] = [Number(key.split(" ")[0]), key.slice(key.indexOf(" ") + 1)];
      const points = own.find((one) => one.object === object)?.points;
      const point = points?.[k] ?? null;
      if (points === undefined || point === null) return;
      draft = { object, points: points.with(k, { ...point, ...inFrame(at) }) };
    },
    drop(isKept) {
      const held = draft;
      draft = null;
      if (!isKept || held === null) return;
      const { object, points } = held;
      screen.edit({ kind: "move", object, place: { kind: "points", points } });
    },
    place() {
      const before = current?.points.findLast((point) => point !== null) ?? null;
      const at =
        before === null
          ? { x: frame[0] / 2, y: frame[1] / 2 }
          : { x: before.x + BESIDE * frame[0], y: before.y };
      put({ ...inFrame(at), isHidden: isNextHidden });
    },
    nudge(right, down) {
      if (current === null) return;
      // The joint that was placed last, where none is pressed.
      const at = pressed ?? current.points.findLastIndex((point) => point !== null);
      const point = current.points[at] ?? null;
      if (point === null) return;
      const moved = inFrame({ x: point.x + right * frame[0], y: point.y + down * frame[1] });
      draft = {
        object: current.object,
        points: current.points.with(at, { ...point, ...moved }),
      };
    },
    leaveOut() {
      if (current !== null) put(null);
    },
    hide() {
      const at = pressed ?? -1;
      const point = current?.points[at] ?? null;
      if (current === null || point === null) {
        isNextHidden = !isNextHidden;
        return;
      }
      const points = current.points.with(at, { ...point, isHidden: !point.isHidden });
      screen.edit({ kind: "move", object: current.object, place: { kind: "points", points } });
    },
    finish() {
      this.select(null);
    },
    remove(object) {
      if (selected === object) this.select(null);
      screen.edit({ kind: "delete", object });
    },
    dismiss(one) {
      dismissed = new Set([...dismissed, one]);
    },
    accept(one) {
      screen.accept(one.label, { kind: "points", points: placedOf(one) });
    },
    get done() {
      const count = own.filter(({ points }) => points.some((point) => point !== null)).length;
      const text =
        screen.reviewed === null ? POINTS.done({ count: grouped(count) }) : LABELLING.goOn;
      return { text, isOpen: true };
    },
    goOn() {
      if (screen.reviewed !== null) screen.endReview();
      else screen.say({ kind: "objects" });
    },
    key(key) {
      if (key === "d") this.place();
      else if (key === "n") this.leaveOut();
      else if (key === "h") this.hide();
      else if (key === "i") this.finish();
      else if (key === "Delete" || key === "Backspace") {
        if (current === null) return false;
        if (pressed === null) this.remove(current.object);
        else put(null);
      } else if (key === "Escape" && current !== null) this.select(null);
      else return false;
      return true;
    },
  };
}

function placedOf({ points = [] }: SpokenBox): Placed {
  return points.map((point) => (point === null ? null : { ...point, isHidden: false }));
}

function keyOf(points: Placed): string {
  return points.map((point) => (point === null ? "" : `${point.x} ${point.y}`)).join(",");
}
