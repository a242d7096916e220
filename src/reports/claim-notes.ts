import type { ResultListed } from "../results/result.js";
import { capitalised, shown } from "./text.js";
import { MODEL_CARD } from "./words/model-card.js";

const NOT_USED = "claim/not-used";
/** A card may state hundreds of figures that nothing here means; result.json has them all. */
const MOST_NOT_USED = 3;
const MOST_LETTERS = 600;

/** What must be known of where claims come from and how they were read, a sentence each. */
export function claimNotes(notes: readonly ResultListed[]): readonly string[] {
  const ours = notes.filter(({ code }) => code.startsWith("claim/"));
  const unused = ours.filter(({ code }) => code === NOT_USED);
  const left = new Set(unused.slice(MOST_NOT_USED));
  return [
    ...ours.flatMap((note) =>
      left.has(note) ? [] : [`${capitalised(shown(note.what, MOST_LETTERS))}.`],
    ),
    ...(left.size === 0 ? [] : [MODEL_CARD.moreNotUsed({ count: String(left.size) })]),
  ];
}
