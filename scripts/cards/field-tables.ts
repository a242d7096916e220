/** As far as schemas of model cards go. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  /** `with fit crop`, of fields that only some alternatives have. */
  readonly only: string;
}

const START = "<!-- made by npm run schemas -->";
const END = "<!-- end -->";

/** The page with its tables of fields made anew; everything around them stays. */
export function withFieldTables(page: string, schema: unknown): string {
  const [before = "", rest = ""] = page.split(START);
  const [, after = ""] = rest.split(END);
  return `${before}${START}\n\n${fieldTables(schema as Schema)}\n${END}${after}`;
}

function fieldTables(schema: Schema): string {
  const definitions = schema.$defs ?? {};
  const families = Object.entries(definitions).filter(([id]) =>
    schema.oneOf?.some(({ properties }) => properties?.["family"]?.const === id),
  );
  const fieldsOf = new Map(
    families.map(([id, family]) => [id, fields(family, "decode", definitions)]),
  );
  const detectors = [...fieldsOf].filter(([id]) => taskOf(schema, id) === "detection");
  const shared = (detectors[0]?.[1] ?? []).filter((field) =>
    detectors.every(([, own]) => own.some((other) => same(field, other))),
  );
  const sections = [
    section("The card", fields({ ...schema, oneOf: [] }, "", definitions)),
    section("`decode` of every detector", shared),
    ...[...fieldsOf].map(([id, own]) =>
      section(
        `\`decode\` of the family \`${id}\``,
        taskOf(schema, id) === "detection"
          ? own.filter((field) => !shared.some((other) => same(field, other)))
          : own,
      ),
    ),
  ];
  return sections.join("\n");
}

function taskOf({ oneOf = [] }: Schema, family: string): unknown {
  const found = oneOf.find(({ properties }) => properties?.["family"]?.const === family);
  return found?.properties?.["task"]?.const;
}

function same(a: Field, b: Field): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Fields of an object, each followed by those inside it. */
function fields(
  schema: Schema,
  path: string,
  definitions: Readonly<Record<string, Schema>>,
  only = "",
): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, given]) => {
    const { $ref, ...own } = given;
    const referred = definitions[$ref?.replace("#/$defs/", "") ?? ""] ?? {};
    const field = { ...referred, ...own };
    const at = path === "" ? name : `${path}.${name}`;
    const isRequired = schema.required?.includes(name) === true;
    const inside = field.items?.properties === undefined ? field : field.items;
    const below = field.items?.properties === undefined ? at : `${at}[]`;
    return [
      { path: at, schema: field, isRequired, only },
      ...(inside.oneOf === undefined
        ? fields(inside, below, definitions, only)
        : alternatives(inside.oneOf, below, definitions)),
    ];
  });
}

/** Fields of alternatives that one field tells apart: those of all first. */
function alternatives(
  options: readonly Schema[],
  path: string,
  definitions: Readonly<Record<string, Schema>>,
): readonly Field[] {
  const [first = {}] = options;
  const told = Object.keys(first.properties ?? {}).find((name) =>
    options.every(({ properties }) => properties?.[name]?.const !== undefined),
  );
  const seen = new Map<string, { readonly field: Field; readonly of: string[] }>();
  for (const option of options) {
    const value = String(option.properties?.[told ?? ""]?.const);
    for (const field of fields(option, path, definitions)) {
      if (field.path === `${path}.${told}`) continue;
      const key = JSON.stringify(field);
      const entry = seen.get(key) ?? { field, of: [] };
      entry.of.push(value);
      seen.set(key, entry);
    }
  }
  const choice: Field[] = options.map((option) => ({
    path: `${path}.${told}`,
    schema: option.properties?.[told ?? ""] ?? {},
    isRequired: true,
    only: "",
  }));
  const rest = [...seen.values()].map(({ field, of }) => ({
    ...field,
    only: of.length === options.length ? "" : `with \`${told}\` ${of.map(code).join(", ")}`,
  }));
  return [...choice, ...rest];
}

function section(title: string, rows: readonly Field[]): string {
  const head = "| field | meaning | type | where silent | example |\n|---|---|---|---|---|\n";
  const body = rows.map(({ path, schema, isRequired, only }) => {
    const meaning = [schema.description ?? "", only === "" ? "" : `Only ${only}.`];
    const silent = isRequired
      ? "required"
      : schema.default === undefined
        ? ""
        : code(JSON.stringify(schema.default));
    const [example] = schema.examples ?? [];
    const cells = [
      code(path),
      meaning.filter((words) => words !== "").join(" "),
      typeOf(schema),
      silent,
      example === undefined ? "" : code(JSON.stringify(example)),
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  });
  return `### ${title}\n\n${head}${body.join("")}`;
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((one) => code(String(one))).join(" · ");
  const any = schema.anyOf ?? schema.oneOf?.slice(0, 1);
  if (any !== undefined) return any.map(typeOf).join(" or ");
  const { type } = schema;
  if (typeof type === "object")
    return type.map((one) => typeOf({ ...schema, type: one })).join(" or ");
  switch (type) {
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "array":
      return `list of ${typeOf(schema.items ?? {})}`;
    case "integer":
      return `whole number${rangeOf(schema)}`;
    case "number":
      return `number${rangeOf(schema)}`;
    case undefined:
      return "anything";
    default:
      return type;
  }
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const parts = [
    minimum === undefined ? "" : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? "" : `> ${exclusiveMinimum}`,
    maximum === undefined ? "" : `≤ ${maximum}`,
    exclusiveMaximum === undefined ? "" : `< ${exclusiveMaximum}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` ${parts.join(", ")}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
