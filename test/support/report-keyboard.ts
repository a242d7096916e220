import type { CDPSession, Page } from "playwright-core";

export interface TabStops {
  /** What can be focused, in the order of the document; of a group of radio buttons one. */
  readonly expected: readonly string[];
  /** What the Tab key goes through, and what Shift+Tab comes back by. */
  readonly forward: readonly string[];
  readonly back: readonly string[];
  /** Stops that look the same with the focus as without it. */
  readonly unseen: readonly string[];
}

/** The attribute that names a stop while the page is looked at. */
const MARK = "data-stop";

/** Stops of one kind of which pictures are taken: the rules of style are theirs in common. */
const LOOKED_AT = 3;

/** Goes through a page by Tab and back, taking pictures of stops of each kind with the focus and without. */
export async function tabStops(page: Page): Promise<TabStops> {
  const expected = await page.evaluate((mark) => {
    const can = "a[href], button, input, select, textarea, summary, [tabindex]";
    const stops: string[] = [];
    const groups = new Set<string>();
    for (const element of document.body.querySelectorAll<HTMLElement | SVGElement>(can)) {
      if (element.tabIndex < 0 || !element.checkVisibility()) continue;
      if (element.matches(":disabled")) continue;
      if (element instanceof HTMLInputElement && element.type === "radio") {
        if (groups.has(element.name)) continue;
        groups.add(element.name);
      }
      const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
      const stop = `${stops.length} ${element.localName}: ${name.trim().slice(0, 40)}`;
      element.setAttribute(mark, stop);
      stops.push(stop);
    }
    return stops;
  }, MARK);
  // A caret that blinks would be taken for a mark of the focus.
  await page.evaluate(() =>
    document.documentElement.style.setProperty("caret-color", "transparent"),
  );
  const camera = await page.context().newCDPSession(page);
  const forward: string[] = [];
  const unseen: string[] = [];
  const seen = new Map<string, number>();
  // One more than there are: who comes round to the first again has not been caught.
  for (let i = 0; i <= expected.length; i++) {
    await page.keyboard.press("Tab");
    const stop = await shownFocus(page);
    if (stop === null) break;
    forward.push(stop.name);
    const looked = seen.get(stop.kind) ?? 0;
    seen.set(stop.kind, looked + 1);
    if (looked < LOOKED_AT && !(await looksFocused(page, camera, stop))) unseen.push(stop.name);
  }
  const back: string[] = [];
  await page.evaluate((mark) => {
    const all = document.querySelectorAll<HTMLElement>(`[${mark}]`);
    all[all.length - 1]?.focus();
  }, MARK);
  // Without a browser's own controls around it, a page is entered again at its other end.
  for (
    let stop = await focused(page);
    stop !== null && !back.includes(stop);
    stop = await focused(page)
  ) {
    back.push(stop);
    await page.keyboard.press("Shift+Tab");
  }
  return { expected, forward, back, unseen };
}

async function focused(page: Page): Promise<string | null> {
  return page.evaluate((mark) => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    return element.getAttribute(mark) ?? `not expected: ${element.outerHTML.slice(0, 60)}`;
  }, MARK);
}

/** The focused element, and where it is once it was scrolled to. */
interface Stop {
  readonly name: string;
  /** Elements and classes that rules of style go by: its own, and those of what it stands in. */
  readonly kind: string;
  /** In pixels of the page, as is the place where the window begins. */
  readonly box: Readonly<Record<"x" | "y" | "width" | "height" | "shownFrom", number>>;
}

async function shownFocus(page: Page): Promise<Stop | null> {
  return page.evaluate((mark) => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = element.getBoundingClientRect();
    const kinds: string[] = [];
    for (let at: Element | null = element; at !== null && kinds.length < 3; at = at.parentElement) {
      kinds.push(`${at.localName}.${at.getAttribute("class")}`);
    }
    return {
      kind: kinds.join(" in "),
      name: element.getAttribute(mark) ?? `not expected: ${element.outerHTML.slice(0, 60)}`,
      box: { x: x + scrollX, y: y + scrollY, width, height, shownFrom: scrollY },
    };
  }, MARK);
}

/** Whether the place of the focused element looks otherwise without the focus. */
async function looksFocused(page: Page, camera: CDPSession, { name, box }: Stop): Promise<boolean> {
  const edge = 6;
  const { width: most = 1280, height: highest = 900 } = page.viewportSize() ?? {};
  const left = Math.max(0, box.x - edge);
  const top = Math.max(box.shownFrom, box.y - edge);
  const clip = {
    x: left,
    y: top,
    width: Math.max(1, Math.min(most - left, box.width + 2 * edge)),
    height: Math.max(1, Math.min(box.shownFrom + highest - top, box.height + 2 * edge, 300)),
    scale: 1,
  };
  const picture = async (): Promise<string> => {
    const options = { format: "png", optimizeForSpeed: true, clip } as const;
    return (await camera.send("Page.captureScreenshot", options)).data;
  };
  const withFocus = await picture();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const without = await picture();
  // By script, but after a key: what `:focus-visible` asks for stays true.
  await page.evaluate(
    ([mark, name]) =>
      document.querySelector<HTMLElement>(`[${mark}="${CSS.escape(name)}"]`)?.focus({
        preventScroll: true,
      }),
    [MARK, name] as const,
  );
  return withFocus !== without;
}
