import type { ProgramPlace } from "../fetch-bytes.js";

/** Starts a worker: by the address of a module, or by a classic script in memory. */
export function startProgram(place: ProgramPlace, name = ""): Worker {
  if (typeof place === "string") return startModuleWorker(place, name);
  return begin(place, { name });
}

/**
 * Starts a worker whose program is a module at an address. It begins as a blob of the page, so that
 * it inherits the page's content security policy: a worker that is loaded from a plain host has none,
 * and could send what it is given anywhere.
 *
 * @param url absolute, of the page's own origin
 * @param name what the worker finds in its `name`
 */
export function startModuleWorker(url: string, name = ""): Worker {
  const program = new Blob([`import ${JSON.stringify(url)};`], { type: "text/javascript" });
  return begin(program, { type: "module", name });
}

function begin(program: Blob, options: WorkerOptions): Worker {
  const start = URL.createObjectURL(program);
  const worker = new Worker(start, options);
  // The program is fetched when the worker starts; a minute is enough for any network.
  setTimeout(() => URL.revokeObjectURL(start), 60_000);
  return worker;
}
