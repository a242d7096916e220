import type { Sentence } from "../core/sentence.js";

/** A form in which models are kept that is not ONNX, and how its owner makes ONNX of it. */
export interface ForeignModel {
  /** Follows "the file is" or "the folder is". */
  readonly what: string;
  /** Endings of names, lower case, without the dot. */
  readonly endings: readonly string[];
  /** Names inside a folder that is one model, all of which are there; absent where it is one file. */
  readonly inFolder?: readonly string[];
  /** Whether the first bytes are of it; absent where only the name tells. */
  readonly isIt?: (head: Uint8Array) => boolean;
  /** The way to ONNX, an imperative. @param file as it is written in a command */
  readonly toOnnx: (file: string) => Sentence;
}

const HEAD = 4096;

/** The start of a file as text, a character a byte. */
export function headOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, HEAD));
}

function isZip(bytes: Uint8Array): boolean {
  return headOf(bytes).startsWith("PK\x03\x04");
}

const python = (code: string): string => `python -c '${code}'`;

function fromTorch(file: string): string {
  return (
    `Export it where it was trained. Of an Ultralytics YOLO: yolo export model=${file} format=onnx. ` +
    "Of any other, in Python with the code that made it: " +
    'torch.onnx.export(model, example, "model.onnx"). Nothing in it is executed here'
  );
}

const fromKeras = (file: string): string =>
  `Run, with Keras 3: ${python(`import keras; keras.saving.load_model("${file}").export("model.onnx", format="onnx")`)}`;

/** The first whose bytes fit is taken, then the first whose ending fits. */
const FOREIGN_MODELS: readonly ForeignModel[] = [
  {
    what: "a PyTorch file (a zip with a pickle inside)",
    endings: ["pt", "pth", "ckpt", "torchscript", "pt2"],
    isIt: (head) => isZip(head) && /data\.pkl/.test(headOf(head)),
    toOnnx: fromTorch,
  },
  {
    what: "a Keras file (.keras)",
    endings: ["keras"],
    isIt: (head) =>
      isZip(head) && /(config\.json|model\.weights\.h5|metadata\.json)/.test(headOf(head)),
    toOnnx: fromKeras,
  },
  {
    what: "an HDF5 file, as Keras writes (.h5)",
    endings: ["h5", "hdf5"],
    isIt: (head) => headOf(head).startsWith("\x89HDF"),
    toOnnx: fromKeras,
  },
  {
    what: "a TensorFlow Lite model",
    endings: ["tflite"],
    isIt: (head) => headOf(head.subarray(4, 8)) === "TFL3",
    toOnnx: (file) => `Run: python -m tf2onnx.convert --tflite ${file} --output model.onnx`,
  },
  {
    what: "a TensorFlow SavedModel",
    endings: [],
    inFolder: ["saved_model.pb"],
    toOnnx: (folder) =>
      `Run: python -m tf2onnx.convert --saved-model ${folder} --output model.onnx`,
  },
  {
    what: "a TensorFlow graph (.pb)",
    endings: ["pb"],
    toOnnx: (file) =>
      `Run: python -m tf2onnx.convert --graphdef ${file} --inputs INPUT:0 --outputs OUTPUT:0 --output model.onnx, with the names of its input and output`,
  },
  {
    what: "a model in ONNX Runtime's own format (.ort)",
    endings: ["ort"],
    isIt: (head) => headOf(head.subarray(4, 8)) === "ORTM",
    toOnnx: () => "Name the .onnx file that it was made from",
  },
  {
    what: "a GGUF file",
    endings: ["gguf"],
    isIt: (head) => headOf(head).startsWith("GGUF"),
    toOnnx: () => "Name a vision model that is exported to ONNX",
  },
  {
    what: "a safetensors file: weights without the network around them",
    endings: ["safetensors"],
    // Eight bytes of header length, little-endian, then a JSON object of that length.
    isIt: (head) =>
      head.length > 9 && head.subarray(3, 8).every((byte) => byte === 0) && head[8] === 0x7b,
    toOnnx: () =>
      "Of a model of the Hugging Face Hub, run: optimum-cli export onnx --model FOLDER onnx/, with the folder that it lies in. " +
      'Of any other, load the weights into their model in Python and write torch.onnx.export(model, example, "model.onnx")',
  },
  {
    what: "a Python pickle, as older PyTorch writes",
    endings: ["pkl", "pickle"],
    isIt: ([first = 0, second = 0]) => first === 0x80 && second >= 2 && second <= 5,
    toOnnx: fromTorch,
  },
  {
    what: "a Core ML model",
    endings: ["mlmodel", "mlpackage"],
    inFolder: ["Manifest.json", "Data"],
    toOnnx: (file) =>
      "Export the model that it was made from to ONNX. Of an older .mlmodel of a neural network, run: " +
      python(
        `import coremltools, onnxmltools; onnxmltools.utils.save_model(onnxmltools.convert_coreml(coremltools.utils.load_spec("${file}")), "model.onnx")`,
      ),
  },
  {
    what: "a TensorRT engine, built for one graphics processor",
    endings: ["engine", "trt", "plan"],
    toOnnx: () =>
      "Nothing makes ONNX of an engine: name the .onnx file that it was built from. Of an Ultralytics YOLO, run: yolo export model=best.pt format=onnx",
  },
  {
    what: "a PaddlePaddle model",
    endings: ["pdmodel", "pdiparams"],
    toOnnx: (file) =>
      `Run: paddle2onnx --model_dir . --model_filename ${file.replace(/\.pdiparams$/, ".pdmodel")} --params_filename ${file.replace(/\.pdmodel$/, ".pdiparams")} --save_file model.onnx`,
  },
];

/** The form that the first bytes are of; null for none. */
export function foreignByContent(head: Uint8Array): ForeignModel | null {
  return FOREIGN_MODELS.find(({ isIt }) => isIt?.(head) === true) ?? null;
}

/** The form that a name promises; null for none. */
export function foreignByName(path: string): ForeignModel | null {
  const ending = /\.([^./\\]+)[/\\]*$/.exec(path)?.[1]?.toLowerCase();
  if (ending === undefined) return null;
  return FOREIGN_MODELS.find(({ endings }) => endings.includes(ending)) ?? null;
}

/** The form of which a folder is one model. @param names of what lies directly inside */
export function foreignFolder(names: ReadonlySet<string>): ForeignModel | null {
  return (
    FOREIGN_MODELS.find(({ inFolder }) => inFolder?.every((name) => names.has(name)) === true) ??
    null
  );
}

/** How to make ONNX of it, with the file's own name in the command. */
export function toOnnx({ toOnnx: way }: ForeignModel, path: string): Sentence {
  const name =
    path
      .replace(/[/\\]+$/, "")
      .split(/[/\\]/)
      .at(-1) ?? path;
  return way(/^[\w.+@%=-]+$/.test(name) ? name : "FILE");
}
