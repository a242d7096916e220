import { HomegroundError } from "../../core/errors.js";
import { MAX_MASK_LABELS, NO_LABEL } from "../../core/masks/label-mask.js";
import type { ReadingChoice } from "../reading-choice.js";
import type { MaskLabelTable } from "./mask-labels.js";
import { type MaskValues, NO_ID } from "./mask-values.js";

/** What the numbers of masks stand for. */
export type MaskMeaning = "classes" | "objects" | "one-label" | "pieces";

/** What a user can say about it. */
export const maskValuesChoice: ReadingChoice<MaskMeaning> = {
  name: "mask-values",
  argument: "<meaning>",
  help: "what the numbers in masks stand for",
  label: "What the numbers in masks stand for",
  values: {
    classes: "a label each",
    objects: "an object each: all but 0 are one label",
    "one-label": "all but 0 are one label",
    pieces: "as objects; of masks with one number, an object is what hangs together",
  },
  unsaid: { words: "tell it from the numbers" },
};

/** The label of pixels of which no table says another name. */
export const BACKGROUND = "background";
const FOREGROUND = "foreground";

/** Numbers of a set of masks, file by file. */
export interface SeenValues {
  /** Ids that occur in a file that is no picture of colours. */
  readonly ids: ReadonlySet<number>;
  readonly colours: ReadonlySet<number>;
  /** The most bits of an id. */
  readonly bits: number;
  /** Colours of ids, where every file with ids has the same palette; else null. */
  readonly palette: Uint8Array | null;
}

/** How the numbers of masks become labels. */
export interface MaskReading {
  readonly meaning: MaskMeaning;
  /** Whether somebody said so. */
  readonly isDeclared: boolean;
  readonly labelNames: readonly string[];
  /** Why, in words for a report. */
  readonly reason: string;
  /** Label of an id or colour; {@link NO_LABEL} for void; undefined where it stands for nothing. */
  labelOf(value: number, isColour: boolean): number | undefined;
}

/** Names of labels that say that a pixel is not counted. */
const VOID_NAME = /^(void|ignored?|unlabell?ed|unknown|don'?t[ _-]?care)$/i;

/** Whether pixels of a label of that name are not counted. */
export function isVoidName(name: string): boolean {
  return VOID_NAME.test(name);
}

/**
 * What the numbers of a set of masks stand for. A table beside them or the names that are known say the
 * names of ids and colours; without them an id is its own name. Of 8 bits 255 is void where it is
 * no name's and other ids than 0 occur, of 16 bits 65,535.
 *
 * @param names of ids in their order, from a model or the ground truth
 * @throws HomegroundError `annotations/no-colour-table`
 */
export function decideMaskReading(
  seen: SeenValues,
  table: MaskLabelTable | null,
  names: readonly string[] | undefined,
  declared: MaskMeaning | undefined,
  source: string,
): MaskReading {
  const ofId = idNames(seen, table, names);
  const meaning = declared ?? meaningOf(seen, ofId, names);
  const ofColour = new Map(table?.ofColour ?? []);
  if (meaning !== "classes") return oneLabel(meaning, declared !== undefined, ofId, seen);
  if (seen.colours.size > 0 && ofColour.size === 0) throw noColours(source, seen.colours);
  const labelNames: string[] = [];
  const known = new Map<string, number>();
  const indexOf = (name: string): number => {
    if (VOID_NAME.test(name)) return NO_LABEL;
    const index = known.get(name) ?? labelNames.push(name) - 1;
    known.set(name, index);
    return index;
  };
  const ids = new Map<number, number>();
  const isNamed = ofId.size > 0;
  for (const [id, name] of [...ofId].sort(([a], [b]) => a - b)) ids.set(id, indexOf(name));
  const most = 2 ** seen.bits - 1;
  for (const id of [...seen.ids].sort((a, b) => a - b)) {
    if (ids.has(id)) continue;
    if (id === NO_ID || (seen.bits >= 8 && id === most)) ids.set(id, NO_LABEL);
    else if (!isNamed) ids.set(id, indexOf(id === 0 ? BACKGROUND : String(id)));
  }
  const colours = new Map<number, number>();
  for (const [colour, name] of ofColour) colours.set(colour, indexOf(name));
  if (labelNames.length > MAX_MASK_LABELS) throw tooMany(source, labelNames.length);
  const from =
    table === null ? (isNamed ? "the names of the model" : "ids are names") : table.source;
  return {
    meaning,
    isDeclared: declared !== undefined,
    labelNames,
    reason: `masks: each number is a label; names: ${from}`,
    labelOf: (value, isColour) => (isColour ? colours.get(value) : ids.get(value)),
  };
}

/** Names by id: the table's, its colours' through the palette, else those in order. */
function idNames(
  { palette, ids }: SeenValues,
  table: MaskLabelTable | null,
  names: readonly string[] | undefined,
): ReadonlyMap<number, string> {
  if (table !== null && table.ofId.size > 0) return table.ofId;
  if (table !== null && palette !== null) {
    const found = new Map<number, string>();
    for (const id of ids) {
      const [r = -1, g = -1, b = -1] = palette.subarray(3 * id, 3 * id + 3);
      const name = table.ofColour.get(r * 65_536 + g * 256 + b);
      if (name !== undefined) found.set(id, name);
    }
    if (found.size > 0) return found;
  }
  return new Map((names ?? []).map((name, id) => [id, name]));
}

function meaningOf(
  { ids, colours, bits }: SeenValues,
  ofId: ReadonlyMap<number, string>,
  names: readonly string[] | undefined,
): MaskMeaning {
  if (colours.size > 0) return "classes";
  const others = [...ids].filter((id) => id !== 0);
  const [only] = others;
  const isTwo = others.length <= 1 && (only === undefined || only === 255 || only === 1);
  if (isTwo && (ofId.size === 0 || (ofId.size === 2 && only === 255))) return "one-label";
  const beyond = others.filter((id) => !ofId.has(id) && id !== 2 ** bits - 1);
  if (bits !== 16 || beyond.length === 0) return "classes";
  // Ids of 16 bits that no table names number objects.
  return ofId.size === 0 || names?.length === 2 || ofId.size === 2 ? "objects" : "classes";
}

function oneLabel(
  meaning: MaskMeaning,
  isDeclared: boolean,
  ofId: ReadonlyMap<number, string>,
  { ids }: SeenValues,
): MaskReading {
  const isNamed = ofId.size === 2 && ofId.has(0) && ofId.has(1);
  const labelNames = isNamed ? [ofId.get(0)!, ofId.get(1)!] : [BACKGROUND, FOREGROUND];
  const words =
    meaning === "objects" ? `${ids.size} different ids number objects` : "0 and one other number";
  return {
    meaning,
    isDeclared,
    labelNames,
    reason: `masks: ${words}; all but 0 are ${JSON.stringify(labelNames[1])}`,
    labelOf: (value) => (value === NO_ID ? NO_LABEL : value === 0 ? 0 : 1),
  };
}

/** Label of each number of a mask, or the first number that stands for nothing. */
export function labelsOfValues(
  { values, areColours }: MaskValues,
  reading: MaskReading,
  into: Int16Array,
): { readonly unknown: number } | null {
  let last = -1;
  let label = NO_LABEL;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== last) {
      const found = reading.labelOf(value, areColours);
      if (found === undefined) return { unknown: value };
      last = value;
      label = found;
    }
    into[i] = label;
  }
  return null;
}

/** A number of a mask for messages: `id 7`, `colour #800000`. */
export function valueInWords(value: number, isColour: boolean): string {
  return isColour ? `colour #${value.toString(16).padStart(6, "0")}` : `id ${value}`;
}

function noColours(where: string, colours: ReadonlySet<number>): HomegroundError {
  const shown = [...colours].slice(0, 3).map((colour) => valueInWords(colour, true).slice(7));
  return new HomegroundError("annotations/no-colour-table", {
    what: `masks are pictures of colours (${shown.join(", ")} …), and no table says which label a colour is`,
    where,
    fix: "Put a table beside them: labelmap.txt as CVAT writes it, or class_dict.csv with the columns name, r, g, b",
  });
}

function tooMany(where: string, count: number): HomegroundError {
  return new HomegroundError("input/too-large", {
    what: `masks with ${count} labels`,
    where,
    fix: "If their ids number objects, say so",
  });
}
