/**
 * What a number or a text of our JSON files may be. The compiler sees numbers and strings; the published
 * JSON Schemas take their ranges and patterns from the tags here.
 */

/**
 * @asType integer
 * @minimum 0
 */
export type Count = number;

/**
 * @asType integer
 * @minimum 1
 */
export type PositiveCount = number;

/**
 * @minimum 0
 * @maximum 1
 */
export type Share = number;

/**
 * Of an interval, between 0 and 1: 0.95.
 * @exclusiveMinimum 0
 * @exclusiveMaximum 1
 */
export type Level = number;

/** @minLength 1 */
export type NonEmptyText = string;

/**
 * SHA-256 as 64 lower-case hexadecimal digits.
 * @pattern ^[0-9a-f]{64}$
 */
export type Sha256 = string;

/**
 * Of an error or a warning: `interval/few-units`.
 * @pattern ^[a-z0-9-]+/[a-z0-9-]+$
 */
export type Code = string;

/**
 * A metric, id or id{key=value,…}: `recall{class=deer}`.
 * @pattern ^[a-z0-9-]+(\{[\s\S]+\})?$
 */
export type MetricText = string;
