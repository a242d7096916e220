import { describe, expect, it } from "vitest";
import { applicationView } from "../../../src/analyses/application/application-view.js";
import { deploymentsOf } from "../../../src/analyses/application/deployments.js";
import { type Column, categoricalColumn, createTable } from "../../../src/core/table.js";
import { throwsCode } from "../../support/throws-code.js";
import { applied, deployed, figureOf, type MadeImage, made, whyNot } from "./made.js";

const CLASSES = ["empty", "fox", "deer"];
const seen = (camera: string, datetime: string, truth: string, predicted = truth): MadeImage => ({
  truth,
  predicted,
  camera,
  datetime: `2026-05-${datetime}`,
});

/** Two cameras: counted by hand below. */
const IMAGES = [
  seen("a", "01 10:00:00", "fox"),
  seen("a", "01 10:20:00", "fox"),
  // 29 minutes after the last, 49 after the first: still the same event.
  seen("a", "01 10:49:00", "fox"),
  // 30 minutes after: another one, which the model does not see.
  seen("a", "01 11:19:00", "fox", "empty"),
  seen("a", "02 08:00:00", "deer"),
  seen("a", "02 09:00:00", "empty", "deer"),
  seen("b", "01 10:00:00", "fox", "deer"),
  seen("b", "03 23:00:00", "deer"),
  seen("b", "04 01:00:00", "empty"),
];
const TABLE = deployed([
  ["a", "2026-05-01 00:00", "2026-05-05 00:00"],
  ["b", "2026-05-01 00:00", "2026-05-07 00:00"],
]);

describe("what answers lead to in the field", () => {
  it("counts events and their rate, as by hand", () => {
    const found = applied(made(IMAGES, CLASSES), {}, TABLE);
    expect(figureOf(found, "events")).toMatchObject({
      label: null,
      truth: 5,
      model: 5,
      difference: 0,
    });
    expect(figureOf(found, "events", "fox")).toMatchObject({ truth: 3, model: 1 });
    expect(figureOf(found, "events", "fox").difference).toBeCloseTo(-2 / 3, 12);
    expect(figureOf(found, "events", "deer")).toMatchObject({ truth: 2, model: 4, difference: 1 });
    // Ten nights of two cameras.
    expect(figureOf(found, "trap-rate", "fox")).toMatchObject({ truth: 30, model: 10 });
    expect(found.result.deployments).toMatchObject({ cameras: 2, withImages: 2, nights: 10 });
  });

  it("counts what would be lost if images that it calls empty were deleted", () => {
    const kept = figureOf(applied(made(IMAGES, CLASSES)), "kept-animals");
    expect(kept).toMatchObject({ truth: 7, model: 6, n: 7 });
    expect(kept.difference).toBeCloseTo(-1 / 7, 12);
  });

  it("takes another gap", () => {
    const found = applied(made(IMAGES, CLASSES), { gapMinutes: 60 }, TABLE);
    expect(figureOf(found, "events", "fox")).toMatchObject({ truth: 2, model: 1 });
  });

  it("counts the nights of a camera that took nothing, and says that it did", () => {
    const more = deployed([
      ["a", "2026-05-01 00:00", "2026-05-05 00:00"],
      ["b", "2026-05-01 00:00", "2026-05-07 00:00"],
      ["c", "2026-05-01 00:00", "2026-05-11 00:00"],
    ]);
    const found = applied(made(IMAGES, CLASSES), {}, more);
    expect(figureOf(found, "trap-rate", "fox")).toMatchObject({ truth: 15, model: 5, clusters: 3 });
    expect(found.notes).toEqual([
      expect.objectContaining({ code: "deployments/no-images", file: "d.csv" }),
    ]);
  });

  it("lists images outside the period of their camera, and takes them out of rates alone", () => {
    const short = deployed([
      ["a", "2026-05-01 00:00", "2026-05-02 00:00"],
      ["b", "2026-05-01 00:00", "2026-05-07 00:00"],
    ]);
    const found = applied(made(IMAGES, CLASSES), {}, short);
    expect(found.notes.map(({ code }) => code)).toEqual(["deployments/outside-period"]);
    expect(found.result.deployments).toMatchObject({ outside: 2, unlisted: 0 });
    expect(figureOf(found, "events", "deer")).toMatchObject({ truth: 2 });
    expect(figureOf(found, "trap-rate", "deer").truth).toBeCloseTo(100 / 7, 10);
  });

  it("lists the images of a camera without a row", () => {
    const one = deployed([["a", "2026-05-01 00:00", "2026-05-05 00:00"]]);
    const found = applied(made(IMAGES, CLASSES), {}, one);
    expect(found.notes.map(({ code }) => code)).toEqual(["deployments/no-row"]);
    expect(found.result.deployments).toMatchObject({ outside: 0, unlisted: 3 });
    expect(figureOf(found, "trap-rate", "fox")).toMatchObject({ truth: 50 });
  });

  it("refuses a table of other cameras", () => {
    const other = deployed([["A1", "2026-05-01 00:00", "2026-05-05 00:00"]]);
    expect(() => applied(made(IMAGES, CLASSES), {}, other)).toThrow(
      throwsCode("deployments/no-camera"),
    );
    const nameless = made(
      IMAGES.map(({ truth, predicted }) => ({ truth, predicted })),
      CLASSES,
    );
    expect(() => applied(nameless, {}, other)).toThrow(throwsCode("deployments/no-camera"));
  });

  it("has no species where the model sees nothing at all", () => {
    const blind = applied(
      made(
        IMAGES.map((one) => ({ ...one, predicted: "empty" })),
        CLASSES,
      ),
    );
    for (const figure of ["richness", "chao1"]) {
      expect(figureOf(blind, figure)).toMatchObject({ model: 0, difference: -1 });
    }
    expect(figureOf(blind, "community-overlap")).toMatchObject({ model: 0, difference: -1 });
    expect(figureOf(blind, "hill-1")).toMatchObject({ model: null, difference: null });
  });

  it("says why a figure cannot be had", () => {
    const plain = applied(
      made(
        IMAGES.map(({ truth, predicted, camera }) => ({ truth, predicted, camera: camera! })),
        CLASSES,
      ),
    );
    expect(whyNot(plain, "events")).toBe("application/no-times");
    expect(whyNot(plain, "occupancy")).toBe("application/no-deployments");
    // Species are counted in images then.
    expect(figureOf(plain, "richness")).toMatchObject({ truth: 2, model: 2 });
    expect(figureOf(plain, "richness").warnings).toContain("application/in-images");
    const timed = applied(made(IMAGES, CLASSES));
    expect(whyNot(timed, "trap-rate")).toBe("application/no-deployments");
    const classes = ["ok", "broken"];
    const parts = made(
      [
        { truth: "ok", predicted: "ok" },
        { truth: "broken", predicted: "ok" },
      ],
      classes,
    );
    expect(whyNot(applied(parts), "events")).toBe("application/no-cameras");
  });

  it("finds no difference, and no range that says so for certain, where all answers are right", () => {
    const images = Array.from({ length: 40 }, (_, i) =>
      seen(
        `c${i % 8}`,
        `${String(1 + (i % 9)).padStart(2, "0")} ${String(i % 24).padStart(2, "0")}:00:00`,
        CLASSES[i % 3]!,
      ),
    );
    const events = figureOf(applied(made(images, CLASSES)), "events");
    expect(events.difference).toBe(0);
    expect(events.low!).toBeLessThan(0);
    expect(events.high!).toBeGreaterThan(0);
    expect(events.warnings).toContain("interval/few-outcomes");
  });
});

describe("occupancy in the field", () => {
  it("is the share of sites by the labels, and by the answers", () => {
    const cameras = ["a", "b", "c", "d", "e", "f"];
    const table = deployed(cameras.map((name) => [name, "2026-05-01 12:00", "2026-05-09 12:00"]));
    const images = cameras.flatMap((camera, i) => [
      ...(i < 3
        ? [
            seen(camera, "02 13:00:00", "fox"),
            seen(camera, "04 13:00:00", "fox"),
            // The same day from noon to noon.
            seen(camera, "05 11:00:00", "fox"),
          ]
        : []),
      seen(camera, "06 13:00:00", "empty", i === 4 ? "fox" : "empty"),
      seen(camera, "07 13:00:00", "deer"),
    ]);
    const found = applied(made(images, CLASSES), {}, table);
    expect(figureOf(found, "naive-occupancy", "fox")).toMatchObject({ truth: 0.5 });
    expect(figureOf(found, "naive-occupancy", "fox").model).toBeCloseTo(4 / 6, 12);
    // Two days of eight at three of six sites: ψ solves d/(1 − (1 − p)⁸) = ½, 2/8 = p/(1 − (1 − p)⁸).
    const p = figureOf(found, "detection-probability", "fox").truth!;
    const psi = figureOf(found, "occupancy", "fox").truth!;
    expect(p / (1 - (1 - p) ** 8)).toBeCloseTo(2 / 8, 8);
    expect(psi * (1 - (1 - p) ** 8)).toBeCloseTo(0.5, 8);
  });

  it("wants five cameras with a start and an end", () => {
    expect(whyNot(applied(made(IMAGES, CLASSES), {}, TABLE), "occupancy")).toBe(
      "application/few-sites",
    );
  });
});

describe("activity and density in the field", () => {
  const hours = (side: "early" | "late", i: number): string =>
    `${String(1 + (i % 20)).padStart(2, "0")} ${side === "early" ? "05" : "21"}:${String((i * 7) % 60).padStart(2, "0")}:00`;

  it("finds activity at other hours where the model misses those of the night", () => {
    const images = Array.from({ length: 120 }, (_, i) => {
      const side = i % 2 === 0 ? "early" : "late";
      return seen(`c${i % 7}`, hours(side, i), "fox", side === "late" ? "empty" : "fox");
    });
    const half = figureOf(applied(made(images, CLASSES)), "activity-overlap", "fox");
    expect(half.truth).toBe(1);
    // Half of the curve is gone, and the other half is all of it.
    expect(half.model!).toBeGreaterThan(0.4);
    expect(half.model!).toBeLessThan(0.65);
    expect(half.high!).toBeLessThan(-0.2);
    const all = images.map((image) => ({ ...image, predicted: "fox" }));
    expect(figureOf(applied(made(all, CLASSES)), "activity-overlap", "fox")).toMatchObject({
      model: expect.closeTo(1, 12),
      low: null,
      warnings: expect.arrayContaining(["interval/no-variation"]),
    });
  });

  it("has no range of few events, and one that holds 1 where hours are the same", () => {
    // Every third is missed, whatever the hour.
    const events = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        seen(
          `c${i % 9}`,
          hours(i % 2 === 0 ? "early" : "late", i),
          "fox",
          i % 3 === 2 ? "empty" : "fox",
        ),
      );
    const overlap = (count: number) =>
      figureOf(applied(made(events(count), CLASSES)), "activity-overlap", "fox");
    // 24 events, 16 of them called.
    expect(overlap(24)).toMatchObject({ low: null, high: null, method: null });
    expect(overlap(24).warnings).toEqual(["application/few-events"]);
    const many = overlap(120);
    expect(many.model!).toBeLessThan(1);
    expect(many.low!).toBeLessThan(many.difference!);
    expect(many.high).toBe(0);
  });

  it("finds a density as much lower as animals are missed at any distance", () => {
    const images = Array.from({ length: 400 }, (_, i) => ({
      ...seen(`c${i % 10}`, "01 10:00:00", "fox", Math.floor(i / 10) % 4 === 0 ? "empty" : "fox"),
      distance: 1 + ((i * 37) % 100) / 10,
    }));
    const all = applied(made(images, CLASSES));
    const found = figureOf(all, "density", "fox");
    expect(found.difference).toBeCloseTo(-0.25, 1);
    expect(found.warnings).toContain("application/density-relative");
    // Only with angles and moments is it animals a square kilometre.
    const details = (warnings: readonly string[]) =>
      applicationView({ ...all.result, figures: [{ ...found, warnings }] }, "command").details;
    expect(details(found.warnings).join()).not.toContain("square kilometre");
    expect(details([]).join()).toContain("square kilometre");
    expect(whyNot(applied(made(IMAGES, CLASSES)), "density")).toBe("application/no-distances");
  });

  it("counts animals a square kilometre among images of which the effort is known", () => {
    const DAY = "2026-05-0";
    const column = (cells: readonly string[]) => categoricalColumn([...cells, ...cells]);
    const cameras = ["a", "b", "c", "d"];
    const table = createTable(
      4,
      new Map<string, Column>([
        ["camera", categoricalColumn(cameras)],
        ["start", column([`${DAY}1`, `${DAY}1`])],
        ["end", column([`${DAY}4`, `${DAY}4`])],
        ["angle", column(["90", "45"])],
        ["moments", column(["1000", "400"])],
      ]),
    );
    const images = (day: string, from: readonly string[]) =>
      Array.from({ length: 40 }, (_, i) => ({
        ...seen(from[i % from.length]!, `${day} 10:00:00`, "fox", i % 4 === 0 ? "empty" : "fox"),
        distance: 10,
      }));
    const inside = images("02", cameras);
    const all = [...inside, ...images("20", cameras), ...images("02", [""])];
    for (const given of [inside, all]) {
      const found = figureOf(
        applied(made(given, CLASSES), {}, deploymentsOf(table, "d.csv")),
        "density",
        "fox",
      );
      // None is nearer than another, so that all within 10 m is seen: 40 over 100π m², for 2(1000/4 + 400/8) looks around.
      expect(found.truth).toBeCloseTo(40e6 / (100 * Math.PI * 600), 9);
      expect(found.model).toBeCloseTo(30e6 / (100 * Math.PI * 600), 9);
      expect(found.difference).toBeCloseTo(-0.25, 12);
    }
  });

  it("names the row of a word among distances, and takes the others", () => {
    const texts = (word: string | null) =>
      Array.from({ length: 400 }, (_, i) => ({
        ...seen(`c${i % 10}`, "01 10:00:00", "fox", i % 4 === 0 ? "empty" : "fox"),
        distance: i === 36 ? word : String(1 + ((i * 37) % 100) / 10),
      }));
    const found = applied(made(texts("far"), CLASSES));
    const without = applied(made(texts(null), CLASSES));
    expect(figureOf(found, "density", "fox")).toEqual(figureOf(without, "density", "fox"));
    expect(without.notes).toEqual([]);
    expect(found.notes).toEqual([expect.objectContaining({ code: "deployments/distance" })]);
    expect(found.notes[0]!.what).toContain('row 37: "far"');
    const words = texts("far").map((image) => ({ ...image, distance: "near" }));
    expect(whyNot(applied(made(words, CLASSES)), "density")).toBe("application/no-distances");
  });

  it("lists distances below 0", () => {
    const images = IMAGES.map((image, i) => ({ ...image, distance: i === 0 ? -3 : 5 }));
    const found = applied(made(images, CLASSES));
    expect(found.notes).toEqual([expect.objectContaining({ code: "deployments/distance" })]);
    expect(whyNot(found, "density")).toBe("application/few-distances");
  });
});
