import { HomegroundError, messageOf } from "../../core/errors.js";
import { openBrowser } from "./browser-pipe.js";
import { findBrowser } from "./find-browser.js";
import { visitPage } from "./page-visit.js";

const BLANK = "about:blank";
/** Most pixels on a side that every browser draws. */
const MOST_PX = 8192;

/**
 * SVG images as PNG, two pixels for each of theirs, fewer where one is very large: by a browser of this machine, whose
 * fonts have the letters of every script. It opens an empty page and asks for nothing.
 *
 * @throws HomegroundError `output/not-written` where there is no browser, or it does not draw
 */
export async function pngOfSvg(images: readonly string[]): Promise<readonly Uint8Array[]> {
  const found = await findBrowser();
  if (found.path === null) {
    throw notDrawn(found.named === null ? "none was found" : `${found.named} is none`, undefined);
  }
  try {
    const browser = await openBrowser(found.path);
    try {
      const page = await visitPage(browser, BLANK, BLANK);
      const drawn: Uint8Array[] = [];
      for (const svg of images) {
        drawn.push(Buffer.from(await page.ask<string>(drawing(svg)), "base64"));
      }
      return drawn;
    } finally {
      await browser.close();
    }
  } catch (cause) {
    throw notDrawn(messageOf(cause), cause);
  }
}

/** Runs in the page. */
function drawing(svg: string): string {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  return `(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(source)};
    await image.decode();
    const scale = Math.min(2, ${MOST_PX} / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png").split(",")[1];
  })()`;
}

function notDrawn(what: string, cause: unknown): HomegroundError {
  return new HomegroundError("output/not-written", {
    what: `a browser draws the pixels, and ${what}`,
    where: "--export",
    fix: "Name a Chromium, Chrome or Edge in the variable CHROMIUM, or write .svg",
    cause,
  });
}
