import { expect, it } from "vitest";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { listsBeside } from "../../src/session/drawn-lists.js";

const LIST = "file,label,inclusion_probability,stratum,stratum_pool,draw,design,pool\n";
const FILES = {
  "boxes.json": "{}",
  "list.csv": LIST,
  "found.csv": "file,label,score\n",
  "site.csv": "file,site,design\n",
};
const among = (more: Readonly<Record<string, string>>, labels = "boxes.json") => {
  const files = { ...FILES, ...more };
  const bytes = new Map(
    Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
  return listsBeside(createMemoryFileAccess(bytes), Object.keys(files), labels, ["found.csv"]);
};

it("finds lists by which images were drawn beside their labels, and every one of several", async () => {
  expect(await among({})).toEqual(["list.csv"]);
  expect(await among({ "list.csv": LIST.replaceAll(",", ";") })).toEqual(["list.csv"]);
  expect(await among({ "list.csv": "file,label\n" })).toEqual([]);
  expect(await among({ "pilot.csv": LIST })).toEqual(["list.csv", "pilot.csv"]);
  expect(await among({ "found.csv": LIST })).toEqual(["list.csv"]);
  // Labels that say how they were drawn want no other list.
  expect(await among({ "labels.csv": LIST }, "labels.csv")).toEqual([]);
});
