import { describe, expect, it } from "vitest";
import { demoImages } from "../../src/demo/demo-set.js";
import { createScenePainter, type SceneCamera, type SceneShot } from "../../src/demo/scene.js";
import { SCENE_HEIGHT_PX, SCENE_WIDTH_PX, STRIP_PX } from "../../src/demo/view.js";

const PICTURE = 3 * SCENE_WIDTH_PX * (SCENE_HEIGHT_PX - STRIP_PX);

const camera = (site: "A" | "B", stream: number): SceneCamera => ({
  site,
  name: `${site}01`,
  seed: 5,
  stream,
});
const shot = (changes: Partial<SceneShot> = {}): SceneShot => ({
  label: "empty",
  light: "day",
  datetime: "2024-06-01T12:00:00",
  burstStream: 1000,
  frames: 1,
  frame: 0,
  ...changes,
});

/** Mean absolute difference of two pictures without their strips, in grey levels. */
function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < PICTURE; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / PICTURE;
}

function meanLevel(rgb: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < PICTURE; i++) sum += rgb[i]!;
  return sum / PICTURE;
}

describe("createScenePainter", () => {
  it("draws 192 × 144 pixels in colour by day and grey by flash", () => {
    const paint = createScenePainter(camera("B", 101));
    const day = paint(shot());
    expect([day.widthPx, day.heightPx, day.rgb.length]).toEqual([192, 144, 3 * 192 * 144]);
    const { rgb } = paint(shot({ light: "infrared" }));
    for (let i = 0; i < rgb.length; i += 3) {
      expect(rgb[i] === rgb[i + 1] && rgb[i] === rgb[i + 2]).toBe(true);
    }
    expect(day.rgb.some((value, i) => i % 3 === 2 && Math.abs(value - day.rgb[i - 1]!) > 10)).toBe(
      true,
    );
  });

  it("gives every camera a view of its own", () => {
    for (const site of ["A", "B"] as const) {
      const views = [1, 2, 3, 4].map(
        (stream) => createScenePainter(camera(site, stream))(shot()).rgb,
      );
      for (const [i, a] of views.entries()) {
        for (const b of views.slice(i + 1)) expect(difference(a, b)).toBeGreaterThan(4);
      }
    }
  });

  it("keeps a camera's view from one picture to the next but for light and noise", () => {
    const paint = createScenePainter(camera("A", 3));
    const first = paint(shot({ frames: 3, frame: 0 })).rgb;
    const second = paint(shot({ frames: 3, frame: 1 })).rgb;
    expect(difference(first, second)).toBeGreaterThan(0);
    expect(difference(first, second)).toBeLessThan(6);
  });

  it("is darker at dusk than by day", () => {
    for (const site of ["A", "B"] as const) {
      const paint = createScenePainter(camera(site, 6));
      expect(meanLevel(paint(shot({ light: "dusk" })).rgb)).toBeLessThan(
        meanLevel(paint(shot()).rgb) - 15,
      );
    }
  });

  it("moves the animal on within a burst", () => {
    const paint = createScenePainter(camera("B", 107));
    const frames = [0, 1, 2].map((frame) => paint(shot({ label: "boar", frames: 3, frame })).rgb);
    const empty = [0, 1, 2].map((frame) => paint(shot({ frames: 3, frame })).rgb);
    const columns = frames.map((rgb, i) => {
      let [sum, weight] = [0, 0];
      for (let p = 0; p < PICTURE; p += 3) {
        const d = Math.abs(rgb[p]! - empty[i]![p]!);
        sum += d * ((p / 3) % SCENE_WIDTH_PX);
        weight += d;
      }
      return sum / weight;
    });
    expect(Math.sign(columns[1]! - columns[0]!)).toBe(Math.sign(columns[2]! - columns[1]!));
    expect(Math.abs(columns[2]! - columns[0]!)).toBeGreaterThan(1);
  });

  it("prints time and camera on the strip and nothing else differs", () => {
    const paint = createScenePainter(camera("A", 9));
    const a = paint(shot({ datetime: "2024-06-01T12:00:00" })).rgb;
    const b = paint(shot({ datetime: "2024-06-01T12:00:08" })).rgb;
    expect(difference(a, b)).toBe(0);
    expect(a).not.toEqual(b);
  });
});

describe("labels", () => {
  it.each(["home", "away"] as const)(
    "an animal is to be seen wherever one is named, and only there: %s",
    (part) => {
      // The same burst without its animal has the same light and the same noise: whatever differs
      // is the animal and its shadow.
      let painter = { name: "", paint: createScenePainter(camera("A", 1)) };
      for (const image of demoImages(part)) {
        const { camera: taker, shot: taken } = image.scene;
        if (painter.name !== taker.name) {
          painter = { name: taker.name, paint: createScenePainter(taker) };
        }
        const withAnimal = image.pixels().rgb;
        const without = painter.paint({ ...taken, label: "empty" }).rgb;
        let changed = 0;
        for (let i = 0; i < PICTURE; i += 3) {
          const d =
            Math.abs(withAnimal[i]! - without[i]!) +
            Math.abs(withAnimal[i + 1]! - without[i + 1]!) +
            Math.abs(withAnimal[i + 2]! - without[i + 2]!);
          if (d > 15) changed++;
        }
        if (image.label === "empty") expect(changed, image.path).toBe(0);
        else expect(changed, image.path).toBeGreaterThanOrEqual(15);
      }
    },
  );
});
