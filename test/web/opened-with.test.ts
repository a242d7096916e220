import { describe, expect, it } from "vitest";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { fetchRecord, recordPlace } from "../../src/web/app/opened-with.js";
import { madeRecord } from "../evaluation/made-record.js";

const APP = "https://example.org/~someone/records/app/index.html";
const ID = "0123456789ab";

describe("the record that an address of the app names", () => {
  it("is a folder beside the app's, below any path", () => {
    expect(recordPlace(`${APP}?record=../${ID}/`)?.href).toBe(
      `https://example.org/~someone/records/${ID}/`,
    );
    expect(recordPlace(`http://localhost:1/app/?record=../${ID}/`)?.href).toBe(
      `http://localhost:1/${ID}/`,
    );
    expect(recordPlace(APP)).toBeNull();
  });

  it.each([
    ...["", "..", "../", `../${ID}`, `${ID}/`, `../../${ID}/`, `../${ID}/../`, `../${ID}//`],
    ...["https://elsewhere.org/", `//elsewhere.org/${ID}/`, `/\\elsewhere.org/${ID}/`],
    `../${ID.toUpperCase()}/`,
    `../${ID}/?x=1`,
    `../${ID}/#x`,
    "data:text/html,x",
    "../.git/",
    ` ../${ID}/`,
    `../${ID}/\n`,
    `..\\${ID}\\`,
    "javascript:alert(1)",
  ])("is refused where it is anything else: %j", (named) => {
    const address = `${APP}?record=${encodeURIComponent(named)}`;
    expect(() => recordPlace(address)).toThrow(/names no record beside this page/);
  });

  it("is refused where two are named", () => {
    expect(() => recordPlace(`${APP}?record=../${ID}/&record=../${ID}/`)).toThrow(
      /names no record/,
    );
  });
});

describe("a published record that is fetched", () => {
  const { text, files, record } = madeRecord(
    ["deer", "fox"],
    [
      { truth: "deer", answer: "deer" },
      { truth: "fox", answer: "deer" },
    ],
    {},
    [
      [0, 1],
      [2, 3],
    ],
  );
  const fetched = (changed: readonly [string, string][] = []) => {
    const own = new Map([...files, ["record.json", new TextEncoder().encode(text)] as const]);
    for (const [path, content] of changed) own.set(path, new TextEncoder().encode(content));
    const access = createMemoryFileAccess(own);
    return fetchRecord({ access, id: record.id.slice(0, 12) }, () => {});
  };

  it("brings the features of its test images along, to hold others against", async () => {
    const { files: there } = await fetched();
    expect(await there.get("record/features.csv")?.text()).toBe(
      "file,f0,f1\n100000.png,0,1\n100001.png,2,3\n",
    );
  });

  it("is refused where those are other ones than it binds", async () => {
    await expect(fetched([["features.csv", "file,f0,f1\n100000.png,9,9\n"]])).rejects.toThrow(
      /features\.csv|SHA-256/,
    );
  });
});
