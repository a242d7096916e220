import { describe, expect, it } from "vitest";
import {
  findMap,
  type SiteMap,
  unwoundLongitudes,
} from "../../../src/analyses/site-map/find-map.js";
import { barOf, gridOf, mapFrame, placeIn } from "../../../src/analyses/site-map/map-frame.js";
import { mapView } from "../../../src/analyses/site-map/map-view.js";
import { mapSection } from "../../../src/analyses/site-map/section.js";
import { type Column, categoricalColumn, createTable } from "../../../src/core/table.js";
import { DEFAULT_REQUEST } from "../../../src/evaluation/request.js";
import type { JudgedPlaces } from "../../../src/results/report-input.js";
import { EXTRAS, RESULT } from "../../reports/fixtures.js";

type Position = readonly [latitude: number, longitude: number];

/** The map of images, each at a site and a position. */
function mapOf(images: readonly (readonly [site: string, at: Position])[], isAsked = false) {
  const numbers = (k: 0 | 1): Column => ({
    kind: "numeric",
    values: Float64Array.from(images, ([, at]) => at[k]),
  });
  const table = createTable(
    images.length,
    new Map([
      ["site", categoricalColumn(images.map(([site]) => site))],
      ["Latitude", numbers(0)],
      ["decimal_longitude", numbers(1)],
    ]),
  );
  return findMap({
    attributes: { table, rows: Int32Array.from(images.keys()) },
    question: { clusters: null } as never,
    request: { ...DEFAULT_REQUEST, siteMap: isAsked },
  });
}

const twice = (site: string, at: Position) => [[site, at] as const, [site, at] as const];

/** Km between two positions on a sphere of 6,371.0088 km, by the haversine. */
function kmBetween([north1, east1]: Position, [north2, east2]: Position): number {
  const rad = Math.PI / 180;
  const half = (degrees: number): number => Math.sin((degrees * rad) / 2) ** 2;
  const h =
    half(north2 - north1) + Math.cos(north1 * rad) * Math.cos(north2 * rad) * half(east2 - east1);
  return 2 * 6371.0088 * Math.asin(Math.sqrt(h));
}

describe("positions of places", () => {
  it("are the middle of their images, rounded to a hundredth where places are near", () => {
    const map = mapOf([
      ["a", [46.12341, 7.23456]],
      ["a", [46.12361, 7.23476]],
      ["a", [46.12999, 7.23999]],
      ...twice("b", [46.98765, 7.54321]),
    ]);
    expect(map?.decimals).toBe(2);
    expect(map?.places).toEqual([
      { place: "a", latitudeDeg: 46.12, longitudeDeg: 7.23 },
      { place: "b", latitudeDeg: 46.99, longitudeDeg: 7.54 },
    ]);
    expect(JSON.stringify(map)).not.toMatch(/\d\.\d{3}/);
  });

  it("are rounded to a tenth where places are far from each other", () => {
    const map = mapOf([...twice("a", [46.12341, 7.23456]), ...twice("b", [51.98765, 4.54321])]);
    expect(map?.places).toEqual([
      { place: "a", latitudeDeg: 46.1, longitudeDeg: 7.2 },
      { place: "b", latitudeDeg: 52, longitudeDeg: 4.5 },
    ]);
  });

  it("are counted where they are missing, nowhere, impossible, or spread", () => {
    const map = mapOf([
      ...twice("a", [46.1, 7.2]),
      ["a", [46.4, 7.2]],
      ...twice("b", [Number.NaN, 7.2]),
      ...twice("c", [0, 0]),
      ...twice("d", [91, 7]),
    ]);
    expect(map?.places.map(({ place }) => place)).toEqual(["a"]);
    expect(map).toMatchObject({ unplaced: 3, spread: 1 });
    expect(mapOf(twice("a", [46.1, 7.2]))).toBeNull(); // one place is none to compare
    expect(mapOf([...twice("a", [Number.NaN, 1]), ...twice("b", [Number.NaN, 2])])).toBeNull();
  });

  it("lie beside each other across the 180th meridian", () => {
    expect(unwoundLongitudes([179.5, -179.5, 178])).toEqual([179.5, 180.5, 178]);
    const map = mapOf([...twice("a", [-17, 179.9]), ...twice("b", [-17.2, -179.9])]);
    expect(map?.decimals).toBe(2);
    const frame = mapFrame(map!);
    const [a, b] = map!.places.map((one) => placeIn(frame, one));
    expect(a!.x).toBeLessThan(b!.x);
    expect(b!.x - a!.x).toBeCloseTo(0.2 / frame.widthDeg, 9);
    for (const { x, y } of [a!, b!]) {
      for (const at of [x, y]) expect(at > 0.05 && at < 0.95).toBe(true);
    }
  });
});

describe("a map", () => {
  const FACTS: SiteMap = {
    attribute: "site",
    decimals: 2,
    isAsked: false,
    places: [
      { place: "north", latitudeDeg: 46.6, longitudeDeg: 7.1 },
      { place: "south", latitudeDeg: 46.1, longitudeDeg: 7.9 },
      { place: "beside", latitudeDeg: 46.1, longitudeDeg: 7.9 },
    ],
    unplaced: 0,
    spread: 0,
  };

  it("keeps directions and distances, by the great circle between places", () => {
    const frame = mapFrame(FACTS);
    const [north, south] = FACTS.places.map((one) => placeIn(frame, one));
    expect(north!.x).toBeLessThan(south!.x);
    expect(north!.y).toBeLessThan(south!.y);
    // The box is 3 : 2, so a fraction of its height is two thirds of one of its width.
    const drawnKm = Math.hypot(south!.x - north!.x, (south!.y - north!.y) / 1.5) * frame.widthKm;
    expect(drawnKm / kmBetween([46.6, 7.1], [46.1, 7.9])).toBeCloseTo(1, 2);
    const { width, text } = barOf(frame);
    const from: Position = [frame.middle, frame.west];
    const to: Position = [frame.middle, frame.west + width * frame.widthDeg];
    expect(kmBetween(from, to) / Number(text.replace(" km", ""))).toBeCloseTo(1, 3);
  });

  it("has lines at round degrees, each where that degree is", () => {
    const frame = mapFrame(FACTS);
    const { meridians, parallels } = gridOf(frame);
    expect(meridians.length).toBeGreaterThan(1);
    expect(parallels.length).toBeGreaterThan(1);
    for (const { at, text } of meridians) {
      const degrees = Number.parseFloat(text);
      expect(placeIn(frame, { latitudeDeg: 46, longitudeDeg: degrees }).x).toBeCloseTo(at, 6);
    }
    for (const { at, text } of parallels) {
      const degrees = Number.parseFloat(text);
      expect(placeIn(frame, { latitudeDeg: degrees, longitudeDeg: 7 }).y).toBeCloseTo(at, 6);
    }
  });

  it("serves one place, the poles and the whole world", () => {
    for (const places of [
      [[10, 10]],
      [
        [89.9, 0],
        [89.9, 120],
        [89.9, -120],
      ],
      [
        [-60, -170],
        [70, 100],
        [0, 0.5],
      ],
    ] as Position[][]) {
      const facts: SiteMap = {
        ...FACTS,
        places: places.map(([latitudeDeg, longitudeDeg], i) => ({
          place: `p${i}`,
          latitudeDeg,
          longitudeDeg,
        })),
      };
      const frame = mapFrame(facts);
      for (const one of facts.places) {
        const { x, y } = placeIn(frame, one);
        for (const at of [x, y]) expect(at >= 0 && at <= 1).toBe(true);
      }
      for (const { at } of Object.values(gridOf(frame)).flat()) {
        expect(at >= 0 && at <= 1).toBe(true);
      }
      expect(barOf(frame).width).toBeGreaterThan(0.02);
    }
  });

  const JUDGED: JudgedPlaces = {
    attribute: "site",
    metric: "accuracy",
    level: 0.95,
    unit: "image",
    more: 0,
    places: [
      { place: "north", n: 89, value: 0.91, low: 0.81, high: 0.96, verdict: "holds" },
      { place: "south", n: 73, value: 0.4, low: 0.27, high: 0.54, verdict: "fails" },
      { place: "beside", n: 60, value: 0.7, low: 0.5, high: 0.85, verdict: "cannot-tell" },
      { place: "lost", n: 50, value: 0.7, low: 0.5, high: 0.85, verdict: "cannot-tell" },
    ],
  };
  const input = (surface: "app" | "command", siteMap: SiteMap) => ({
    result: RESULT,
    extras: { ...EXTRAS, surface, siteMap, judgedPlaces: JUDGED },
  });

  it("has a sign and a row for each place, and tells those at one spot apart", () => {
    const view = mapView(FACTS, input("app", FACTS));
    expect(view?.drawing.dots.map(({ sign, row }) => [row, sign])).toEqual([
      [0, "holds"],
      [1, "fails"],
      [2, "cannot-tell"],
    ]);
    const [, south, beside] = view!.drawing.dots;
    expect(south?.moved).not.toEqual(beside?.moved);
    expect(view?.reading).toBe("3 sites on the map: holds at 1, fails at 1, cannot tell yet at 1.");
    expect(view?.table.rows.map(({ cells }) => cells.slice(0, 2).map(({ text }) => text))).toEqual([
      ["north", "46.60° N, 7.10° E"],
      ["south", "46.10° N, 7.90° E"],
      ["beside", "46.10° N, 7.90° E"],
      ["lost", "not known"],
    ]);
    expect(view?.table.rows[1]?.said).toContain("fails");
    expect(view?.caption).toContain("rounded to 0.01°");
    const parts = mapSection.marks?.(view!, RESULT).get("site-map");
    expect(parts?.[1]).toEqual({ kind: "part", attribute: "site", level: "south" });
  });

  it("is in the page, and in files only where somebody asked", () => {
    const asked = { ...FACTS, isAsked: true };
    expect(mapSection.view(input("app", FACTS))).not.toBeNull();
    expect(mapSection.view(input("command", FACTS))).toBeNull();
    expect(mapSection.view({ result: RESULT, extras: { siteMap: FACTS } })).toBeNull();
    expect(mapSection.view(input("command", asked))).not.toBeNull();
    const here = "files that you save or share do not have it";
    expect(mapSection.view(input("app", FACTS))?.caption).toContain(here);
    expect(mapSection.view(input("app", asked))?.caption).not.toContain(here);
  });
});
