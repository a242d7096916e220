import { expect, it } from "vitest";
import { choose, describePublished, goToResults } from "../support/published-app.js";
import { cells } from "../support/published-model.js";

/** Thirty images of another place; ten are called otherwise than they look. */
const OWN = cells(30, 3, 40);

describePublished("a published record with the app", (at) => {
  it("takes a reader from the record to a verdict with the network off, and asks for nothing", async () => {
    const { context, problems } = await at.context();
    const site = await at.serve(at.published.site);
    const page = await context.newPage();
    await page.goto(`${site.url}${at.published.short}/index.html`);
    await page.locator("#recount").scrollIntoViewIfNeeded();
    // 36 of 40 by the way the labels were made.
    await page.getByRole("heading", { name: /Recomputed here.*36 of 40/ }).waitFor();
    await page.getByRole("link", { name: "Try it on your images" }).click();
    await page.getByText("Checked: the file is the one the record names.").first().waitFor();
    await page.getByText("Loaded: you may turn the network off now.").waitFor({ timeout: 60_000 });
    const before = site.requests.length;
    const asked: string[] = [];
    context.on("request", (request) => {
      if (/^https?:/.test(request.url())) asked.push(request.url());
    });
    await context.setOffline(true);
    await choose(page, OWN);
    await page
      .getByText(/30 images/)
      .first()
      .waitFor();
    await goToResults(page);
    expect(await page.locator("main").innerText()).toContain("66.7%");
    await page.getByText("0 requests since loading; turn your network off and go on.").waitFor();
    expect(asked).toEqual([]);
    expect(site.requests.slice(before)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
