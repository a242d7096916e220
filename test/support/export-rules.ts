/**
 * The rules of formats that records are exported to, each as its publisher states them. They are
 * written out here: no validator of any of them runs without a network or Python.
 */

type Entity = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Entity {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Collects what is wrong. */
function rules() {
  const found: string[] = [];
  const must = (holds: boolean, rule: string): void => {
    if (!holds) found.push(rule);
  };
  return { found, must };
}

/**
 * `model-index` of a model card. Source: huggingface/hub-docs, modelcard.md (required keys), and
 * huggingface_hub, repocard_data.py, model_index_to_eval_results (which keys it reads without asking).
 */
export function modelIndexViolations(value: unknown): readonly string[] {
  const { found, must } = rules();
  must(Array.isArray(value) && value.length > 0, "a list of models");
  for (const model of listOf(value)) {
    if (!isMap(model)) return [...found, "a model is a map"];
    must(typeof model["name"] === "string", "model.name is a text");
    must(Array.isArray(model["results"]), "model.results is a list");
    for (const result of listOf(model["results"])) {
      if (!isMap(result)) return [...found, "a result is a map"];
      const { task, dataset, metrics, source, ...rest } = result;
      must(Object.keys(rest).length === 0, `known keys of a result, not ${Object.keys(rest)}`);
      must(isMap(task) && isText(task["type"]), "task.type");
      must(isMap(dataset) && isText(dataset["type"]), "dataset.type");
      must(isMap(dataset) && typeof dataset["name"] === "string", "dataset.name");
      must(Array.isArray(metrics), "metrics is a list");
      for (const metric of listOf(metrics)) {
        if (!isMap(metric)) return [...found, "a metric is a map"];
        must(typeof metric["type"] === "string", "metric.type");
        must(metric["value"] !== undefined && metric["value"] !== null, "metric.value");
        must(metric["args"] === undefined || isMap(metric["args"]), "metric.args");
        must(!("verified" in metric || "verifyToken" in metric), "the hub's own keys");
      }
      if (source !== undefined) must(isMap(source) && isWeb(source["url"]), "source.url");
    }
  }
  return found;
}

/** A file of `.eval_results/`. Source: huggingface/hub-docs, eval_results.yaml. */
export function evalResultsViolations(value: unknown): readonly string[] {
  const { found, must } = rules();
  must(Array.isArray(value), "a list");
  for (const entry of listOf(value)) {
    if (!isMap(entry)) return [...found, "an entry is a map"];
    const { dataset, date, source, notes } = entry;
    must(isMap(dataset) && /^[^/\s]+\/[^/\s]+$/.test(String(dataset["id"])), "dataset.id");
    must(isMap(dataset) && isText(dataset["task_id"]), "dataset.task_id");
    must(typeof entry["value"] === "number", "value");
    must(date === undefined || isDay(date), "date is a text in ISO 8601");
    must(source === undefined || (isMap(source) && isWeb(source["url"])), "source.url");
    must(notes === undefined || typeof notes === "string", "notes");
  }
  return found;
}

const CROISSANT_REQUIRED = [
  "@context",
  "@type",
  "conformsTo",
  "name",
  "description",
  "license",
  "url",
  "creator",
  "datePublished",
  "distribution",
];

/**
 * Croissant 1.1. Source: mlcommons/croissant, docs/croissant-spec-1.1.md: required properties of the
 * data set, FileObject, RecordSet, Field; identifiers are unique and references lead somewhere;
 * mlcroissant, json_ld.py: no blank in an identifier.
 */
export function croissantViolations(value: unknown): readonly string[] {
  const { found, must } = rules();
  if (!isMap(value)) return ["a map"];
  for (const key of CROISSANT_REQUIRED) must(value[key] !== undefined, `${key} is required`);
  must(value["@type"] === "sc:Dataset", "the type");
  must(value["conformsTo"] === "http://mlcommons.org/croissant/1.1", "the version");
  must(isWeb(value["url"]), "url is an address");
  must(isDay(value["datePublished"]), "datePublished is a date");
  for (const licence of listOf(value["license"])) {
    must(isWeb(licence) || (isMap(licence) && isText(licence["name"])), "license");
  }
  for (const creator of listOf(value["creator"])) {
    must(isMap(creator) && isText(creator["name"]), "creator.name");
  }
  const files = listOf(value["distribution"]).filter(isMap);
  must(files.length > 0, "distribution");
  for (const file of files) {
    must(file["@type"] === "cr:FileObject", "a FileObject");
    must(isText(file["name"]) && isText(file["contentUrl"]), "name and contentUrl");
    must(/^[0-9a-f]{64}$/.test(String(file["sha256"])), "sha256");
    must(/^\d+ B$/.test(String(file["contentSize"])), "contentSize");
    must(/^[a-z]+\/[a-z-]+$/.test(String(file["encodingFormat"])), "encodingFormat");
  }
  const sets = listOf(value["recordSet"]).filter(isMap);
  const fields = sets.flatMap((set) => listOf(set["field"])).filter(isMap);
  const ids = [...files, ...sets, ...fields].map((one) => one["@id"]);
  must(new Set(ids).size === ids.length, "identifiers are unique");
  for (const id of ids) must(isText(id) && !/\s/.test(id), "an identifier without blanks");
  for (const set of sets) {
    for (const key of listOf(set["key"])) must(isMap(key) && ids.includes(key["@id"]), "key");
  }
  for (const field of fields) {
    must(/^(sc|cr):[A-Z]\w+$/.test(String(field["dataType"])), "dataType");
    must(field["isArray"] === true || field["arrayShape"] === undefined, "arrayShape of an array");
    const source = field["source"];
    const of = isMap(source) ? source["fileObject"] : undefined;
    must(isMap(of) && files.some((file) => file["@id"] === of["@id"]), "source is a file");
    must(isMap(source) && isMap(source["extract"]), "extract");
  }
  return found;
}

/**
 * `ro-crate-metadata.json`. Source: RO-Crate 1.2, root-data-entity.md, data-entities.md,
 * contextual-entities.md; rocrate-validator, profiles/ro-crate/1.2/must.
 */
export function roCrateViolations(value: unknown): readonly string[] {
  const { found, must } = rules();
  if (!isMap(value)) return ["a map"];
  must(value["@context"] === "https://w3id.org/ro/crate/1.2/context", "the context");
  const graph = listOf(value["@graph"]).filter(isMap);
  const byId = new Map(graph.map((entity) => [entity["@id"], entity]));
  must(byId.size === graph.length, "identifiers are unique");
  const descriptor = byId.get("ro-crate-metadata.json");
  must(descriptor?.["@type"] === "CreativeWork", "the descriptor");
  must(idOf(descriptor?.["about"]) === "./", "about the root");
  must(idOf(descriptor?.["conformsTo"]) === "https://w3id.org/ro/crate/1.2", "the version");
  const root = byId.get("./");
  if (root === undefined) return [...found, "a root"];
  must(root["@type"] === "Dataset", "the root is a data set");
  for (const key of ["name", "description"]) must(typeof root[key] === "string", key);
  must(isDay(root["datePublished"]), "datePublished");
  must(isText(root["license"]) || idOf(root["license"]) !== null, "license");
  const parts = new Set(listOf(root["hasPart"]).map(idOf));
  for (const entity of graph) {
    const id = String(entity["@id"]);
    const isData = entity["@type"] === "File" || (entity["@type"] === "Dataset" && id !== "./");
    must(!isData || parts.has(id), "every data entity is part of the root");
    must(!isData || !/[\s<>"{}|\\^`]/.test(id), "the identifier of a data entity is an address");
    if (entity["@type"] === "File") {
      must(/^\d+$/.test(String(entity["contentSize"])), "contentSize in bytes");
      must(/^[a-z]+\/[a-z-]+$/.test(String(entity["encodingFormat"])), "encodingFormat");
    }
    must(id === "ro-crate-metadata.json" || "name" in entity, `a name of ${id}`);
    for (const reference of Object.values(entity).flatMap(listOf)) {
      const to = idOf(reference);
      const isThere = to === null || byId.has(to) || to === "https://w3id.org/ro/crate/1.2";
      must(isThere, `${String(to)} is described`);
    }
  }
  return found;
}

/**
 * An entry of `config.bioimageio.evaluations`. Source: bioimage-io/spec-bioimage-io,
 * src/bioimageio/spec/model/v0_5.py, class Evaluation, and static/bioimageio_schema.json.
 */
export function bioimageioViolations(value: unknown): readonly string[] {
  const { found, must } = rules();
  if (!isMap(value)) return ["a map"];
  const texts = (key: string, most: number): number => {
    const list = value[key];
    const isRight =
      Array.isArray(list) &&
      list.every((one) => typeof one === "string" && [...one].length <= most);
    must(isRight, `${key}: texts of at most ${most} letters`);
    return listOf(list).length;
  };
  must(isText(value["dataset_id"]), "dataset_id");
  must(isWeb(value["dataset_source"]), "dataset_source");
  const roles = ["train", "validation", "test", "independent", "unknown"];
  must(roles.includes(String(value["dataset_role"])), "dataset_role");
  must(Number.isInteger(value["sample_count"]), "sample_count");
  const factors = texts("evaluation_factors", 16);
  must(factors === texts("evaluation_factors_long", 1e9), "as many long factors");
  const metrics = texts("metrics", 16);
  must(metrics === texts("metrics_long", 1e9), "as many long metrics");
  must(new Set(listOf(value["metrics"])).size === metrics, "names of metrics are unique");
  const results = listOf(value["results"]);
  must(results.length === metrics, "a row a metric");
  for (const row of results) {
    must(Array.isArray(row) && row.length === factors, "a column a factor");
    for (const cell of listOf(row)) must(["number", "string"].includes(typeof cell), "a result");
  }
  const summary = value["results_summary"];
  must(summary === undefined || typeof summary === "string", "results_summary");
  return found;
}

function idOf(value: unknown): string | null {
  return isMap(value) && typeof value["@id"] === "string" ? value["@id"] : null;
}

function isWeb(value: unknown): boolean {
  return typeof value === "string" && /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
}

function isDay(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])(T.*)?$/.test(value);
}
