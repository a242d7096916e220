import { expect, it } from "vitest";
import { axeNow, giveFiles, heading, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { plainPng } from "../support/png-writer.js";

const NUMBERS = [0, 1, 2, 3, 4, 5];

/** Six images of 80 × 60 with an object each, and boxes of a detector on an input of 512 × 512. */
function files(): [path: string, bytes: Uint8Array | string][] {
  const box = (i: number) => [10 + i, 12, 20, 16];
  const annotations = {
    images: NUMBERS.map((i) => ({ id: i + 1, file_name: `${i}.png`, width: 80, height: 60 })),
    categories: [{ id: 1, name: "fox" }],
    annotations: NUMBERS.map((i) => ({
      id: i + 1,
      image_id: i + 1,
      category_id: 1,
      bbox: box(i),
      area: 320,
      iscrowd: 0,
    })),
  };
  const found = NUMBERS.map((i) => ({
    image_id: i + 1,
    category_id: 1,
    bbox: box(i).map((side) => 6.4 * side),
    score: 0.9,
  }));
  return [
    ["labels.json", JSON.stringify(annotations)],
    ["predictions.json", JSON.stringify(found)],
    ...NUMBERS.map((i): [string, Uint8Array] => [`photos/${i}.png`, plainPng(80, 60, [i, 0, 0])]),
  ];
}

describeApp("how predictions are read", (at) => {
  it("is chosen from a list, and the size of another input is typed", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, files());
    await press(page, "Go on");
    await heading(page, "All 6 images are ready.");
    const reading = page.getByLabel("What the numbers of predicted boxes are");
    const size = page.getByLabel("Side of the model's input, in pixels");
    expect(await reading.inputValue()).toBe("");
    expect(await size.count()).toBe(0);
    await reading.selectOption("letterboxed-topleft-");
    await size.fill("wide");
    await size.press("Tab");
    expect(await size.getAttribute("aria-invalid")).toBe("true");
    expect(await axeNow(page)).toEqual([]);
    await size.fill("512");
    await size.press("Tab");
    await expect.poll(() => size.getAttribute("aria-invalid")).toBe("false");
    await expect.poll(() => size.isEnabled()).toBe(true);
    expect([await reading.inputValue(), await size.inputValue()]).toEqual([
      "letterboxed-topleft-",
      "512",
    ]);
    // A value of the list needs no size.
    await reading.selectOption("stretched-640");
    await size.waitFor({ state: "detached" });
    const scores = page.getByLabel("What predicted scores are");
    await expect.poll(() => scores.isEnabled()).toBe(true);
    expect(await scores.inputValue()).toBe("probability");
    await scores.selectOption("percent");
    await expect.poll(() => scores.isEnabled()).toBe(true);
    expect([await reading.inputValue(), await scores.inputValue()]).toEqual([
      "stretched-640",
      "percent",
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
