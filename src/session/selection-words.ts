import { counted, grouped, percent } from "../reports/numbers.js";
import type { SelectionPart } from "../reports/selection-part.js";
import { capitalised, shown } from "../reports/text.js";
import { GALLERY, NONE_WORDS, CHOSEN_WORDS as WORDS } from "../reports/words/app/gallery.js";
import { errorWords, SIDE_WORDS } from "../reports/words/detections.js";
import { listedWords } from "../reports/words/listed.js";
import type { ErrorMark } from "../tasks/detection/error-marks.js";
import type { GalleryQuestion } from "./selection.js";

const LONGEST = 40;

/** What predictions are that are no boxes; errors are named after it. */
type NotOfBoxes = "points" | "outlines" | undefined;

/** A selection in words: `Label neutrophil, called monocyte`. Empty for none. */
export function selectionWords(parts: readonly SelectionPart[], notOfBoxes?: NotOfBoxes): string {
  return capitalised(parts.map((part) => partWords(part, WORDS, notOfBoxes)).join(WORDS.or));
}

/**
 * What stands over the gallery: how many of the images that are chosen are wrong.
 *
 * @param hasBoxes whether boxes are drawn, of which an image is wrong that has one wrong or lacks one
 */
export function galleryHeading(
  {
    chosen,
    right,
    mistakes,
    unit,
  }: Record<"chosen" | "right" | "mistakes", number> & {
    readonly unit: string;
  },
  hasBoxes: boolean,
): string {
  const count = counted(chosen, unit);
  if (right + mistakes === 0) return GALLERY.headingListed({ count });
  if (mistakes === 0) return GALLERY.headingRight({ count });
  const words = { mistakes: grouped(mistakes), count, isOne: mistakes === 1 };
  return hasBoxes ? GALLERY.headingBoxes(words) : GALLERY.heading(words);
}

/** A choice, or what is shown of it, that has no image: `None of your 73 images has the label …`. */
export function noneWords(
  parts: readonly SelectionPart[],
  show: GalleryQuestion["show"],
  of: {
    readonly chosen: number;
    readonly answered: number;
    readonly listed: number;
    readonly unit: string;
    readonly notOfBoxes?: NotOfBoxes;
  },
): string {
  if (parts.length > 0 && of.chosen === 0) {
    const isListed = parts.some(({ kind }) => kind === "listed");
    const images = counted(of.answered + (isListed ? of.listed : 0), of.unit);
    return NONE_WORDS.of({
      images,
      what: parts.map((part) => partWords(part, NONE_WORDS, of.notOfBoxes)).join(WORDS.or),
    });
  }
  const what = NONE_WORDS.shown[show === "mistakes" ? "mistakes" : "right"];
  const images = counted(of.chosen, of.unit);
  return parts.length === 0
    ? NONE_WORDS.of({ images, what })
    : NONE_WORDS.ofChosen({ images, what });
}

function errorName(error: ErrorMark, notOfBoxes: NotOfBoxes): string {
  const isSide = error === "false-positives" || error === "false-negatives";
  return (isSide ? SIDE_WORDS[error] : errorWords(notOfBoxes)[error]).label;
}

/** Words for each kind of choice. */
type PartWords = Omit<typeof WORDS, "or">;

function partWords(part: SelectionPart, words: PartWords, notOfBoxes: NotOfBoxes): string {
  const name = (text: string): string => shown(text, LONGEST);
  switch (part.kind) {
    case "cell": {
      const [label, prediction] = [name(part.label), name(part.answer)];
      return part.label === part.answer
        ? words.right({ label })
        : words.cell({ label, answer: prediction });
    }
    case "label":
      return words.label({ label: name(part.label) });
    case "answer":
      return words.answer({ answer: name(part.answer) });
    case "part":
      return words.part({ attribute: name(part.attribute), level: name(part.level) });
    case "sure":
      return words.sure({ above: grouped(part.above * 100), upTo: percent(part.upTo, 0) });
    case "error":
      return words.error({ error: errorName(part.error, notOfBoxes) });
    case "listed":
      return words.listed({ why: listedWords(part.code, "app").phrase });
    default:
      return part satisfies never;
  }
}
