import { jsonOrUndefined } from "../../core/parse-json.js";

const KEPT = "homeground.questions";

export interface KeptQuestions {
  /** Unfolds, of the questions that were drawn since, those that were unfolded before. */
  readonly unfold: () => void;
  readonly stop: () => void;
}

/** Remembers which questions are unfolded, from now on: of those that are drawn later too. */
export function keepQuestions(root: HTMLElement): KeptQuestions {
  const seen = new WeakSet<HTMLDetailsElement>();
  const keep = ({ target }: Event): void => {
    if (!(target instanceof HTMLDetailsElement)) return;
    const id = target.dataset["question"];
    if (id === undefined) return;
    // Questions that this result has no answer to stay as they were left.
    const kept = keptOpen();
    if (target.open) kept.add(id);
    else kept.delete(id);
    try {
      localStorage.setItem(KEPT, JSON.stringify([...kept]));
    } catch {
      // Nothing can be kept: it holds until the page is closed.
    }
  };
  // A toggle does not rise from its element.
  root.addEventListener("toggle", keep, { capture: true });
  return {
    unfold: () => {
      const open = keptOpen();
      for (const fold of foldsOf(root)) {
        // What has been there for a while is as somebody left it.
        if (seen.has(fold)) continue;
        seen.add(fold);
        fold.open = open.has(fold.dataset["question"] ?? "");
      }
    },
    stop: () => root.removeEventListener("toggle", keep, { capture: true }),
  };
}

function foldsOf(root: HTMLElement): readonly HTMLDetailsElement[] {
  return [...root.querySelectorAll<HTMLDetailsElement>("details[data-question]")];
}

function keptOpen(): Set<string> {
  try {
    const kept = jsonOrUndefined(localStorage.getItem(KEPT) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
  } catch {
    return new Set(); // a page that may keep nothing
  }
}
