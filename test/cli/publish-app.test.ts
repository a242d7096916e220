import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appFiles } from "../../src/node/app/app-files.js";
import { makeRecord, publishTold } from "../support/published.js";
import { writeRecordCase } from "../support/record-case.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let made: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-publish-app-"));
  made = await makeRecord(await writeRecordCase(folder), join(folder, "made"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function publish(name: string, ...more: readonly string[]) {
  const site = join(folder, name);
  return { site, ...(await publishTold(made, site, ...more)) };
}

describe("the app beside published records", () => {
  it("is every file of the build, byte for byte, and its size is told by part", async () => {
    const { site, told } = await publish("with");
    expect(violationsOf("publish", told)).toEqual([]);
    let [bytes, engineBytes] = [0, 0];
    for (const [path, disk] of appFiles(false)) {
      const content = await readFile(join(site, "app", path));
      if (path !== "files.json") expect(content.equals(await readFile(disk)), path).toBe(true);
      bytes += content.length;
      if (path.startsWith("ort/")) engineBytes += content.length;
    }
    expect(told.app).toEqual({
      folder: `${site}/app`,
      files: appFiles(false).size,
      bytes,
      engineBytes,
    });
    const page = await readFile(told.page, "utf8");
    const short = told.id.slice(0, 12);
    expect(page).toContain(`href="../app/index.html?record=../${short}/"`);
    expect((await readdir(site)).sort()).toEqual([short, "app", "index.html"].sort());
  });

  it("has the engine for graphics processors with --webgpu alone, and its list says so", async () => {
    const paths = async (site: string) =>
      JSON.parse(await readFile(join(site, "app/files.json"), "utf8")) as {
        files: { path: string }[];
        graphics: { path: string; sizeBytes: number }[];
      };
    const plain = await publish("plain");
    const more = await publish("graphics", "--webgpu");
    expect((await paths(plain.site)).graphics).toEqual([]);
    expect(await readdir(join(plain.site, "app/ort"))).toHaveLength(3);
    const { files, graphics } = await paths(more.site);
    expect(await readdir(join(more.site, "app/ort"))).toHaveLength(6);
    expect(graphics).toHaveLength(3);
    // Never among those that are loaded ahead and kept for use without a network.
    const ahead = new Set(files.map(({ path }) => path));
    for (const { path, sizeBytes } of graphics) {
      expect(ahead.has(path)).toBe(false);
      expect((await readFile(join(more.site, "app", path))).length).toBe(sizeBytes);
    }
    const worker = await readFile(join(more.site, "app/service-worker.js"), "utf8");
    expect(worker).not.toContain("webgpu");
    expect(more.told.app.bytes - plain.told.app.bytes).toBeGreaterThan(20_000_000);
  });

  it("is not there with --no-app, and the page does not lead to it", async () => {
    const { site, told } = await publish("without", "--no-app");
    expect(violationsOf("publish", told)).toEqual([]);
    expect(told.app).toBeNull();
    expect(await readdir(site)).not.toContain("app");
    const page = (await readFile(told.page, "utf8")).replace(/<script[\s\S]*?<\/script>/g, "");
    expect(page).toContain("Deer or fox at three sites");
    expect(page).not.toContain("Try it on your images");
  });

  it("gives way to another version of itself, and leaves a folder of somebody else alone", async () => {
    const { site } = await publish("older");
    const list = join(site, "app/files.json");
    const now = await readFile(list, "utf8");
    await writeFile(list, now.replace(/"version": "[^"]*"/, '"version": "0.0.1"'));
    await writeFile(join(site, "app/old-part.js"), "old");
    expect((await publish("older")).status).toBe(0);
    expect(await readFile(list, "utf8")).toBe(now);
    expect(await readdir(join(site, "app"))).not.toContain("old-part.js");

    const own = join(folder, "own/app");
    await mkdir(own, { recursive: true });
    await writeFile(join(own, "mine.txt"), "mine");
    const refused = await publish("own");
    expect(refused.told.error).toMatchObject({ code: "output/not-written" });
    expect(await readdir(own)).toEqual(["mine.txt"]);
    expect((await publish("own", "--no-app")).status).toBe(0);
  });
});
