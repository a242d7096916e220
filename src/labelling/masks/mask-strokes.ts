import { backgroundOf, type LabelMask, NO_LABEL } from "../../core/masks/label-mask.js";
import { decodeRunText, encodeRunText } from "../../core/masks/run-text.js";
import {
  createMaskEditor,
  type MaskEditor,
  type MaskPart,
  NOTHING,
  type PixelChange,
  type Rows,
} from "./mask-editor.js";
import type { Region, Size } from "./mask-regions.js";

/** What somebody painted at once, as a log keeps it. */
export interface MaskStroke extends Size {
  readonly pieces: readonly MaskPiece[];
}

/** Pixels that became one thing. */
export interface MaskPiece {
  /** `void`: nobody can say what they are. */
  readonly what: MaskPart | "nothing" | "void";
  /**
   * Lengths of runs along the rows, of pixels that did not change and that did in turn, in COCO's compressed text;
   * what lies behind the last run did not change.
   */
  readonly runs: string;
}

/** A step of an editor for the log. */
export function strokeOf(
  { widthPx, heightPx, parts }: Pick<MaskEditor, keyof Size | "parts">,
  changes: readonly PixelChange[],
): MaskStroke {
  return {
    widthPx,
    heightPx,
    pieces: changes.map(({ code, region }) => ({
      what: code === NOTHING ? "nothing" : code === NO_LABEL ? "void" : parts[code - 1]!,
      runs: textOfRegion(region),
    })),
  };
}

/** {@link strokeOf} the other way round. */
function changesOfStroke(
  editor: Pick<MaskEditor, keyof Size | "codeOf">,
  { pieces, widthPx, heightPx }: MaskStroke,
): readonly PixelChange[] {
  // Of the picture as it was: nothing says where its pixels are now.
  if (widthPx !== editor.widthPx || heightPx !== editor.heightPx) return [];
  return pieces.map(({ what, runs }) => ({
    code: what === "nothing" ? NOTHING : what === "void" ? NO_LABEL : editor.codeOf(what),
    region: regionOfText(runs, editor) ?? new Uint32Array(),
  }));
}

function textOfRegion(region: Region): string {
  return encodeRunText(region.map((edge, e) => edge - (e === 0 ? 0 : region[e - 1]!)));
}

/** Null for a text that is none, or of a larger picture. */
function regionOfText(text: string, { widthPx, heightPx }: Size): Region | null {
  const lengths = decodeRunText(text);
  if (lengths === null || lengths.length % 2 !== 0) return null;
  let at = 0;
  const region = Uint32Array.from(lengths, (length) => {
    at += length;
    return at;
  });
  return at <= widthPx * heightPx ? region : null;
}

/** Whether a value of outside data is a stroke on a picture of at most so many pixels. */
export function isMaskStroke(value: unknown, maxPixels: number): value is MaskStroke {
  if (typeof value !== "object" || value === null) return false;
  const { widthPx, heightPx, pieces } = value as Readonly<Record<string, unknown>>;
  const isSide = (side: unknown): side is number => Number.isSafeInteger(side) && Number(side) > 0;
  if (!isSide(widthPx) || !isSide(heightPx) || widthPx * heightPx > maxPixels) return false;
  return (
    Array.isArray(pieces) &&
    pieces.length > 0 &&
    pieces.every((one) => isPiece(one, { widthPx, heightPx }))
  );
}

function isPiece(value: unknown, size: Size): value is MaskPiece {
  if (typeof value !== "object" || value === null) return false;
  const { what, runs } = value as Readonly<Record<string, unknown>>;
  if (typeof runs !== "string" || regionOfText(runs, size) === null) return false;
  if (what === "nothing" || what === "void") return true;
  if (typeof what !== "object" || what === null) return false;
  const { label, object } = what as Readonly<Record<string, unknown>>;
  const isText = (text: unknown): boolean => typeof text === "string" && text !== "";
  return isText(label) && (object === null || isText(object));
}

/**
 * A model's mask as a stroke over the whole picture; null where there is none.
 *
 * @param packed as `packMask` has it
 * @param names of its labels; the background is nothing, and so is what it says nothing of
 */
export function strokeOfMask(
  packed: Float64Array | undefined,
  names: readonly string[],
): MaskStroke | null {
  if (packed === undefined) return null;
  const [widthPx = 0, heightPx = 0] = packed;
  const background = backgroundOf(names);
  const runs = new Map<number, number[]>();
  const ends = new Map<number, number>();
  let at = 0;
  for (let k = 2; k < packed.length; k += 2) {
    const length = packed[k + 1]!;
    const label = packed[k] === background ? NO_LABEL : packed[k]!;
    const own = runs.get(label) ?? [];
    runs.set(label, own);
    const end = ends.get(label) ?? 0;
    if (own.length > 0 && end === at) own[own.length - 1]! += length;
    else own.push(at - end, length);
    at += length;
    ends.set(label, at);
  }
  return {
    widthPx,
    heightPx,
    pieces: [...runs].map(([label, own]) => ({
      what: label < 0 ? "nothing" : { label: names[label] ?? "", object: null },
      runs: encodeRunText(own),
    })),
  };
}

/**
 * Brings an editor to the strokes that stand: those that it has and the log has not any more are taken back, the
 * others follow.
 *
 * @param known strokes that the editor stands at, as this gave them before; empty for a new one
 * @returns rows that changed; null where nothing did
 */
export function followStrokes(
  editor: MaskEditor,
  known: readonly MaskStroke[],
  strokes: readonly MaskStroke[],
): Rows | null {
  let same = 0;
  while (same < known.length && same < strokes.length && areSame(known[same]!, strokes[same]!))
    same++;
  let changed: Rows | null = null;
  const take = (rows: Rows | null): void => {
    if (rows === null) return;
    changed = {
      top: Math.min(changed?.top ?? rows.top, rows.top),
      bottom: Math.max(changed?.bottom ?? rows.bottom, rows.bottom),
    };
  };
  for (let left = known.length; left > same; left--) take(editor.undo());
  for (const stroke of strokes.slice(same)) {
    take(editor.paint(changesOfStroke(editor, stroke)));
    editor.close(true);
  }
  return changed;
}

function areSame(a: MaskStroke, b: MaskStroke): boolean {
  if (a === b) return true;
  return (
    a.pieces.length === b.pieces.length &&
    a.pieces.every(({ what, runs }, k) => {
      const other = b.pieces[k]!;
      return runs === other.runs && JSON.stringify(what) === JSON.stringify(other.what);
    })
  );
}

/** What strokes come to: each pixel's part, and what parts there are. Null without strokes. */
export function maskOfStrokes(
  strokes: readonly MaskStroke[],
): Pick<MaskEditor, keyof Size | "codes" | "parts"> | null {
  const [first] = strokes;
  if (first === undefined) return null;
  const editor = createMaskEditor(first);
  followStrokes(editor, [], strokes);
  return editor;
}

/**
 * The same with numbers of classes.
 *
 * @param classes names of them; a label that is none of them is not counted
 * @param nothing the class of pixels on which nothing is: `NO_LABEL` for none
 */
export function labelsOfMask(
  { widthPx, heightPx, codes, parts }: Pick<MaskEditor, keyof Size | "codes" | "parts">,
  classes: readonly string[],
  nothing: number,
): LabelMask {
  const indexOf = new Map(classes.map((name, k) => [name, k]));
  const ofCode = Int16Array.from([
    NO_LABEL,
    nothing,
    ...parts.map(({ label }) => indexOf.get(label) ?? NO_LABEL),
  ]);
  return { widthPx, heightPx, labels: codes.map((code) => ofCode[code + 1]!) };
}
