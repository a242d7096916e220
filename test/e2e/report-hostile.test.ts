import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BadInput, readManifest } from "../../scripts/badinputs/manifest.js";
import { renderReport } from "../../src/node/reports/html-report.js";
import { HOSTILE, hostileInput, INPUT } from "../reports/fixtures.js";
import {
  homeground,
  perfectDetections,
  UNPRINTABLE,
  writeHostileInputs,
} from "../support/hostile-inputs.js";
import { describeInChromium } from "../support/report-browser.js";
import { runHere } from "../support/run-here.js";
import { sharedData } from "../support/shared-data.js";

const WIDE = { width: 1280 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeInChromium("a report of hostile data", ({ open, openFile }) => {
  it("does nothing that hostile names, labels and attributes ask for", async () => {
    const harmless = await open(hostileInput("harmless"), WIDE);
    const expected = await partsOf(harmless.page);
    await harmless.page.close();
    for (const text of HOSTILE) {
      const { page, problems } = await open(hostileInput(text), WIDE);
      await pokeAt(page);
      expect(problems).toEqual([]);
      expect(await partsOf(page)).toEqual(expected);
      expect(await page.title()).toMatch(/ · Homeground$/);
      await page.close();
    }
  });

  it("would neither run a script nor fetch a picture even if one got in", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const planted = renderReport(INPUT).replace(
      "</main>",
      "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">" +
        `<img src="http://127.0.0.1:${port}/pwned.png"></main>`,
    );
    const { page, problems } = await open(planted, WIDE);
    await pokeAt(page);
    expect(await page.title()).toBe("Fails here: site 2 · Homeground");
    expect(problems.join("\n")).toContain("Content Security Policy");
    expect(connections).toBe(0);
    await page.goto(`http://127.0.0.1:${port}/`).catch(() => {}); // the server does count
    expect(connections).toBeGreaterThan(0);
    await page.close();
    server.close();
  });

  it("shows as text what the built program reads from names, tables and pictures", async () => {
    const args = await writeHostileInputs(join(folder, "own"));
    const out = join(folder, "own-out");
    const printed = await homeground(...args, "--out", out);
    expect(printed.status, printed.err).toBe(0);
    expect(printed.err + printed.out).not.toMatch(UNPRINTABLE);
    const terminal = { live: false, interactive: true, colour: false, unicode: true, columns: 80 };
    const shown = await runHere([...args, "--out", `${out}-terminal`], { terminal });
    expect(shown.status, shown.err).toBe(0);
    expect(shown.err + shown.out).not.toMatch(UNPRINTABLE);
    expect(shown.out).toContain("FAILS HERE");

    const { page, problems } = await openFile(join(out, "report.html"), WIDE);
    await pokeAt(page);
    expect(problems).toEqual([]);
    expectNothingForeign(await partsOf(page));
    const text = (await page.textContent("main")) ?? "";
    expect(text).toContain("<script>document.title='pwned'</script>");
    expect(text).toContain("{@html '<b>pwned</b>'}");
    expect(text).not.toMatch(UNPRINTABLE);
    await page.close();
  });

  /** Cases whose data try to become markup, script, formula or control codes, by how they are run. */
  const CASES = {
    evaluate: [
      "img-svg-script",
      "img-polyglot-html",
      "img-exif-private",
      "name-html",
      "name-newline",
      "name-rtl-override",
      "name-formula",
      "name-shell",
      "name-percent-and-query",
      "csv-html",
      "csv-formula",
      "zip-html-index",
      "model-labels-html",
      "model-metadata-script",
    ],
    detect: [
      "coco-name-html",
      "coco-name-formula",
      "coco-nul-characters",
      "voc-script",
      "cvat-remote-and-script",
    ],
  };
  const shared = sharedData("badinputs");
  const name = shared === null ? " (no reference data: badinputs)" : "";
  const given = it.skipIf(shared === null);
  const maker = join(shared ?? "", "make.mjs");
  const kept = () => join(folder, "kept");

  beforeAll(async () => {
    if (shared === null) return;
    const all = join(folder, "all");
    await mkdir(all);
    const cases: BadInput[] = [];
    for (const id of CASES.evaluate) {
      const made = join(folder, id);
      await run(maker, made, `--only=${id}`);
      cases.push(...readManifest(made).filter((one) => one.id === id));
      await rename(join(made, id), join(all, id));
    }
    await writeFile(join(all, "manifest.json"), JSON.stringify({ cases }));
    const program = ["--import", "tsx", join(import.meta.dirname, "../../scripts/badinputs.ts")];
    const printed = await run(...program, all, "--no-own", "--keep", kept());
    expect(printed).toContain(`${CASES.evaluate.length} passed, 0 failed`);
  });

  given.each(CASES.evaluate)(
    `does nothing that %s asks for${name}`,
    async (id) => {
      expect(await readFile(join(kept(), `${id}.txt`), "utf8")).not.toMatch(UNPRINTABLE);
      const { page, problems } = await openFile(join(kept(), `${id}.html`), WIDE);
      await pokeAt(page);
      expect(problems).toEqual([]);
      expectNothingForeign(await partsOf(page));
      await page.close();
    },
    120_000,
  );

  given.each(CASES.detect)(
    `does nothing that %s asks for, as detections${name}`,
    async (id) => {
      await run(maker, join(folder, id), `--only=${id}`);
      const images = join(folder, id, id, "images");
      let instances = join(folder, id, id, "instances.json");
      if (!existsSync(instances)) {
        const source = join(folder, id, id, id.startsWith("voc") ? "xml" : "annotations.xml");
        instances = join(folder, `${id}.json`);
        const to = ["--to", "coco", "--out", instances, "--images", images];
        const converted = await homeground("convert", source, ...to);
        expect(converted.status, converted.err).toBe(0);
        expect(converted.err + converted.out).not.toMatch(UNPRINTABLE);
      }
      const results = join(folder, `${id}.results.json`);
      await writeFile(results, perfectDetections(await readFile(instances, "utf8")));
      const out = join(folder, `${id}-out`);
      const printed = await homeground(
        "evaluate",
        images,
        "--labels",
        instances,
        "--predictions",
        results,
        "--task",
        "detection",
        "--out",
        out,
      );
      expect(printed.status, printed.err).toBe(0);
      expect(printed.err + printed.out).not.toMatch(UNPRINTABLE);
      const { page, problems } = await openFile(join(out, "report.html"), WIDE);
      await pokeAt(page);
      expect(problems).toEqual([]);
      expectNothingForeign(await partsOf(page));
      await page.close();
    },
    120_000,
  );
});

async function run(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, out, err) =>
      error === null ? resolve(out) : reject(new Error(`${out}${err}`)),
    );
  });
}

/** What a reader may set off without meaning to: the pointer over everything, every fold opened. */
async function pokeAt(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
  for (const y of [100, 300, 500, 800]) await page.mouse.move(400, y);
  await page.mouse.wheel(0, 2000);
  for (const y of [100, 300, 500, 800]) await page.mouse.move(500, y);
}

interface PageParts {
  readonly headings: number;
  readonly scripts: number;
  readonly styles: number;
  readonly handlers: number;
  /** Elements that a report never has, and addresses that lead out of it. */
  readonly foreign: readonly string[];
  readonly pwned: boolean;
}

async function partsOf(page: Page): Promise<PageParts> {
  return page.evaluate(() => {
    const attributes = [...document.querySelectorAll("*")].flatMap(({ attributes }) => [
      ...attributes,
    ]);
    const strangers = "iframe, object, embed, base, link, form, svg script, foreignObject, marquee";
    const isOutside = ({ name, value }: Attr): boolean =>
      /^(href|xlink:href|src|srcset|action|data|poster|ping)$/.test(name) &&
      !/^(#|data:image\/(png|jpeg|webp);base64,)/.test(value);
    return {
      headings: document.querySelectorAll("h1").length,
      scripts: document.scripts.length,
      styles: document.querySelectorAll("style").length,
      handlers: attributes.filter(({ name }) => name.startsWith("on")).length,
      foreign: [
        ...[...document.querySelectorAll(strangers)].map(({ outerHTML }) => outerHTML.slice(0, 80)),
        ...attributes.filter(isOutside).map(({ name, value }) => `${name}=${value.slice(0, 80)}`),
      ],
      pwned:
        "__pwned" in globalThis ||
        document.title === "pwned" ||
        [...document.querySelectorAll("h1, h2, b")].some((one) => one.textContent === "pwned"),
    };
  });
}

/** The page of the built program has at most the one script that its policy names. */
function expectNothingForeign(parts: PageParts): void {
  expect(parts).toMatchObject({ headings: 1, styles: 1, handlers: 0, foreign: [], pwned: false });
  expect(parts.scripts).toBeLessThanOrEqual(1);
}
