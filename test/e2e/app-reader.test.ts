import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { withPlainChooser } from "../support/app-page.js";
import { keyboardOf } from "../support/keyboard.js";
import { lookAtScreen } from "../support/look-at-screen.js";
import { describePublished } from "../support/published-app.js";
import { cells, labelled } from "../support/published-model.js";

const OWN = cells(30, 3, 40);

describePublished("the reader's journey in a published record", (at) => {
  it("goes from the record to a verdict by keys alone", async () => {
    const { context, problems } = await at.context();
    const site = await at.serve(at.published.site);
    const own = join(at.folder, "own");
    for (const [path, bytes] of labelled(OWN)) {
      await mkdir(dirname(join(own, path)), { recursive: true });
      await writeFile(join(own, path), bytes);
    }
    const page = await context.newPage();
    await withPlainChooser(page);
    page.on("filechooser", () => {}); // from now on, before the first key
    await page.goto(`${site.url}${at.published.short}/index.html`);
    const keys = keyboardOf(page);
    // It counts by itself once it is seen; while it does, there is a button to stop it.
    await page.getByRole("button", { name: "Count again" }).waitFor();
    await page.getByRole("heading", { name: /Recomputed here.*36 of 40/ }).waitFor();
    await keys.to(/^Count again$/);
    await keys.press("Enter");
    await page.getByRole("heading", { name: /Recomputed here.*36 of 40/ }).waitFor();
    await keys.backTo(/^Skip/);
    await keys.to(/^Try it on your images$/);
    await page.keyboard.press("Enter"); // another page, which begins at its top
    await page
      .getByText("Its model is here. Checked: the file is the one the record names.")
      .waitFor();
    await keys.to(/^Choose a folder$/);
    const chooser = page.waitForEvent("filechooser");
    await keys.press("Enter");
    await (await chooser).setFiles(own);
    await page.getByText("30 images in 1 folder").waitFor();
    const screens = [
      [/^Go on$/, "All 30 images are ready."],
      [/^Go on with 30 images$/, /of your 30 images|All your images|None of your|How far below/],
    ] as const;
    for (const [button, heading] of screens) {
      await keys.to(button);
      await keys.press("Enter");
      await keys.screen(heading);
    }
    const title = await page.locator("main h1").first().textContent();
    if (!/How far below/.test(title ?? "")) {
      await keys.to(/^Go on$/);
      await keys.press("Enter");
      await keys.screen(/How far below/);
    }
    await keys.to(/^Fix my answer and run/);
    await keys.press("Enter");
    await keys.screen(/30 labelled, 20 right/);
    expect(keys.faults).toEqual([]);
    expect(problems).toEqual([]);
  });

  it("serves everybody where the record was opened, refused, and tried", async () => {
    const { context, problems } = await at.context({ bypassCSP: true });
    const site = await at.serve(at.published.site);
    const page = await context.newPage();
    const faults: string[] = [];
    await page.goto(at.address(site));
    await page.getByText("you may turn the network off now").waitFor();
    await page.getByText("Checked: the file is the one the record names.").first().waitFor();
    faults.push(...(await lookAtScreen(page, "opened with a record")));
    expect(problems).toEqual([]);
    await page.goto(`${site.url}app/index.html?record=../0123456789ab/`);
    await page.getByText(/The record could not be taken/).waitFor();
    faults.push(...(await lookAtScreen(page, "record not there")));
    expect(faults).toEqual([]);
  });
});
