import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { identifyOnce } from "../../src/node/cli/evaluate-model.js";
import { plainPng } from "../support/png-writer.js";

it("a file that several models are shown is read and hashed once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "homeground-"));
  const path = join(folder, "a.png");
  await writeFile(path, plainPng(4, 4, [1, 2, 3]));
  const identify = identifyOnce();
  const first = await identify(path);
  await rm(folder, { recursive: true });
  expect(await identify(path)).toBe(first);
  expect(first.format).toBe("png");
});
