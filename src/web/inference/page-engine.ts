/** The engine of a page as its worker names it; test/e2e/page-scorer.test.ts holds the two together. */
export const PAGE_ENGINE = "onnxruntime-web 1.30.0 (wasm)";
