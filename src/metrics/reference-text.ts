import type { MetricReference } from "./estimate-types.js";

/** The canonical text of a reference: equal references give equal texts. */
export function formatReference(reference: MetricReference): string {
  if (reference.parameters.size === 0) return reference.id;
  const parts = [...reference.parameters].map(([name, value]) => `${name}=${quoted(value)}`);
  return `${reference.id}{${parts.join(",")}}`;
}

function quoted(value: string): string {
  return /^$|^[\s"]|\s$|[,{}\p{Cc}]/u.test(value) ? JSON.stringify(value) : value;
}
