import { expect, it } from "vitest";
import { createFileMapAccess } from "../../src/formats/file-map-access.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { fileAccessContract } from "../contract/file-access.js";

fileAccessContract("memory", async (files) => ({
  access: createMemoryFileAccess(files, 1000),
  close: async () => {},
}));

it("lists a folder in the time of its files, however many others there are", async () => {
  const count = 20_000;
  const names = Array.from({ length: count }, (_, k) => `f${String(k).padStart(5, "0")}/a.png`);
  const files = new Map(names.map((name) => [name, { sizeBytes: 0 }]));
  const access = createFileMapAccess(files, { read: () => never(), stream: () => never() });
  const looks: string[] = [];
  const startsWith = String.prototype.startsWith;
  String.prototype.startsWith = function (text, at) {
    looks.push(text);
    return startsWith.call(this, text, at);
  };
  try {
    for (const folder of ["f00000", "f10000", "f19999"]) {
      const found: string[] = [];
      for await (const { path } of access.list(folder)) found.push(path);
      expect(found).toEqual([`${folder}/a.png`]);
    }
  } finally {
    String.prototype.startsWith = startsWith;
  }
  expect(looks.filter((text) => text.startsWith("f")).length).toBeLessThan(20);
});

function never(): never {
  throw new Error("nothing is read here");
}
