import type { Page } from "playwright-core";

/**
 * Seconds of the keystroke-level model: Card, Moran & Newell, "The Keystroke-Level Model for User Performance Time
 * with Interactive Systems", Communications of the ACM 23 (1980), 396–410. A key as the average non-secretary types
 * (40 words a minute), a button of the mouse as a key; pointing; the hand from mouse to keyboard or back; thinking.
 */
export const SECONDS = { key: 0.28, point: 1.1, home: 0.4, think: 1.35 } as const;

/** What a person did, as the page heard it. */
export interface Actions {
  readonly keys: number;
  /** Presses of the mouse, each after pointing. */
  readonly clicks: number;
  /** Drops of files: pointing at them, a press, pointing at the page, letting go. */
  readonly drops: number;
  /** Changes of the hand between mouse and keyboard. */
  readonly homings: number;
}

declare global {
  /** Hands that acted, in their order. */
  var actionsHeard: ("key" | "click" | "drop")[];
}

/** Has a page write down what it hears, before anything is done there; a reload forgets it. */
export async function hearActions(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.actionsHeard = [];
    const hear = (type: string, action: (typeof actionsHeard)[number]): void =>
      addEventListener(type, (event) => event.isTrusted && actionsHeard.push(action), true);
    hear("keydown", "key");
    hear("pointerdown", "click");
    hear("drop", "drop");
  });
}

export async function actionsOf(page: Page): Promise<Actions> {
  const heard = await page.evaluate(() => actionsHeard);
  const count = (of: (typeof actionsHeard)[number]) => heard.filter((one) => one === of).length;
  const hands = heard.map((one) => one === "key");
  return {
    keys: count("key"),
    clicks: count("click"),
    drops: count("drop"),
    // The hand begins at the mouse.
    homings: hands.filter((isKey, i) => isKey !== (hands[i - 1] ?? false)).length,
  };
}

/** Seconds of a person's hands, without thinking and without waiting for the page. */
export function handSeconds({ keys, clicks, drops, homings }: Actions): number {
  const { key, point, home } = SECONDS;
  return keys * key + clicks * (point + key) + drops * 2 * (point + key) + homings * home;
}
