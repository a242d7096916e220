import type { LevelledAttribute } from "../../claims/attribute-levels.js";
import { HomegroundError } from "../../core/errors.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { notOfBoxes } from "../../outcomes/detection/match-rules.js";
import type { SelectionPart } from "../../reports/selection-part.js";
import { APP_SCOPE } from "../../reports/words/app/scope.js";
import { type GalleryItems, galleryItems, itemFile } from "../../session/gallery-items.js";
import { createNeighbours } from "../../session/neighbours.js";
import { type SelectionShares, selectionShares } from "../../session/part-members.js";
import { type GalleryQuestion, selectItems } from "../../session/selection.js";
import type { ItemBox } from "../../tasks/detection/image-boxes.js";
import { taskOf } from "../../tasks/registry.js";
import type { ItemNames } from "../../tasks/task.js";
import type { ThresholdsTold } from "./box-thresholds.js";
import { createItemBoxes, type OutlinesTold } from "./item-boxes.js";
import type { ItemMasks, MasksTold } from "./item-masks.js";
import type { ScopeSquares } from "./scope.js";
import { type PictureTold, pictureOf } from "./thumbnails.js";

/** What a run left behind for the gallery. */
export interface SessionOutcome {
  readonly evaluation: Evaluation;
  readonly images: ImageSet;
  /** Scores of an image; null where only an answer is there, and where there was no room for them. */
  readonly scores: (image: number) => Float64Array | null;
  readonly labels: readonly string[];
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Path of each image of the set; null where there is no file. */
  readonly path: readonly (string | null)[];
  readonly decoder: PixelDecoder;
  /** True and predicted masks; null for a task without. */
  readonly masks: ItemMasks | null;
  /** Labels that an image may be given; empty where labels are not changed one by one. */
  readonly newLabels: readonly string[];
  /** The one label of an image in the ground truth; null where it has several, or is none to change. */
  readonly firstLabel: (image: number) => string | null;
}

/** What a selection came to. */
export interface SelectedTold {
  /** Items in their order, for {@link SessionGallery.items}. */
  readonly items: Int32Array;
  readonly chosen: number;
  readonly right: number;
  readonly mistakes: number;
  /** All items with an answer, and all that are listed. */
  readonly answered: number;
  readonly listed: number;
  readonly unit: string;
  /** Labels that an image may be given; empty where labels are not changed one by one. */
  readonly newLabels: readonly string[];
  /** What a filter can ask for: classes, and attributes with their levels. */
  readonly classes: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly levels: readonly string[] }[];
  /** Whether any item has a time. */
  readonly hasTimes: boolean;
  /** Whether it is known how like the test set of a record the items are. */
  readonly hasLikeness: boolean;
  /** What predictions are that are no boxes; absent for boxes, and where nothing is found in images. */
  readonly notOfBoxes?: "points" | "outlines";
}

/** An item of the gallery, as a tile says it. */
export interface ItemTold {
  readonly item: number;
  readonly file: string;
  readonly labels: readonly string[];
  readonly answers: readonly string[];
  /** Null for what is listed. */
  readonly right: boolean | null;
  readonly sureness: number | null;
  /** Why there is no answer; null where there is one. */
  readonly why: string | null;
  /** Of a detector: truth and answers. */
  readonly boxes: readonly ItemBox[];
  /** Whether it has masks, which are asked for one by one. */
  readonly hasMasks: boolean;
  /** Whether its boxes have outlines, which are asked for likewise. */
  readonly hasOutlines: boolean;
}

/** All that is known of an item. */
export interface ItemDetail extends ItemTold {
  /** Every label with its score, highest first; empty where only answers are there. */
  readonly scores: readonly { readonly label: string; readonly score: number }[];
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  /** Its label in the ground truth, where another may be given; else null. */
  readonly firstLabel: string | null;
}

/** What was taken just before and after an item, itself among them. */
export interface NeighboursTold {
  readonly item: number;
  readonly items: readonly ItemTold[];
  /** Whether their order is that of times; else it is that of file names. */
  readonly areByTime: boolean;
}

/** The pictures behind the figures. */
export interface SessionGallery {
  select(question: GalleryQuestion): SelectedTold;
  /** Images of each mark, and those of a selection among them; figures are not computed again. */
  shares(parts: readonly SelectionPart[], marks: readonly SelectionPart[]): SelectionShares;
  items(items: Int32Array): ItemTold[];
  item(item: number): ItemDetail;
  neighbours(item: number): NeighboursTold;
  /** The surest item that is right about what a wrong one was taken for, alike in most attributes. */
  rightOne(item: number): ItemTold | null;
  /** Null where there is no file, or one that cannot be decoded. */
  picture(item: number, longestPx: number): Promise<PictureTold | null>;
  /** Null where an item has none. */
  masks(item: number, longestPx: number): Promise<MasksTold | null>;
  /** Null where an item has none. */
  outlines(item: number, longestPx: number): OutlinesTold | null;
  /** From which scores on the boxes of a detector can be looked at; null where there are none. */
  thresholds(): ThresholdsTold | null;
}

/** Neighbours on each side. */
const NEIGHBOURS = 2;
/** So many scores of an image are told. */
const MOST_SCORES = 1000;

/** @param squares where a scope was looked at: its squares can be chosen as parts of the data can */
export function createGallery(
  outcome: SessionOutcome,
  squares: ScopeSquares | null,
): SessionGallery {
  const { evaluation, images } = outcome;
  const found = galleryItems(evaluation);
  const items: GalleryItems =
    squares === null
      ? found
      : { ...found, attributes: [...found.attributes, squareAttribute(squares, found, outcome)] };
  const boxes = createItemBoxes(evaluation);
  const neighboursOf = createNeighbours(items, images);
  const { outcomes, request } = evaluation;
  const { inWords, prediction } = taskOf(request.task);
  const noBoxes = haveObjects(outcomes) ? notOfBoxes(outcomes.rules) : undefined;
  const told = (item: number): ItemTold => {
    const tile = tileOf(items, images, boxes.of, item);
    return tile.why === null
      ? {
          ...tile,
          ...inWords?.(outcomes, item),
          hasMasks: outcome.masks !== null,
          hasOutlines: boxes.haveOutlines && tile.boxes.length > 0,
        }
      : tile;
  };
  // Of counts and masks the numbers of an answer are no scores of labels.
  const hasScores = prediction === "label-scores" || prediction === "one-score";
  return {
    select(question) {
      const { items: chosen, ...counts } = selectItems(items, question);
      return {
        items: chosen,
        ...counts,
        answered: items.answered,
        listed: items.listed.length,
        unit: items.unit,
        hasTimes: items.seconds !== null,
        hasLikeness: items.likeness !== null,
        ...(noBoxes === undefined ? {} : { notOfBoxes: noBoxes }),
        newLabels: outcome.newLabels,
        classes: items.classes,
        attributes: items.attributes.map(({ name, levels }) => ({ name, levels })),
      };
    },
    rightOne(item) {
      checked(items, [item]);
      const found = rightOneFor(items, item);
      return found < 0 ? null : told(found);
    },
    shares: (parts, marks) => selectionShares(items, parts, marks),
    items: (wanted) => Array.from(checked(items, wanted), told),
    item(item) {
      checked(items, [item]);
      if (item >= items.answered) {
        return { ...told(item), scores: [], attributes: [], firstLabel: null };
      }
      return {
        ...told(item),
        scores: hasScores ? scoresOf(outcome, items.image[item]!) : [],
        firstLabel: outcome.firstLabel(items.image[item]!),
        attributes: items.attributes.flatMap(({ name, levels, codes }) => {
          const value = levels[codes[item]!];
          return value === undefined ? [] : [{ name, value }];
        }),
      };
    },
    neighbours(item) {
      checked(items, [item]);
      const { items: around, areByTime } = neighboursOf(item, NEIGHBOURS);
      return { item, items: Array.from(around, told), areByTime };
    },
    thresholds: boxes.thresholds,
    async masks(item, longestPx) {
      checked(items, [item]);
      if (item >= items.answered) return null;
      return (await outcome.masks?.of(items.image[item]!, longestPx)) ?? null;
    },
    outlines(item, longestPx) {
      checked(items, [item]);
      return item < items.answered ? boxes.outlines(items.image[item]!, longestPx) : null;
    },
    async picture(item, longestPx) {
      checked(items, [item]);
      const file = itemFile(items, images, item);
      const path = item < items.answered ? outcome.path[items.image[item]!]! : file;
      if (path === null) return null;
      return pictureOf(() => outcome.read(path), outcome.decoder, longestPx);
    },
  };
}

/** −1 where nothing that has such a label is right. */
function rightOneFor(items: GalleryItems, wrong: number): number {
  const { answered, right, labels, predictions, attributes, sureness } = items;
  if (wrong >= answered) return -1;
  const at = ({ start, index }: ItemNames, item: number) =>
    index.subarray(start[item]!, start[item + 1]!);
  // What nothing was said of is held beside one of its own label.
  const said = at(predictions, wrong);
  const wanted = new Set(said.length > 0 ? said : at(labels, wrong));
  const alike = (item: number): number =>
    attributes.filter(({ codes }) => codes[item]! >= 0 && codes[item] === codes[wrong]).length;
  let best = -1;
  let [most, surest] = [-1, Number.NEGATIVE_INFINITY];
  for (let item = 0; item < answered; item++) {
    if (right[item] !== 1 || !at(labels, item).some((label) => wanted.has(label))) continue;
    const [own, sure] = [alike(item), Number.isNaN(sureness[item]!) ? -1 : sureness[item]!];
    if (own < most || (own === most && sure <= surest)) continue;
    [best, most, surest] = [item, own, sure];
  }
  return best;
}

/** Square of each item, as an attribute. */
function squareAttribute(
  { levels, squareOf }: ScopeSquares,
  { image }: GalleryItems,
  { path }: SessionOutcome,
): LevelledAttribute {
  return {
    name: APP_SCOPE.square,
    levels,
    codes: image.map((at) => squareOf.get(path[at] ?? "") ?? -1),
  };
}

function tileOf(
  items: GalleryItems,
  images: ImageSet,
  boxesOf: (image: number) => readonly ItemBox[],
  item: number,
): ItemTold {
  const file = itemFile(items, images, item);
  if (item >= items.answered) {
    const { what } = items.listed[item - items.answered]!;
    return {
      item,
      file,
      labels: [],
      answers: [],
      right: null,
      sureness: null,
      why: what,
      boxes: [],
      hasMasks: false,
      hasOutlines: false,
    };
  }
  const sureness = items.sureness[item]!;
  return {
    item,
    file,
    why: null,
    labels: namesAt(items.labels, items.classes, item),
    answers: namesAt(items.predictions, items.classes, item),
    right: items.right[item] === 1,
    sureness: sureness >= 0 && sureness <= 1 ? sureness : null,
    boxes: boxesOf(items.image[item]!),
    hasMasks: false,
    hasOutlines: false,
  };
}

function namesAt({ start, index }: ItemNames, classes: readonly string[], item: number): string[] {
  return Array.from(index.subarray(start[item]!, start[item + 1]!), (k) => classes[k]!);
}

function scoresOf({ scores, labels }: SessionOutcome, image: number): ItemDetail["scores"] {
  return Array.from(scores(image) ?? [], (score, k) => ({ label: labels[k] ?? "score", score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SCORES);
}

function checked<T extends ArrayLike<number>>({ count }: GalleryItems, wanted: T): T {
  for (let i = 0; i < wanted.length; i++) {
    const item = wanted[i]!;
    if (Number.isInteger(item) && item >= 0 && item < count) continue;
    throw new HomegroundError("argument/out-of-range", {
      what: `there is no item ${item} among ${count}`,
      where: "gallery",
      fix: "Choose again: the results are others now",
    });
  }
  return wanted;
}
