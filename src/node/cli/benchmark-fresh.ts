import { join } from "node:path";
import { freshCsv, freshPage } from "../../benchmark/fresh/fresh-page.js";
import {
  type FreshNames,
  freshOfBenchmark,
  freshOfTable,
} from "../../benchmark/fresh/fresh-sources.js";
import { freshSentences } from "../../benchmark/fresh/fresh-text.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { visible, visibleJson } from "../../core/visible-text.js";
import { readDelimited } from "../../formats/delimited/delimited.js";
import { writeTextFile } from "../files/write-file.js";
import { openBenchmark, readSubmissions, refuseForeign } from "./benchmark.js";
import type { CommandIo, CommandResult } from "./command.js";
import { isFolder } from "./named-file.js";
import { openPlace } from "./open-places.js";

const DEFAULT_LEVEL = 0.95;

/** The options of `homeground benchmark fresh`, as the command line gives them. */
export interface BenchmarkFreshOptions {
  readonly original?: string | undefined;
  readonly fresh?: string | undefined;
  readonly level?: number | undefined;
  readonly out?: string | undefined;
}

/** `homeground benchmark fresh DIR|TABLE` */
export async function compareFresh(
  path: string,
  { original, fresh, level, out }: BenchmarkFreshOptions,
  io: Pick<CommandIo, "version">,
): Promise<CommandResult> {
  const names = { original: nameOf(original), fresh: nameOf(fresh) };
  const found = (await isFolder(path))
    ? await ofFolder(path, names, level)
    : await ofTable(path, names, level ?? DEFAULT_LEVEL);
  const json = found as unknown as Json; // numbers are finite or null: the schema says so
  const sentences = freshSentences(found);
  if (out === undefined) return { text: sentences.join("\n"), json };
  const { BENCHMARK_GENERATOR, renderBlockPage } = await import("../reports/block-page.js");
  const [page, numbers, table] = ["index.html", "fresh.json", "fresh.csv"].map((name) =>
    join(out, name),
  );
  await refuseForeign(page!, `content="${BENCHMARK_GENERATOR}"`);
  await writeTextFile(numbers!, `${visibleJson(JSON.stringify(json, null, 1))}\n`);
  await writeTextFile(table!, freshCsv(found));
  await writeTextFile(page!, renderBlockPage(freshPage(found, io.version), BENCHMARK_GENERATOR));
  return {
    text: [...sentences, "", `Page       ${page}`, `Numbers    ${numbers}, ${table}`].join("\n"),
    json,
  };
}

function nameOf(given: string | undefined): string | null {
  const name = visible(given?.trim() ?? "");
  return name === "" ? null : name;
}

async function ofFolder(path: string, names: FreshNames, level: number | undefined) {
  const benchmark = await openBenchmark(path);
  const submissions = await readSubmissions(path);
  if (submissions.length === 0) {
    throw new HomegroundError("input/empty", {
      what: "the benchmark has no submission",
      where: path,
      fix: `Add some: homeground benchmark add ${path} FILE --place PLACE`,
    });
  }
  return freshOfBenchmark(
    { ...benchmark, level: level ?? benchmark.level },
    submissions,
    names,
    path,
  );
}

async function ofTable(path: string, names: FreshNames, level: number) {
  const place = await openPlace(path, "the table of figures");
  const raw = await readDelimited(place.access, place.path, {
    readColumns: ({ names: columns }) => new Map(columns.map((name) => [name, "text"] as const)),
  });
  return freshOfTable(raw, names, level, path);
}
