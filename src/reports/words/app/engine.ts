/** Words of what a model runs on: WebAssembly, or the graphics processor after a check. */

export const ENGINE = {
  title: "What computes",
  wasm: "WebAssembly in this browser: the numbers of the command line.",
  choose: "Use the graphics processor (faster for large models; checked first)",
  hint: (v: { images: string; size: string }) =>
    `Your first ${v.images} images are scored both ways and compared. If an answer differs, it is not used and the run says so. Choosing it loads ${v.size} more from where this page came from; the counter of requests shows it.`,
  name: (v: { name: string }) => `Your browser calls it: ${v.name}`,
  software:
    "This browser has no graphics processor and only acts as if: that is slower. Leave it off.",
  loading: "Loading its program",
  loaded: "Its program is loaded.",
  notLoaded: "Its program could not be loaded. The run will use WebAssembly, and say so.",
  engine: {
    wasm: (v: { workers: string | null }) =>
      v.workers === null ? "engine: WebAssembly" : `engine: WebAssembly, ${v.workers} at a time`,
    checking: (v: { images: string }) => `checking the graphics processor on ${v.images} images`,
    webgpu: "engine: graphics processor (WebGPU), checked",
    refused: "engine: WebAssembly; the graphics processor did not pass the check",
    lost: "engine: WebAssembly, since the graphics processor stopped",
  },
  memory: {
    measured: (v: { size: string }) => `memory: ${v.size}, as the browser measures it`,
    estimated: (v: { size: string }) => `memory: up to about ${v.size}, estimated`,
  },
  fewer: (v: { workers: string }) => `Go on with ${v.workers} at a time`,
  note: {
    checked: (v: { images: string; largest: string }) =>
      `Scored with WebGPU, checked against WebAssembly on ${v.images}: largest difference ${v.largest}, no answer changed`,
    refused: (v: { images: string; largest: string; changed: string; failed: string }) =>
      `Scored with WebAssembly: the check of WebGPU on ${v.images} did not pass: largest difference ${v.largest} (allowed: 1e-3), ${v.changed} answers changed, ${v.failed} not answered`,
    broken: (v: { why: string }) =>
      `Scored with WebAssembly: WebGPU was chosen and could not be used: ${v.why}`,
    nothing: "Scored with WebAssembly: no image could be read on which WebGPU could be checked",
    lost: (v: { by: string; after: string; why: string }) =>
      `WebGPU stopped; ${v.after} scored with WebAssembly and ${v.by} with WebGPU before: ${v.why}`,
  },
} as const;
