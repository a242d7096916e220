import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { createNodeJpegEncoder } from "../../src/node/images/jpeg-encoder.js";
import { axeNow, giveFiles, heading, openAppPage, press } from "../support/app-page.js";
import { openAppSite } from "../support/app-site.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { deployerFiles } from "../support/deployer-files.js";
import { exifBytes, jpegWithExif } from "../support/exif-writer.js";
import { f32, model, node, tensor, value } from "../support/onnx-writer.js";
import { goToResults } from "../support/published-app.js";
import { runHere } from "../support/run-here.js";

const FILES = deployerFiles();

/** An answer to which each pixel adds its own part: a picture that is turned gets another one. */
function pixelClassifier(side = 4): Buffer {
  const inputs = 3 * side * side;
  const weights = Array.from({ length: inputs }, (_, i) => [Math.sin(i + 1), Math.cos(3 * i)]);
  return model({
    nodes: [
      node("Flatten", ["image"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], ["scores"]),
    ],
    initializers: [tensor("w", { dims: [inputs, 2], raw: f32(...weights.flat()) })],
    inputs: [value("image", [1, 3, side, side])],
    outputs: [value("scores", [1, 2])],
  });
}

describeApp("the app where things go otherwise than planned", (at) => {
  it("says that work is kept where a screen cannot be drawn, and draws it again", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, FILES.all);
    await press(page, /^Go on$/);
    await heading(page, "60 of your 61 images are ready.");
    // What the first screen asks for when it is drawn fails, with a name in its words.
    await page.evaluate(() => {
      const scope = globalThis as typeof globalThis & { kept?: typeof matchMedia };
      scope.kept = scope.matchMedia;
      scope.matchMedia = () => {
        throw new TypeError("planted: patient-17.png");
      };
    });
    await press(page, /^Back$/);
    await heading(page, "Something we did not foresee");
    await page.getByText("Your work is kept. Copy the details").waitFor();
    const details = page.locator("section[aria-labelledby=failure-details] pre");
    expect(await details.textContent()).toMatch(
      /^Homeground .*\ncode: internal\/bug\nscreen: start/,
    );
    expect(await details.textContent()).not.toContain("patient-17");
    expect(await details.textContent()).not.toContain("127.0.0.1");
    await page.getByLabel("with the message").check();
    expect(await details.textContent()).toContain("patient-17");
    expect(await axeNow(page)).toEqual([]);
    // Other screens are there meanwhile, with everything that was done.
    await page.keyboard.press("g");
    await page.keyboard.press("2");
    await heading(page, "60 of your 61 images are ready.");
    await press(page, /^Back$/);
    await heading(page, "Something we did not foresee");
    await page.evaluate(() => {
      const scope = globalThis as typeof globalThis & { kept?: typeof matchMedia };
      if (scope.kept !== undefined) scope.matchMedia = scope.kept;
    });
    await press(page, "Try again");
    await heading(page, "Does the model work on your images?");
    await page.getByText("60 images in 1 folder").waitFor();
    await page.waitForFunction(() => document.activeElement !== document.body);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("gives what can be told of a fault of its own, without the names of files", async () => {
    const planted = "throw new TypeError('planted: patient-17.png');";
    const site = await openAppSite("/tools/homeground/", 0, { "session.js": planted });
    const { page } = await openAppPage(at.browser, site);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("x") });
    await page.getByRole("alert").getByText("Something we did not foresee").waitFor();
    await page.getByText("Your work is kept. Copy the details").waitFor();
    const details = page.locator("section[aria-labelledby=failure-details] pre");
    expect(await details.textContent()).toMatch(
      /^Homeground .*\ncode: internal\/bug\nscreen: start/,
    );
    expect(await details.textContent()).not.toContain("patient-17");
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Close this note");
    await details.waitFor({ state: "detached" });
    await page.context().close();
    await site.close();
  });

  it("keeps the name that is written in the header", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, FILES.all);
    const name = page.getByLabel("Name of this project", { exact: true });
    await name.fill("  Cells of lab two ");
    await name.press("Enter");
    await page.getByRole("button", { name: "Save as a file: Cells of lab two" }).waitFor();
    // An empty one is none.
    await name.fill("");
    await name.press("Enter");
    expect(await name.inputValue()).toBe("Cells of lab two");
    await page.reload();
    await name.waitFor();
    expect(await name.inputValue()).toBe("Cells of lab two");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("undoes and redoes decisions on names of labels and of files by a key, which can be switched off", async () => {
    const { page, problems } = await at.open();
    const misspelt = FILES.labels.map(
      ([path, text]) => [path, `${text}`.replace("photos/003.png", "photos/003.PNG")] as const,
    );
    await giveFiles(page, [...FILES.model, ...FILES.images, ...misspelt]);
    await press(page, /^Go on$/);
    await heading(page, "59 of your 62 images are ready.");
    await press(page, /^Yes/);
    await heading(page, "60 of your 61 images are ready.");
    await page.keyboard.press("u");
    await heading(page, "59 of your 62 images are ready.");
    await page.getByText("Undone").waitFor();
    await page.keyboard.press("Shift+u");
    await heading(page, "60 of your 61 images are ready.");
    await press(page, /^Go on with/);
    await heading(page, "2 of your names need your decision.");
    await press(page, "Yes, it is red");
    await heading(page, "One of your names needs your decision.");
    await page.getByRole("radio", { name: /Count them as mistakes/ }).check();
    await heading(page, "Every name is decided.");
    await page.keyboard.press("u");
    await heading(page, "One of your names needs your decision.");
    await page.keyboard.press("u");
    await heading(page, "2 of your names need your decision.");
    await page.keyboard.press("Shift+u");
    await heading(page, "One of your names needs your decision.");
    await press(page, "Press ? for all keys");
    await page.getByLabel("Single letters and signs work as keys").press("Space");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("u");
    await press(page, "Press ? for all keys"); // had the key been heard, something would be under way
    await page.getByLabel("Single letters and signs work as keys").press("Space");
    await page.keyboard.press("Escape");
    await heading(page, "One of your names needs your decision.");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("undoes and redoes by a key what was done to results: a choice of images, a part of the data", async () => {
    const { page, problems } = await at.open();
    // Names that need no decision: the way to the results is that of every other test.
    const plain = FILES.labels.map(
      ([path, text]) =>
        [
          path,
          `${text}`
            .replaceAll("Reds", "red")
            .replace("purple", "green")
            .replace(/photos\/gone.*\n/, ""),
        ] as const,
    );
    await giveFiles(page, [...FILES.model, ...FILES.images, ...plain]);
    await goToResults(page);
    const chosen = page.getByRole("heading", { level: 2, name: /^\d.* chosen$/ });
    await page.locator("#ask-computed").waitFor();
    // All of one place: what was found of parts alone has no mark.
    const mark = page.locator('#places .pick[data-row="3"]');
    await mark.click();
    await chosen.waitFor();
    await page.keyboard.press("u");
    await chosen.waitFor({ state: "detached" });
    await page.getByText("Undone").waitFor();
    await page.keyboard.press("Shift+u");
    await chosen.waitFor();

    await page.getByLabel("Name of the part").fill("mine");
    await page.keyboard.press("Enter");
    const part = page.getByRole("heading", { name: "By mine (chosen)" });
    await part.waitFor();
    await page.keyboard.press("u");
    await part.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "See all images" }).or(chosen).first().waitFor();
    await page.keyboard.press("Shift+u");
    await part.waitFor();
    // A phone, with text twice as large.
    await page.setViewportSize({ width: 360, height: 900 });
    const width = await page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
      return document.documentElement.scrollWidth;
    });
    expect(width).toBeLessThanOrEqual(360);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("turns photographs as the command line does, and saves nothing of where they were taken", async () => {
    const encoder = createNodeJpegEncoder();
    const secrets = ["SERIAL-90210", "Owner Surname", "/home/person/pictures"];
    const [serial = "", owner = "", path = ""] = secrets;
    const pictures: [string, Uint8Array][] = [];
    for (let i = 0; i < 12; i++) {
      const [widthPx, heightPx] = [48 + 8 * (i % 2), 32];
      const data = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, k) => {
        const [x, y] = [Math.floor(k / 3) % widthPx, Math.floor(k / 3 / widthPx)];
        return k % 3 === 0 ? x * 4 : k % 3 === 1 ? y * 7 : 20 * i;
      });
      const jpeg = await encoder.encode({ widthPx, heightPx, channels: 3, bitDepth: 8, data }, 90);
      const block = exifBytes({
        // 6: the camera was turned to the right, 8 to the left, 3 upside down.
        first: { 274: { shorts: [[6, 8, 3, 6][i % 4] ?? 1] }, 305: { text: path } },
        exif: { 42032: { text: owner }, 42033: { text: serial } },
        gps: {
          1: { text: "N" },
          2: {
            rationals: [
              [47, 1],
              [23, 1],
              [4491, 100],
            ],
          },
          3: { text: "E" },
          4: {
            rationals: [
              [8, 1],
              [32, 1],
              [1823, 100],
            ],
          },
        },
      });
      pictures.push([`${i}.jpg`, jpegWithExif(jpeg, block)]);
    }
    const onnx = pixelClassifier();
    const rows = pictures.map(([name], i) => `${name},${i % 2 === 0 ? "red" : "green"}`);
    const all: [string, Uint8Array | string][] = [
      ...pictures,
      ["labels.csv", `file,label\n${rows.join("\n")}\n`],
      ["model.onnx", onnx],
      ["model.json", cardText(onnx)],
    ];
    const given = join(at.folder, "turned");
    for (const [name, bytes] of all) {
      await mkdir(dirname(join(given, name)), { recursive: true });
      await writeFile(join(given, name), bytes);
    }
    const out = join(at.folder, "turned-out");
    const words = ["evaluate", given, "--labels", join(given, "labels.csv"), "--out", out];
    const here = await runHere([
      ...words,
      "--model",
      join(given, "model.onnx"),
      "--engine",
      "wasm",
    ]);
    expect(here.status, here.err).toBe(0);

    const { page, problems } = await at.open();
    await giveFiles(page, all);
    await goToResults(page);
    const saved = new Map<string, Buffer>();
    await page.getByText("Share a result").click();
    await page.getByRole("button", { name: "Save shared-result.json" }).waitFor();
    const save = async (button: ReturnType<Page["getByRole"]>) => {
      const download = page.waitForEvent("download");
      await button.click();
      const file = await download;
      saved.set(file.suggestedFilename(), await readFile(await file.path()));
    };
    for (const one of await page.getByRole("button", { name: /^Save .*\.\w+$/ }).all()) {
      await save(one);
    }
    for (const kind of ["SVG", "PNG", "CSV"]) {
      await save(page.getByRole("button", { name: new RegExp(`^${kind}: Confusion matrix`) }));
    }
    await press(page, "See all images");
    await press(page, /Back to the figures/);
    await page.keyboard.press("g");
    await page.keyboard.press("1");
    await press(page, /^Save as a file: /);
    await save(page.getByRole("button", { name: "Save without pictures" }));
    expect(saved.size).toBeGreaterThan(7);
    const own = (await readFile(join(out, "predictions.csv"), "utf8")).trim().split("\n");
    const theirs = saved.get("predictions.csv")?.toString("utf8").trim().split("\n") ?? [];
    expect(theirs.length).toBe(own.length);
    // Labels are the same text; scores agree to the last digits of an exponential (decision 39).
    for (const [i, line] of own.entries()) {
      const [cells, other] = [line.split(","), (theirs[i] ?? "").split(",")];
      for (const [k, cell] of cells.entries()) {
        if (Number.isNaN(Number(cell))) expect(other[k], line).toBe(cell);
        else expect(Number(other[k]), line).toBeCloseTo(Number(cell), 12);
      }
    }
    const forbidden = [...secrets, at.folder, "47.39581", "8.53840"];
    for (const [name, bytes] of saved) {
      for (const word of forbidden) expect(bytes.includes(word), `${name}: ${word}`).toBe(false);
      // Nor as they stand in a photograph: no block of EXIF anywhere.
      expect(bytes.includes("Exif\0\0"), name).toBe(false);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
