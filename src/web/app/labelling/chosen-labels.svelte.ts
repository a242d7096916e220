import { LABELLING } from "../../../reports/words/app/labelling.js";
import type { LabelScreenState } from "./label-screen.svelte.js";
import type { Editing } from "./screen-editor.js";

/** One label: pressing it is the answer. */
export function createChosenLabel(screen: LabelScreenState): Editing {
  return {
    chosen: null,
    press: (label) => screen.say({ kind: "labels", labels: [label] }),
    done: null,
    goOn() {},
  };
}

/** Any number of labels: pressed one by one, and then Enter. */
export function createChosenLabels(screen: LabelScreenState): Editing {
  let chosen = $state.raw<readonly string[]>([]);
  $effect(() => {
    void screen.image;
    chosen = [];
  });
  return {
    get chosen() {
      return chosen;
    },
    press(label) {
      chosen = chosen.includes(label) ? chosen.filter((one) => one !== label) : [...chosen, label];
    },
    get done() {
      return { text: LABELLING.goOn, isOpen: chosen.length > 0 };
    },
    goOn() {
      if (chosen.length > 0) screen.say({ kind: "labels", labels: chosen });
    },
  };
}
