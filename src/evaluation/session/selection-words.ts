import { grouped, percent } from "../../reports/numbers.js";
import { capitalised, shown } from "../../reports/text.js";
import { CHOSEN_WORDS as WORDS } from "../../reports/words/app/gallery.js";
import type { SelectionPart } from "./part-members.js";

const LONGEST = 40;

/** A selection in words: `Label neutrophil, called monocyte`. Empty for none. */
export function selectionWords(parts: readonly SelectionPart[]): string {
  return capitalised(parts.map(partWords).join(WORDS.or));
}

function partWords(part: SelectionPart): string {
  const name = (text: string): string => shown(text, LONGEST);
  switch (part.kind) {
    case "cell": {
      const [label, answer] = [name(part.label), name(part.answer)];
      return part.label === part.answer ? WORDS.right({ label }) : WORDS.cell({ label, answer });
    }
    case "label":
      return WORDS.label({ label: name(part.label) });
    case "answer":
      return WORDS.answer({ answer: name(part.answer) });
    case "part":
      return WORDS.part({ attribute: name(part.attribute), level: name(part.level) });
    case "sure":
      return WORDS.sure({ above: grouped(part.above * 100), upTo: percent(part.upTo, 0) });
    case "listed":
      return WORDS.listed({ code: name(part.code) });
    default:
      return part satisfies never;
  }
}
