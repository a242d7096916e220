import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { pixelHash } from "../../src/images/pixel-hash.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import type { ManifestLine } from "../../src/records/record/manifest.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import { exifBytes } from "../support/exif-writer.js";
import { encodePng, pngChunk } from "../support/png.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 72;
const SITES = ["Hinterwald", "Moosgrund", "Katzbach", "Eulenspitz", "Rabenfels", "Otterau"];
const SERIAL = "SN-8841-KX";

/** An image with all that a record which is not open must not tell. */
interface Shot {
  readonly index: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly label: string;
  readonly site: string;
  readonly light: string;
  readonly loudness: number;
  readonly latitude: string;
  readonly right: boolean;
}

/** Shots with place and serial number in EXIF and in columns, under names dealt out by `place`. */
function shots(place: (i: number) => number): Shot[] {
  return Array.from({ length: IMAGES }, (_, i) => ({
    index: i,
    name: `lichtung-${String(place(i)).padStart(3, "0")}.png`,
    bytes: picture(i),
    label: i % 2 === 0 ? "deer" : "fox",
    site: i % 4 === 0 ? SITES[0]! : SITES[1 + (i % (SITES.length - 1))]!,
    // 40 by day, 20 at night, 12 in two levels too small to be told.
    light: i < 40 ? "day" : i < 60 ? "night" : i < 67 ? "Mondfinsternis" : "Polarlicht",
    // The lowest quarter is of one site alone.
    loudness: i % 4 === 0 ? 1 + i / 100 : 20 + i,
    latitude: String(47.123 + i / 977),
    right: i % 3 !== 0,
  }));
}

/** No two of them look alike. */
function picture(i: number): Uint8Array {
  const [widthPx, heightPx] = [32, 32];
  const random = createRandom(i);
  const blocks = Uint8Array.from({ length: 8 * 8 * 3 }, () => random.below(256));
  const data = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, k) => {
    const pixel = Math.floor(k / 3);
    const block = 8 * Math.floor(pixel / widthPx / 4) + Math.floor((pixel % widthPx) / 4);
    return blocks[3 * block + (k % 3)]!;
  });
  const png = encodePng({ widthPx, heightPx, channels: 3, bitDepth: 8, data });
  const exif = pngChunk(
    "eXIf",
    exifBytes({
      first: { 271: { text: "Wildcam" }, 272: { text: "X7" } },
      exif: { 42033: { text: SERIAL }, 36867: { text: "2024:05:06 07:08:09" } },
      gps: {
        1: { text: "N" },
        2: {
          rationals: [
            [47, 1],
            [13, 1],
            [3707 + i, 100],
          ],
        },
        3: { text: "E" },
        4: {
          rationals: [
            [8, 1],
            [31, 1],
            [1277 + i, 100],
          ],
        },
      },
    }),
  );
  // Behind the signature and IHDR.
  return Uint8Array.from([...png.subarray(0, 33), ...exif, ...png.subarray(33)]);
}

interface Case {
  readonly folder: string;
  readonly images: string;
  readonly shots: readonly Shot[];
}

async function writeCase(folder: string, all: readonly Shot[]): Promise<Case> {
  const images = join(folder, "photos");
  await mkdir(images, { recursive: true });
  for (const { name, bytes } of all) await writeFile(join(images, name), bytes);
  return { folder, images, shots: all };
}

async function table(
  one: Case,
  name: string,
  header: string,
  row: (shot: Shot, i: number) => string,
) {
  const path = join(one.folder, name);
  const rows = one.shots.map((shot, i) => `${shot.name},${row(shot, i)}`);
  // In the order of names, as tables mostly are.
  await writeFile(path, `file,${header}\n${rows.sort().join("\n")}\n`);
  return path;
}

const ABOUT = "site,light,loudness,latitude,serial-number,ranger";
const about = ({ site, light, loudness, latitude }: Shot): string =>
  [site, light, loudness, latitude, SERIAL, "Grete Förster"].join(",");

/** Words of `record create` for each task that a record can be of. */
const TASKS: Readonly<Record<string, (one: Case) => Promise<readonly string[]>>> = {
  classify: async (one) => [
    "--labels",
    await table(one, "labels.csv", `class,${ABOUT}`, (s) => `${s.label},${about(s)}`),
    "--predictions",
    await table(one, "answers.csv", "predicted,deer,fox", ({ label, right }, i) => {
      const deer = (label === "deer") === right ? 0.6 + i / 331 : 0.3 - i / 337;
      return `${deer > 0.5 ? "deer" : "fox"},${deer},${1 - deer}`;
    }),
  ],
  multilabel: async (one) => [
    "--labels",
    await table(
      one,
      "sets.csv",
      `labels,${ABOUT}`,
      (s, i) => `${i % 3 ? s.label : "deer;fox"},${about(s)}`,
    ),
    "--predictions",
    await table(
      one,
      "set-scores.csv",
      "deer,fox",
      (_, i) => `${((i * 37) % 101) / 101},${((i * 53) % 97) / 98}`,
    ),
    "--task",
    "multilabel",
  ],
  anomaly: async (one) => [
    "--labels",
    await table(
      one,
      "parts.csv",
      `class,${ABOUT}`,
      (s, i) => `${i % 4 ? "good" : "broken"},${about(s)}`,
    ),
    "--predictions",
    await table(
      one,
      "part-scores.csv",
      "score",
      (_, i) => `${(i % 4 ? 0 : 40) + ((i * 29) % 71) * 1.25}`,
    ),
    "--task",
    "anomaly",
    "--threshold",
    "45",
  ],
  detection: async (one) => {
    const sorted = [...one.shots].sort((a, b) => (a.name < b.name ? -1 : 1));
    const boxes = sorted.map(({ index, label }, i) => ({
      image_id: i + 1,
      category_id: label === "deer" ? 1 : 2,
      bbox: [index % 7, 1, 14, 13 + (index % 7)],
    }));
    const labels = join(one.folder, "instances.json");
    await writeFile(
      labels,
      JSON.stringify({
        images: sorted.map(({ name, site, light, latitude }, i) => ({
          id: i + 1,
          file_name: name,
          width: 32,
          height: 32,
          site,
          light,
          latitude,
        })),
        categories: [
          { id: 1, name: "deer" },
          { id: 2, name: "fox" },
        ],
        annotations: boxes.map((box, i) => ({ ...box, id: i + 1, area: 12, iscrowd: 0 })),
      }),
    );
    const results = join(one.folder, "results.json");
    const found = boxes.map((box, i) => ({
      ...box,
      score: (1 + ((sorted[i]!.index * 31) % 89)) / 90,
    }));
    await writeFile(results, JSON.stringify(found));
    const more = await table(one, "about.csv", ABOUT, about);
    return [
      "--labels",
      labels,
      "--predictions",
      results,
      "--task",
      "detection",
      "--threshold",
      "0.4",
      "--attributes",
      more,
    ];
  },
};

let base: string;
let one: Case;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeCase(
    join(base, "one"),
    shots((i) => i),
  );
});
afterAll(() => rm(base, { recursive: true }));

let made = 0;
async function create(from: Case, words: readonly string[]) {
  const out = join(base, `record-${made++}`);
  const run = ["record", "create", from.images, ...words, "--out", out, "--quiet"];
  expect(await runHere(run)).toMatchObject({ status: 0, err: "" });
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files.set(entry.name, await readFile(join(entry.parentPath, entry.name)));
  }
  const record: TransparencyRecord = JSON.parse(String(files.get("record.json")));
  const lines = String(files.get("manifest.ndjson")).trimEnd().split("\n");
  return { files, record, lines: lines.map((line): ManifestLine => JSON.parse(line)) };
}

/** A digest as text, in every spelling that could be looked up. */
function spellings(hex: string): string[] {
  const bytes = Buffer.from(hex, "hex");
  return [
    hex,
    hex.toUpperCase(),
    bytes.toString("base64url"),
    bytes.toString("base64").slice(0, 42),
  ];
}

/** All that must stand in no published file. */
async function secretsOf({ shots: all }: Case): Promise<string[]> {
  const decoder = createNodePixelDecoder();
  const secrets = [...SITES, SERIAL, "Mondfinsternis", "Polarlicht", "Grete", "Förster"];
  // Degrees, minutes and seconds as EXIF has them, and as numbers.
  secrets.push("47.123", "47.2", "8.52", "47,13", "N\\u0000");
  for (const { name, bytes, latitude } of all) {
    const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest("hex");
    secrets.push(name, name.replace(".png", ""), latitude);
    for (const algorithm of ["sha256", "sha1", "md5"])
      secrets.push(...spellings(digest(algorithm)));
    secrets.push(...spellings(createHash("sha256").update(name).digest("hex")));
    const decoded = await decoder.decode(bytes, { maxPixels: 1e6 });
    secrets.push(...spellings(pixelHash(decoded, createNodeDigest)));
  }
  return secrets;
}

const ASKED = [
  "--cluster",
  "site",
  "--slice",
  "light",
  "--slice",
  "latitude",
  "--slice",
  "loudness",
];

describe.each(Object.keys(TASKS))("a record of the task %s that is not open", (task) => {
  it.each(["closed", "on-request"])("tells nothing that can be looked up: %s", async (openness) => {
    const words = await TASKS[task]!(one);
    const asked = [...words, ...ASKED, "--openness", openness];
    const { files, record, lines } = await create(one, asked);
    expect(lines).toHaveLength(IMAGES);
    expect(record.claims.length).toBeGreaterThan(0);
    for (const secret of await secretsOf(one)) {
      for (const [name, bytes] of files) {
        expect(bytes.includes(secret), `${JSON.stringify(secret)} in ${name}`).toBe(false);
      }
    }
    expect([...files.keys()].some((name) => name.endsWith(".png"))).toBe(false);
    for (const { image, url, attributes, licence } of lines) {
      expect({ image, url, attributes, licence }).toEqual({
        image: null,
        url: null,
        attributes: {},
        licence: null,
      });
    }
  });

  it("has no count of few images, nor one that is left of the whole", async () => {
    const words = await TASKS[task]!(one);
    const { record } = await create(one, [...words, ...ASKED, "--openness", "closed"]);
    const { profile } = record;
    const names = profile?.attributes.map(({ name }) => name) ?? [];
    expect(names).toEqual(expect.arrayContaining(["light", "loudness"]));
    expect(names).not.toEqual(expect.arrayContaining(["latitude"]));
    for (const { bins, withheld } of profile?.attributes ?? []) {
      if (withheld) {
        expect(bins).toEqual([]);
        continue;
      }
      const shown = bins.flatMap(({ n }) => (n === null ? [] : [n]));
      expect(shown.every((n) => n >= 10)).toBe(true);
      const left = IMAGES - shown.reduce((sum, n) => sum + n, 0);
      expect(left === 0 || left >= 10, `${left} left`).toBe(true);
    }
    const light = profile?.attributes.find(({ name }) => name === "light");
    expect(light?.bins.map(({ name, n }) => [name, n]).sort()).toEqual([
      ["day", 40],
      ["night", 20],
      ["other", 12],
    ]);
    // 18 images of one site are too few clusters, and another bin hides how many they are.
    const loudness = profile?.attributes.find(({ name }) => name === "loudness");
    expect(loudness?.bins.filter(({ n }) => n === null).map(({ tested }) => tested)).toEqual([
      false,
      true,
    ]);
    expect(JSON.stringify(profile?.pairs)).not.toMatch(/"few"/);
    const origins = new Map(profile?.attributes.map(({ name, origin }) => [name, origin]));
    expect(origins.get("light")).toBe("declared");
    expect(origins.get("camera-model")).toBe("exif");
    expect(origins.get("brightness")).toBe("pixels");
  });

  it("is the same byte for byte whatever its images are called", async () => {
    const secret = join(base, `${task}.secret`);
    await writeFile(secret, "5a".repeat(32), { mode: 0o600 });
    const renamed = await writeCase(
      join(base, `renamed-${task}`),
      shots((i) => (i * 31 + 17) % IMAGES),
    );
    const closed = ["--openness", "closed", "--secret", secret, ...ASKED];
    const first = await create(one, [...(await TASKS[task]!(one)), ...closed]);
    const second = await create(renamed, [...(await TASKS[task]!(renamed)), ...closed]);
    for (const [name, bytes] of first.files) {
      expect(String(second.files.get(name)), name).toBe(String(bytes));
    }
    expect(second.record.id).toBe(first.record.id);
    // Numbers of clusters rise along the lines, which are in the order of what nobody can look up.
    const numbers = first.lines.map(({ cluster }) => Number(cluster));
    expect([...new Set(numbers)]).toEqual(SITES.map((_, k) => k + 1));
    const hashes = first.lines.map(({ bytes }) => bytes);
    expect(hashes).toEqual([...hashes].sort());
  });
});
