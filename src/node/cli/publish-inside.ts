import { zlibSync } from "fflate";

/**
 * A file inside a page, in an element that no browser runs: compressed by one program on every machine,
 * so that the same file gives the same text, and in base64.
 */
export function insideBlock(path: string, bytes: Uint8Array): string {
  const packed = Buffer.from(zlibSync(bytes, { level: 9 })).toString("base64");
  const name = path.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  return `<script type="text/plain" data-inside="${name}" data-bytes="${bytes.length}">${packed}</script>\n`;
}
