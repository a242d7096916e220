/** An event of a stream. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * The whole events of a text; what has come of the last one is left for later.
 *
 * Source: HTML Standard, section 9.2.6, without ids and reconnection times.
 */
export function serverEvents(text: string): readonly ServerEvent[] {
  const events: ServerEvent[] = [];
  let event = "";
  let data: string[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  // What follows the last line feed is no line yet.
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (data.length > 0) events.push({ event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      continue;
    }
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
  return events;
}
