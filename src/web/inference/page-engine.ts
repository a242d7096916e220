/** The engines of a page as its workers name them; test/e2e/page-scorer.test.ts holds the first to it. */
export const PAGE_ENGINE = "onnxruntime-web 1.30.0 (wasm)";
/** The same for the graphics processor; test/e2e/app-graphics.test.ts holds it to its worker. */
export const GRAPHICS_ENGINE = "onnxruntime-web 1.30.0 (webgpu)";
