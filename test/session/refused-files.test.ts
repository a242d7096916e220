import { describe, expect, it } from "vitest";
import { sortFiles } from "../../src/session/intake.js";
import { createPageFileAccess } from "../../src/web/files/blob-access.js";

type Files = Readonly<Record<string, string | Uint8Array>>;

async function sorted(files: Files) {
  const page = new Map(
    Object.entries(files).map(([path, content]) => {
      const blob = new Blob([typeof content === "string" ? content : Uint8Array.from(content)]);
      return [path, { sizeBytes: blob.size, blob }] as const;
    }),
  );
  const access = createPageFileAccess(page);
  const listed = [];
  for await (const file of access.list("")) listed.push(file);
  return sortFiles(access, listed);
}

const hex = (text: string): Uint8Array => Buffer.from(text, "hex");

describe("a file that is of no use says why, and what to do", () => {
  it.each<[string, string | Uint8Array, RegExp, RegExp]>([
    ["best.pt", hex("504b030400000000"), /PyTorch/, /yolo export model=best\.pt format=onnx/],
    ["net.h5", hex("894844460d0a1a0a"), /Keras/, /\.export\("model\.onnx"/],
    ["net.tflite", hex("1c00000054464c33"), /TensorFlow Lite/, /tf2onnx\.convert --tflite/],
    ["a.mlmodel", hex("0804"), /Core ML/, /convert_coreml/],
    ["best.engine", hex("0102"), /TensorRT/, /\.onnx/],
    ["w.safetensors", hex("58000000000000007b22"), /safetensors/, /optimum-cli/],
    ["clip.mp4", hex("00000018667479706d703432"), /video/, /ffmpeg/],
    ["photo.heic", hex("000000186674797068656963"), /HEIC/, /JPEG/],
    ["photos.tar", "x", /archive/, /Unpack/],
    ["photos.rar", "x", /archive/, /Unpack/],
    ["IMG_1", hex("ffd8ffe000104a46"), /an image/, /ending/],
    ["table.xlsx", hex("504b030414000600"), /spreadsheet/, /CSV/],
    ["odd.dat", hex("6c6162656c2c0000ff2c0a00"), /no kind that is known/, /Drop images/],
    ["empty.csv", "", /empty/, /Give one of/],
  ])("%s", async (path, content, what, fix) => {
    const { refused, files } = await sorted({ [path]: content, "a.png": "x" });
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ path });
    expect(refused[0]!.what).toMatch(what);
    expect(refused[0]!.fix).toMatch(fix);
    expect(files.map(({ role }) => role)).toEqual(["other"]);
  });

  it("and a folder that is a model is one thing", async () => {
    const { refused, files } = await sorted({
      "net/saved_model.pb": hex("0801"),
      "net/keras_metadata.pb": hex("0801"),
      "net/variables/variables.index": hex("0001"),
    });
    expect(refused).toEqual([
      {
        path: "net",
        what: "it is a TensorFlow SavedModel",
        fix: "Run: python -m tf2onnx.convert --saved-model net --output model.onnx",
      },
    ]);
    expect(files.every(({ role }) => role === "other")).toBe(true);
  });

  it("but not what a system leaves behind, nor weights and notes beside a model", async () => {
    const { refused } = await sorted({
      ".DS_Store": hex("0000"),
      "Thumbs.db": hex("d0cf11e0"),
      "__MACOSX/._a.png": hex("0005"),
      "m.onnx": hex("0801"),
      "m.onnx.data": hex("0001"),
      "README.md": "about",
      "labels.txt": "a\nb\n",
    });
    expect(refused).toEqual([]);
  });
});

describe("what is about a model", () => {
  const role = async (path: string, text: string) =>
    (await sorted({ [path]: text })).files[0]?.role;
  const labels = Array.from({ length: 900 }, (_, i) => `a kind with a long name ${i}`);

  it.each([
    ["its mark is far from the start", { labels, card: "homeground.model-card/1", input: {} }],
    ["it has no mark", { name: "birds", task: "classification", labels: ["a"], input: {} }],
  ])("is a card, never labels: %s", async (_name, card) => {
    expect(await role("birds.json", JSON.stringify(card))).toBe("card");
  });

  it.each([
    ["config.json", { architectures: ["ViT"], model_type: "vit", id2label: { 0: "a" } }],
    ["preprocessor_config.json", { image_mean: [0.5, 0.5, 0.5], size: 224 }],
    ["timm.json", { architecture: "resnet18", pretrained_cfg: {} }],
  ])("is a configuration, never labels: %s", async (path, config) => {
    expect(await role(path, JSON.stringify(config))).toBe("config");
  });
});
