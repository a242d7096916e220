import type { Page } from "playwright-core";

/** A person without a mouse: Tab, other keys, and what each stop has to be. */
export interface Keyboard {
  /** Presses Tab until a control is reached. @param name of the control, as it is read out */
  to(name: RegExp): Promise<void>;
  /** Presses Shift+Tab until a control is reached. */
  backTo(name: RegExp): Promise<void>;
  /** Presses a key; the focus must be somewhere afterwards, once the page has done what it does. */
  press(key: string): Promise<void>;
  /** Waits for a screen, whose heading must have the focus. */
  screen(heading: string | RegExp): Promise<void>;
  /** What was wrong so far: stops that cannot be seen, that are out of order, a lost focus. */
  readonly faults: readonly string[];
}

/** Longest way from one control to another. */
const MOST_STOPS = 240;

interface Stop {
  readonly name: string;
  readonly isBody: boolean;
  readonly isSeen: boolean;
  /** Whether it comes later in the document than the stop before it. */
  readonly isAfter: boolean;
}

/** @param page nothing of it may have been focused by a pointer */
export function keyboardOf(page: Page): Keyboard {
  const faults: string[] = [];

  /** The focused element, compared with the one before. */
  const stop = (): Promise<Stop> =>
    page.evaluate(() => {
      const scope = globalThis as typeof globalThis & { stopBefore?: Element };
      const element = document.activeElement ?? document.body;
      const before = scope.stopBefore;
      scope.stopBefore = element;
      const label = element.closest("label") ?? (element as HTMLInputElement).labels?.[0];
      const labelled = element.getAttribute("aria-labelledby");
      const name =
        element.getAttribute("aria-label") ??
        (labelled === null ? null : document.getElementById(labelled)?.textContent) ??
        label?.textContent ??
        element.textContent ??
        "";
      // A ring is a shadow outside of the control; a choice shows it on its label.
      const hasRing = (one: Element): boolean =>
        getComputedStyle(one)
          .boxShadow.split(/,(?![^(]*\))/)
          .some((shadow) => !/inset/.test(shadow) && / [2-9]px\s*$/.test(shadow));
      const box = (label ?? element).getBoundingClientRect();
      return {
        name: name.replace(/\s+/g, " ").trim(),
        isBody: element === document.body || element === document.documentElement,
        isSeen:
          (hasRing(element) || (label != null && hasRing(label))) &&
          box.width > 0 &&
          box.height > 0,
        isAfter:
          before === undefined ||
          !before.isConnected ||
          (before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
      };
    });

  async function walk(key: "Tab" | "Shift+Tab", name: RegExp): Promise<void> {
    await stop(); // where it begins
    const passed: string[] = [];
    let isInPage = false;
    for (let i = 0; i < MOST_STOPS; i++) {
      await page.keyboard.press(key);
      const at = await stop();
      passed.push(at.name.slice(0, 40));
      if (at.isBody) {
        isInPage = false; // past an end of the page, as into the browser's own controls
        continue;
      }
      if (!at.isSeen) faults.push(`no focus to be seen: ${at.name.slice(0, 60)}`);
      if (key === "Tab" && isInPage && !at.isAfter) {
        faults.push(`out of order: ${at.name.slice(0, 60)}`);
      }
      isInPage = true;
      if (name.test(at.name)) return;
    }
    throw new Error(`${key} does not come to ${name}: ${passed.join(" | ")}`);
  }

  return {
    faults,
    to: (name) => walk("Tab", name),
    backTo: (name) => walk("Shift+Tab", name),
    async press(key) {
      await page.keyboard.press(key);
      // What a key began may take away the control that has the focus; then it goes to another.
      const isHeld = await page
        .waitForFunction(
          () => document.activeElement !== null && document.activeElement !== document.body,
        )
        .then(
          () => true,
          () => false,
        );
      if (!isHeld) faults.push(`the focus is lost after ${key}`);
    },
    async screen(heading) {
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
      await page
        .waitForFunction(() => document.activeElement?.tagName === "H1")
        .catch(() => faults.push(`the heading ${heading} has no focus`));
    },
  };
}
