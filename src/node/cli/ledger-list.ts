import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { type Json, textId } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import type { LedgerEnd, LedgerLine } from "../../ledger/ledger.js";
import { ledgerCroissant, ledgerCsv } from "../../ledger/ledger-csv.js";
import { siteLine } from "../../ledger/ledger-text.js";
import { keyPrint } from "../../ledger/signed-result.js";
import { parseFacts } from "../../records/record/stated-facts.js";
import { counted } from "../../reports/numbers.js";
import { createNodeDigest } from "../digest.js";
import { readText } from "../files/read-file.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import type { CommandResult } from "./command.js";
import { ledgerJson } from "./ledger.js";
import { readLedgerFile } from "./ledger-file.js";

/** The options of `homeground ledger list`, as the command line gives them. */
export interface ListOptions {
  readonly csv?: string | undefined;
  readonly croissant?: string | undefined;
  /** Who publishes the ledger, under what licence. */
  readonly facts?: string | undefined;
  /** Address of the folder in which it is published. */
  readonly url?: string | undefined;
}

/** `homeground ledger list LEDGER [--csv FILE] [--croissant FILE --facts FILE [--url ADDRESS]]` */
export async function listLedger(path: string, options: ListOptions): Promise<CommandResult> {
  const { csv, croissant } = options;
  for (const to of [csv, croissant]) if (to !== undefined) await refuseExisting(to);
  const found: LedgerLine[] = [];
  const { file, ...end } = await readLedgerFile(path, (line) => found.push(line));
  const lines = found.map(({ seq, entry: { provenance, result } }) => {
    const { place, month, figures, counts, signature } = result;
    const figure = figures.find(({ value }) => value !== null);
    if (figure === undefined) return `${seq}. no figure of ${counted(counts.scored, "image")}`;
    const { metric, value, low, high, n } = figure;
    const site = { place, month, provenance, value: value!, low, high, n, isReplaced: false };
    const by = signature === undefined ? "" : ` · signed by ${keyPrint(signature.publicKey)}`;
    return `${seq}. ${metric} ${siteLine(site)}${by}`;
  });
  const texts = await listTexts(options, file, end, found);
  for (const { to, text } of texts) await writeTextFile(to, text);
  return {
    text: [
      `${counted(end.count, "result")} in ${file}`,
      ...lines,
      ...texts.map(({ says }) => says),
    ].join("\n"),
    json: { ...ledgerJson(end, [], []), lines: found } as unknown as Json,
  };
}

interface ListText {
  readonly to: string;
  readonly text: string;
  readonly says: string;
}

/** What `list` writes beside what it prints: all is made before the first is written. */
async function listTexts(
  { csv, croissant, ...options }: ListOptions,
  file: string,
  end: LedgerEnd,
  found: readonly LedgerLine[],
): Promise<readonly ListText[]> {
  const table = csv === undefined ? null : ledgerCsv({ lines: found });
  const texts: ListText[] =
    csv === undefined || table === null
      ? []
      : [{ to: csv, text: table, says: `Every figure is in ${csv}` }];
  if (croissant === undefined) return texts;
  if (csv === undefined || table === null || options.facts === undefined) {
    throw new HomegroundError("usage/bad-option", {
      what:
        csv === undefined ? "its records are the rows of a table" : "it says who publishes them",
      where: "--croissant",
      fix: csv === undefined ? "Add --csv FILE" : "Add --facts FILE: licence, authors, madeAt, url",
    });
  }
  const stated = parseFacts(await readText(options.facts, "Name a file of facts"), options.facts);
  const { addressOf, jsonText } = await import("./record-export.js");
  const hash = createNodeDigest();
  let sizeBytes = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Uint8Array>) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  const bytes = new TextEncoder().encode(table);
  const value = ledgerCroissant(
    { ...end, record: found[0]?.entry.result.record ?? null },
    {
      ledger: { path: basename(file), sha256: hash.hex(), sizeBytes },
      table: {
        path: basename(csv),
        sha256: textId(table, createNodeDigest),
        sizeBytes: bytes.length,
      },
    },
    stated,
    { url: addressOf(options.url) },
    "--croissant",
  );
  return [...texts, { to: croissant, text: jsonText(value), says: `Croissant is in ${croissant}` }];
}
