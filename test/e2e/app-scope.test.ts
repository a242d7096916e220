import { expect, it } from "vitest";
import { type Column, categoricalColumn, createTable } from "../../src/core/table.js";
import { openProfile } from "../../src/dataset/profile/open-profile.js";
import { scopeColumns } from "../../src/dataset/profile/scope-columns.js";
import { madeRecord } from "../evaluation/made-record.js";
import { axeNow, giveFiles, heading, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";

const MODEL = meanColourClassifier();
const lensOf = (i: number): string => (i % 2 === 0 ? "wide" : "long");
/** Eight at dusk, which nobody tested. */
const lightOf = (i: number): string => (i < 8 ? "dusk" : "day");

const TESTED = 120;
/** Mean colours of red pictures, as the model takes them: those of the red ones here lie among them, the green ones far off. */
const FEATURES = Array.from({ length: TESTED }, (_, k) => [200 / 255, 30 / 255, k / 1190 - 0.01]);

/** A record with images by day and night through two lenses, and twenty images of another place. */
function files(): [string, Uint8Array | string][] {
  const tested = Array.from({ length: TESTED }, (_, i) => ({
    light: i % 4 < 2 ? "night" : "day",
    lens: lensOf(i),
  }));
  const table = createTable(
    TESTED,
    new Map<string, Column>([
      ["light", categoricalColumn(tested.map(({ light }) => light))],
      ["lens", categoricalColumn(tested.map(({ lens }) => lens))],
    ]),
  );
  const { text, files: own } = madeRecord(
    ["red", "green"],
    tested.map((attributes, i) => ({
      truth: i % 2 === 0 ? "red" : "green",
      answer: "red",
      attributes,
    })),
    {
      title: "Red or green",
      profile: openProfile(scopeColumns(table, Int32Array.from(tested.keys())), null, TESTED),
    },
    FEATURES,
  );
  const rows = Array.from(
    { length: 20 },
    (_, i) => `p/${i}.png,${i % 3 === 0 ? "red" : "green"},${lightOf(i)},${lensOf(i)}`,
  );
  return [
    ["model.onnx", MODEL],
    ["model.json", cardText(MODEL)],
    ["labels.csv", `file,label,light,lens\n${rows.join("\n")}\n`],
    ...Array.from({ length: 20 }, (_, i): [string, Uint8Array] => [
      `p/${i}.png`,
      plainPng(6, 5, i % 2 === 0 ? [200, 30, i] : [10, 190, i]),
    ]),
    ["record/record.json", text],
    ...[...own].map(([path, bytes]): [string, Uint8Array | string] => [`record/${path}`, bytes]),
  ];
}

/** Every second picture is, from the second on. */
const isGreen = (file: string): boolean => Number(/(\d+)\.png/.exec(file)?.[1]) % 2 === 1;

describeApp("squares of the scope's map", (at) => {
  it("show their images before a run, and choose them in the results after one", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, files());
    await page.getByText("50.0% accuracy on 120 images").waitFor();
    await press(page, "Go on");
    await press(page, /^Go on with 20 images/);
    await heading(page, /60%/);

    // One stop of the tabulator; arrow keys go from square to square, Enter shows its images.
    const squares = page.locator(".map .sq");
    await squares.first().waitFor();
    expect(await page.locator('.map .sq[tabindex="0"]').count()).toBe(1);
    const wanted = page.getByRole("button", { name: /dusk.*wide|wide.*dusk/i });
    expect(await wanted.count()).toBe(1);
    await page.locator('.map .sq[tabindex="0"]').focus();
    for (
      let step = 0;
      step < 10 && !(await wanted.evaluate((it) => it === document.activeElement));
      step++
    ) {
      await page.keyboard.press("ArrowRight");
    }
    await page.keyboard.press("Enter");
    const images = page.locator(".sqimgs");
    await images.getByRole("heading", { name: /^4 images: / }).waitFor();
    await images.locator("canvas").nth(3).waitFor();
    expect(
      (await images.locator("li .xs").allTextContents()).map((text) => text.trim()).sort(),
    ).toEqual([0, 2, 4, 6].map((i) => `p/${i}.png`));
    expect(await wanted.getAttribute("aria-pressed")).toBe("true");
    expect(await page.getByRole("button", { name: "Choose them in the results" }).count()).toBe(0);
    expect(await axeNow(page)).toEqual([]);

    // Nothing is compared by features before somebody asks for it.
    const byFeatures = page
      .getByText("10 of 20 images (50%) lie further from the test images")
      .first();
    expect(await page.locator("#features").count()).toBe(0);
    await press(page, "Have the model look at my images");
    await byFeatures.waitFor();
    const least = page.locator("#features .thumb");
    expect(await least.locator("img").count()).toBe(16);
    expect(await least.first().textContent()).toContain("Least alike");
    // A green one, then the red one that is nearest to it.
    const furthest = await least.locator("code").allTextContents();
    expect(new Set(furthest.filter((_, at) => at % 2 === 0).map(isGreen))).toEqual(new Set([true]));
    expect(new Set(furthest.filter((_, at) => at % 2 === 1).map(isGreen))).toEqual(
      new Set([false]),
    );
    expect(await axeNow(page)).toEqual([]);

    await press(page, "Go on");
    await heading(page, /How far below 50.0%/);
    await press(page, /^Fix my answer and run/);
    await page.locator("#ask-computed").waitFor();
    const shown = page.locator("#pictures-least-alike-pictures");
    await shown.waitFor({ state: "attached" });
    expect(await shown.locator("img").count()).toBe(16);
    await press(page, /Images alike/);
    await byFeatures.waitFor();
    await wanted.click();
    await press(page, "Choose them in the results");
    await page.getByRole("heading", { name: "4 images chosen" }).waitFor();
    // The gallery can begin with what is least like the test set: the eight at dusk.
    await press(page, "Clear Esc");
    await press(page, "See all images");
    await page.getByLabel("Order").selectOption({ label: "least like the test set first" });
    for (const [at, file] of [
      [7, "p/7.png"],
      [8, "p/10.png"],
      [0, "p/0.png"],
    ] as const) {
      await page.locator(`.galtile[data-at="${at}"]`).click();
      await page.getByRole("complementary").getByText(file, { exact: true }).waitFor();
    }
    expect(await axeNow(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
