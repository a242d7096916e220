import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { type Column, categoricalColumn, createTable } from "../../src/core/table.js";
import { openProfile } from "../../src/dataset/profile/open-profile.js";
import { scopeColumns } from "../../src/dataset/profile/scope-columns.js";
import { photographAnnotations } from "../../src/demo/photograph-truth.js";
import { OTHER_PHOTOGRAPHS } from "../../src/demo/photographs.js";
import { madeRecord } from "../evaluation/made-record.js";
import { axeNow, giveFiles, heading, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const ASSETS = join(import.meta.dirname, "../../assets/demo");
const MODEL = meanColourClassifier();
type Files = [path: string, bytes: Uint8Array | string][];

const modelFiles: Files = [
  ["model.onnx", MODEL],
  ["model.json", cardText(MODEL)],
];
const picture = (i: number) => plainPng(6, 5, i % 2 === 0 ? [200, 30, i] : [10, 190, i]);

/**
 * 44 images, one of them named by no row, and a file that is none. Three rows have other capitals, one
 * is misspelt, one names nothing, one contradicts another; labels are spelled in four ways.
 */
function messyFiles(): Files {
  const name = (i: number) => `photos/IMG ${String(i).padStart(2, "0")}.png`;
  const labels = ["Reds", "green", "red", "green", "purple"];
  const rows = Array.from({ length: 43 }, (_, i) => {
    const written =
      i < 3 ? name(i).replace(".png", ".PNG") : i === 3 ? "photos/IMMG 03.png" : name(i);
    return `${written},${labels[i % 5]},cam${i % 4}`;
  });
  rows.push("photos/gone.png,red,cam1", `${name(7)},purple,cam1`);
  return [
    ...modelFiles,
    ["labels.csv", `file,label,camera\n${rows.join("\n")}\n`],
    ...Array.from({ length: 44 }, (_, i): Files[number] => [name(i), picture(i)]),
    ["photos/bad.png", "no picture"],
  ];
}

describeApp("the screens up to the question", (at) => {
  /** Nothing reaches over the side of the page. */
  const overhang = (page: Page) =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );

  it("says what is wrong with labels, mends names by a click, and counts every image", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, messyFiles());
    await page
      .getByText(
        /We took model.onnx as the model, model.json as its card, labels.csv as labels and 45 files as images/,
      )
      .first()
      .waitFor();
    await press(page, "Go on");
    // 45 files and 5 names of none: 3 with capitals, 1 misspelt, 1 of nothing. Without a row: the 4 that
    // those mean, the last image, the one that is none. One has two labels.
    await heading(page, "38 of your 50 images are ready.");
    const sum = page.getByLabel("The sum of your images").locator("dd");
    expect(await sum.allTextContents()).toEqual(["50", "38", "6", "5", "1"]);
    await press(page, /^Yes, same pictures: 3 names/);
    await heading(page, "41 of your 47 images are ready.");
    await press(page, /^Yes, it is this file/);
    await heading(page, "42 of your 46 images are ready.");
    await press(page, /^Undo: photos\/IMMG/);
    await heading(page, "41 of your 47 images are ready.");
    await page
      .getByRole("heading", { name: "1 image labelled differently by several rows" })
      .waitFor();
    await page.getByText(/They are left out as long as nobody says which row is right/).waitFor();
    await press(page, "The later row");
    await heading(page, "42 of your 47 images are ready.");
    await page
      .getByRole("heading", { name: /several rows: the later row counts decided$/ })
      .waitFor();
    const kept = page.getByRole("button", { name: "The later row" });
    expect(await kept.getAttribute("aria-pressed")).toBe("true");
    expect(await axeNow(page)).toEqual([]);
    await press(page, "None: leave these images out");
    await heading(page, "41 of your 47 images are ready.");
    await press(page, "The earlier row");
    await heading(page, "42 of your 47 images are ready.");
    await page.keyboard.press("u");
    await heading(page, "41 of your 47 images are ready.");
    await page.getByRole("heading", { name: "1 file is no image" }).waitFor();
    const table = page.waitForEvent("download");
    await press(page, "Save this list as CSV");
    const csv = readFileSync(await (await table).path(), "utf8");
    expect(csv.split("\n").filter((line) => line.includes(",ready,")).length).toBe(41);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("counts as homeground inspect does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "homeground-screens-"));
    for (const [path, bytes] of messyFiles()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const { out } = await runHere([
      "inspect",
      folder,
      "--labels",
      join(folder, "labels.csv"),
      "--json",
      "-",
    ]);
    rmSync(folder, { recursive: true });
    const { images, labels } = JSON.parse(out);
    expect({ images, ready: labels.ready }).toEqual({ images: 50, ready: 38 });
  });

  it("says that no label names an image, and that a folder holds none", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, [
      ...modelFiles,
      ["labels.csv", "file,label\nD:\\scan\\x.png,red\nD:\\scan\\y.png,green\n"],
      ["photos/a.cr2", "raw"],
    ]);
    await page.getByText(/There are files of other types:.*\.cr2 \(1\)/).waitFor();
    await page.getByText("Images are missing.").waitFor();
    expect(await page.getByRole("button", { name: "Go on" }).isDisabled()).toBe(true);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({
        name: "another one.png",
        mimeType: "image/png",
        buffer: Buffer.from(picture(1)),
      });
    await press(page, "Go on");
    await heading(page, "None of the 2 rows in the label file names an image that you gave.");
    // Nothing below says that all is well.
    expect(await page.getByText("Nothing to check").count()).toBe(0);
    // What mends it stands first, and the reading, which may be wrong, stands open.
    const main = page.locator("main");
    expect(await main.getByRole("button").first().textContent()).toBe("Choose other labels");
    expect(
      await page.locator("details:has(> summary #how-read)").getAttribute("open"),
    ).not.toBeNull();
    expect(await page.getByRole("button", { name: /^Go on with/ }).isDisabled()).toBe(true);
    await press(page, "Back");
    await heading(page, "Does the model work on your images?");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("says that a model is not the one that the record names", async () => {
    const { text, files } = madeRecord(["red", "green"], [{ truth: "red", answer: "red" }], {
      model: {
        name: "m",
        sha256: "0123456789abcdef".repeat(4),
        sizeBytes: 1,
        labels: ["red", "green"],
        where: "withheld",
        trainingCounts: null,
      },
    });
    const { page } = await at.open();
    await giveFiles(page, [
      ...modelFiles,
      ["record/record.json", text],
      ...[...files].map(([path, bytes]): Files[number] => [`record/${path}`, bytes]),
    ]);
    await page
      .getByText(/This is not the model the record names: expected 0123456789ab…/)
      .waitFor();
    await page.context().close();
  });

  it("reads a column otherwise where somebody says so", async () => {
    const { page } = await at.open();
    await giveFiles(page, messyFiles());
    await press(page, "Go on");
    await heading(page, /are ready/);
    // Its reading needs no decision, and is folded.
    const howRead = page.locator("details", { has: page.locator("#how-read") });
    expect(await howRead.getAttribute("open")).toBeNull();
    await howRead.locator("> summary").click();
    await page.getByLabel("We use column camera as").selectOption("label");
    await page.getByLabel("We use column label as").selectOption("attribute");
    await page.getByRole("row", { name: /cam0/ }).first().waitFor();
    await page.getByRole("rowheader", { name: "cam3" }).waitFor();
    await page.context().close();
  });

  it("reads a table otherwise where somebody says how it is written, and says why it guessed", async () => {
    const { page, problems } = await at.open();
    const rows = Array.from({ length: 6 }, (_, i) => `${i}.png,${i % 2 === 0 ? "café" : "green"}`);
    await giveFiles(page, [
      ...modelFiles,
      ["labels.csv", `file,label\n${rows.join("\n")}\n`],
      ...rows.map((_, i): Files[number] => [`photos/${i}.png`, picture(i)]),
    ]);
    await press(page, "Go on");
    await heading(page, "All 6 images are ready.");
    await page.getByText("How we read labels.csv").click();
    const cellsBy = page.getByLabel("What stands between the cells");
    const letters = page.getByLabel("How the letters are stored");
    expect(await cellsBy.locator("option:checked").textContent()).toMatch(
      /^\s*as we guess: commas\s*$/,
    );
    await page.getByText("With it most rows have as many cells as the first.").waitFor();
    await page.getByText("All of it can be read so.").waitFor();
    await letters.selectOption("windows-1252");
    await page.getByRole("rowheader", { name: "cafÃ©" }).waitFor();
    await page.getByText("You said so.").waitFor();
    await heading(page, "All 6 images are ready.");
    expect(await axeNow(page)).toEqual([]);
    // What the file cannot be read with is told, and everything is as it was.
    await cellsBy.selectOption("tab");
    await page
      .getByRole("alert")
      .getByText(/there is no column/)
      .waitFor();
    await heading(page, "All 6 images are ready.");
    expect(await cellsBy.inputValue()).toBe("");
    expect(await letters.inputValue()).toBe("windows-1252");
    await letters.selectOption("");
    await page.getByRole("rowheader", { name: "café" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("asks for every name that is not the same word, sets nothing by itself, and keeps a map", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, messyFiles());
    await press(page, "Go on");
    await press(page, /^Go on with/);
    await heading(page, "2 of your names need your decision.");
    expect(await page.getByRole("radio", { checked: true }).count()).toBe(0);
    const pictures = page.getByRole("list", { name: "Some images labelled Reds" });
    await pictures.getByRole("img").nth(2).waitFor();
    const isBlocked = () =>
      page.getByRole("button", { name: "These matches are right" }).isDisabled();
    expect(await isBlocked()).toBe(true);
    await page.getByRole("radio", { name: /Leave them out/ }).check();
    await heading(page, "One of your names needs your decision.");
    await page.getByLabel(/^Reds, \d+ rows/).focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
      /^green/,
    );
    await page.keyboard.press("ArrowUp");
    await press(page, "Yes, it is red");
    await heading(page, "Every name is decided.");
    expect(await isBlocked()).toBe(false);
    const saved = page.waitForEvent("download");
    await press(page, "Save as label-map.json");
    const map = JSON.parse(readFileSync(await (await saved).path(), "utf8"));
    expect(map.labels).toEqual({ Reds: "red", green: "green", purple: "ignore", red: "red" });
    // A certain one can be decided otherwise, and stays in its place.
    await page.getByLabel(/^green, \d+ rows/).selectOption("outside");
    await page.getByText("your decision").nth(1).waitFor();
    await press(page, "Undo: Reds");
    await heading(page, "One of your names needs your decision.");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("fixes a question: limit, plan, grouping, requirement", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, messyFiles());
    await press(page, "Go on");
    await press(page, /^Go on with/);
    await page.getByRole("radio", { name: /Count them as mistakes/ }).check();
    await press(page, "Yes, it is red");
    await press(page, "These matches are right");
    await page.getByLabel("The published figure").fill("94.4");
    await heading(page, "How far below 94.4% would still be fine for you?");
    await page
      .getByText("The claim holds if accuracy on images like mine is above 89.4%.")
      .waitFor();
    // METHODS §4.2 with p = 0.944 and r = 0.894, as test/evaluation/session/question-plan.test.ts works out.
    await page.getByText("about 254").waitFor();
    await page.getByLabel("Points below, slider").fill("10");
    expect(await page.getByLabel("Points below the published accuracy").inputValue()).toBe("10");
    await page.getByText("above 84.4%.").first().waitFor();
    await press(page, "I have no view");
    expect(await page.getByLabel("Points below the published accuracy").inputValue()).toBe("5");
    await page.getByText("“camera” looks like what belongs together. You decide.").waitFor();
    await press(page, "State a requirement");
    await page
      .getByLabel("What must be at least so high")
      .selectOption({ label: "found of the red" });
    await press(page, "State a requirement");
    await page.getByText("recall{class=red}>=0.9").waitFor();
    await press(page, /^Fix my answer and run/);
    await heading(page, /hold|tell|fails|likely between/i);
    // A limit that moves once an answer was seen is said, here and in the report.
    await page.getByRole("button", { name: /Your question/ }).click();
    await heading(page, /94.4%/);
    const late = page.getByText(
      "You changed the limit after seeing results. The report will say so.",
    );
    expect(await late.count()).toBe(0);
    await page.getByLabel("Points below the published accuracy").fill("20");
    await late.waitFor();
    await press(page, /^Fix my answer and run/);
    await heading(page, /hold|tell|fails|likely between/i);
    const told = page.locator(".note", {
      hasText: "The limit was changed after results were seen.",
    });
    if ((await told.first().locator("details").count()) > 0) {
      await told.first().locator("summary").click();
    }
    await told.first().getByText("The limit was changed after results were seen.").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("shows what a record was tested on before the question, as inspect --record does", async () => {
    const images = Array.from({ length: 60 }, (_, i) => (i % 4 === 0 ? "night" : "day"));
    const table = createTable(60, new Map<string, Column>([["light", categoricalColumn(images)]]));
    const { text, files } = madeRecord(
      ["red", "green"],
      images.map((light, i) => ({
        truth: i % 2 === 0 ? "red" : "green",
        answer: "red",
        attributes: { light },
      })),
      {
        title: "Red or green",
        profile: openProfile(scopeColumns(table, Int32Array.from(images.keys())), null, 60),
      },
    );
    const rows = Array.from(
      { length: 20 },
      (_, i) => `p/${i}.png,${i % 2 === 0 ? "red" : "green"},${i < 8 ? "dusk" : "day"}`,
    );
    const { page, problems } = await at.open();
    await giveFiles(page, [
      ...modelFiles,
      ["labels.csv", `file,label,light\n${rows.join("\n")}\n`],
      ...Array.from({ length: 20 }, (_, i): Files[number] => [`p/${i}.png`, picture(i)]),
      ["record/record.json", text],
      ...[...files].map(([path, bytes]): Files[number] => [`record/${path}`, bytes]),
    ]);
    await page.getByText("50.0% accuracy on 60 images").waitFor();
    await press(page, "Go on");
    await press(page, /^Go on with 20 images/);
    // 12 of 20 are by day, 8 at dusk, which nobody tested.
    await heading(page, /60%/);
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Go on");
    await heading(page, "How far below 50.0% would still be fine for you?");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("takes a detector with boxes in COCO", async () => {
    const { page, problems } = await at.open();
    const asset = (path: string) => readFileSync(join(ASSETS, path));
    await giveFiles(page, [
      ["animal-finder.onnx", asset("animal-finder.onnx")],
      ["animal-finder.json", asset("animal-finder.json")],
      ["annotations.json", photographAnnotations("away")],
      ...OTHER_PHOTOGRAPHS.map(({ file }): Files[number] => [file, asset(`photographs/${file}`)]),
    ]);
    await press(page, "Go on");
    await heading(page, `All ${OTHER_PHOTOGRAPHS.length} images are ready.`);
    expect(await page.getByLabel("What the numbers of boxes are").inputValue()).toBe("");
    expect(await axeNow(page)).toEqual([]);
    await press(page, /^Go on with/);
    await heading(page, /What do you want to know/);
    await page.getByLabel("The published figure").fill("40");
    await heading(page, /How far below 0.40 /);
    await page.getByText("there is no plan before the first images are scored").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  // At other widths and in the dark, the screens are looked at in app-looks.
  it("is free of what axe-core finds, and fits, on a phone", async () => {
    const { page, problems } = await at.open({ width: 390 });
    const look = async () => {
      expect(await axeNow(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
    };
    await look();
    await giveFiles(page, messyFiles());
    await look();
    await press(page, "Go on");
    await heading(page, /are ready/);
    await look();
    await press(page, /^Go on with/);
    await heading(page, /need your decision/);
    await look();
    await page.getByRole("radio", { name: /something else/ }).check();
    await look();
    await page.getByRole("radio", { name: /Leave them out/ }).check();
    await press(page, "Yes, it is red");
    await press(page, "These matches are right");
    await page.getByLabel("The published figure").fill("94.4");
    await page.getByLabel("measured on so many images").fill("89");
    await heading(page, /94.4%/);
    await look();
    await press(page, "Press ? for all keys");
    await look();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("shows hostile names as text, wherever they stand", async () => {
    const evil = "<img src=x onerror=alert(1)>";
    const labels = [evil, "__proto__", "constructor", 'a{b=c},"d"', "\u202ered"];
    const rows = Array.from({ length: 20 }, (_, i) => {
      const label = (labels[i % 5] ?? "").replaceAll('"', '""');
      return `"p/${i}.png","${label}","${evil}${i % 4}"`;
    });
    rows.push(`"p/${evil.replaceAll("/", "")}.png","red","x"`);
    const { page, problems } = await at.open();
    await giveFiles(page, [
      ...modelFiles,
      ["labels.csv", `file,label,"${evil}"\n${rows.join("\n")}\n`],
      ...Array.from({ length: 20 }, (_, i): Files[number] => [`p/${i}.png`, picture(i)]),
    ]);
    await press(page, "Go on");
    await heading(page, "20 of your 21 images are ready.");
    await page.getByText("How we read labels.csv").click();
    await page.getByRole("rowheader", { name: evil }).first().waitFor();
    await press(page, /^Go on with/);
    await heading(page, /need your decision/);
    for (const choice of await page.getByRole("radio", { name: /Count them as mistakes/ }).all()) {
      await choice.check();
    }
    for (const yes of await page.getByRole("button", { name: /^Yes, it is/ }).all())
      await yes.click();
    await heading(page, "Every name is decided.");
    await press(page, "These matches are right");
    const worst = page.getByLabel(`How low can another ${evil} score at worst, in percent?`);
    expect(await worst.count()).toBe(0); // nothing asks about another one yet
    await page.getByLabel("Which images belong together?").selectOption(evil);
    await worst.fill("40");
    await page.getByLabel("I may look as often as I like").check();
    expect(await worst.count()).toBe(0); // it has no part in verdicts at any look
    await page.getByLabel("I look once, when all images are scored").check();
    expect(await worst.inputValue()).toBe("40");
    await press(page, /^Fix my answer and run/);
    await heading(page, /images|right/);
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("goes by keyboard alone from the start to the question, with the built-in example", async () => {
    const { page, problems } = await at.open();
    const tabTo = async (name: RegExp) => {
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press("Tab");
        // The page itself, where nothing has the focus yet, holds every text.
        const label = await page.evaluate(() => {
          const at = document.activeElement;
          return at === document.body
            ? ""
            : (at?.getAttribute("aria-label") ?? at?.textContent ?? "");
        });
        if (name.test(label)) return;
      }
      throw new Error(`the tabulator does not come to ${name}`);
    };
    await tabTo(/Try it with the built-in example/);
    await page.keyboard.press("Enter");
    await page.getByText("This is the built-in example").waitFor();
    await page.keyboard.press("Control+Enter");
    await heading(page, "All 336 images are ready.");
    // The heading has the focus, so that a screen is read from its start.
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await page.keyboard.press("Control+Enter");
    await heading(page, "How far below 95.8% would still be fine for you?");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("1");
    await heading(page, "Does the model work on your images?");
    await page.keyboard.press("g");
    await page.keyboard.press("4");
    await heading(page, /95.8%/);
    // A step that is not open yet does not open.
    await page.keyboard.press("g");
    await page.keyboard.press("6");
    await heading(page, /95.8%/);
    await page.keyboard.press("?");
    await page.getByLabel("Single letters and signs work as keys").press("Space");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("helps to fetch a model by name, and connects to nobody", async () => {
    const { page } = await at.open();
    await page.getByText("The model is on the web").click();
    const typed = page.getByLabel("Address of the model, or its name on the Hugging Face Hub");
    await typed.fill("hf:owner/name@v1/model.onnx");
    const link = page.getByRole("link", { name: "Open model.onnx in a new tab" });
    expect(await link.getAttribute("href")).toBe(
      "https://huggingface.co/owner/name/resolve/v1/model.onnx",
    );
    await typed.fill("javascript:alert(1)");
    await page.getByText("This is neither an address").waitFor();
    expect(await page.getByRole("link", { name: /new tab/ }).count()).toBe(0);
    await page.context().close();
  });
});
