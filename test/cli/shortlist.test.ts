import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Shortlist } from "../../src/shortlist/shortlist.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const IMAGES = 40;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const isDeer = (i: number) => i % 2 === 0;
  await put(
    "labels.csv",
    rows("file,label,site", (i) => [isDeer(i) ? "deer" : "fox", i % 8]),
  );
  await put(
    "one.csv",
    rows("file,label", () => ["deer"]),
  );
  await put(
    "own.csv",
    rows("file,label", (i) => [`animal ${i}`]),
  );
  const noise = (i: number, d: number) => ((i * (d + 3) * 37) % 101) / 101;
  // Said of each class of the candidate: p_ columns sum to 1.
  await put(
    "good.csv",
    rows("file,f0,f1,f2,f3,p_cat,p_cow", (i) => [
      noise(i, 0) + (isDeer(i) ? 2 : 0),
      noise(i, 1) + (isDeer(i) ? 0 : 2),
      noise(i, 2),
      noise(i, 4),
      isDeer(i) ? 0.9 : 0.2,
      isDeer(i) ? 0.1 : 0.8,
    ]),
  );
  await put(
    "bad.csv",
    rows("file,f0,f1,f2,f3,width", (i) => [...[2, 3, 5, 6].map((d) => noise(i, d)), 640]),
  );
  await put(
    "hole.csv",
    rows("file,f0,f1", (i) => [i === 7 ? "" : noise(i, 2), 1]),
  );
  await put(
    "words.csv",
    rows("file,f0,f1", (i) => [i === 7 ? "many" : noise(i, 2), 1]),
  );
  await put(
    "none.csv",
    rows("file,width,height", () => [640, 480]),
  );
  await put(
    "sums.csv",
    rows("file,f0,f1,p_a,p_b", (i) => [noise(i, 2), noise(i, 3), 0.5, 0.9]),
  );
  await put("other.csv", "file,f0,f1\na.jpg,1,2\nb.jpg,2,3\n");
  await put(
    "part.csv",
    rows("file,f0,f1", (i) => [noise(i, 2), noise(i, 3)], 30),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const put = (name: string, text: string) => writeFile(join(folder, name), text);

function rows(head: string, cells: (i: number) => readonly unknown[], count = IMAGES): string {
  const all = Array.from({ length: count }, (_, i) => [`${i}.jpg`, ...cells(i)].join(","));
  return `${[head, ...all].join("\n")}\n`;
}

function run(tables: readonly string[], labels = "labels.csv", ...more: readonly string[]) {
  const given = tables.flatMap((name) => ["--features", join(folder, name)]);
  const files = ["--labels", join(folder, labels), "--out", join(folder, "out")];
  return runHere(["shortlist", join(folder, "photos"), ...files, ...given, ...more]);
}

describe("homeground shortlist", () => {
  it("ranks tables of features, and writes page and numbers", async () => {
    const { status, out, err } = await run(["good.csv", "bad.csv"], "labels.csv", "--json", "-");
    expect(status).toBe(0);
    const list = JSON.parse(out) as Shortlist;
    expect(violationsOf("shortlist", list)).toEqual([]);
    expect(list).toMatchObject({
      n: IMAGES,
      classes: [
        { name: "deer", images: 20 },
        { name: "fox", images: 20 },
      ],
      scores: [
        { name: "good", rank: 1, rankHigh: 1, features: 4 },
        { name: "bad", rank: 2, features: 4, leep: null },
      ],
    });
    expect(list.scores[0]!.leep).toBeGreaterThan(list.leepFloor);
    expect(err).toContain("no features, by their names: width");
    expect(JSON.parse(await readFile(join(folder, "out/shortlist.json"), "utf8"))).toEqual(list);
    const page = await readFile(join(folder, "out/index.html"), "utf8");
    expect(page).toContain("What this is and what it is not");
    expect(page).toContain("default-src 'none'");
  });

  it("shows a name from outside as text", async () => {
    const named = ["--name", "<img src=x onerror=alert(1)>", "--name", "b"];
    await run(["good.csv", "bad.csv"], "labels.csv", ...named);
    const page = await readFile(join(folder, "out/index.html"), "utf8");
    expect(page).not.toContain("<img src=x");
    expect(page).toContain("&lt;img src=x");
  });

  it("draws images of one group together", async () => {
    const ran = await run(["good.csv", "bad.csv"], "labels.csv", "--cluster", "site");
    expect(ran.out).toContain("40 labelled images in 8 groups");
  });

  it.each([
    [["good.csv"], "labels.csv", [], "shortlist/one-candidate"],
    [["good.csv", "good.csv"], "labels.csv", [], "shortlist/same-name"],
    [["good.csv", "bad.csv"], "one.csv", [], "shortlist/one-class"],
    [["good.csv", "bad.csv"], "own.csv", [], "shortlist/few-images"],
    [["good.csv", "hole.csv"], "labels.csv", [], "shortlist/not-a-number"],
    [["good.csv", "words.csv"], "labels.csv", [], "shortlist/not-a-number"],
    [["good.csv", "none.csv"], "labels.csv", [], "shortlist/no-features"],
    [["good.csv", "sums.csv"], "labels.csv", [], "shortlist/bad-scores"],
    [["good.csv", "part.csv"], "labels.csv", [], "shortlist/other-images"],
    [["good.csv", "other.csv"], "labels.csv", [], "attributes/no-image"],
    [["good.csv", "bad.csv"], "labels.csv", ["--name", "x"], "usage/bad-option"],
    [["good.csv", "bad.csv"], "labels.csv", ["--cluster", "sight"], "labels/no-column"],
  ])("refuses %j of %s %j with %s", async (tables, labels, more, code) => {
    const { status, err } = await run(tables, labels, ...more);
    expect(status).not.toBe(0);
    expect(err).toContain(code);
  });
});
