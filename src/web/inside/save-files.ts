import { FILE_ADDRESS } from "../../reports/inside-page.js";
import { saveFile } from "../app/save-file.js";
import type { InsideParts } from "./inside-parts.js";

/** Has a click on the address of a file that the page carries save that file. */
export function saveFilesOf(parts: InsideParts): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest(`a[href^="${FILE_ADDRESS}"]`);
    const address = link?.getAttribute("href");
    if (address == null) return;
    event.preventDefault();
    const path = decodeURIComponent(address.slice(FILE_ADDRESS.length));
    void parts
      .bytes(path)
      .then((bytes) => saveFile(path.slice(path.lastIndexOf("/") + 1), new Blob([bytes])));
  });
}
