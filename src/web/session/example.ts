import { DEMO_MODEL } from "virtual:demo-model";
import { demoImages, demoLabelsCsv } from "../../demo/demo-set.js";
import { encodePng } from "../../images/encode-png.js";
import type { ExampleClaim } from "./session-types.js";

/**
 * The files of `homeground demo` at the place where the model was not trained, drawn here, and what it
 * did where it was.
 */
export function drawExample(): {
  readonly files: ReadonlyMap<string, Blob>;
  readonly claim: ExampleClaim;
} {
  const images = demoImages("away");
  const files = new Map<string, Blob>([
    ["site-a-classifier.onnx", new Blob([bytesOf(DEMO_MODEL.onnx)])],
    ["site-a-classifier.json", new Blob([DEMO_MODEL.card])],
    ["labels.csv", new Blob([demoLabelsCsv(images)])],
  ]);
  for (const image of images) {
    const { widthPx, heightPx, rgb } = image.pixels();
    files.set(image.path, new Blob([new Uint8Array(encodePng(widthPx, heightPx, rgb))]));
  }
  return { files, claim: { right: DEMO_MODEL.right, images: DEMO_MODEL.images } };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
