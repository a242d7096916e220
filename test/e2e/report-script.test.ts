import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { decode } from "fast-png";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Download, Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { renderReport } from "../../src/node/reports/html-report.js";
import type { ReportInput } from "../../src/results/report-input.js";
import { HOSTILE, hostileInput, INPUT } from "../reports/fixtures.js";
import { describeInChromium, type OpenOptions } from "../support/report-browser.js";
import { PAGES, pageOf } from "../support/report-pages.js";

/**
 * Saves a plot with one of its buttons; gives the file's name and bytes. Chromium now and then holds
 * back the eleventh file of a page, as if nobody had pressed for it: then the button is pressed again.
 */
async function saved(page: Page, figure: Locator, kind: string): Promise<[string, Buffer]> {
  const press = async (timeout: number): Promise<Download> => {
    const waiting = page.waitForEvent("download", { timeout });
    waiting.catch(() => undefined);
    await figure.getByRole("button", { name: `${kind}:` }).click();
    return waiting;
  };
  const download = await press(8_000).catch(() => press(20_000));
  return [download.suggestedFilename(), await readFile(await download.path())];
}

/** Texts of the drawing as the page shows them, without what nobody sees. */
function shownTexts(figure: Locator): Promise<string[]> {
  return figure.locator(".pd").evaluate((drawing) => {
    const walker = document.createTreeWalker(drawing, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || parent.closest(".vh, title") !== null) continue;
      if (!parent.checkVisibility()) continue;
      const text = (node.textContent ?? "").replace(/\s+/g, " ").trim();
      if (text !== "") texts.push(text);
    }
    return texts;
  });
}

/** Element names and attributes of a document, in order. */
function elementsOf(svg: string): { name: string; attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const walk = (nodes: readonly Record<string, unknown>[]): void => {
    for (const node of nodes) {
      const attributes = (node[":@"] ?? {}) as Record<string, string>;
      for (const [name, inside] of Object.entries(node)) {
        if (name === ":@" || !Array.isArray(inside)) continue;
        found.push({ name, attributes });
        walk(inside);
      }
    }
  };
  walk(
    new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: "" }).parse(
      svg,
    ),
  );
  return found;
}

const SHAPES = ["g", "rect", "circle", "line", "path", "polygon", "text"];

/** Shapes and texts alone: nothing that runs, refers to something or holds another document. */
function expectHarmless(svg: string): void {
  for (const { name, attributes } of elementsOf(svg)) {
    expect([...SHAPES, "svg", "title", "desc", "#text"]).toContain(name);
    for (const attribute of Object.keys(attributes)) {
      expect(attribute).not.toMatch(/^on|href|^style$|^src$/);
    }
  }
}

/** Plots may lie in folded parts of the page; beside the verdict their controls come with the table. */
function unfold(page: Page, hasControls: boolean): Promise<void> {
  return page.evaluate((withTables) => {
    for (const part of document.querySelectorAll("details")) {
      const isBeside = part.closest(".verdict, .firsts") !== null;
      part.open ||= part.querySelector("figure") !== null || (withTables && isBeside);
    }
  }, hasControls);
}

describeInChromium("the script of a report", (reports) => {
  const open = async (report: ReportInput | string, options: Partial<OpenOptions> = {}) => {
    const opened = await reports.open(report, { width: 1280, ...options });
    await unfold(opened.page, options.scripts !== false);
    return opened;
  };

  it("adds its controls to every plot of every page, and asks for nothing", async () => {
    for (const [name, input] of PAGES) {
      const { page, problems } = await open(input);
      const plots = page.locator("figure[data-plot]");
      const count = await plots.count();
      expect(count, name).toBeGreaterThan(1);
      for (const kind of ["SVG", "PNG", "CSV"]) {
        expect(await plots.getByRole("button", { name: `${kind}:` }).count(), name).toBe(count);
      }
      expect(await page.locator(".pd[tabindex='0'][aria-label]").count(), name).toBe(count);
      const sliders = await page.locator("figure[data-explore]").count();
      expect(await page.getByRole("slider").count(), name).toBe(sliders);
      expect(problems, name).toEqual([]);
      await page.close();
    }
  });

  it("shows nothing of itself where scripts do not run, and all else", async () => {
    const { page, problems } = await open(pageOf("a detector"), { scripts: false });
    expect(await page.locator("button, input, .ptl, .psl, .ptip, [role=status]").count()).toBe(0);
    expect(await page.locator(".pd[tabindex]").count()).toBe(0);
    const plots = page.locator("figure[data-plot]");
    for (const plot of await plots.all()) {
      expect(await plot.locator(".pr").isVisible()).toBe(true);
      expect(await plot.locator(".pd").isVisible()).toBe(true);
      await plot.locator("summary").first().click();
      expect(await plot.locator(".pt table").isVisible()).toBe(true);
    }
    expect(await plots.count()).toBeGreaterThan(3);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("runs itself alone: what got into the page by other ways does not run", async () => {
    const planted = renderReport(INPUT).replace(
      "</main>",
      "<script>document.title='pwned'</script><p onclick=\"document.title='pwned'\" id=p>x</p></main>",
    );
    const { page } = await open(planted);
    await page.locator("#p").click();
    expect(await page.title()).toBe("Fails here: site 2 · Homeground");
    expect(await page.locator(".ptl").count()).toBeGreaterThan(0);
    const changed = renderReport(INPUT).replace("<script>", "<script>document.title='pwned';");
    const other = await open(changed);
    expect(await other.page.title()).toBe("Fails here: site 2 · Homeground");
    expect(await other.page.locator(".ptl").count()).toBe(0);
    await page.close();
    await other.page.close();
  });

  it("says the row under the pointer beside its mark", async () => {
    const { page } = await open(INPUT);
    const plot = page.locator("#plot-verdict");
    const tip = page.locator(".ptip");
    expect(await tip.isVisible()).toBe(false);
    const row = plot.locator("[data-row='1']");
    await row.hover();
    expect(await tip.textContent()).toBe("Yours: 30.1% [20.8, 41.4]; site 2, 73 images.");
    expect(await plot.locator("[data-on]").count()).toBe(1);
    const [mark, label] = [await row.boundingBox(), await tip.boundingBox()];
    const gap = Math.min(
      Math.abs((label?.y ?? 0) + (label?.height ?? 0) - (mark?.y ?? 0)),
      Math.abs((label?.y ?? 0) - (mark?.y ?? 0) - (mark?.height ?? 0)),
    );
    expect(gap).toBeLessThanOrEqual(10);
    // The pointer may go onto the label, so that what it says can be read at leisure.
    await tip.hover();
    expect(await tip.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.mouse.move(5, 5);
    expect(await tip.isVisible()).toBe(false);
    expect(await plot.locator("[data-on]").count()).toBe(0);
    await page.close();
  });

  it("takes the nearest point of a curve in x", async () => {
    const { page } = await open(pageOf("a detector"));
    const plot = page.locator("#operating-curve");
    await plot.scrollIntoViewIfNeeded();
    const marks = await plot.locator("[data-row]").evaluateAll((all) =>
      all.map((mark) => {
        const { x, y, width, height } = mark.getBoundingClientRect();
        return { row: Number(mark.getAttribute("data-row")), x: x + width / 2, y: y + height / 2 };
      }),
    );
    const said = await plot
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-said")));
    const area = await plot.locator(".pd svg").first().boundingBox();
    // Both lines have a point of each row, one above the other.
    const inX = [...new Map(marks.map((mark) => [mark.row, mark])).values()];
    inX.sort((a, b) => a.x - b.x);
    const [first, second] = [inX[2], inX[3]];
    if (first === undefined || second === undefined || area === null) throw new Error("no marks");
    expect(second.x - first.x).toBeGreaterThan(10);
    for (const [share, point] of [
      [0.4, first],
      [0.6, second],
    ] as const) {
      // At the top of the plot, far from either point in y.
      await page.mouse.move(first.x + share * (second.x - first.x), area.y + 40);
      expect(await page.locator(".ptip").textContent()).toBe(said[point.row]);
      const guide = await plot.locator(".pg").first().boundingBox();
      expect((guide?.x ?? 0) + (guide?.width ?? 0) / 2).toBeCloseTo(point.x, 0);
    }
    await page.close();
  });

  it("goes through the rows by keyboard and reads them out", async () => {
    const { page } = await open(INPUT);
    const plot = page.locator("#plot-gap");
    const drawing = plot.getByRole("group", { name: /\. Arrow keys go through 7 rows$/ });
    const live = page.locator("main > [role=status]");
    const said = await plot
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-said")));
    expect(said).toHaveLength(7);
    await plot.locator("summary").focus();
    await page.keyboard.press("Shift+Tab");
    for (
      let i = 0;
      i < 4 && !(await drawing.evaluate((one) => one === document.activeElement));
      i++
    ) {
      await page.keyboard.press("Shift+Tab");
    }
    expect(await drawing.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await drawing.evaluate((one) => getComputedStyle(one).boxShadow)).not.toBe("none");
    const steps: readonly (readonly [string, number])[] = [
      ["ArrowDown", 0],
      ["ArrowDown", 1],
      ["ArrowRight", 2],
      ["ArrowUp", 1],
      ["End", 6],
      ["ArrowDown", 6],
      ["PageUp", 0],
      ["PageDown", 6],
      ["Home", 0],
    ];
    for (const [key, row] of steps) {
      await page.keyboard.press(key);
      expect(await live.textContent(), key).toBe(said[row]);
      expect(await page.locator(".ptip").textContent(), key).toBe(said[row]);
      expect(await plot.locator("[data-on]").getAttribute("data-row"), key).toBe(String(row));
    }
    await page.keyboard.press("Escape");
    expect(await page.locator(".ptip").isVisible()).toBe(false);
    expect(await drawing.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.close();
  });

  it("moves along the thresholds with a slider", async () => {
    const { page } = await open(pageOf("a detector"));
    const plot = page.locator("#operating-curve");
    const slider = plot.getByRole("slider", { name: "Threshold" });
    const output = plot.locator("output");
    const said = await plot
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-said")));
    const start = Number(await plot.getAttribute("data-start"));
    const at = async () => said.indexOf(await output.textContent());
    expect(await at()).toBe(start);
    const guideX = async () => (await plot.locator(".pg").first().boundingBox())?.x ?? Number.NaN;
    const before = await guideX();
    await slider.focus();
    // Thresholds fall along the table; on the slider, as on the axis, more is to the right.
    await page.keyboard.press("ArrowRight");
    expect(await at()).toBe(start - 1);
    expect(await guideX()).toBeGreaterThan(before);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await at()).toBe(start + 1);
    expect(await guideX()).toBeLessThan(before);
    await page.keyboard.press("Home");
    expect(await at()).toBe(said.length - 1);
    await page.keyboard.press("PageUp");
    expect(await at()).toBe(Math.max(0, said.length - 11));
    await page.keyboard.press("End");
    expect(await at()).toBe(0);
    const name = await plot.locator("tbody tr").first().locator("th").textContent();
    expect(await slider.getAttribute("aria-valuetext")).toBe(name?.trim());
    // A press on the curve chooses too, and so do the keys in the drawing.
    const mark = plot.locator("[data-row]").nth(4);
    const row = Number(await mark.getAttribute("data-row"));
    const box = await mark.boundingBox();
    await page.mouse.click(
      (box?.x ?? 0) + (box?.width ?? 0) / 2,
      (box?.y ?? 0) + (box?.height ?? 0) / 2,
    );
    expect(await at()).toBe(row);
    await plot.getByRole("application").focus();
    await page.keyboard.press("ArrowRight");
    expect(await at()).toBe(row - 1);
    // Where the page has no room for the drawing there is no line, and the next step has one again.
    const places = () =>
      plot.locator(".pg").evaluateAll((all) => all.map((one) => one.getAttribute("x1")));
    const room = (width: string) =>
      plot.locator("svg.cv").evaluate((one, now) => {
        one.parentElement!.style.width = now;
      }, width);
    await room("0");
    await page.keyboard.press("ArrowRight");
    expect(await places()).toEqual([]);
    await room("");
    await page.keyboard.press("ArrowLeft");
    expect((await places()).join(" ")).toMatch(/^[\d.]+%( [\d.]+%)*$/);
    await page.close();
  });

  it("saves the numbers of every plot as the table has them", async () => {
    for (const name of ["fails", "a detector", "20 classes with long names"]) {
      const { page } = await open(pageOf(name));
      for (const figure of await page.locator("figure[data-plot]").all()) {
        const [file, bytes] = await saved(page, figure, "CSV");
        const id = await figure.getAttribute("id");
        expect(file).toBe(`${id}.csv`);
        const table = await figure.locator(".pt table").evaluate((one) => {
          const text = (cell: Element): string =>
            (cell.textContent ?? "").replace(/\s+/g, " ").trim();
          const head = [...one.querySelectorAll("thead th")];
          const rows = [...one.querySelectorAll("tbody tr")].map((row) =>
            [...row.children].map((cell, i) => {
              const value = cell.querySelector("data")?.getAttribute("value");
              if (value) return value;
              return i > 0 && head[i]?.classList.contains("r") ? "" : text(cell);
            }),
          );
          return [head.map(text), ...rows];
        });
        const text = bytes.toString("utf8");
        const rows: string[][] = parse(text, { relax_column_count: false });
        expect(rows, `${name} ${id}`).toEqual(table.map((row) => row.map(defused)));
        expect(text.endsWith("\n")).toBe(true);
      }
      await page.close();
    }
  });

  it("defuses formulae in the numbers that it saves", async () => {
    const { page } = await open(hostileInput("=cmd|' /C calc'!A0"));
    for (const figure of await page.locator("figure[data-plot]").all()) {
      const [, bytes] = await saved(page, figure, "CSV");
      const rows: string[][] = parse(bytes.toString("utf8"));
      for (const cell of rows.flat()) {
        if (!/^-?[\d.]+(e-?\d+)?$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
      }
    }
    await page.close();
  });

  it.each(PAGES.map(([name]) => name))(
    "saves every plot as a picture that other programs read: %s",
    async (name) => {
      const { page, problems } = await open(pageOf(name), { scheme: "dark" });
      for (const figure of await page.locator("figure[data-plot]").all()) {
        const id = await figure.getAttribute("id");
        const texts = await shownTexts(figure);
        const [file, bytes] = await saved(page, figure, "SVG");
        const svg = bytes.toString("utf8");
        expect(file).toBe(`${id}.svg`);
        expect(XMLValidator.validate(svg), `${id}`).toBe(true);
        const elements = elementsOf(svg);
        expectHarmless(svg);
        expect(svg).not.toMatch(/NaN|undefined|Infinity|var\(|url\(|href|style=|currentColor/i);
        // Every number that the page shows is in the picture.
        const inside = svg.replace(/<[^>]*>/g, " ");
        for (const text of texts) {
          for (const number of text.match(/\d[\d.,]*\d|\d/g) ?? [])
            expect(inside, `${id}: ${text}`).toContain(number);
        }
        const title = await figure.getAttribute("data-plot");
        expect(svg).toContain("<title>");
        expect(unescaped(inside)).toContain(title ?? "");
        // Light ground and dark letters, whatever the page's colours.
        const ground = elements.find((one) => one.name === "rect")?.attributes["fill"] ?? "";
        expect(lightness(ground)).toBeGreaterThan(0.85);
      }
      expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBeUndefined();
      expect(await page.locator("[data-still]").count()).toBe(0);
      expect(problems).toEqual([]);
      await page.close();
    },
  );

  it("puts the marks of a picture where the numbers say", async () => {
    const { page } = await open(INPUT);
    const [, bytes] = await saved(page, page.locator("#plot-verdict"), "SVG");
    const elements = elementsOf(bytes.toString("utf8"));
    const upright = elements.filter(
      ({ name, attributes: { x1, x2, y1, y2 } }) => name === "line" && x1 === x2 && y1 !== y2,
    );
    const ticks = upright.map(({ attributes }) => Number(attributes["x1"]));
    const [zero, one] = [Math.min(...ticks), Math.max(...ticks)];
    const share = (x: string | undefined): number => (Number(x) - zero) / (one - zero);
    const dot = elements.find(({ name }) => name === "circle");
    expect(share(dot?.attributes["cx"])).toBeCloseTo(22 / 73, 3);
    const bands = elements.filter(
      ({ name, attributes }) => name === "rect" && attributes["fill-opacity"],
    );
    expect(share(bands[0]?.attributes["x"])).toBeCloseTo(84 / 89 - 0.05, 3);
    const thick = elements.find(
      ({ name, attributes }) => name === "line" && attributes["stroke-width"] === "4",
    );
    expect(share(thick?.attributes["x1"])).toBeCloseTo(0.20822590579126068, 3);
    expect(share(thick?.attributes["x2"])).toBeCloseTo(0.41437365901307077, 3);
    await page.close();
  });

  it("draws the picture as the page looks", async () => {
    const { page } = await open(pageOf("a detector"));
    const figure = page.locator("#operating-curve");
    const [, svg] = await saved(page, figure, "SVG");
    const places = await figure.locator("svg.cv text").evaluateAll((texts) =>
      texts.map((text) => {
        const { x, y } = text.getBoundingClientRect();
        return { text: text.textContent ?? "", x, y };
      }),
    );
    await page.setContent(svg.toString("utf8"));
    const drawn = await page.locator("text").evaluateAll((texts) =>
      texts.map((text) => {
        const { x, y } = text.getBoundingClientRect();
        return { text: text.textContent ?? "", x, y };
      }),
    );
    const axis = places.filter(({ text }) => /^[\d.]+%?$/.test(text));
    expect(axis.length).toBeGreaterThan(8);
    const [first] = axis;
    const same = drawn.find(({ text }) => text === first?.text);
    const [dx, dy] = [(same?.x ?? 0) - (first?.x ?? 0), (same?.y ?? 0) - (first?.y ?? 0)];
    for (const { text, x, y } of axis) {
      const near = drawn.filter(
        (one) => one.text === text && Math.hypot(one.x - x - dx, one.y - y - dy) < 1,
      );
      expect(near, text).toHaveLength(1);
    }
    await page.close();
  });

  it("saves every plot as pixels, two for each of its own", async () => {
    const { page, problems } = await open(pageOf("a detector"), { scheme: "dark" });
    for (const figure of await page.locator("figure[data-plot]").all()) {
      const [, svg] = await saved(page, figure, "SVG");
      const [, width = "", height = ""] =
        /width="([\d.]+)" height="([\d.]+)"/.exec(svg.toString("utf8")) ?? [];
      const [file, bytes] = await saved(page, figure, "PNG");
      expect(file).toMatch(/\.png$/);
      const image = decode(bytes);
      expect([image.width, image.height]).toEqual([2 * Number(width), 2 * Number(height)]);
      const colours = new Set<number>();
      let dark = 0;
      for (let i = 0; i < image.data.length; i += image.channels) {
        const [r = 0, g = 0, b = 0] = [image.data[i], image.data[i + 1], image.data[i + 2]];
        colours.add((r << 16) | (g << 8) | b);
        if (r + g + b < 200) dark++;
      }
      const pixels = image.width * image.height;
      expect(colours.size).toBeGreaterThan(20);
      // Letters and lines are dark and few.
      expect(dark / pixels).toBeGreaterThan(0.001);
      expect(dark / pixels).toBeLessThan(0.3);
    }
    expect(problems).toEqual([]);
    await page.close();
  });

  it("keeps texts from data as text: on the page, in labels and in pictures", async () => {
    for (const text of HOSTILE) {
      const { page, problems } = await open(hostileInput(text));
      for (const figure of await page.locator("figure[data-plot]").all()) {
        const row = figure.locator("[data-row]").first();
        if (await row.isVisible()) await row.hover({ force: true });
        const [, bytes] = await saved(page, figure, "SVG");
        const svg = bytes.toString("utf8");
        expect(XMLValidator.validate(svg)).toBe(true);
        expectHarmless(svg);
      }
      expect(await page.title()).toMatch(/ · Homeground$/);
      expect(await page.locator("h1").count()).toBe(1);
      expect(problems).toEqual([]);
      await page.close();
    }
  });

  it.each([320, 390, 1280])("keeps labels within the window at %i px", async (width) => {
    const { page } = await open(pageOf("a detector"), { width });
    const tip = page.locator(".ptip");
    for (const plot of await page.locator("#plot-errors, #plot-verdict, #operating-curve").all()) {
      const drawing = plot.locator(".pd");
      await drawing.focus();
      const rows = Math.min(5, await plot.locator("tbody tr").count());
      for (let i = 0; i < rows; i++) {
        await page.keyboard.press("ArrowRight");
        const box = await tip.boundingBox();
        if (box === null) throw new Error("no label");
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.y + box.height).toBeLessThanOrEqual(900);
      }
    }
    await page.close();
  });

  it("leaves its controls off paper", async () => {
    const { page } = await open(pageOf("a detector"), { width: 718 });
    await page.locator("#plot-verdict [data-row]").first().hover();
    await page.emulateMedia({ media: "print" });
    for (const control of await page.locator(".ptl, .psl, .ptip, .pg").all()) {
      expect(await control.isVisible()).toBe(false);
    }
    await page.close();
  });

  it("works by touch: a tap shows, a tap elsewhere hides", async () => {
    const { page } = await open(INPUT, { width: 390 });
    const row = page.locator("#plot-verdict [data-row='0']");
    await row.scrollIntoViewIfNeeded();
    await row.dispatchEvent("pointerdown", { pointerType: "touch", bubbles: true, clientX: 60 });
    await row.dispatchEvent("pointerleave", { pointerType: "touch" });
    expect(await page.locator(".ptip").textContent()).toMatch(/^Published: 94\.4%/);
    await page.locator("h1").dispatchEvent("pointerdown", { pointerType: "touch", bubbles: true });
    expect(await page.locator(".ptip").isVisible()).toBe(false);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    await page.close();
  });
});

/** As formats/delimited/csv-write.ts writes a text that a spreadsheet would run, by OWASP's list of starts. */
function defused(cell: string): string {
  return /^\s*[=+\-@]/.test(cell) && !/^-[\d.]+(e[+-]?\d+)?$/.test(cell) ? `'${cell}` : cell;
}

function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Mean of the channels of `#rrggbb`, in [0, 1]. */
function lightness(colour: string): number {
  const [r = 0, g = 0, b = 0] = (/^#(..)(..)(..)$/.exec(colour) ?? [])
    .slice(1)
    .map((two) => Number.parseInt(two, 16));
  return (r + g + b) / 765;
}
