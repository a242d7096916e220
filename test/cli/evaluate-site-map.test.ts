import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../support/exif-writer.js";
import { createWords, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

/** Positions as cameras say them, and as a map may. */
const SITES = [
  { name: "Aletsch", latitude: 46.4123, longitude: 8.0456, shown: "46.41° N, 8.05° E" },
  { name: "Zermatt", latitude: 46.0207, longitude: 7.7491, shown: "46.02° N, 7.75° E" },
];
const EXACT = /46\.4123|8\.0456|46\.0207|7\.7491/;
const ROUNDED = /46\.41|8\.05|46\.02|7\.75/;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const files = Array.from({ length: 40 }, (_, i) => `${i}.jpg`);
  for (const [i, file] of files.entries()) {
    const { latitude, longitude } = SITES[i % 2]!;
    const degrees = (value: number) => ({ rationals: [[Math.round(value * 1e4), 1e4]] as const });
    const gps = {
      1: { text: "N" },
      2: degrees(latitude),
      3: { text: "E" },
      4: degrees(longitude),
    };
    await writeFile(join(folder, "photos", file), jpegWithExif(SMALL_JPEG, exifBytes({ gps })));
  }
  const labelled = files.map((file, i) => `${file},${i % 3 === 0 ? "deer" : "fox"}`);
  const said = files.map((file, i) => `${file},${i % 5 === 0 ? "deer" : "fox"}\n`);
  await writeFile(join(folder, "p.csv"), `file,predicted\n${said.join("")}`);
  const rows = (of: (i: number) => string) =>
    labelled.map((row, i) => `${row},${of(i)}\n`).join("");
  const site = (i: number) => SITES[i % 2]!;
  await writeFile(join(folder, "sites.csv"), `file,label,site\n${rows((i) => site(i).name)}`);
  await writeFile(
    join(folder, "positions.csv"),
    `file,label,site,latitude,longitude\n${rows((i) => [site(i).name, site(i).latitude, site(i).longitude].join(","))}`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Every text file that an evaluation writes, by its path. */
async function written(labels: string, ...more: string[]): Promise<ReadonlyMap<string, string>> {
  const out = join(folder, `out-${labels}-${more.length}`);
  const words = ["--labels", join(folder, labels), "--predictions", join(folder, "p.csv")];
  const shared = ["--share", join(out, "shared.json")];
  const { status, err } = await runHere([
    "evaluate",
    join(folder, "photos"),
    ...words,
    "--out",
    out,
    ...(more.includes("--site-map") ? [] : shared),
    ...more,
  ]);
  expect({ status, err }).toMatchObject({ status: 0 });
  const names = (await readdir(out, { recursive: true })).filter((name) =>
    /\.(json|html|md|tex|csv|txt)$/.test(name),
  );
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(out, name), "utf8")] as const),
    ),
  );
}

describe("a map of the places", () => {
  it("is in no file unless it is asked for, nor are coordinates", async () => {
    const files = await written("positions.csv");
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(["result.json", "report.html", "shared.json"]),
    );
    for (const [name, text] of files) {
      expect({ name, exact: EXACT.exec(text)?.[0] ?? null }).toEqual({ name, exact: null });
      expect({ name, map: text.includes("site-map") }).toEqual({ name, map: false });
    }
  });

  it("is in the report with --site-map, rounded, and not in result.json", async () => {
    const files = await written("positions.csv", "--site-map");
    const report = files.get("report.html")!;
    for (const { shown } of SITES) expect(report).toContain(shown);
    expect(report).toContain("rounded to 0.01°");
    expect(files.get("tables/site-map.csv")).toContain("site,Aletsch,46.41,8.05");
    for (const [name, text] of files) {
      expect({ name, exact: EXACT.exec(text)?.[0] ?? null }).toEqual({ name, exact: null });
    }
    expect(files.get("result.json")).not.toMatch(ROUNDED);
  });

  it("reads the GPS of photographs for it, and only for it", async () => {
    const files = await written("sites.csv", "--site-map");
    for (const { shown } of SITES) expect(files.get("report.html")).toContain(shown);
    const without = await written("sites.csv");
    expect(without.get("report.html")).not.toContain("site-map");
  });

  it("says why there is none where it was asked for", async () => {
    const plain = SITES.map((_, i) => `${i}.jpg,deer,2\n`).join("");
    await writeFile(join(folder, "plain.csv"), `file,label,count\n${plain}`);
    const { notes } = JSON.parse(
      (await written("plain.csv", "--site-map")).get("result.json")!,
    ).inputs;
    expect(notes.find(({ code }: { code: string }) => code === "site-map/none")?.what).toContain(
      "no column names a place",
    );
  });

  it("has no part in a record, nor have coordinates", async () => {
    const one = await writeRecordCase(join(folder, "record-case"));
    const rows = one.names.map((name, i) => {
      const { name: site, latitude, longitude } = SITES[i % 2]!;
      return `${name},${i % 2 === 0 ? "deer" : "fox"},${site},${latitude},${longitude}\n`;
    });
    await writeFile(one.labels, `file,class,site,latitude,longitude\n${rows.join("")}`);
    const out = join(folder, "record");
    const made = await runHere(createWords(one, out));
    expect(made.status).toBe(0);
    expect(made.out).toMatch(/Left out {2}.*latitude.*longitude/);
    for (const name of await readdir(out, { recursive: true })) {
      if (!/\.(json|ndjson|md|txt)$/.test(name)) continue;
      const text = await readFile(join(out, name), "utf8");
      expect({ name, exact: EXACT.exec(text)?.[0] ?? null }).toEqual({ name, exact: null });
    }
  });
});
