import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createMemoryObjectStore } from "../../../src/evaluation/memory-object-store.js";
import { createFileObjectStore } from "../../../src/node/storage/file-object-store.js";
import { objectStoreContract } from "../../contract/object-store.js";
import { throwsCode } from "../../support/throws-code.js";

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

objectStoreContract("memory", async () => createMemoryObjectStore());

objectStoreContract("files", async () => createFileObjectStore(await newFolder()));

it("names the folder that cannot be written to", async () => {
  const file = join(await newFolder(), "file");
  await writeFile(file, "");
  const store = createFileObjectStore(file);
  await expect(store.put("a", Uint8Array.of(1))).rejects.toThrow(throwsCode("output/not-written"));
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "homeground-"));
  folders.push(folder);
  return folder;
}
