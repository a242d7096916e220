import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../support/exif-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

/** Degrees of EXIF as it stores them. */
const degrees = (value: number) => ({
  rationals: [
    [Math.round(Math.abs(value) * 1000), 1000],
    [0, 1],
    [0, 1],
  ] as const,
});

/** A picture of a camera, at a place and time on the equator. */
function shot(model: string, time: string, zone: string, longitude: number): Uint8Array {
  return jpegWithExif(
    SMALL_JPEG,
    exifBytes({
      first: { 272: { text: model } },
      exif: { 36867: { text: time }, 36881: { text: zone } },
      gps: {
        1: { text: "N" },
        2: degrees(0),
        3: { text: longitude < 0 ? "W" : "E" },
        4: degrees(longitude),
      },
    }),
  );
}

let folder: string;
const at = (path: string): string => join(folder, path);
async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), bytes);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  // At the March equinox, longitude 0: noon is day, 18:20 dusk, midnight night, all by UTC.
  await put("photos/s1/0.jpg", shot("T100", "2024:03:20 12:00:00", "+00:00", 0));
  await put("photos/s1/1.jpg", shot("T100", "2024:03:20 18:20:00", "+00:00", 0));
  await put("photos/s1/2.jpg", shot("T200", "2024:03:20 12:00:00", "+12:00", 0));
  await put("photos/s2/3.jpg", shot("T200", "2024:03:20 12:00:00", "+00:00", 0));
  await put("photos/s2/4.png", plainPng(4, 4, [5]));
  await put("photos/s2/5.jpg", "no picture");
  // Without a row: beside the labels, in both folders.
  await put("photos/s1/beside.jpg", shot("T100", "2024:03:20 12:00:00", "+00:00", 0));
  await put("photos/s2/beside.jpg", shot("T200", "2024:03:20 12:00:00", "+00:00", 0));
  const rows = ["0.jpg,deer", "1.jpg,deer", "2.jpg,fox", "3.jpg,fox", "4.png,deer", "5.jpg,fox"];
  await put("labels.csv", `file,label\n${rows.join("\n")}\ngone.jpg,deer\n`);
  await put("p.csv", `file,predicted\n${rows.join("\n")}\ngone.jpg,fox\n`);
  await put("meta.csv", "file,habitat\n0.jpg,wood\n1.jpg,field\n2.jpg,wood\n3.jpg,wood\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(...more: string[]) {
  return runHere([
    "evaluate",
    at("photos"),
    "--labels",
    at("labels.csv"),
    "--predictions",
    at("p.csv"),
    "--out",
    at("out"),
    "--json",
    "-",
    ...more,
  ]);
}

async function inputsOf(...more: string[]) {
  const { status, out, err } = await evaluate(...more);
  expect({ status, err }).toMatchObject({ status: 0 });
  const { inputs }: EvaluationResult = JSON.parse(out);
  expect(inputs.images).toBe(inputs.scored + inputs.listed.length);
  return {
    scored: inputs.scored,
    listed: inputs.listed.map(({ file, code }) => `${file} ${code}`),
    unknown: inputs.notes.filter(({ code }) => code === "where/unknown").map(({ what }) => what),
  };
}

describe("--where of a value that no image has", () => {
  it("is refused with the nearest one, or those that there are", async () => {
    const meta = ["--attributes", at("meta.csv")];
    const near = await evaluate(...meta, "--where", "habitat=wodo");
    expect(near.status).toBe(1);
    expect(near.err).toContain('labels/no-value: no image has habitat = "wodo"');
    expect(near.err).toContain("Did you mean wood?");
    const far = await evaluate(...meta, "--where", "habitat=marsh");
    expect(far.err).toContain("Its values are field, wood");
    const label = await evaluate("--where", "label=deeer");
    expect(label.err).toContain("Did you mean deer?");
  });

  it("is noted where other values of the column keep some", async () => {
    const { status, out } = await evaluate(
      "--attributes",
      at("meta.csv"),
      "--where",
      "habitat=wood",
      "--where",
      "habitat=marsh",
    );
    expect(status).toBe(0);
    const { inputs }: EvaluationResult = JSON.parse(out);
    expect(inputs.scored).toBe(3);
    const unmet = inputs.notes.filter(({ code }) => code === "where/no-value");
    expect(unmet.map(({ what }) => what)).toEqual(["--where habitat=marsh is on no image"]);
  });
});

describe("--where on what images say", () => {
  it("keeps all without it", async () => {
    expect(await inputsOf()).toEqual({
      scored: 7,
      listed: ["s1/beside.jpg unlabelled", "s2/beside.jpg unlabelled"],
      unknown: [],
    });
  });

  it("goes by EXIF, of files beside the labels too, and says what does not say it", async () => {
    expect(await inputsOf("--where", "camera-model=T100")).toEqual({
      scored: 2,
      listed: ["s1/beside.jpg unlabelled"],
      unknown: [
        "--where camera-model leaves out 3 of 7 rows whose image does not say it, such as 4.png",
      ],
    });
    expect(
      await inputsOf("--where", "camera-model=T100", "--where", "camera-model=T200"),
    ).toMatchObject({ scored: 4 });
    // A missing value can be asked for.
    expect(await inputsOf("--where", "camera-model=")).toMatchObject({ scored: 3, unknown: [] });
  });

  it("goes by headers and pixels, measured on every image", async () => {
    expect(await inputsOf("--where", "width=4")).toMatchObject({ scored: 1 });
    expect(await inputsOf("--where", "light=night")).toMatchObject({ scored: 1 });
    expect(await inputsOf("--where", "greyscale=no")).toMatchObject({ scored: 4 });
  });

  it("goes by folder names, of files beside the labels too, and by tables", async () => {
    const site = ["--folder-pattern", "{site}/…", "--where", "site=s2"];
    expect(await inputsOf(...site)).toEqual({
      scored: 3,
      listed: ["s2/beside.jpg unlabelled"],
      unknown: [],
    });
    const habitat = ["--attributes", at("meta.csv"), "--where", "habitat=wood"];
    expect(await inputsOf(...habitat)).toMatchObject({ scored: 3 });
    const all = [...site, ...habitat, "--where", "camera-model=T200"];
    expect(await inputsOf(...all)).toMatchObject({ scored: 1 });
  });

  it("goes by the height of the sun, and keeps the place to itself", async () => {
    expect(await inputsOf("--where", "daylight=day")).toMatchObject({ scored: 2 });
    expect(await inputsOf("--where", "daylight=twilight")).toMatchObject({ scored: 1 });
    expect(await inputsOf("--where", "daylight=night")).toMatchObject({ scored: 1 });
    const { out } = await evaluate("--slice", "daylight");
    const result: EvaluationResult = JSON.parse(out);
    const slices = result.inputs.notes.flatMap(({ code, what }) =>
      code === "slices/too-small" ? [what.split(",")[0]] : [],
    );
    expect(slices.sort()).toEqual([
      "daylight = day: 2 images",
      "daylight = night: 1 image",
      "daylight = twilight: 1 image",
    ]);
    expect(out).not.toContain("latitude");
  });

  it("takes place and time of columns before any file", async () => {
    const places = [0, 1, 2, 3].map((i) => `${i}.jpg,0,${i === 1 ? 180 : 0},2024-03-20T12:00:00Z`);
    await put("places.csv", `file,lat,lon,taken\n${places.join("\n")}\n`);
    const options = ["--attributes", at("places.csv"), "--where"];
    expect(await inputsOf(...options, "daylight=day")).toMatchObject({ scored: 3 });
    expect(await inputsOf(...options, "daylight=night")).toMatchObject({ scored: 1 });
  });

  it.each([
    [["--where", "iso=100"], "labels/no-column", "none of"],
    [["--where", "camera-modle=T100"], "labels/no-column", "Did you mean camera-model?"],
    [["--where", "camera-model=T300"], "labels/no-value", "Did you mean T100?"],
  ])("%j ends with %s", async (more, code, text) => {
    const { status, err } = await evaluate(...more);
    expect(status).toBe(1);
    expect(err).toContain(`error ${code}: `);
    expect(err).toContain(text);
  });
});

describe("daylight elsewhere", () => {
  it("is shown by inspect where it may read places", async () => {
    const attributes = async (...more: string[]) => {
      const { out } = await runHere(["inspect", at("photos"), "--json", "-", ...more]);
      const found = JSON.parse(out) as { attributes: { name: string; commonest?: unknown }[] };
      return found.attributes.find(({ name }) => name === "daylight");
    };
    expect(await attributes()).toBeUndefined();
    expect(await attributes("--locations")).toMatchObject({
      source: "place and time",
      present: 6,
      images: 8,
      commonest: [
        { level: "day", images: 4 },
        { level: "night", images: 1 },
        { level: "twilight", images: 1 },
      ],
    });
  });

  it("can be what a sample is drawn by", async () => {
    const { status, out } = await runHere([
      "sample",
      at("photos"),
      "--n",
      "4",
      "--by",
      "daylight",
      "--out",
      at("list.csv"),
      "--json",
      "-",
    ]);
    expect(status).toBe(0);
    const { strata } = JSON.parse(out) as { strata: { level: string; images: number }[] };
    expect(strata.map(({ level, images }) => [level, images]).sort()).toEqual([
      [null, 2],
      ["day", 4],
      ["night", 1],
      ["twilight", 1],
    ]);
  });
});
