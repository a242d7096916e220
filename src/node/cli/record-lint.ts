import type { Json } from "../../core/canonical-json.js";
import type { Count, Sha256 } from "../../core/json-values.js";
import { lintRecord } from "../../records/lint/lint-record.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { type LintView, lintViews, recordLintText } from "../../records/texts/record-lint.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";
import { terminalLook } from "./terminal-look.js";

/** `homeground record lint RECORD.json`: exit status 0 where nothing is found, else 1. */
export async function lintHere(path: string, io: CommandIo): Promise<CommandResult> {
  const file = await recordFile(path);
  const { record, problems } = await openRecord(file);
  for (const { code, what, where } of problems) io.err(`${code}: ${what} — ${where}`);
  const findings = lintRecord(record);
  return {
    text: recordLintText(findings, terminalLook(io.terminal)),
    json: lintJson(record) as unknown as Json,
    status: findings.length === 0 && problems.length === 0 ? EXIT.done : EXIT.error,
  };
}

/** What `homeground record lint --json` prints; the JSON Schema is `schemas/lint.schema.json`. */
export interface LintJson {
  readonly schema: "homeground.lint/1";
  readonly id: Sha256;
  readonly state: "draft" | "published";
  /** Findings that are to be answered before the record is published. */
  readonly must: Count;
  readonly findings: readonly LintView[];
}

function lintJson(record: TransparencyRecord): LintJson {
  const findings = lintViews(lintRecord(record));
  return {
    schema: "homeground.lint/1",
    id: record.id,
    state: record.state,
    must: findings.filter(({ severity }) => severity === "must").length,
    findings,
  };
}
