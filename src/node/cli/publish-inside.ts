import { zlibSync } from "fflate";
import { visibleReferences } from "../../core/visible-text.js";

/**
 * A file inside a page, in an element that no browser runs: compressed by one program on every machine,
 * so that the same file gives the same text, and in base64.
 */
export function insideBlock(path: string, bytes: Uint8Array): string {
  const packed = Buffer.from(zlibSync(bytes, { level: 9 })).toString("base64");
  const quoted = path.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  // The page looks the file up by this name, which therefore stays what it is.
  const name = visibleReferences(quoted);
  return `<script type="text/plain" data-inside="${name}" data-bytes="${bytes.length}">${packed}</script>\n`;
}
