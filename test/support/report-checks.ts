import type { Page } from "playwright-core";

/** Makes the window as high as the page, so that every point of it can be asked for. */
async function showWhole(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const { width = 1280 } = page.viewportSize() ?? {};
  await page.setViewportSize({ width, height: Math.min(height + 50, 30_000) });
}

/**
 * Texts whose contrast with what is painted under them is too small: WCAG 2.2, 1.4.3, from the
 * colours that Chromium computed. Texts of plots as well, which axe leaves out.
 *
 * @returns `ratio < needed: text`, and the number of texts that were looked at
 */
export async function lowContrasts(page: Page): Promise<{ low: string[]; texts: number }> {
  await showWhole(page);
  return page.evaluate(() => {
    type Colour = readonly [red: number, green: number, blue: number, alpha: number];
    const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const known = new Map<string, Colour>();
    const parse = (css: string): Colour => {
      let colour = known.get(css);
      if (colour === undefined && brush !== null) {
        brush.clearRect(0, 0, 1, 1);
        brush.fillStyle = css;
        brush.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0, a = 0] = brush.getImageData(0, 0, 1, 1).data;
        colour = [r, g, b, a / 255];
        known.set(css, colour);
      }
      return colour ?? [0, 0, 0, 0];
    };
    const over = (top: Colour, below: Colour, opacity: number): Colour => {
      const a = top[3] * opacity;
      const mix = (i: 0 | 1 | 2): number => a * top[i] + (1 - a) * below[i];
      return [mix(0), mix(1), mix(2), 1];
    };
    const luminance = ([r, g, b]: Colour): number => {
      const linear = [r, g, b].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
    };
    const low: string[] = [];
    let texts = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const said = node.textContent?.trim() ?? "";
      if (said === "" || element === null || element.localName === "title") continue;
      if (!element.checkVisibility() || element.closest(".vh, .skip") !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getClientRects()[0];
      if (box === undefined || box.width === 0) continue;
      const stack = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      const own = stack.indexOf(element);
      const below = own < 0 ? [] : stack.slice(own);
      if (own < 0) for (let at: Element | null = element; at; at = at.parentElement) below.push(at);
      let ground: Colour = [255, 255, 255, 1];
      for (const one of below.reverse()) {
        const style = getComputedStyle(one);
        const isShape = one instanceof SVGGeometryElement;
        const paint = isShape ? style.fill : style.backgroundColor;
        if (paint === "none" || (isShape && paint.startsWith("url("))) continue;
        const opacity = Number(style.opacity) * (isShape ? Number(style.fillOpacity) : 1);
        ground = over(parse(paint), ground, opacity);
      }
      const style = getComputedStyle(element);
      const ink = element instanceof SVGElement ? style.fill : style.color;
      const [a, b] = [luminance(over(parse(ink), ground, 1)), luminance(ground)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 640);
      texts++;
      if (ratio < (isLarge ? 3 : 4.5)) low.push(`${ratio.toFixed(2)}: ${said.slice(0, 60)}`);
    }
    return { low, texts };
  });
}

/**
 * Texts that cannot be read in full: cut by the box they are in, outside the window where nothing
 * scrolls, or lying on another text of the same plot.
 */
export async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    const width = document.documentElement.clientWidth;
    const clips = (value: string): boolean => value === "hidden" || value === "clip";
    for (const element of document.body.querySelectorAll("*")) {
      if (!element.checkVisibility() || element.closest(".vh, .skip, svg") !== null) continue;
      const style = getComputedStyle(element);
      if (style.clipPath !== "none" || style.display === "inline") continue;
      const said = `${element.localName}.${element.className}: ${element.textContent?.trim().slice(0, 50)}`;
      if (clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1) {
        cut.push(`cut on the right, ${said}`);
      }
      if (clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1) {
        cut.push(`cut below, ${said}`);
      }
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const said = node.textContent?.trim() ?? "";
      if (said === "" || element === null || !element.checkVisibility()) continue;
      if (element.closest(".vh, .skip, .scroll, title, thead") !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width === 0) continue;
        if (box.left < -1 || box.right > width + 1) cut.push(`outside the window, ${said}`);
      }
    }
    for (const plot of document.querySelectorAll("svg")) {
      if (!plot.checkVisibility() || plot.parentElement?.closest("svg")) continue;
      const frame = plot.getBoundingClientRect();
      const texts = [...plot.querySelectorAll("text")].map((text) => ({
        said: text.textContent ?? "",
        box: text.getBoundingClientRect(),
      }));
      const isCut = getComputedStyle(plot).overflow !== "visible";
      for (const [i, { said, box }] of texts.entries()) {
        const out = box.left < frame.left - 1 || box.right > frame.right + 1;
        if (isCut && out) cut.push(`outside its plot, ${said}`);
        for (const other of texts.slice(i + 1)) {
          const across =
            Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1;
          const along =
            Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 4;
          if (across && along) cut.push(`on each other, ${said} and ${other.said}`);
        }
      }
    }
    return [...new Set(cut)];
  });
}

/** Parts of a drawing that order it and carry no figure: grid, bands, connectors. */
const DECORATION =
  ".tg, .tb, .con, .mk, .cvg, .cv-hidden, [data-area], .sure rect:first-child, .mh";

/**
 * Marks of plots that cannot be told from the ground that the system's own colours give: less than
 * 3 to 1 for stroke and for fill (WCAG 2.2, 1.4.11).
 */
export async function hiddenMarks(page: Page): Promise<string[]> {
  return page.evaluate((decoration) => {
    const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = (css: string): number => {
      if (brush === null) return 0;
      brush.fillStyle = "Canvas";
      brush.fillRect(0, 0, 1, 1);
      brush.fillStyle = css;
      brush.fillRect(0, 0, 1, 1);
      const linear = [...brush.getImageData(0, 0, 1, 1).data].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
    };
    const probe = document.createElement("p");
    document.body.append(probe);
    probe.style.color = "Canvas";
    const ground = luminance(getComputedStyle(probe).color);
    probe.remove();
    const hidden: string[] = [];
    for (const mark of document.querySelectorAll<SVGGeometryElement>(
      "svg :is(circle, rect, path, line, polygon, polyline)",
    )) {
      if (!mark.checkVisibility() || mark.matches(decoration)) continue;
      const { fill, stroke } = getComputedStyle(mark);
      const ratios = [fill, stroke]
        .filter((paint) => !/^(none|url\(|transparent|rgba\(0, 0, 0, 0\))/.test(paint))
        .map((paint) => {
          const own = luminance(paint);
          return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
        });
      if (Math.max(0, ...ratios) < 3) hidden.push(mark.outerHTML.slice(0, 120));
    }
    return [...new Set(hidden)];
  }, DECORATION);
}
