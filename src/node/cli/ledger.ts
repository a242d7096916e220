import { readFile, stat } from "node:fs/promises";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { Count, Sha256 } from "../../core/json-values.js";
import {
  type LedgerEnd,
  type LedgerEntry,
  type LedgerLine,
  nextLine,
  whyNotAdded,
} from "../../ledger/ledger.js";
import { MOST_SHARED_CHARACTERS, readSharedResult } from "../../ledger/read-shared.js";
import { checkSignature } from "../../ledger/signed-result.js";
import { counted } from "../../reports/numbers.js";
import { createNodeDigest } from "../digest.js";
import { unreadable } from "../files/disk-file.js";
import { alone } from "../files/place-lock.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { ledgerFile, openGrowing, readLedgerFile } from "./ledger-file.js";

/** What `homeground ledger` prints as JSON, but for its forecast; the JSON Schema is `schemas/ledger.schema.json`. */
export interface LedgerJson {
  readonly schema: "homeground.ledger/1";
  /** Lines that the ledger has now. */
  readonly entries: Count;
  /** Id of the last line, which names the ledger as it is; null for an empty one. */
  readonly head: Sha256 | null;
  /** Lines that this command added. */
  readonly added: readonly Sha256[];
  /** What was not added, and why. */
  readonly refused: readonly {
    readonly source: string;
    readonly code: string;
    readonly what: string;
  }[];
  /** Of `list`: every line. */
  readonly lines?: readonly LedgerLine[];
}

/** The options of `homeground ledger add`, as the command line gives them. */
export interface AddOptions {
  /** Of the run behind the result. */
  readonly record?: string | undefined;
  /** Public key, or a file with it. */
  readonly signedBy?: string | undefined;
  readonly quiet?: true | undefined;
}

/** `homeground ledger add LEDGER FILE… [--record RECORD] [--signed-by KEY]` */
export async function addToLedger(
  path: string,
  files: readonly string[],
  { record, signedBy, quiet = undefined }: AddOptions,
  io: CommandIo,
): Promise<CommandResult> {
  if (record !== undefined && files.length > 1) {
    throw new HomegroundError("usage/bad-option", {
      what: `${files.length} results are named, and one record`,
      where: "--record",
      fix: "Name the result that the record is of",
    });
  }
  const signer = signedBy === undefined ? null : await signerOf(signedBy);
  const sources = await Promise.all(files.map((file) => sharedOf(file, signer)));
  const [first] = sources;
  if (record === undefined || first === undefined || "error" in first) {
    return await grow(path, sources, io);
  }
  const { provenanceByRecord } = await import("./ledger-record.js");
  const { result } = first.entry;
  const provenance = await provenanceByRecord(result, record, quiet === true, io);
  return await grow(path, [{ ...first, entry: { provenance, result } }], io);
}

/** `homeground ledger merge LEDGER OTHER`: what the other has and this one has not. */
export async function mergeLedgers(
  path: string,
  other: string,
  io: Pick<CommandIo, "err">,
): Promise<CommandResult> {
  const sources: Source[] = [];
  await readLedgerFile(other, ({ seq, entry }) => {
    sources.push({ source: `${other}, line ${seq}`, entry });
  });
  for (const [i, one] of sources.entries()) sources[i] = await heldToSignature(one, null);
  return await grow(path, sources, io, ["ledger/duplicate"]);
}

async function signerOf(text: string): Promise<string> {
  const { readPublicKey } = await import("./record-verify.js");
  return readPublicKey(text);
}

/** A result that is to be added, or why it cannot be read. */
type Source = { readonly source: string } & (
  | { readonly entry: LedgerEntry }
  | { readonly error: HomegroundError }
);

/** @param signer see `checkSignature` */
async function heldToSignature(source: Source, signer: string | null): Promise<Source> {
  if ("error" in source) return source;
  try {
    await checkSignature(
      source.entry.result,
      signer,
      source.source,
      createNodeSignatures(),
      createNodeDigest,
    );
    return source;
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    return { source: source.source, error: cause };
  }
}

async function sharedOf(file: string, signer: string | null): Promise<Source> {
  try {
    const info = await stat(file);
    if (info.size > 4 * MOST_SHARED_CHARACTERS) return { source: file, error: tooLarge(file) };
    const result = readSharedResult(await readFile(file, "utf8"), file);
    return await heldToSignature({ source: file, entry: { provenance: "told", result } }, signer);
  } catch (cause) {
    return { source: file, error: isHomegroundError(cause) ? cause : unreadable(file, cause) };
  }
}

function tooLarge(file: string): HomegroundError {
  return new HomegroundError("ledger/not-a-result", {
    what: "the file is far larger than a shared result",
    where: file,
    fix: "Name a file that homeground share wrote",
  });
}

const TELL_APART = ": share it by homeground evaluate --share, which adds evidence of them";

/** @param quietly codes of refusals that are not told, unless they are in doubt */
async function grow(
  path: string,
  sources: readonly Source[],
  io: Pick<CommandIo, "err">,
  quietly: readonly string[] = [],
): Promise<CommandResult> {
  const file = await ledgerFile(path);
  return await alone(`${file}.lock`, path, async () => {
    const ledger = await openGrowing(file);
    const added: Sha256[] = [];
    const refused: { source: string; code: string; what: string }[] = [];
    const expected = new Set<object>();
    for (const one of sources) {
      const { source } = one;
      if ("error" in one) {
        refused.push({ source, code: one.error.code, what: one.error.what });
        continue;
      }
      const { result } = one.entry;
      const why = whyNotAdded(ledger.first, await ledger.same(result), result);
      if (why !== null) {
        const { code, what, isDoubtful = false } = why;
        const said = `the result ${what}${isDoubtful ? TELL_APART : ""}`;
        const refusal = { source, code, what: said };
        refused.push(refusal);
        if (quietly.includes(code) && !isDoubtful) expected.add(refusal);
        continue;
      }
      const line = nextLine(ledger.end, one.entry, createNodeDigest);
      ledger.add(line);
      added.push(line.id);
    }
    if (added.length > 0) await ledger.save();
    const said = refused.filter((one) => !expected.has(one));
    for (const { code, what, source } of said) io.err(`${code}: ${what} — ${source}`);
    return {
      text: `${counted(added.length, "result")} added to ${file}, which has ${ledger.end.count} now.`,
      json: ledgerJson(ledger.end, added, refused) as unknown as Json,
      status: said.length === 0 ? EXIT.done : EXIT.error,
    };
  });
}

/** Signatures that are checked at a time, by threads of the runtime: no more of a ledger is held. */
const MOST_CHECKED = 256;

/** `homeground ledger verify LEDGER` */
export async function verifyLedger(path: string): Promise<CommandResult> {
  const by = new Set<string>();
  let signed = 0;
  const signatures = createNodeSignatures();
  let checking: Promise<HomegroundError | null>[] = [];
  /** The first line that is wrong is named, though several are looked at together. */
  const settled = async (): Promise<void> => {
    const all = checking;
    checking = [];
    for (const error of await Promise.all(all)) if (error !== null) throw error;
  };
  const reading = readLedgerFile(path, ({ entry: { result } }, where) => {
    const { signature } = result;
    if (signature === undefined) return undefined;
    by.add(signature.publicKey);
    signed++;
    const check = checkSignature(result, null, where, signatures, createNodeDigest);
    checking.push(
      check.then(
        () => null,
        (cause: HomegroundError) => cause,
      ),
    );
    return checking.length < MOST_CHECKED ? undefined : settled();
  });
  const { file, ...end } = await reading.catch(async (cause: unknown) => {
    await settled();
    throw cause;
  });
  await settled();
  const head = end.count === 0 ? "nothing" : end.head;
  const signers =
    signed === 0
      ? ""
      : `\n${counted(signed, "result")} signed, by ${counted(by.size, "key")}: each signature holds.`;
  return {
    text: `${counted(end.count, "line")} of ${file} follow one another as they were added; the last is ${head}.${signers}`,
    json: ledgerJson(end, [], []) as unknown as Json,
  };
}

/** What the commands of a ledger print as JSON. */
export function ledgerJson(
  { count, head }: LedgerEnd,
  added: readonly Sha256[],
  refused: LedgerJson["refused"],
): LedgerJson {
  return {
    schema: "homeground.ledger/1",
    entries: count,
    head: count === 0 ? null : head,
    added,
    refused,
  };
}
