import type { ComposedSvg } from "./compose-svg.js";

/** Most pixels on a side that every browser draws. */
const MOST_PX = 8192;

/** The drawing as pixels, two for each of its own, fewer where it is very large. */
export async function pngOfSvg({ svg, width, height }: ComposedSvg): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, MOST_PX / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no PNG")) : resolve(blob))),
  );
}
