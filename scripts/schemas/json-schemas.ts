import { join } from "node:path";
import {
  createFormatter,
  createParser,
  DEFAULT_CONFIG,
  SchemaGenerator,
} from "ts-json-schema-generator";
import ts from "typescript";
import { endpointJsonSchema } from "../../src/endpoints/endpoint-card.js";
import { cardJsonSchema } from "../../src/models/card/card-json-schema.js";
import { recordJsonSchema } from "../../src/records/record/record-json-schema.js";
import { type Json, type JsonObject, withTasks } from "./with-tasks.js";

/** A type that the program writes as JSON, and what its published schema says of itself. */
interface PublishedType {
  readonly type: string;
  /** Below `src`. */
  readonly file: string;
  readonly title: string;
  readonly description: string;
}

const PUBLISHED: Readonly<Record<string, PublishedType>> = {
  archive: {
    type: "ArchiveJson",
    file: "node/cli/record-archive.ts",
    title: "An archive of a transparency record",
    description:
      "What homeground record archive --json prints. leftOut are files that may hold secrets, or whose names start with a dot.",
  },
  card: {
    type: "CardJson",
    file: "node/cli/card.ts",
    title: "A model card that was written",
    description:
      "Output of homeground card MODEL --json -. The card itself is of the schema model-card.",
  },
  comparison: {
    type: "Comparison",
    file: "compare/comparison.ts",
    title: "Several models on the same images",
    description:
      "comparison.json, and the output of homeground compare --json -. Fractions are fractions. A number that does not exist is null.",
  },
  doctor: {
    type: "DoctorJson",
    file: "node/cli/doctor.ts",
    title: "What works on a machine",
    description: "Output of homeground doctor --json -.",
  },
  inspect: {
    type: "Inspection",
    file: "analyses/inspect/inspect-types.ts",
    title: "What a folder of images holds",
    description: "inspect.json, and the output of homeground inspect --json -.",
  },
  kit: {
    type: "KitJson",
    file: "node/cli/record-kit.ts",
    title: "A publication kit of a transparency record",
    description:
      "What homeground record kit --json prints. With --anonymous, id is that of the copy and evidence that of both.",
  },
  lint: {
    type: "LintJson",
    file: "node/cli/record-lint.ts",
    title: "What a transparency record says beyond what it measured",
    description: "What homeground record lint --json prints. Each finding names the field to fill.",
  },
  publish: {
    type: "PublishJson",
    file: "records/page/publish-text.ts",
    title: "A published record",
    description:
      "What homeground publish --json prints. Paths are as the command line named the folder.",
  },
  result: {
    type: "EvaluationResult",
    file: "results/result.ts",
    title: "Result of an evaluation",
    description:
      "result.json. Fractions are fractions, never percentages. A number that does not exist is null and has a warning code; it is never 0 for that reason.",
  },
  sample: {
    type: "SampleJson",
    file: "node/cli/sample.ts",
    title: "A random sample of images to label",
    description: "Output of homeground sample --json -.",
  },
  scope: {
    type: "ScopeInspection",
    file: "analyses/scope/inspect-scope.ts",
    title: "Images against the scope of a record",
    description: "scope.json, and the output of homeground inspect --record RECORD --json -.",
  },
  plan: {
    type: "LabelPlan",
    file: "plan/plan-labels.ts",
    title: "How many images an answer needs",
    description: "Output of homeground plan --json -.",
  },
  shards: {
    type: "ShardPlan",
    file: "shards/shard-plan.ts",
    title: "An evaluation in shards",
    description: "plan.json, and the output of homeground shards plan --json -.",
  },
  "shard-run": {
    type: "ShardRunJson",
    file: "node/cli/shards-run.ts",
    title: "A shard that was run",
    description: "Output of homeground shards run --json -.",
  },
  "shards-queue": {
    type: "ShardsQueueJson",
    file: "node/cli/shards-queue.ts",
    title: "Shards taken from a queue, or entered again",
    description: "Output of homeground shards cancel and retry with --json -.",
  },
  "shards-slurm": {
    type: "ShardsSlurmJson",
    file: "node/cli/shards-slurm.ts",
    title: "Jobs for the shards of a plan",
    description: "Output of homeground shards slurm --json -.",
  },
  "shards-status": {
    type: "ShardsStatusJson",
    file: "node/cli/shards-status.ts",
    title: "How far the shards of a plan are",
    description: "Output of homeground shards status --json -.",
  },
  worker: {
    type: "WorkerJson",
    file: "node/cli/worker.ts",
    title: "What a worker did",
    description: "Output of homeground worker --json -.",
  },
  shortlist: {
    type: "Shortlist",
    file: "shortlist/shortlist.ts",
    title: "Which of several models is worth fine-tuning",
    description:
      "shortlist.json, and the output of homeground shortlist --json -. A number that does not exist is null.",
  },
  stress: {
    type: "Stress",
    file: "stress/stress.ts",
    title: "How figures change as pictures are altered",
    description:
      "stress.json, and the output of homeground stress --json -. A number that does not exist is null.",
  },
  forecast: {
    type: "Forecast",
    file: "ledger/forecast.ts",
    title: "What the next place can expect",
    description: "Output of homeground ledger forecast --json -.",
  },
  ledger: {
    type: "LedgerJson",
    file: "node/cli/ledger.ts",
    title: "A ledger, or what was added to one",
    description: "Output of homeground ledger add, merge, list and verify --json -.",
  },
  benchmark: {
    type: "BenchmarkJson",
    file: "node/cli/benchmark.ts",
    title: "A benchmark, or what was added to one",
    description: "Output of homeground benchmark init and add --json -.",
  },
  submission: {
    type: "Submission",
    file: "benchmark/benchmark.ts",
    title: "One model at one place",
    description:
      "A file of submissions/ of a benchmark: figures and outcomes, and no image or its name.",
  },
  transfer: {
    type: "TransferMatrix",
    file: "benchmark/transfer-matrix.ts",
    title: "Models at places",
    description: "transfer.json, and the output of homeground benchmark publish --json -.",
  },
  fresh: {
    type: "FreshComparison",
    file: "benchmark/fresh/fresh-comparison.ts",
    title: "Models on an original test set and on a fresh one",
    description: "fresh.json, and the output of homeground benchmark fresh --json -.",
  },
  "shared-result": {
    type: "SharedResult",
    file: "ledger/shared-result.ts",
    title: "A result to share",
    description:
      "What the app shows for sending to the authors of a record: figures and counts, and no name of an image, a class, a place or a file.",
  },
  verify: {
    type: "VerifyJson",
    file: "records/evidence/verify-json.ts",
    title: "A check of a transparency record",
    description:
      "What homeground record verify --json prints. equal is false as soon as one problem is an error.",
  },
};

const SRC = join(import.meta.dirname, "../../src");
const CONFIG = { ...DEFAULT_CONFIG, topRef: false };
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  types: [],
  module: ts.ModuleKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
};

/**
 * Every published JSON Schema (2020-12) by name, made from the types of what the program writes; those
 * of records and model cards are made from what reads them.
 *
 * @param additions files that declare more keys of these types, beside the analyses of the registry
 */
export function jsonSchemas(additions: readonly string[] = []): ReadonlyMap<string, JsonObject> {
  const published = Object.entries(PUBLISHED);
  const files = [...published.map(([, { file }]) => file), "analyses/registry.ts"];
  const program = ts.createProgram(
    [...files.map((file) => join(SRC, file)), ...additions],
    OPTIONS,
  );
  for (const [, { type, file }] of published) mergeDeclarations(program, type, join(SRC, file));
  const parser = createParser(program, CONFIG);
  const generator = new SchemaGenerator(program, parser, createFormatter(CONFIG), CONFIG);
  const schemas = published.map(([name, { type, title, description }]): [string, JsonObject] => {
    const { $schema: _draft, ...schema } = newDraft(generator.createSchema(type) as JsonObject);
    const $schema = "https://json-schema.org/draft/2020-12/schema";
    const $id = `urn:homeground:schema:${name}:1`;
    return [name, { $schema, $id, title, description, ...schema }];
  });
  const all = new Map([
    ...schemas,
    ["endpoint", endpointJsonSchema() as JsonObject],
    ["model-card", cardJsonSchema() as JsonObject],
    ["record", recordJsonSchema() as JsonObject],
  ]);
  return all.set("result", withTasks(all.get("result") as JsonObject));
}

/**
 * The generator reads one declaration of an interface, whichever it finds: each gets the keys of all, those
 * that a published type refers to as well, such as the analyses of a result.
 */
function mergeDeclarations(program: ts.Program, type: string, file: string): void {
  const declared = program.getSourceFile(file)?.statements.filter(ts.isInterfaceDeclaration) ?? [];
  if (declared.every(({ name }) => name.text !== type)) {
    throw new Error(`${file} declares no interface ${type}`);
  }
  for (const { name } of declared) {
    const symbol = program.getTypeChecker().getSymbolAtLocation(name);
    const all = symbol?.declarations?.filter(ts.isInterfaceDeclaration) ?? [];
    const own = new Set(all.flatMap((one) => [...one.members]));
    const members = ts.factory.createNodeArray([...own]);
    for (const one of all) Object.assign(one, { members });
  }
}

/** From draft 7, which the generator writes, to 2020-12: definitions and tuples have other names. */
function newDraft<T extends Json>(schema: T): T;
function newDraft(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(newDraft);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, Json] => {
      if (key === "definitions") return ["$defs", newDraft(value)];
      if (key === "items" && Array.isArray(value)) return ["prefixItems", newDraft(value)];
      if (key === "$ref") return [key, String(value).replace("#/definitions/", "#/$defs/")];
      if (key === "description" && typeof value === "string") return [key, plain(value)];
      return [key, newDraft(value)];
    }),
  );
}

/** A doc comment on one line, without what refers to the code or to other documents. */
function plain(comment: string): string {
  return comment
    .replace(/\s*\(METHODS[^)]*\)/g, "")
    .replace(/\{@link (\w+)\}/g, "$1")
    .replace(/\s+/g, " ");
}
