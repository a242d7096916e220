/** Made by scripts/build/demo-model.ts from assets/demo when Vite meets this import. */
declare module "virtual:demo-model" {
  /** The model of the built-in example: its bytes in base64, its card, and what it did at home. */
  export const DEMO_MODEL: {
    readonly onnx: string;
    readonly card: string;
    readonly right: number;
    readonly images: number;
  };
}
