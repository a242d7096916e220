import { isRecord } from "../../formats/json/json-values.js";
import type { YamlValue } from "../../formats/yaml/yaml-write.js";
import { RECORD_DATASET } from "../record/identity.js";
import type { RecordClaim, TransparencyRecord } from "../record/record-types.js";
import type { ExportPlace, ExportTexts } from "./export-texts.js";
import { hubMetric, hubTask } from "./hub-metrics.js";
import { publicAddress, statedDate } from "./stated.js";

/** A figure that can be written: one that exists. */
export type ValuedClaim = RecordClaim & { readonly value: number };

/** The figures that exist; null is no value in any of the formats. */
export function valuedClaims({ claims }: TransparencyRecord): readonly ValuedClaim[] {
  return claims.filter((claim): claim is ValuedClaim => claim.value !== null);
}

/**
 * The result of a record as an entry of `model-index[].results` of a Hugging Face model card
 * (huggingface/hub-docs, modelcard.md): task, data set, a metric for each figure, source.
 *
 * The record's id stands as the data set's revision, by which the entry is found again. The interval
 * has no field: it is in the name of each metric. `verified` and `verifyToken` are the hub's to set.
 *
 * @param place `url`, else the address or DOI that the record states, is the source; without any
 *   there is no source, which the hub requires an address for
 */
export function modelIndexResult(
  record: TransparencyRecord,
  texts: ExportTexts,
  { url }: ExportPlace,
): YamlValue {
  const address = publicAddress(record, url);
  return {
    task: hubTask(record.task) as unknown as YamlValue,
    dataset: { type: RECORD_DATASET, name: record.title, revision: record.id },
    metrics: valuedClaims(record).map((claim) => {
      const { type, args } = hubMetric(claim, record);
      return {
        type,
        value: claim.value,
        name: texts.figure(claim),
        ...(args === null ? {} : { args }),
      };
    }),
    ...(address === null ? {} : { source: { name: `Homeground ${record.id}`, url: address } }),
  };
}

/**
 * `model-index` with the result of a record in it. Other models and results stay; one of this record,
 * or of the version that it replaces, is replaced.
 *
 * @param before what is there, of any shape; null for nothing
 */
export function mergeModelIndex(
  before: unknown,
  record: TransparencyRecord,
  result: YamlValue,
): YamlValue {
  const models = Array.isArray(before) ? before.filter(isRecord) : [];
  const own = (entry: unknown): boolean => isOfRecord(entry, record);
  const at = placeOf(models, record, own);
  const kept = models.map((model, i): YamlValue => {
    const results: readonly unknown[] = Array.isArray(model["results"]) ? model["results"] : [];
    const others = results.filter((entry) => !own(entry)) as YamlValue[];
    if (i !== at) return { ...model, results: others } as YamlValue;
    const place = results.findIndex(own);
    const where = place < 0 ? others.length : place;
    return { ...model, results: others.toSpliced(where, 0, result) } as YamlValue;
  });
  return at < 0 ? [...kept, { name: record.model.name, results: [result] }] : kept;
}

/** The model whose result it is: that which has it, that of the name, the only one; −1 for none. */
function placeOf(
  models: readonly Readonly<Record<string, unknown>>[],
  record: TransparencyRecord,
  own: (entry: unknown) => boolean,
): number {
  const has = models.findIndex(({ results }) => Array.isArray(results) && results.some(own));
  if (has >= 0) return has;
  const named = models.findIndex(({ name }) => name === record.model.name);
  return named < 0 && models.length === 1 ? 0 : named;
}

function isOfRecord(entry: unknown, { id, previous }: TransparencyRecord): boolean {
  if (!isRecord(entry) || !isRecord(entry["dataset"])) return false;
  const { type, revision } = entry["dataset"];
  return (
    type === RECORD_DATASET && (revision === id || (previous !== null && revision === previous))
  );
}

/** A benchmark of the hub: a data set that has an `eval.yaml`, and a task of it. */
export interface HubBenchmark {
  readonly dataset: string;
  readonly task: string;
}

/**
 * A figure as a file of `.eval_results/` (huggingface/hub-docs, eval_results.yaml), which is for data sets that the
 * hub knows as benchmarks; one figure for each task of one.
 *
 * @param notes what the figure is, with its range: the format has no field for it
 */
export function evalResult(
  { dataset, task }: HubBenchmark,
  value: number,
  notes: string,
  more: {
    readonly date?: string;
    readonly source?: { readonly url: string; readonly name: string };
  },
): YamlValue {
  return [{ dataset: { id: dataset, task_id: task }, value, ...more, notes }];
}

/** {@link evalResult} of a record's headline. @returns null where the record states no figure */
export function evalResults(
  record: TransparencyRecord,
  benchmark: HubBenchmark,
  texts: ExportTexts,
  { url }: ExportPlace,
): YamlValue | null {
  const [first] = valuedClaims(record);
  if (first === undefined) return null;
  const address = publicAddress(record, url);
  const date = statedDate(record.facts);
  return evalResult(benchmark, first.value, texts.figure(first), {
    ...(date === null ? {} : { date }),
    ...(address === null ? {} : { source: { url: address, name: `Homeground ${record.id}` } }),
  });
}
