import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import { percent } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { GALLERY, IMAGE } from "../../reports/words/app/gallery.js";
import { RELABEL } from "../../reports/words/app/relabel.js";
import type { ItemTold } from "../session/session-gallery.js";

const LONGEST = 40;
const LONGEST_FILE = 80;

/** Labels of a tile, as they are seen. */
export function labelsText({ labels, why }: ItemTold, change: LabelChange | null = null): string {
  if (why !== null) return GALLERY.leftOut;
  const text =
    labels.length === 0 ? GALLERY.noLabel : labels.map((one) => shown(one, LONGEST)).join(", ");
  return change === null ? text : `${text} → ${newLabelText(change)}`;
}

/** The new label, as it is seen. */
export function newLabelText({ to }: LabelChange): string {
  return to === null ? RELABEL.leftOut : shown(to, LONGEST);
}

export function answersText({ answers }: ItemTold): string {
  return answers.length === 0
    ? GALLERY.nothing
    : answers.map((one) => shown(one, LONGEST)).join(", ");
}

/** A score as a share where it can be one; else as it is. */
export function scoreText(score: number, digits: number): string {
  return score >= 0 && score <= 1 ? percent(score, digits) : score.toPrecision(4);
}

/** A picture in words, for those who cannot see it. */
export function pictureAlt(tile: ItemTold): string {
  const file = shown(tile.file, LONGEST_FILE);
  return IMAGE.alt({ file, labels: labelsText(tile), answers: answersText(tile) });
}
