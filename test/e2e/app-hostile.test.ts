import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { formatOfName } from "../../src/images/image-format.js";
import { savedResult } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { goToResults } from "../support/published-app.js";
import { describeWithShared } from "../support/shared-data.js";
import { zipOf } from "../support/zip-writer.js";

const MODEL = meanColourClassifier();
/** Larger files of a case are left to the command line's tests: a drop is held in memory here twice. */
const MOST_BYTES = 20_000_000;
/** Of the case with thousands of small files so many: all of them are the command line's case. */
const MOST_FILES = 500;

interface Saved {
  readonly inputs: {
    readonly images: number;
    readonly scored: number;
    readonly listed: readonly { readonly file: string }[];
  };
}

interface Dropped {
  readonly path: string;
  readonly bytes: Buffer;
}

function filesBelow(folder: string): Dropped[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) return [];
    // A name that is no UTF-8 has no path that Node could open; a browser would not be given it.
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
    if (size > MOST_BYTES) return [];
    return [{ path: relative(folder, path), bytes: readFileSync(path) }];
  });
}

const zipped = (files: readonly Dropped[]) => ({
  name: "files.zip",
  mimeType: "application/zip",
  buffer: zipOf(files.map(({ path, bytes }) => ({ name: path, data: bytes, flags: 0x800 }))),
});

describeWithShared("hostile files", "badinputs", (shared) => {
  describeApp("dropped into the app", (at) => {
    // Some cases may not be opened, and could not be removed.
    afterAll(() => {
      execFileSync("chmod", ["-R", "u+rwx", at.folder]);
    });

    /** Has an area made. @returns its cases by id */
    function casesOf(area: string, every: number): Map<string, Dropped[]> {
      const out = join(at.folder, area);
      execFileSync(process.execPath, [join(shared, "make.mjs"), out, `--only=${area}`], {
        stdio: "ignore",
      });
      execFileSync("chmod", ["-R", "u+rwX", out]);
      const ids = readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      return new Map(
        ids
          .filter((_, i) => i % every === 0)
          .map(({ name }) => [name, filesBelow(join(out, name))]),
      );
    }

    /** A page whose requests beyond the app's own programs are told as problems. */
    async function watched(): Promise<{ page: Page; problems: readonly string[] }> {
      const { page, problems } = await at.open();
      await page.getByText("you may turn the network off now").waitFor();
      const all = problems as string[];
      page.on("request", (request) => {
        if (/^(https?|wss?):/.test(request.url())) all.push(`request: ${request.url()}`);
      });
      page.on("crash", () => all.push("the page crashed"));
      return { page, problems };
    }

    /** Drops files and waits for what the page makes of them. @returns what it says */
    async function drop(
      page: Page,
      file: Parameters<ReturnType<Page["locator"]>["setInputFiles"]>[0],
    ) {
      await page.locator("input[type=file]").first().setInputFiles(file);
      await page.locator("p[role=status]", { hasText: /^Working$/ }).waitFor({ state: "detached" });
      const said = page.locator(".note.err h2, [data-testid=taken]").first();
      await said.waitFor();
      return (await said.textContent()) ?? "";
    }

    async function clear(page: Page): Promise<void> {
      const close = page.locator(".note.err button");
      while ((await close.count()) > 0) await close.first().click();
      await page.keyboard.press("g");
      await page.keyboard.press("1");
      const away = page.getByRole("button", { name: "Start again without files" });
      if ((await away.count()) > 0) await away.click();
      await away.waitFor({ state: "detached" });
    }

    it("images: each is scored or listed, and nothing else happens", async () => {
      const all = [...casesOf("images", 1)].flatMap(([id, files]) =>
        files
          .filter(({ path }) => formatOfName(path) !== null)
          .slice(0, MOST_FILES)
          .map(({ path, bytes }) => ({ path: `${id}/${path.split("/").at(-1)}`, bytes })),
      );
      expect(all.length).toBeGreaterThan(MOST_FILES + 150);
      const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const rows = all.map(({ path }, i) => `${cell(path)},${i % 2 === 0 ? "red" : "green"}`);
      const { page, problems } = await watched();
      await drop(
        page,
        zipped([
          ...all,
          { path: "labels.csv", bytes: Buffer.from(`file,label\n${rows.join("\n")}\n`) },
          { path: "model.onnx", bytes: MODEL },
          { path: "model.json", bytes: Buffer.from(cardText(MODEL)) },
        ]),
      );
      await goToResults(page);
      const { inputs } = await savedResult<Saved>(page);
      expect(inputs.images).toBe(inputs.scored + inputs.listed.length);
      expect(inputs.scored).toBeGreaterThan(200);
      // The good pictures beside each bad one are all scored: what is listed is a bad one's own.
      const good = inputs.listed.filter(({ file }) => /\/good\d/.test(file));
      expect(good).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    describe.each([
      ["archives", 1],
      ["models", 2],
      ["annotations", 3],
      ["tables", 2],
      ["predictions", 3],
    ] as const)("%s", (area, every) => {
      it("end in words, and the page goes on", async () => {
        const { page, problems } = await watched();
        const silent: string[] = [];
        let refused = 0;
        for (const [id, files] of casesOf(area, every)) {
          if (files.length === 0) continue;
          const archives = files.filter(({ path }) => /\.zip$/i.test(path));
          const given =
            area === "archives" && archives.length > 0
              ? archives.map(({ path, bytes }) => ({
                  name: path.split("/").at(-1) ?? path,
                  buffer: bytes,
                  mimeType: "application/zip",
                }))
              : zipped(files);
          const said = await drop(page, given);
          if (said.trim() === "") silent.push(id);
          if ((await page.locator(".note.err").count()) > 0) refused++;
          else {
            const on = page.getByRole("button", { name: "Go on", exact: true });
            // A model without a card asks for what its form wants, in place of going on.
            if ((await on.count()) > 0 && (await on.isEnabled())) {
              await on.click();
              await page
                .locator(".note.err, main h1:not(:has-text('Does the model work'))")
                .first()
                .waitFor();
              // Whatever was read, its numbers add up.
              const sum = await page.locator("main h1").first().textContent();
              const [, ready, of] = /^(\d+) of your (\d+) images/.exec(sum ?? "") ?? [];
              if (ready !== undefined) expect(Number(ready), id).toBeLessThanOrEqual(Number(of));
            }
          }
          await clear(page);
        }
        expect(silent).toEqual([]);
        if (area === "archives") expect(refused).toBeGreaterThan(2);
        await page.getByRole("heading", { name: "Does the model work on your images?" }).waitFor();
        expect(problems).toEqual([]);
        await page.context().close();
      });
    });
  });
});
