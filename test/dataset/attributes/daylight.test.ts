import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { categoricalColumn, createTable } from "../../../src/core/table.js";
import { daylightColumn } from "../../../src/dataset/attributes/daylight.js";
import { daylightOf, sunHeight } from "../../../src/dataset/attributes/sun-height.js";

const secondsOf = (iso: string): number => Date.parse(iso) / 1000;

interface Oracle {
  readonly cases: readonly (readonly [
    seconds: number,
    latitude: number,
    longitude: number,
    height: number,
  ])[];
}

describe("the sun's height", () => {
  it("is that of astronomy-engine, to 0.02°, anywhere from 1980 to 2050", () => {
    const file = join(import.meta.dirname, "../../oracle/sun_height.json");
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as Oracle;
    expect(cases).toHaveLength(400);
    for (const [seconds, latitude, longitude, height] of cases) {
      expect(Math.abs(sunHeight(seconds, latitude, longitude) - height)).toBeLessThan(0.02);
    }
  });

  // Meeus, Astronomical Algorithms, example 25.a: declination −7.78507° on 1992 October 13 at 0h
  // dynamical time, which is not told from universal time here. At the poles it is the height.
  it("is the declination of Meeus's example at the poles", () => {
    const seconds = secondsOf("1992-10-13T00:00:00Z");
    expect(sunHeight(seconds, 90, 0)).toBeCloseTo(-7.78507, 4);
    expect(sunHeight(seconds, -90, 123)).toBeCloseTo(7.78507, 4);
  });

  it("is the angle to the point under the sun, wherever that is seen from", () => {
    fc.assert(
      fc.property(
        fc.integer({
          min: secondsOf("1980-01-01T00:00:00Z"),
          max: secondsOf("2050-01-01T00:00:00Z"),
        }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (seconds, latitude, longitude) => {
          const height = sunHeight(seconds, latitude, longitude);
          const antipode = longitude > 0 ? longitude - 180 : longitude + 180;
          expect(sunHeight(seconds, -latitude, antipode)).toBeCloseTo(-height, 6);
          expect(sunHeight(seconds, latitude, longitude + 360)).toBeCloseTo(height, 6);
        },
      ),
    );
  });

  it("is called day above the horizon, twilight down to 6° below, night beneath", () => {
    expect([90, 0.001, 0, -0.001, -6, -6.001, -90].map(daylightOf)).toEqual([
      "day",
      "day",
      "twilight",
      "twilight",
      "twilight",
      "night",
      "night",
    ]);
  });
});

describe("the attribute daylight", () => {
  const table = (columns: Record<string, readonly (string | null)[]>) =>
    createTable(
      Object.values(columns)[0]!.length,
      new Map(Object.entries(columns).map(([name, cells]) => [name, categoricalColumn(cells)])),
    );
  const cells = (of: ReturnType<typeof table>) => {
    const column = daylightColumn(of);
    if (column?.kind !== "categorical") return null;
    return [...column.codes].map((code) => column.levels[code] ?? null);
  };

  it("reads place and time of columns, and minds the zone", () => {
    // On the equator at the March equinox the sun is overhead at noon and on the horizon at 6 and 18 h.
    const found = cells(
      table({
        lat: ["0", "0", "0", "0", "0", "91", ""],
        Longitude: ["0", "0", "0", "15", "180", "0", "0"],
        timestamp: [
          "2024-03-20T12:00:00Z",
          "2024-03-20T18:20:00Z",
          "2024-03-20T12:00:00-08:00",
          "2024-03-20T17:20:00+00:00",
          "2024-03-20 12:00:00Z",
          "2024-03-20T12:00:00Z",
          "2024-03-20T12:00:00Z",
        ],
      }),
    );
    expect(found).toEqual(["day", "twilight", "night", "twilight", "night", null, null]);
  });

  it.each([
    ["the zone", { lat: ["0"], lon: ["0"], time: ["2024-03-20T12:00:00"] }],
    ["the time", { lat: ["0"], lon: ["0"], time: ["2024-03-20"] }],
    ["the place", { lat: ["0"], time: ["2024-03-20T12:00:00Z"] }],
    ["a number", { lat: ["0"], lon: ["east"], time: ["2024-03-20T12:00:00Z"] }],
  ])("is not there without %s", (_missing, columns) => {
    expect(cells(table(columns))).toBeNull();
  });
});
