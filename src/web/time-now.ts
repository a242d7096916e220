/** The time, ISO 8601 to the second. */
export function timeNow(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
