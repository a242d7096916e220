import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const HEADING = /^## (\S+) - (\S+) \((.+)\)$/;

/** What a package says of the codec that it has compiled to WebAssembly. */
const CODEC_LICENSE = "codec/LICENSE.codec.md";

/** A package whose work is in dist/, and its licence's text. */
interface Licensed {
  readonly heading: string;
  readonly text: string;
}

/**
 * The list that the bundler writes, completed and shortened: packages of which files are copied
 * rather than compiled in are added, texts that a package forgot are filled in, and packages with
 * one and the same text share it.
 *
 * @param bundled what the bundler wrote
 * @param copied names of packages of which files are copied
 * @param packages folder of the packages
 */
export function completeLicenses(
  bundled: string,
  copied: readonly string[],
  packages: string,
): string {
  const found = parse(bundled);
  for (const name of copied) {
    const folder = join(packages, name);
    const { version, license } = manifestOf(folder);
    const heading = `## ${name} - ${version} (${license})`;
    if (!found.some((entry) => entry.heading === heading)) {
      found.push({ heading, text: licenseFile(folder) });
    }
    const codec = join(folder, CODEC_LICENSE);
    if (
      !existsSync(codec) ||
      found.some((entry) => entry.heading.startsWith(`## ${name}/codec `))
    ) {
      continue;
    }
    const text = readFileSync(codec, "utf8").trim();
    found.push({ heading: `## ${name}/codec - ${version} (${CODEC_LICENSE})`, text });
  }
  const byText = new Map<string, string[]>();
  for (const { heading, text } of found) {
    const whole = text === "" ? forgottenText(heading) : text;
    byText.set(whole, [...(byText.get(whole) ?? []), heading]);
  }
  const sections = [...byText].map(([text, headings]) => `${headings.join("\n")}\n\n${text}\n`);
  return `# Licences\n\nOf the packages that are part of the built files.\n\n${sections.join("\n")}`;
}

function parse(markdown: string): Licensed[] {
  const found: { heading: string; lines: string[] }[] = [];
  for (const line of markdown.split("\n")) {
    if (HEADING.test(line)) found.push({ heading: line, lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  return found.map(({ heading, lines }) => ({ heading, text: lines.join("\n").trim() }));
}

function manifestOf(folder: string): { readonly version: string; readonly license: string } {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (
    typeof manifest !== "object" ||
    manifest === null ||
    !("version" in manifest && typeof manifest.version === "string") ||
    !("license" in manifest && typeof manifest.license === "string")
  ) {
    throw new Error(`${folder}/package.json names no version and licence`);
  }
  return { version: manifest.version, license: manifest.license };
}

function licenseFile(folder: string): string {
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  return file === undefined ? "" : readFileSync(file, "utf8").trim();
}

/** Of packages whose manifest says MIT and names an author, and which have no other text. */
const AUTHORS = [
  ["abstract-logging", "James Sumners"],
  ["pg-types", "Brian M. Carlson"],
  ["pgpass", "Hannes Hörl"],
] as const;

/** Texts of packages that are published without theirs. */
function forgottenText(heading: string): string {
  if (/^## onnxruntime-(web|common) - /.test(heading)) return ONNX_RUNTIME;
  // Its manifest names licence and author, who has fast-xml-parser's copyright as well.
  if (heading.startsWith("## @nodable/entities - ")) return mit("Amit Kumar Gupta");
  const author = AUTHORS.find(([name]) => heading.startsWith(`## ${name} - `))?.[1];
  if (author !== undefined) return mit(author);
  throw new Error(`no licence text for ${heading.slice(3)}: add it to scripts/build/licenses.ts`);
}

/** The MIT licence of a holder. */
function mit(holder: string): string {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}

/** LICENSE of github.com/microsoft/onnxruntime. */
const ONNX_RUNTIME = `${mit("Microsoft Corporation")}

Notices of what is compiled into its WebAssembly: ThirdPartyNotices.txt there.`;
