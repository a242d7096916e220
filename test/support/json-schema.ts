/**
 * Checks a value against a JSON Schema (2020-12), for the keywords that our schemas use. A keyword
 * that is not known here is an error of the schema, so that none is silently without effect.
 */

const ANNOTATIONS = new Set([
  "$schema",
  "$id",
  "$defs",
  "title",
  "description",
  "$comment",
  "default",
  "examples",
]);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
type Check = (argument: Json, value: Json, place: Place) => string[];

interface Place {
  readonly path: string;
  readonly schema: JsonObject;
  readonly root: JsonObject;
}

/** @returns one line a violation, as `path: what is wrong`; none when the value conforms */
export function schemaViolations(schema: unknown, value: unknown): string[] {
  const root = schema as JsonObject;
  return validate(root, value as Json, "$", root);
}

function validate(schema: Json, value: Json, path: string, root: JsonObject): string[] {
  if (schema === true) return [];
  if (schema === false) return [`${path}: nothing is allowed here`];
  if (!isObject(schema)) throw new TypeError(`${path}: the schema is neither object nor boolean`);
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const check = CHECKS[keyword];
    if (check === undefined) throw new TypeError(`${path}: unknown keyword ${keyword}`);
    return check(argument, value, { path, schema, root });
  });
}

const CHECKS: Readonly<Record<string, Check>> = {
  type: (argument, value, { path }) => {
    const types = Array.isArray(argument) ? argument : [argument];
    return types.some((type) => hasType(value, type))
      ? []
      : [`${path}: is ${typeOf(value)}, not ${types.join(" or ")}`];
  },
  const: (argument, value, { path }) =>
    same(argument, value) ? [] : [`${path}: is not ${JSON.stringify(argument)}`],
  enum: (argument, value, { path }) =>
    Array.isArray(argument) && argument.some((one) => same(one, value))
      ? []
      : [`${path}: ${JSON.stringify(value)} is none of ${JSON.stringify(argument)}`],
  required: (argument, value, { path }) =>
    !isObject(value) || !Array.isArray(argument)
      ? []
      : argument
          .filter((name) => !Object.hasOwn(value, String(name)))
          .map((name) => `${path}: ${name} is missing`),
  properties: (argument, value, { path, root }) =>
    !isObject(value) || !isObject(argument)
      ? []
      : Object.entries(argument)
          .filter(([name]) => Object.hasOwn(value, name))
          .flatMap(([name, schema]) => validate(schema, value[name]!, `${path}.${name}`, root)),
  additionalProperties: (argument, value, { path, schema, root }) => {
    if (!isObject(value)) return [];
    const known = isObject(schema["properties"]) ? schema["properties"] : {};
    return Object.keys(value)
      .filter((name) => !Object.hasOwn(known, name))
      .flatMap((name) => validate(argument, value[name]!, `${path}.${name}`, root));
  },
  items: (argument, value, { path, schema, root }) => {
    if (!Array.isArray(value)) return [];
    const before = Array.isArray(schema["prefixItems"]) ? schema["prefixItems"].length : 0;
    return value
      .slice(before)
      .flatMap((item: Json, i) => validate(argument, item, `${path}[${before + i}]`, root));
  },
  prefixItems: (argument, value, { path, root }) =>
    Array.isArray(value) && Array.isArray(argument)
      ? argument
          .slice(0, value.length)
          .flatMap((schema: Json, i) => validate(schema, value[i], `${path}[${i}]`, root))
      : [],
  minItems: (argument, value, { path }) =>
    Array.isArray(value) && value.length < Number(argument) ? [`${path}: has too few items`] : [],
  maxItems: (argument, value, { path }) =>
    Array.isArray(value) && value.length > Number(argument) ? [`${path}: has too many items`] : [],
  propertyNames: (argument, value, { path, root }) =>
    isObject(value)
      ? Object.keys(value).flatMap((name) => validate(argument, name, `${path} key`, root))
      : [],
  anyOf: (argument, value, { path, root }) => {
    if (!Array.isArray(argument)) return [`${path}: anyOf is no list`];
    const results = argument.map((schema: Json) => validate(schema, value, path, root));
    if (results.some((found) => found.length === 0)) return [];
    return results.reduce((least, found) => (found.length < least.length ? found : least));
  },
  oneOf: (argument, value, { path, root }) => {
    if (!Array.isArray(argument)) return [`${path}: oneOf is no list`];
    const results = argument.map((schema: Json) => validate(schema, value, path, root));
    const matching = results.filter((found) => found.length === 0).length;
    if (matching === 1) return [];
    if (matching > 1) return [`${path}: matches ${matching} of the alternatives`];
    return results.reduce((least, found) => (found.length <= least.length ? found : least));
  },
  $ref: (argument, value, { path, root }) => {
    const name = /^#\/\$defs\/([\w-]+)$/.exec(String(argument))?.[1];
    const definitions = root["$defs"];
    const schema = name !== undefined && isObject(definitions) ? definitions[name] : undefined;
    if (schema === undefined) throw new TypeError(`${path}: ${String(argument)} is not defined`);
    return validate(schema, value, path, root);
  },
  minLength: (argument, value, { path }) =>
    typeof value === "string" && value.length < Number(argument) ? [`${path}: is too short`] : [],
  maxLength: (argument, value, { path }) =>
    typeof value === "string" && value.length > Number(argument) ? [`${path}: is too long`] : [],
  pattern: (argument, value, { path }) =>
    typeof value === "string" && !new RegExp(String(argument), "u").test(value)
      ? [`${path}: ${JSON.stringify(value)} does not match ${String(argument)}`]
      : [],
  minimum: bound("below", (value, limit) => value < limit),
  maximum: bound("above", (value, limit) => value > limit),
  exclusiveMinimum: bound("not above", (value, limit) => value <= limit),
  exclusiveMaximum: bound("not below", (value, limit) => value >= limit),
};

function bound(words: string, breaks: (value: number, limit: number) => boolean): Check {
  return (argument, value, { path }) =>
    typeof value === "number" && breaks(value, Number(argument))
      ? [`${path}: ${value} is ${words} ${Number(argument)}`]
      : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasType(value: Json, type: Json): boolean {
  return type === "integer" ? Number.isInteger(value) : typeOf(value) === type;
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  // NaN and infinities are no JSON numbers, and undefined is no JSON at all.
  if (typeof value === "number") return Number.isFinite(value) ? "number" : String(value);
  return typeof value;
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
