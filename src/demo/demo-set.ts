import type { CreateDigest } from "../core/digest.js";
import { formatCsvRow } from "../formats/delimited/csv-write.js";
import { cameraOf, DEMO_PLANS, type DemoPart, dealEvents, type SceneEvent } from "./demo-plan.js";
import {
  createScenePainter,
  type DemoSite,
  type SceneCamera,
  type SceneLabel,
  type SceneLight,
  type ScenePainter,
  type ScenePixels,
  type SceneShot,
} from "./scene.js";

/** One drawn picture with its ground truth and attributes. */
export interface DemoImage {
  /** Path in the demo's folder, with `/`. */
  readonly path: string;
  readonly label: SceneLabel;
  readonly site: DemoSite;
  readonly camera: string;
  /** Local time, `YYYY-MM-DDThh:mm:ss`. */
  readonly datetime: string;
  readonly light: SceneLight;
  /** Name of the burst: pictures of one event. */
  readonly sequence: string;
  /** What it is drawn from. */
  readonly scene: { readonly camera: SceneCamera; readonly shot: SceneShot };
  /** Draws the picture: the same bytes each time and on every machine. */
  pixels(): ScenePixels;
}

/** A burst's pictures are this far apart, in milliseconds. */
const BURST_STEP_MS = 2000;

/**
 * The pictures of one set, camera by camera in the order in which they were taken. Nothing is drawn
 * before `pixels()` is called; going through the list in its order paints each backdrop once.
 */
export function demoImages(part: DemoPart): readonly DemoImage[] {
  const plan = DEMO_PLANS[part];
  const events = dealEvents(part);
  const perCamera = events.length / plan.cameras;
  const painterOf = keepLatestPainter();
  const images: DemoImage[] = [];
  for (let c = 0; c < plan.cameras; c++) {
    const camera = cameraOf(plan, plan.firstCamera + c);
    const seen = events
      .slice(c * perCamera, (c + 1) * perCamera)
      .sort((a, b) => a.startMs - b.startMs);
    images.push(...imagesOf(camera, seen, painterOf));
  }
  return images;
}

function imagesOf(
  camera: SceneCamera,
  events: readonly SceneEvent[],
  painterOf: (camera: SceneCamera) => ScenePainter,
): readonly DemoImage[] {
  const images: DemoImage[] = [];
  for (const [at, { label, light, startMs, frames, stream }] of events.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      const number = String(images.length + 1).padStart(4, "0");
      const datetime = new Date(startMs + BURST_STEP_MS * frame).toISOString().slice(0, 19);
      const shot = { label, light, datetime, burstStream: stream, frames, frame };
      images.push({
        path: `site-${camera.site.toLowerCase()}/${camera.name}/${camera.name}-${number}.png`,
        label,
        site: camera.site,
        camera: camera.name,
        datetime,
        light,
        sequence: `${camera.name}-s${String(at + 1).padStart(2, "0")}`,
        scene: { camera, shot },
        pixels: () => painterOf(camera)(shot),
      });
    }
  }
  return images;
}

/** Painters are large: one is kept, that of the camera asked for last. */
function keepLatestPainter(): (camera: SceneCamera) => ScenePainter {
  let latest: { readonly camera: SceneCamera; readonly paint: ScenePainter } | null = null;
  return (camera) => {
    if (latest?.camera !== camera) latest = { camera, paint: createScenePainter(camera) };
    return latest.paint;
  };
}

const HEADER = ["file", "class", "site", "camera", "datetime", "light", "sequence"] as const;

function csvRow(image: DemoImage): string {
  const { path, label, site, camera, datetime, light, sequence } = image;
  return formatCsvRow([path, label, site, camera, datetime, light, sequence]);
}

/** `labels.csv` of a list of pictures: one header and one row each, lines end in `\n`. */
export function demoLabelsCsv(images: readonly DemoImage[]): string {
  return formatCsvRow(HEADER) + images.map(csvRow).join("");
}

/**
 * SHA-256 over a list of pictures: for each its row of `labels.csv` as UTF-8, then its 8-bit pixels.
 *
 * @returns 64 lower-case hexadecimal digits
 */
export function demoDigest(images: readonly DemoImage[], createDigest: CreateDigest): string {
  const digest = createDigest();
  const encoder = new TextEncoder();
  for (const image of images) {
    digest.update(encoder.encode(csvRow(image)));
    digest.update(image.pixels().rgb);
  }
  return digest.hex();
}
