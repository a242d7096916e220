import type { Locator, Page } from "playwright-core";
import { dropOn } from "./drop.js";

/**
 * Seconds of the keystroke-level model (Card, Moran & Newell 1980): a key, pointing at something, a
 * mouse button down or up, a hand from mouse to keys or back. Thinking (M, 1.35 s) is counted apart.
 */
const SECONDS = { K: 0.28, P: 1.1, B: 0.1, H: 0.4 } as const;

/** A hand that does what a person does, and counts it. */
export interface Hand {
  drop(...paths: readonly string[]): Promise<void>;
  click(what: Locator): Promise<void>;
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Drags, clicks and keys so far, and the seconds that they take. */
  readonly actions: number;
  readonly seconds: number;
}

export function handOf(page: Page): Hand {
  const counts = { K: 0, P: 0, B: 0, H: 0 };
  let actions = 0;
  let isAtMouse = true;
  const moveTo = (mouse: boolean): void => {
    if (isAtMouse !== mouse) counts.H++;
    isAtMouse = mouse;
  };
  const press = async (key: string): Promise<void> => {
    moveTo(false);
    counts.K++;
    actions++;
    await page.keyboard.press(key);
  };
  return {
    async drop(...paths) {
      moveTo(true);
      counts.P += 2; // to the folder, and with it to the page
      counts.B += 2;
      actions++;
      await dropOn(page, ...paths);
    },
    async click(what) {
      moveTo(true);
      counts.P++;
      counts.B += 2;
      actions++;
      await what.click();
    },
    press,
    async type(text) {
      for (const letter of text) await press(letter);
    },
    get actions() {
      return actions;
    },
    get seconds() {
      return Object.entries(counts).reduce(
        (sum, [name, count]) => sum + count * SECONDS[name as keyof typeof SECONDS],
        0,
      );
    },
  };
}
