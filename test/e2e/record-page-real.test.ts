import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { publishMade } from "../support/published.js";
import { WHOLE_FACTS } from "../support/record-case.js";
import { describeInChromium } from "../support/report-browser.js";
import { runHere } from "../support/run-here.js";
import { describeWithShared } from "../support/shared-data.js";
import { serveFolder } from "../support/static-server.js";

describeWithShared("the page of a record of real images and a real model", "data", (data) => {
  describeInChromium("in Chromium", ({ visit }) => {
    it("counts 84 of 89 blood cells again, as the data's own reference has it", async () => {
      const folder = await mkdtemp(join(tmpdir(), "homeground-cells-"));
      const facts = join(folder, "facts.json");
      await writeFile(facts, JSON.stringify(WHOLE_FACTS));
      const made = join(folder, "made");
      const cells = join(data, "wbc");
      const ran = await runHere([
        "record",
        "create",
        cells,
        "--labels",
        join(cells, "labels.csv"),
        "--quiet",
        "--where",
        "site=site1-tecom",
        "--where",
        "split=test",
        "--publish",
        "--model",
        join(data, "models/wbc_site1.onnx"),
        "--facts",
        facts,
        "--out",
        made,
      ]);
      expect(ran.status, ran.err).toBe(0);
      const { site, short } = await publishMade(made, join(folder, "site"));
      const server = await serveFolder(site);
      const { page, problems } = await visit(`${server.address}${short}/index.html`, {
        width: 1280,
      });
      const panel = page.locator("#recount");
      await panel.getByRole("button", { name: "Count again" }).waitFor();
      const title = panel.getByRole("heading", { level: 2 });
      // shared/data/README.md: 84/89 = 94.4 % [87.5, 97.6] by onnxruntime, Wilson's interval.
      expect(await title.textContent()).toBe(
        "Recomputed here, just now: 84 of 89, the same figure",
      );
      const figure = (await page.locator("#claim").textContent()) ?? "";
      expect(figure).toContain("94.4%");
      expect(figure).toContain("95% interval 87.5 to 97.6");
      // The pair that the data plant: one picture in training and test.
      const against = (await page.locator("#against").textContent()) ?? "";
      expect(against).toContain("s1_139.png and images/s1_112.png");
      expect(problems).toEqual([]);
      await page.close();
      await server.close();
      await rm(folder, { recursive: true });
    });
  });
});
