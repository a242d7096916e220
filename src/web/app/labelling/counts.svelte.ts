import { grouped } from "../../../reports/numbers.js";
import { shown } from "../../../reports/text.js";
import { COUNTING } from "../../../reports/words/app/label-counts.js";
import { LABELLING } from "../../../reports/words/app/labelling.js";
import type { Dot, Dots } from "./dots.js";
import type { LabelScreenState } from "./label-screen.svelte.js";
import { frameOf } from "./picture-frame.js";

/** The numbers of the image on the screen. */
export interface Counts extends Dots {
  /** Labels that are shown, those with a number among them. */
  readonly rows: readonly string[];
  /** The label whose number keys write, and whose things a press on the picture counts. */
  readonly active: string;
  /** Null where nobody counted yet. */
  numberOf(label: string): number | null;
  choose(label: string): void;
  /** Text that is no number takes the number away. */
  write(label: string, text: string): void;
  add(label: string, by: 1 | -1): void;
}

/** Digits of the largest number that can be written: more things of a label no file of counts holds. */
const MOST_DIGITS = 5;

/**
 * A number for each label: written, or one a press on the picture, whose points are kept at once. A number that is
 * written stands beside the points: another press makes it one more.
 */
export function createCounts(screen: LabelScreenState): Counts {
  const labels = screen.labelling.as?.labels ?? [];
  let active = $state(labels[0] ?? "");
  /** Things of each label beside those that have a point. */
  let beside = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** What of a number was typed; null where the next digit begins one. */
  let typed: string | null = null;

  const frame = $derived(frameOf(screen.picture));
  const marked = $derived.by(() => {
    const of = new Map<string, number>();
    for (const { label } of screen.told.objects) of.set(label, (of.get(label) ?? 0) + 1);
    return of;
  });
  const numberOf = (label: string): number | null => {
    const [points, more] = [marked.get(label), beside.get(label)];
    return points === undefined && more === undefined
      ? null
      : Math.max(0, (points ?? 0) + (more ?? 0));
  };
  const given = $derived(
    [...new Set([...labels, ...marked.keys()])].filter((label) => numberOf(label) !== null),
  );
  const rows = $derived([...new Set([...screen.keyed, ...given, active])]);
  const dots = $derived(
    screen.told.objects.flatMap(({ object, label, place }): Dot[] =>
      place.kind === "point"
        ? [{ key: object, x: place.x, y: place.y, look: "own", isOn: label === active, text: "" }]
        : [],
    ),
  );

  $effect(() => {
    void screen.image;
    beside = new Map();
    typed = null;
  });

  function set(label: string, number: number | null): void {
    const next = new Map(beside);
    if (number === null) next.delete(label);
    else next.set(label, number - (marked.get(label) ?? 0));
    beside = next;
  }
  function choose(label: string): void {
    if (label !== active) typed = null;
    active = label;
  }
  function add(label: string, by: 1 | -1): void {
    choose(label);
    typed = null;
    set(label, Math.max(0, (numberOf(label) ?? 0) + by));
  }
  function write(label: string, text: string): void {
    choose(label);
    const digits = text.replaceAll(/\D/g, "").slice(0, MOST_DIGITS);
    typed = digits === "" ? null : digits;
    set(label, digits === "" ? null : Number(digits));
  }
  function step(by: 1 | -1): void {
    const at = rows.indexOf(active);
    choose(rows[(at + by + rows.length) % rows.length] ?? active);
  }

  return {
    get frame() {
      return frame;
    },
    get dots() {
      return dots;
    },
    lines: [],
    get rows() {
      return rows;
    },
    get active() {
      return active;
    },
    get chosen() {
      return [active];
    },
    numberOf,
    choose,
    write,
    add,
    press: choose,
    tap(at, key) {
      typed = null;
      if (key !== null) screen.edit({ kind: "delete", object: key });
      else screen.edit({ kind: "draw", label: active, place: { kind: "point", ...at } });
    },
    hold() {},
    drop() {},
    get done() {
      const words = given.flatMap((label) => {
        const number = numberOf(label) ?? 0;
        if (number === 0) return [];
        return [labels.length === 1 ? grouped(number) : `${grouped(number)} ${shown(label, 30)}`];
      });
      const text =
        given.length === 0
          ? LABELLING.goOn
          : COUNTING.done({ counts: words.length === 0 ? "0" : words.join(", ") });
      return { text, isOpen: given.length > 0 };
    },
    goOn() {
      if (given.length === 0) return;
      const counts = (labels.length === 1 ? labels : given).map(
        (label) => [label, numberOf(label) ?? 0] as const,
      );
      screen.say({ kind: "counts", counts });
    },
    key(key) {
      if (/^\d$/.test(key)) write(active, (typed ?? "") + key);
      else if (key === "Backspace") write(active, (typed ?? "").slice(0, -1));
      else if (key === "+" || key === "=") add(active, 1);
      else if (key === "-") add(active, -1);
      else if (key === "ArrowDown" && rows.length > 1) step(1);
      else if (key === "ArrowUp" && rows.length > 1) step(-1);
      else return false;
      return true;
    },
  };
}
