import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  type Verification,
  type VerifyStage,
  verifyRecord,
} from "../../evaluation/record/verify-record.js";
import type { Json } from "../../records/canonical-json.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { createProgress, type Progress } from "./progress.js";
import { readSecret } from "./record-secret.js";

/** The options of `homeground record verify`, as the command line gives them. */
export interface RecordVerifyOptions {
  readonly images?: string | undefined;
  readonly expect?: string | undefined;
  readonly secret?: string | undefined;
  readonly quiet?: true | undefined;
}

/** `homeground record verify RECORD.json [--images DIR] [--expect ID]`. */
export async function verifyHere(
  path: string,
  options: RecordVerifyOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const info = await stat(path).catch(() => null);
  const file = info?.isDirectory() === true ? join(path, "record.json") : path;
  const folder = dirname(file);
  const access = await openFolder(folder);
  const beside = await stat(join(folder, "images")).catch(() => null);
  const images =
    options.images ?? (beside?.isDirectory() === true ? join(folder, "images") : undefined);
  const secret = options.secret === undefined ? null : await readSecret(options.secret);
  let current: { readonly stage: VerifyStage; readonly bar: Progress } | null = null;
  const found = await verifyRecord({
    ...{ access, path: basename(file), source: file },
    images: images === undefined ? null : await openFolder(images),
    ...{ decoder: createNodePixelDecoder, createDigest: createNodeDigest },
    ...{ expect: options.expect ?? null, secret, signal: io.signal },
    onProgress(stage, done, total) {
      if (current?.stage !== stage) {
        current?.bar.finish();
        current = { stage, bar: createProgress(STAGES[stage], io, options.quiet === true) };
      }
      current.bar.update(done, total);
    },
  });
  (current as { readonly bar: Progress } | null)?.bar.finish();
  return {
    text: textOf(found),
    json: jsonOf(found) as Json,
    status: found.isEqual ? EXIT.done : EXIT.error,
  };
}

const STAGES: Readonly<Record<VerifyStage, string>> = {
  hashing: "Hashing",
  manifest: "Manifest",
  figures: "Figures",
  images: "Images",
};

function textOf(found: Verification): string {
  const lines = [found.isEqual ? "EQUAL" : "NOT THE SAME"];
  for (const { step, outcome, what } of found.steps) lines.push(`${step}  ${outcome}  ${what}`);
  const shown = new Map<string, number>();
  for (const { code, severity, what, where } of found.problems) {
    const count = (shown.get(code) ?? 0) + 1;
    shown.set(code, count);
    if (count <= MOST_SHOWN) lines.push(`${severity} ${code}: ${what} — ${where}`);
  }
  for (const [code, count] of shown) {
    if (count > MOST_SHOWN)
      lines.push(`${code}: and ${count - MOST_SHOWN} more; --json names them`);
  }
  return lines.join("\n");
}

/** Differences of one code that the terminal shows. */
const MOST_SHOWN = 10;

function jsonOf({ record, steps, problems, moreProblems, isEqual }: Verification): unknown {
  return {
    schema: "homeground.verify/1",
    id: record?.id ?? null,
    equal: isEqual,
    ...{ steps, problems, moreProblems },
  };
}
