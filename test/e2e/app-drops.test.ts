import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeNow, openAppPage } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { dropOn } from "../support/drop.js";
import { plainPng } from "../support/png-writer.js";

describeApp("what is dropped", (at) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-drops-"));
    await mkdir(join(folder, "net", "variables"), { recursive: true });
    await writeFile(join(folder, "net", "saved_model.pb"), Buffer.from("0801", "hex"));
    await writeFile(join(folder, "best.pt"), Buffer.from("504b030400000000", "hex"));
    await writeFile(join(folder, "clip.mp4"), Buffer.from("00000018667479706d703432", "hex"));
    await mkdir(join(folder, "photos"));
    await writeFile(join(folder, "photos", "a.png"), plainPng(6, 5, [200, 30, 0]));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("and is of no use says why, with the command that makes ONNX of it", async () => {
    const { page, problems } = await openAppPage(at.browser, at.site);
    await dropOn(page, join(folder, "best.pt"));
    await page.getByText("best.pt could not be used: it is a PyTorch file").first().waitFor();
    await page.getByText("yolo export model=best.pt format=onnx").waitFor();
    await dropOn(page, ...["net", "clip.mp4", "photos"].map((name) => join(folder, name)));
    await page.getByText("1 image in 1 folder.").waitFor();
    const reasons = await page.locator(".refused li").allTextContents();
    expect(reasons.map((text) => text.replace(/\s+/g, " ").trim()).sort()).toEqual([
      expect.stringMatching(/^best\.pt: it is a PyTorch file/),
      expect.stringMatching(/^clip\.mp4: it is video, which is not read\. .*ffmpeg/),
      "net: it is a TensorFlow SavedModel. Run: python -m tf2onnx.convert --saved-model net --output model.onnx.",
    ]);
    expect(await axeNow(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("and is no file is said to be none", async () => {
    const { page, problems } = await openAppPage(at.browser, at.site);
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData("text/uri-list", "https://example.org/a.jpg");
      window.dispatchEvent(
        new DragEvent("drop", { dataTransfer, cancelable: true, bubbles: true }),
      );
    });
    await page.getByRole("alert").getByText("No file came with that drop").waitFor();
    await page.getByRole("button", { name: "Close this note" }).click();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
