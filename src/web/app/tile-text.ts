import { shown } from "../../reports/text.js";
import { GALLERY, IMAGE } from "../../reports/words/app/gallery.js";
import type { ItemTold } from "../session/session-gallery.js";

const LONGEST = 40;
const LONGEST_FILE = 80;

/** Labels of a tile, as they are seen. */
export function labelsText({ labels, why }: ItemTold): string {
  if (why !== null) return GALLERY.leftOut;
  return labels.length === 0
    ? GALLERY.noLabel
    : labels.map((one) => shown(one, LONGEST)).join(", ");
}

export function answersText({ answers }: ItemTold): string {
  return answers.length === 0
    ? GALLERY.nothing
    : answers.map((one) => shown(one, LONGEST)).join(", ");
}

/** A picture in words, for those who cannot see it. */
export function pictureAlt(tile: ItemTold): string {
  const file = shown(tile.file, LONGEST_FILE);
  return IMAGE.alt({ file, labels: labelsText(tile), answers: answersText(tile) });
}
