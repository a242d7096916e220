import type { Page } from "playwright-core";
import { axeNow } from "./app-page.js";
import { axeOfColours } from "./axe.js";
import { inEachLook } from "./looks.js";

/** Widths of windows, from the narrowest that has to be served. */
const WIDTHS = [320, 390, 640, 1280, 2560] as const;
/** Where header and body have to begin at the same place. */
const EDGES_AT = [390, 820, 1280, 1920] as const;
/**
 * Looks at a page as it stands, in every way in which people have it: narrow and wide, light and dark,
 * with text twice as large, with the system's own colours, without motion.
 *
 * @param name of the screen, for what is told
 * @param largeFromPx the narrowest window in which text twice as large still fits: plots of a report want
 *   640, which is a window of 1,280 looked at twice as large
 * @returns what is wrong; empty for a page that serves everybody
 */
export async function lookAtScreen(page: Page, name: string, largeFromPx = 320): Promise<string[]> {
  const faults: string[] = [];
  const before = page.viewportSize() ?? { width: 1280, height: 900 };
  const axeLooks = async (at: string, scheme: "light" | "dark") => {
    const look = scheme === "light" ? axeNow : axeOfColours;
    for (const fault of await look(page)) faults.push(`${name}, ${at}: ${fault}`);
  };
  await inEachLook(page, axeLooks, WIDTHS[0]);
  await page.emulateMedia({ colorScheme: "light" });
  for (const size of ["100%", "200%"]) {
    await page.evaluate((text) => {
      document.documentElement.style.fontSize = text;
    }, size);
    for (const width of WIDTHS) {
      if (size !== "100%" && width < largeFromPx) continue;
      await resized(page, width);
      const wide = await overhang(page);
      if (wide !== null) faults.push(`${name}, ${width} px, text ${size}: ${wide}`);
      for (const cut of await cutControls(page)) {
        faults.push(`${name}, ${width} px, text ${size}: cut at the edge: ${cut}`);
      }
    }
  }
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "";
  });
  for (const width of EDGES_AT) {
    await resized(page, width);
    const edges = await leftEdges(page);
    if (new Set(edges).size > 1) faults.push(`${name}, ${width} px: left edges at ${edges}`);
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ forcedColors: "active" });
  const held = await page.evaluateHandle(() => document.activeElement);
  await page.keyboard.press("Tab"); // what a script focuses has no ring where a pointer was used
  const unseen = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(
      document.activeElement ?? document.body,
    );
    return outlineStyle === "none" || outlineWidth === "0px";
  });
  await held.evaluate((one) => {
    if (one === document.body) (document.activeElement as HTMLElement).blur();
    else if (one instanceof HTMLElement) one.focus({ preventScroll: true });
  });
  for (const fault of await axeOfColours(page)) faults.push(`${name}, forced colours: ${fault}`);
  if (await hasFramelessVerdict(page))
    faults.push(`${name}, forced colours: no frame of a verdict`);
  const alike = await chosenAlike(page);
  if (alike !== null) faults.push(`${name}, forced colours: no sign that it is chosen: ${alike}`);
  if (unseen) faults.push(`${name}, forced colours: the focus cannot be seen`);
  await page.emulateMedia({ forcedColors: "none", reducedMotion: "reduce" });
  const moving = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 10).length,
  );
  if (moving > 0) faults.push(`${name}, reduced motion: ${moving} things move`);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  return faults;
}

/** Gives the window a width, and waits until what places itself by the new size has done so: it hears of it in the next frame. */
async function resized(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(
    () => new Promise<unknown>((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** How high a result is in a window of 1,280 px with its questions folded, as whoever sees it first has it. */
export async function foldedHeight(page: Page): Promise<number> {
  const before = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.setViewportSize({ width: 1280, height: 900 });
  const height = await page.evaluate(() => {
    const unfolded = [...document.querySelectorAll<HTMLDetailsElement>("details.q[open]")];
    for (const one of unfolded) one.open = false;
    const { scrollHeight } = document.documentElement;
    for (const one of unfolded) one.open = true;
    return unfolded.length === 0 ? Number.NaN : scrollHeight;
  });
  await page.setViewportSize(before);
  return height;
}

/** Where header, body and footer begin, in whole pixels. */
export function leftEdges(page: Page): Promise<readonly number[]> {
  return page.evaluate(() =>
    [".top .in", "main", ".foot .in"].flatMap((selector) => {
      const one = document.querySelector(selector);
      if (one === null || one.getClientRects().length === 0) return [];
      const { left } = one.getBoundingClientRect();
      return Math.round(left + Number.parseFloat(getComputedStyle(one).paddingLeft));
    }),
  );
}

/** A button that is pressed in and looks like the others, whose tint is gone where colours are the system's own. */
function chosenAlike(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const thick = (one: Element) => Number.parseFloat(getComputedStyle(one).borderTopWidth);
    const alike = [...document.querySelectorAll("main :is(.btn,.lb)[aria-pressed=true]")].find(
      (one) => one.checkVisibility() && thick(one) < 2,
    );
    return alike?.outerHTML.slice(0, 120) ?? null;
  });
}

/** What a finger cannot well hit, being less than 44 px high or wide; links in sentences are as high as those. */
export function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const asked = "button,select,summary,input:not([type=file])";
    return [...document.querySelectorAll<HTMLElement>(asked)].flatMap((one) => {
      if (!one.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return [];
      // A box or a dot is hit by its words too.
      const rects = [one, one.closest("label")].flatMap((at) => at?.getBoundingClientRect() ?? []);
      const width = Math.max(...rects.map((at) => at.width));
      const height = Math.max(...rects.map((at) => at.height));
      if (width >= 44 && height >= 44) return [];
      return `${width.toFixed()} × ${height.toFixed()} px: ${one.outerHTML.slice(0, 120)}`;
    });
  });
}

/** Whether a verdict has nothing around it: its tint is gone where colours are the system's own. */
function hasFramelessVerdict(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".verdict")].some((one) => {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(one);
      return borderTopStyle === "none" || borderTopWidth === "0px";
    }),
  );
}

/**
 * Buttons and the like of which a part lies beyond a side of the window or of a frame that scrolls sideways. Those of a table
 * go with it.
 */
export function cutControls(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { clientWidth } = document.documentElement;
    return [...document.querySelectorAll<HTMLElement>("main :is(button,select,summary,input)")]
      .filter((one) => {
        if (!one.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return false;
        if (one.closest("table,.vh") !== null) return false;
        const { left, right, width } = one.getBoundingClientRect();
        if (width <= 1) return false;
        let [from, to] = [0, clientWidth];
        for (let at = one.parentElement; at !== null; at = at.parentElement) {
          if (getComputedStyle(at).overflowX === "visible") continue;
          const frame = at.getBoundingClientRect();
          [from, to] = [Math.max(from, frame.left), Math.min(to, frame.right)];
        }
        return left < from - 1 || right > to + 1;
      })
      .map((one) => one.outerHTML.slice(0, 160));
  });
}

/** What reaches over the side of the page, null where nothing does. */
async function overhang(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return null;
    // What lies in a frame of its own that scrolls does not make the page wider.
    const isFramed = (one: Element): boolean => {
      for (let at = one.parentElement; at !== null; at = at.parentElement) {
        if (at !== document.body && getComputedStyle(at).overflowX !== "visible") return true;
      }
      return false;
    };
    const over = [...document.querySelectorAll("body *")].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 1 && !isFramed(one),
    );
    const last = over.at(-1);
    return `${scrollWidth - clientWidth} px too wide: ${last?.outerHTML.slice(0, 120) ?? "?"}`;
  });
}
