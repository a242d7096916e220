import type { Region, Size } from "./mask-regions.js";

/** Of a pixel on which nothing is. Of one of which nobody can say what it is: `NO_LABEL`. */
export const NOTHING = 0;

/** What is painted: a label, and of objects which one it is. */
export interface MaskPart {
  readonly label: string;
  /** Name of the object; null where labels alone are painted. */
  readonly object: string | null;
}

/** What some pixels become; those of several changes of one step lie beside each other. */
export interface PixelChange {
  /** {@link NOTHING}, `NO_LABEL`, or what {@link MaskEditor.codeOf} gave. */
  readonly code: number;
  readonly region: Region;
}

/** Rows of the picture that changed, from the first to behind the last. */
export interface Rows {
  readonly top: number;
  readonly bottom: number;
}

/** A mask while somebody draws it: a picture's pixels, each with at most one part. */
export interface MaskEditor extends Size {
  /** What is on each pixel, row after row; a view that changes. */
  readonly codes: Int16Array;
  /** Parts by their code − 1. */
  readonly parts: readonly MaskPart[];
  /** Steps that stand. */
  readonly done: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  codeOf(part: MaskPart): number;
  /** Pixels of a part; of `NO_LABEL` those of which nobody can say what they are. */
  areaOf(code: number): number;
  /**
   * Paints, as a part of the step that is open, or of one that is opened.
   *
   * @returns null where nothing changes
   */
  paint(changes: readonly PixelChange[]): Rows | null;
  /**
   * Ends the step that is open.
   *
   * @param isStep whether it is one too where nothing changed; default false
   * @returns the pixels that it changed; null where there were none
   */
  close(isStep?: boolean): readonly PixelChange[] | null;
  /** Takes back what is open, else the last step; null where there is none. */
  undo(): Rows | null;
  redo(): Rows | null;
}

/** What became of some runs of pixels. */
interface Step {
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly before: Int16Array;
  readonly after: Int16Array;
}

/** A step keeps the runs that it changed and no picture, so that undo costs what was painted. */
export function createMaskEditor({ widthPx, heightPx }: Size): MaskEditor {
  const codes = new Int16Array(widthPx * heightPx);
  const parts: MaskPart[] = [];
  const codeByPart = new Map<string, number>();
  /** By code + 1: `NO_LABEL` is first. */
  const areas: number[] = [0, codes.length];
  const done: Step[] = [];
  let undone: Step[] = [];
  let open = emptyStep();

  const rowsOf = ({ start, end }: { readonly [k in "start" | "end"]: ArrayLike<number> }): Rows => {
    let [first, last] = [codes.length, 0];
    for (let k = 0; k < start.length; k++) {
      first = Math.min(first, start[k]!);
      last = Math.max(last, end[k]! - 1);
    }
    return { top: Math.floor(first / widthPx), bottom: Math.floor(last / widthPx) + 1 };
  };
  const put = (start: number, end: number, from: number, to: number): void => {
    codes.fill(to, start, end);
    areas[from + 1]! -= end - start;
    areas[to + 1] = (areas[to + 1] ?? 0) + end - start;
  };
  const restore = ({ start, end, before, after }: Step): void => {
    // The same pixel may have changed twice while a step was open.
    for (let k = start.length - 1; k >= 0; k--) put(start[k]!, end[k]!, after[k]!, before[k]!);
  };
  const close = (isStep = false): readonly PixelChange[] | null => {
    const isEmpty = open.start.length === 0;
    if (isEmpty && !isStep) return null;
    const step = finished(open);
    open = emptyStep();
    done.push(step);
    undone = [];
    return isEmpty ? null : changesOf(step, codes);
  };

  return {
    widthPx,
    heightPx,
    codes,
    parts,
    get done() {
      return done.length;
    },
    get canUndo() {
      return done.length > 0 || open.start.length > 0;
    },
    get canRedo() {
      return undone.length > 0;
    },
    codeOf(part) {
      const key = JSON.stringify([part.label, part.object]);
      const known = codeByPart.get(key);
      if (known !== undefined) return known;
      const code = parts.push(part);
      codeByPart.set(key, code);
      return code;
    },
    areaOf: (code) => areas[code + 1] ?? 0,
    paint(changes) {
      const first = open.start.length;
      for (const { code, region } of changes) {
        for (let e = 0; e + 1 < region.length; e += 2) {
          const stop = region[e + 1]!;
          for (let at = region[e]!; at < stop; ) {
            const before = codes[at]!;
            let end = at + 1;
            while (end < stop && codes[end] === before) end++;
            if (before !== code) {
              open.start.push(at);
              open.end.push(end);
              open.before.push(before);
              open.after.push(code);
              put(at, end, before, code);
            }
            at = end;
          }
        }
      }
      if (open.start.length === first) return null;
      return rowsOf({ start: open.start.slice(first), end: open.end.slice(first) });
    },
    close,
    undo() {
      if (open.start.length > 0) {
        const step = asTyped(open);
        open = emptyStep();
        restore(step);
        return rowsOf(step);
      }
      const step = done.pop();
      if (step === undefined) return null;
      restore(step);
      undone.push(step);
      return rowsOf(step);
    },
    redo() {
      if (open.start.length > 0) return null;
      const step = undone.pop();
      if (step === undefined) return null;
      for (let k = 0; k < step.start.length; k++) {
        put(step.start[k]!, step.end[k]!, step.before[k]!, step.after[k]!);
      }
      done.push(step);
      return rowsOf(step);
    },
  };
}

interface OpenStep {
  readonly start: number[];
  readonly end: number[];
  readonly before: number[];
  readonly after: number[];
}

function emptyStep(): OpenStep {
  return { start: [], end: [], before: [], after: [] };
}

function asTyped({ start, end, before, after }: OpenStep): Step {
  return {
    start: Uint32Array.from(start),
    end: Uint32Array.from(end),
    before: Int16Array.from(before),
    after: Int16Array.from(after),
  };
}

/** In the order of their places, where each was painted once and over one thing. */
function finished(open: OpenStep): Step {
  const order = [...open.start.keys()].sort((a, b) => open.start[a]! - open.start[b]!);
  const isOnce = order.every((k, i) => i === 0 || open.start[k]! >= open.end[order[i - 1]!]!);
  if (!isOnce) return asTyped(open);
  const joined = emptyStep();
  for (const k of order) {
    const last = joined.start.length - 1;
    const goesOn =
      last >= 0 &&
      joined.end[last] === open.start[k] &&
      joined.before[last] === open.before[k] &&
      joined.after[last] === open.after[k];
    if (goesOn) joined.end[last] = open.end[k]!;
    else
      for (const name of ["start", "end", "before", "after"] as const)
        joined[name].push(open[name][k]!);
  }
  return asTyped(joined);
}

/** What the pixels of a step are now, those of one code together. */
function changesOf({ start, end }: Step, codes: Int16Array): readonly PixelChange[] {
  const edges = new Map<number, number[]>();
  const order = [...start.keys()].sort((a, b) => start[a]! - start[b]!);
  let reached = 0;
  for (const k of order) {
    for (let at = Math.max(reached, start[k]!); at < end[k]!; ) {
      const code = codes[at]!;
      let stop = at + 1;
      while (stop < end[k]! && codes[stop] === code) stop++;
      const own = edges.get(code) ?? [];
      edges.set(code, own);
      if (own.length > 0 && own[own.length - 1] === at) own[own.length - 1] = stop;
      else own.push(at, stop);
      at = stop;
    }
    reached = Math.max(reached, end[k]!);
  }
  return [...edges].map(([code, own]) => ({ code, region: Uint32Array.from(own) }));
}
