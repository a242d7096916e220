import { capitalised, shown, visible } from "../../reports/text.js";
import { ARCHIVE } from "../../reports/words/archive.js";
import { xmlText } from "../../reports/xml-text.js";
import { badgeTitle } from "../kit/badge.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { recordShowText } from "../texts/record-show.js";

/** A file in an archive of a record. */
export interface ArchivedFile {
  /** Path in the archive, with `/`. */
  readonly name: string;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Folder of the record in its archive. */
export const RECORD_FOLDER = "record";
/** Files of the page's list; images beyond them are in SHA256SUMS. */
const MOST_LISTED = 200;
const WIDTH = 100;

/** `README.txt`: what every file is, and how to check it without this program. */
export function archiveReadme(
  record: TransparencyRecord,
  evidence: string,
  files: readonly ArchivedFile[],
): string {
  const { title, id, state, software } = record;
  const about = ARCHIVE.about({
    title: shown(title, 300),
    id,
    evidence,
    state,
    software: shown(`${capitalised(software.name)} ${software.version}`, 80),
  });
  const kinds = new Set(files.flatMap(({ name }) => kindOf(name) ?? []));
  const known = Object.entries(ARCHIVE.files).filter(([name]) => kinds.has(name));
  const formats = known.map(([name, text]) => `${name}\n${indented(text)}\n`);
  return [
    about,
    ARCHIVE.check,
    `${ARCHIVE.formats}\n`,
    ...formats,
    ARCHIVE.evidence,
    ARCHIVE.hidden,
    ARCHIVE.signatures,
  ].join("\n");
}

/** `record.html`: the record for people, plain: no script, no style from elsewhere, no network. */
export function archivePage(
  record: TransparencyRecord,
  evidence: string,
  signedBy: readonly string[],
  files: readonly ArchivedFile[],
): string {
  const text = recordShowText(
    record,
    signedBy,
    { colour: false, unicode: true, width: WIDTH },
    evidence,
  );
  const title = xmlText(visible(record.title.trim() || ARCHIVE.page.title));
  const isImage = ({ name }: ArchivedFile): boolean => kindOf(name) === "images";
  const ordered = [...files.filter((one) => !isImage(one)), ...files.filter(isImage)];
  const shownFiles = ordered.slice(0, MOST_LISTED).map(({ name }) => {
    const address = name.split("/").map(encodeURIComponent).join("/");
    return `<li><a href="${xmlText(address)}">${xmlText(visible(name))}</a></li>`;
  });
  const more = files.length - MOST_LISTED;
  if (more > 0) shownFiles.push('<li><a href="SHA256SUMS">SHA256SUMS</a></li>');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 52rem; padding: 0 1rem; }
pre { font: .875rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p><img src="badge.svg" alt="${xmlText(badgeTitle(record))}"></p>
<p><a href="README.txt">${xmlText(ARCHIVE.page.open)}</a></p>
<h2>${xmlText(ARCHIVE.page.record)}</h2>
<pre>${xmlText(text)}</pre>
<h2>${xmlText(ARCHIVE.page.files)}</h2>
<ul>
${shownFiles.join("\n")}
</ul>
</main>
</body>
</html>
`;
}

/** `SHA256SUMS`, as sha256sum writes and reads it; a name that cannot be on one line is escaped as it does. */
export function checksumsText(files: readonly ArchivedFile[]): string {
  return files
    .map(({ name, sha256 }) => {
      if (!/[\\\n\r]/.test(name)) return `${sha256}  ${name}\n`;
      const escaped = name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
      return `\\${sha256}  ${escaped}\n`;
    })
    .join("");
}

function kindOf(name: string): string | null {
  if (!name.startsWith(`${RECORD_FOLDER}/`)) return null;
  const path = name.slice(RECORD_FOLDER.length + 1);
  if (path.startsWith("images/")) return "images";
  return Object.hasOwn(ARCHIVE.files, path) ? path : "other";
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
