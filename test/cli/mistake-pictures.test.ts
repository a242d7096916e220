import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { zipOf } from "../support/zip-writer.js";

const COLOURS = { fox: [200, 90, 30], deer: [120, 100, 70] } as const;
/** Label of each picture, its answer, always deer, and how sure that is. */
const PICTURES = [
  ["fox", "deer", 0.7],
  ["deer", "deer", 0.9],
  ["fox", "deer", 0.95],
] as const;

let folder: string;
let runs = 0;
const at = (...parts: string[]): string => join(folder, ...parts);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  for (const [i, [label]] of PICTURES.entries()) {
    const png = plainPng(400, 300, COLOURS[label]);
    await writeFile(at("photos", `${i}.png`), png);
    await mkdir(at("classes", label), { recursive: true });
    await writeFile(at("classes", label, `${i}.png`), png);
  }
  const rows = PICTURES.map(([label], i) => `${i}.png,${label}\n`).join("");
  await writeFile(at("labels.csv"), `file,label\n${rows}`);
  const said = PICTURES.map(([, , deer], i) => `${i}.png,${1 - deer},${deer}\n`).join("");
  await writeFile(at("said.csv"), `file,p_fox,p_deer\n${said}`);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs an evaluation; the tiles of its report, in order. */
async function tilesOf(images: string, ...options: string[]) {
  const out = at(`out${runs++}`);
  const ran = await runHere(["evaluate", at(images), "--out", out, ...options]);
  expect(ran.err).not.toContain("error");
  expect(ran.status).toBe(0);
  const html = await readFile(join(out, "report.html"), "utf8");
  const partOf = (start: string) => {
    const section = html.slice(html.indexOf(start));
    return html.includes(start) ? section.slice(0, section.indexOf("</section>")) : "";
  };
  const worst = partOf('<section class="blk" id="worst">');
  // The first six stand beside the verdict, and not a second time, where there are no mix-ups.
  const gallery = worst.includes('class="thumb"')
    ? worst
    : partOf('<section class="first pictures" id="first-pictures"') + worst;
  const tiles = [...gallery.matchAll(/<li class="thumb" id="[\w-]+">(.*?)<\/li>/gs)].map(
    ([, tile = ""]) => ({
      alt: /alt="([^"]*)"/.exec(tile)?.[1] ?? null,
      src: /src="([^"]*)"/.exec(tile)?.[1] ?? null,
      file: /<bdi>([^<]*)/.exec(tile)?.[1],
      none: /class="pic none"><p>([^<]*)/.exec(tile)?.[1] ?? null,
      tile,
    }),
  );
  return { tiles, gallery };
}

const table = (name = "labels.csv") => ["--labels", at(name), "--predictions", at("said.csv")];

/** That a picture in the page has a colour in its middle, as near as JPEG keeps it. */
async function expectColour(src: string | null, colour: readonly number[]): Promise<void> {
  const [, data = ""] = /^data:image\/(?:png|jpeg);base64,(.*)$/.exec(src ?? "") ?? [];
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  const { pixels } = await createNodePixelDecoder().decode(bytes, { maxPixels: 1e6 });
  expect([pixels.widthPx, pixels.heightPx]).toEqual([400, 300]);
  const middle = (150 * 400 + 200) * pixels.channels;
  const off = colour.map((value, i) => Math.abs(value - pixels.data[middle + i]!));
  expect(Math.max(...off)).toBeLessThanOrEqual(2);
}

describe("pictures of mistakes", () => {
  it("come from a folder, the surest mistake first", async () => {
    const { tiles } = await tilesOf("photos", ...table());
    expect(tiles.map(({ alt }) => alt)).toEqual([
      "2.png: labelled fox, called deer, 95.0% sure",
      "0.png: labelled fox, called deer, 70.0% sure",
    ]);
    for (const { src } of tiles) await expectColour(src, COLOURS.fox);
  });

  it("come from class folders, an archive and a list of files", async () => {
    const classes = await tilesOf(
      "classes",
      "--labels",
      at("classes"),
      "--predictions",
      at("said.csv"),
    );
    expect(classes.tiles.map(({ file }) => file)).toEqual(["fox/2.png", "fox/0.png"]);
    const parts = await Promise.all(
      PICTURES.map(async (_, i) => ({
        name: `inside/${i}.png`,
        data: await readFile(at("photos", `${i}.png`)),
      })),
    );
    await writeFile(at("photos.zip"), zipOf(parts));
    const archive = await tilesOf("photos.zip", ...table());
    await writeFile(at("list.txt"), PICTURES.map((_, i) => `photos/${i}.png\n`).join(""));
    const list = await tilesOf("list.txt", ...table());
    for (const { tiles } of [classes, archive, list]) {
      expect(tiles).toHaveLength(2);
      for (const { src } of tiles) await expectColour(src, COLOURS.fox);
    }
  });

  it("are not there where predictions came without images, which is said once", async () => {
    await mkdir(at("empty"), { recursive: true });
    const { tiles, gallery } = await tilesOf("empty", ...table());
    expect(tiles.map(({ src, none }) => [src, none])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(gallery).toContain("There are no pictures: of these images only the names are here.");
  });

  it("are left out with --no-pictures, names stay", async () => {
    const { tiles, gallery } = await tilesOf("photos", ...table(), "--no-pictures");
    expect(tiles.map(({ file, src }) => [file, src])).toEqual([
      ["2.png", null],
      ["0.png", null],
    ]);
    expect(gallery).toContain("Pictures were left out, as asked.");
  });

  it("show names that were matched, and only those that are called otherwise", async () => {
    const matched = async (labels: Record<string, string>, ...more: string[]) => {
      await writeFile(at("map.json"), JSON.stringify(labels));
      const rows = PICTURES.map(([label], i) => `${i}.png,${label === "fox" ? "vulpes" : label}\n`);
      await writeFile(at("latin.csv"), `file,label\n${rows.join("")}`);
      const out = at(`out${runs++}`);
      const map = ["--label-map", at("map.json"), "--out", out, ...more];
      const ran = await runHere(["evaluate", at("photos"), ...table("latin.csv"), ...map]);
      expect(ran.status).toBe(0);
      const html = await readFile(join(out, "report.html"), "utf8");
      const start = html.indexOf('<section class="blk" id="matched-names">');
      if (start < 0) return null;
      return html.slice(start, html.indexOf("</section>", start));
    };
    const section = await matched({ vulpes: "fox" });
    expect(section).toContain("Matched names");
    const alts = [...(section ?? "").matchAll(/alt="([^"]*)"/g)].map(([, alt]) => alt);
    expect(alts).toEqual([
      "0.png: labelled vulpes, taken for fox",
      "2.png: labelled vulpes, taken for fox",
    ]);
    for (const [, src = ""] of (section ?? "").matchAll(/src="([^"]*)"/g)) {
      await expectColour(src, COLOURS.fox);
    }
    // Nothing is wrong with a name, as there is with a mistake.
    expect(section).not.toContain("M2.5 2.5l7 7");
    expect(await matched({ vulpes: "fox" }, "--no-pictures")).toBeNull();
    expect(await matched({ vulpes: "outside" })).toBeNull();
  });

  it("say why where a file is broken, and the report is written", async () => {
    await mkdir(at("broken"), { recursive: true });
    const whole = await readFile(at("photos", "0.png"));
    await writeFile(at("broken", "0.png"), whole);
    await writeFile(at("broken", "1.png"), whole);
    await writeFile(at("broken", "2.png"), whole.subarray(0, whole.length - 30));
    const { tiles } = await tilesOf("broken", ...table());
    expect(tiles.map(({ none, src }) => [none, src !== null])).toEqual([
      ["The file ends too early", false],
      [null, true],
    ]);
  });

  it("of a detector carry what is there and what it showed", async () => {
    const coco = {
      images: [{ id: 1, file_name: "0.png", width: 400, height: 300 }],
      categories: [{ id: 1, name: "fox" }],
      annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [40, 60, 200, 120] }],
    };
    const found = [{ image_id: 1, category_id: 1, bbox: [250, 150, 150, 150], score: 0.8 }];
    await writeFile(at("boxes.json"), JSON.stringify(coco));
    await writeFile(at("found.json"), JSON.stringify(found));
    const { tiles } = await tilesOf(
      "photos",
      "--labels",
      at("boxes.json"),
      "--predictions",
      at("found.json"),
      "--task",
      "detection",
      "--threshold",
      "0.5",
    );
    const marks = tiles.map(({ alt, tile }) => [
      alt,
      ...[
        ...tile.matchAll(
          /<rect class="bx ([^"]*)" x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)"/g,
        ),
      ].map(([, name, ...box]) => `${name} ${box.join(" ")}`),
    ]);
    // Both boxes of the picture, the one that the tile is about on top.
    const [missed, alarm] = ["missed 40 60 200 120", "false 250 150 150 150"];
    expect(marks).toEqual([
      ["0.png: nothing there, called fox, 80.0% sure", missed, alarm],
      ["0.png: fox, not found", alarm, missed],
    ]);
    for (const { tile } of tiles) {
      expect(tile).toContain('data-caption="fox 80%"');
      expect(tile).toContain('data-caption="fox, missed"');
    }
  });

  it("of labels and of scores are there too", async () => {
    await writeFile(at("several.csv"), "file,label\n0.png,fox|deer\n1.png,deer\n2.png,fox\n");
    await writeFile(
      at("p.csv"),
      "file,p_fox,p_deer\n0.png,0.9,0.2\n1.png,0.7,0.8\n2.png,0.8,0.1\n",
    );
    const labels = await tilesOf(
      "photos",
      "--labels",
      at("several.csv"),
      "--predictions",
      at("p.csv"),
      "--task",
      "multilabel",
    );
    expect(labels.tiles.map(({ alt }) => alt)).toEqual([
      "1.png: no fox, called fox, 70.0% sure",
      "0.png: labelled deer, not named, score 0.2",
    ]);
    await writeFile(at("states.csv"), "file,label\n0.png,good\n1.png,scratch\n2.png,good\n");
    await writeFile(at("s.csv"), "file,score\n0.png,12.5\n1.png,3\n2.png,1\n");
    const scores = await tilesOf(
      "photos",
      "--labels",
      at("states.csv"),
      "--predictions",
      at("s.csv"),
      "--task",
      "anomaly",
      "--threshold",
      "4",
    );
    expect(scores.tiles.map(({ alt }) => alt)).toEqual([
      "0.png: labelled normal, score 12.5, not below 4",
      "1.png: labelled anomalous, score 3, below 4",
    ]);
  });
});
