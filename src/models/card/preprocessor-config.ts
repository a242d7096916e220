import { HomegroundError } from "../../core/errors.js";
import type { CardSources } from "./card-guesses.js";
import { type ConfigReader, type ConfigSize, createConfigReader } from "./config-reader.js";
import { type Frame, SIZE_FIELDS, sizeOf } from "./model-frame.js";

export const IMAGENET_MEAN = [0.485, 0.456, 0.406] as const;
export const IMAGENET_STD = [0.229, 0.224, 0.225] as const;

/** Fields of a card's input. */
type InputFields = Readonly<Record<string, unknown>>;

interface Preprocessor {
  readonly config: ConfigReader;
  /** Class of the processor; `""` where the file does not name it. */
  readonly type: string;
  readonly frame: Frame;
  /** Where it is said, for people. */
  readonly why: string;
  readonly where: string;
  readonly sources: CardSources;
}

/**
 * Reads the steps of Hugging Face's image processors: resize, cut the centre out or pad, rescale, normalise; each
 * may be off. What the file says counts. What changes pixels and no card can say is told as assumed.
 *
 * @param given the parsed file
 * @param own what holds where the file is silent, of a family whose own code makes the input; null: what the
 *   library commonly does
 * @param sources is told of each field
 * @throws HomegroundError `model/no-card` for a filter that no card can name, or means that are not one a channel
 */
export function readPreprocessor(
  given: unknown,
  frame: Frame,
  own: InputFields | null,
  where: string,
  sources: CardSources,
): InputFields {
  const config = createConfigReader(given);
  const type = config.text("image_processor_type") ?? config.text("feature_extractor_type") ?? "";
  const why = config.text("said_by") ?? "preprocessor_config.json beside the model";
  const from: Preprocessor = { config, type, frame, why, where, sources };
  const says = (keys: readonly string[]): boolean => own === null || keys.some(config.has);
  const isFitSaid = says(FIT_KEYS);
  const fit = isFitSaid ? readFit(from, own) : null;
  const fields = {
    ...own,
    ...fit?.size,
    ...(isFitSaid || config.has("resample") ? resizeOf(from, fit, own) : {}),
    ...(says(PIXEL_KEYS) ? pixelsOf(from) : {}),
    ...orderOf(from, own),
  };
  tellUnknown(from, fit);
  return fields;
}

const FIT_KEYS = ["do_resize", "size", "do_center_crop", "crop_size", "crop_pct"] as const;
const PIXEL_KEYS = [
  ...["do_rescale", "rescale_factor", "rescale_offset"],
  ...["do_normalize", "image_mean", "image_std"],
] as const;

/** Keys that are read, or that leave the pixels of a single picture as they are. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...FIT_KEYS,
  ...PIXEL_KEYS,
  ...["resample", "do_flip_channel_order", "include_top", "default_to_square", "max_size"],
  ...["image_processor_type", "feature_extractor_type", "processor_class", "said_by", "auto_map"],
  ...["return_tensors", "data_format", "input_data_format", "device", "disable_grouping"],
  ...["do_convert_rgb", "do_reduce_labels", "reduce_labels", "format", "model_input_names"],
  ...["do_convert_annotations", "ignore_index", "num_labels", "num_channels", "is_fast"],
  // A picture alone is padded to its own size.
  ...["do_pad", "pad_and_return_pixel_mask", "transformers_version"],
]);

/** How a picture comes into the frame. */
interface SaidFit {
  readonly size: NonNullable<Frame["size"]>;
  /** Fields of `resize` but rule and filter. */
  readonly fit: { readonly fit: string } & InputFields;
  /** What a card cannot say of it; null where it says all. */
  readonly but: string | null;
  readonly isStated: boolean;
}

function readFit(from: Preprocessor, own: InputFields | null): SaidFit {
  const { config, frame, why, sources } = from;
  const crops = config.flag("do_center_crop", config.has("crop_size"));
  const asked = sizeAsked(from, crops);
  const cut = crops ? sidesOf(config.size("crop_size")) : null;
  const implied = cut ?? (asked === null ? null : frameFor(asked));
  const declared = frame.size;
  if (declared !== null && implied !== null && asked?.kind !== "shorter") {
    const isOther = declared.height !== implied.height || declared.width !== implied.width;
    if (isOther) {
      const said = `${why} says ${implied.height} × ${implied.width}, and the model takes no other`;
      sources.assume(SIZE_FIELDS, `${declared.height} × ${declared.width}`, said);
    }
  }
  const size =
    implied === null && own !== null
      ? { height: Number(own["height"]), width: Number(own["width"]) }
      : sizeOf(frame, implied, why, sources);
  return { size, ...fitFor(from, asked, crops, size) };
}

type AskedSize = Exclude<ConfigSize, { readonly kind: "one" }>;

/** Processors that make a square of a size that is one number, and cut its centre out. */
const SQUARES = /^(DeiT|Beit|Data2Vec)/i;

/** What a size that is one number means depends on the processor. */
function sizeAsked({ config, type }: Preprocessor, crops: boolean): AskedSize | null {
  const size = config.size("size");
  if (size?.kind !== "one") return size;
  const { side } = size;
  const longest = config.number("max_size", 0);
  if (longest > 0) return { kind: "shorter", side, longest };
  const isShorter = config.has("crop_pct") || (crops && !SQUARES.test(type));
  return config.flag("default_to_square", !isShorter)
    ? { kind: "sides", height: side, width: side }
    : { kind: "shorter", side, longest: null };
}

function sidesOf(size: ConfigSize | null): Frame["size"] {
  if (size?.kind === "one") return { height: size.side, width: size.side };
  return size?.kind === "sides" ? { height: size.height, width: size.width } : null;
}

/** The frame that pictures of such a size go into, where nothing is cut. */
function frameFor(asked: AskedSize): NonNullable<Frame["size"]> {
  if (asked.kind !== "shorter") return { height: asked.height, width: asked.width };
  return { height: asked.side, width: asked.longest ?? asked.side };
}

type FitOnly = Omit<SaidFit, "size">;

function fitFor(
  { config, type }: Preprocessor,
  asked: AskedSize | null,
  crops: boolean,
  frame: NonNullable<Frame["size"]>,
): FitOnly {
  const stated = (fit: SaidFit["fit"]): FitOnly => ({ fit, but: null, isStated: true });
  const but = (fit: SaidFit["fit"], what: string): FitOnly => ({
    fit,
    but: what,
    isStated: false,
  });
  if (!config.flag("do_resize", true)) {
    return but(
      { fit: "stretch" },
      "it leaves pictures in their size, and those of another size than the input's are stretched here",
    );
  }
  if (asked === null) {
    const shorterSide = Math.min(frame.height, frame.width);
    const fit = crops ? { fit: "crop", shorterSide } : { fit: "stretch" };
    return { fit, but: null, isStated: false };
  }
  if (/^Perceiver/i.test(type) && crops) {
    return but({ fit: "stretch" }, "it cuts before it resizes, and no card can say that");
  }
  switch (asked.kind) {
    case "within":
      return stated(PADDED);
    case "sides": {
      const { height, width } = asked;
      const isSame = height === frame.height && width === frame.width;
      return stated(
        crops && !isSame
          ? { fit: "stretch-crop", resizedHeight: height, resizedWidth: width }
          : { fit: "stretch" },
      );
    }
    case "shorter": {
      if (asked.longest !== null) {
        return but(
          PADDED,
          "its input is as large as the picture asks for, and a card has one size: pictures of another shape become smaller here",
        );
      }
      const share = config.number("crop_pct", 0);
      if (share > 0) {
        // ConvNeXT's processor: larger than the frame and cut, or stretched from 384 on. PoolFormer's cuts always.
        return stated(
          asked.side < 384 || crops
            ? { fit: "crop", shorterSide: Math.floor(asked.side / share) }
            : { fit: "stretch" },
        );
      }
      const shorterSide = /^Levit/i.test(type) ? Math.floor((256 / 224) * asked.side) : asked.side;
      const fit = { fit: "crop", shorterSide };
      return crops
        ? stated(fit)
        : but(
            fit,
            "it keeps the whole picture, and here what the input has no room for is cut off",
          );
    }
  }
}

/** As DETR's processors do it: at the top left, and zeros below and to the right once values are normalised. */
const PADDED = {
  fit: "letterbox-topleft",
  padValue: 0,
  padStage: "after-normalisation",
  sizeRounding: "floor",
  padRounding: "floor",
  minimumSide: 1,
  upscale: true,
} as const;

/** Filters by Pillow's numbers. */
const FILTERS = ["nearest", "lanczos", "bilinear", "bicubic", "box"] as const;

function resizeOf(from: Preprocessor, said: SaidFit | null, own: InputFields | null): InputFields {
  const { config, why, where, sources } = from;
  const given = config.text("resample") ?? config.number("resample", 2);
  const filter = typeof given === "number" ? FILTERS[given] : FILTERS.find((one) => one === given);
  if (filter === undefined) throw impossible(`asks for resampling ${given}`, where);
  const before = own?.["resize"];
  const isRule = config.has("resample") || before === undefined;
  const how = isRule ? { rule: "pillow", filter, antialias: true } : ruleOf(before);
  const resize = { ...(said === null ? { ...Object(before), ...how } : { ...how, ...said.fit }) };
  const isStated = said?.isStated === true && config.has("resample");
  const value = `${resize.fit}, ${how.filter}, by ${how.rule === "pillow" ? "Pillow's" : "OpenCV's"} rule`;
  if (isStated) sources.state(["input.resize"], value, why);
  else {
    const open = `${why} leaves it open; its library commonly does so`;
    sources.assume(["input.resize"], value, said?.but == null ? open : `${why}: ${said.but}`);
  }
  return { resize };
}

function ruleOf(
  resize: unknown,
): { readonly rule: unknown; readonly filter: unknown } & InputFields {
  const { rule, filter, antialias } = resize as InputFields;
  return { rule, filter, antialias };
}

function impossible(what: string, where: string): HomegroundError {
  return new HomegroundError("model/no-card", {
    what: `preprocessor_config.json ${what}`,
    where,
    fix: "Write a model card, with what comes nearest",
  });
}

function pixelsOf({ config, type, frame, why, where, sources }: Preprocessor): InputFields {
  const say = (isStated: boolean, field: string, values: readonly number[], by: string): void => {
    const value = values.join(by);
    if (isStated) sources.state([field], value, why);
    else sources.assume([field], value, `${why} leaves it open; its library commonly does so`);
  };
  const rescales = config.flag("do_rescale", true);
  const factor = rescales ? config.number("rescale_factor", 1 / 255) : 1;
  const shift = config.flag("rescale_offset", false) ? -1 : 0;
  const scaleRange = [shift, 255 * factor + shift];
  say(!rescales || config.has("rescale_factor"), "input.scaleRange", scaleRange, " to ");

  // MobileViT's processors have no such step.
  const isPlain = /^MobileViT/i.test(type) && !config.has("image_mean");
  const normalises = config.flag("do_normalize", !isPlain);
  const perChannel = (key: "image_mean" | "image_std", usual: readonly number[]) => {
    const values = config.numbers(key) ?? usual;
    if (values.length === 1 || values.length === frame.channels) return values;
    const [first = 0] = values;
    if (frame.channels === 1 && values.every((value) => value === first)) return [first];
    const channels = frame.channels === 1 ? "1 channel" : `${frame.channels} channels`;
    throw impossible(
      `has ${values.length} values as ${key}, and the model takes ${channels}`,
      where,
    );
  };
  const mean = normalises ? perChannel("image_mean", IMAGENET_MEAN) : [0];
  const once = normalises ? perChannel("image_std", IMAGENET_STD) : [1];
  // EfficientNet's processor divides by the deviation a second time for classification.
  const std = config.flag("include_top", false) ? once.map((value) => value * value) : once;
  say(!normalises || config.numbers("image_mean") !== null, "input.mean", mean, ", ");
  say(!normalises || config.numbers("image_std") !== null, "input.std", std, ", ");
  return { scaleRange, mean, std };
}

/** Processors of Transformers take RGB, but where they flip it. */
function orderOf({ config, type, frame, why, sources }: Preprocessor, own: InputFields | null) {
  if (frame.channels === 1) return { channelOrder: "grey" };
  if (own !== null && type === "" && !config.has("do_flip_channel_order")) return {};
  const channelOrder = config.flag("do_flip_channel_order", false) ? "BGR" : "RGB";
  sources.state(["input.channelOrder"], channelOrder, why);
  return { channelOrder };
}

/** What the file has beside that, but for what is off. */
function tellUnknown({ config, why, sources }: Preprocessor, fit: SaidFit | null): void {
  const isPadded = fit?.fit.fit === PADDED.fit;
  const unknown = config
    .keys()
    .filter((key) => !HARMLESS.has(key) && !key.startsWith("_") && config.isOn(key))
    .filter((key) => !(isPadded && key === "pad_size"));
  if (config.has("size") && config.size("size") === null) unknown.unshift("size");
  if (unknown.length === 0) return;
  const what = unknown.map((key) => `${key} ${config.shown(key)}`).join(", ");
  const but = "no card can say that, and pictures may be made in another way";
  sources.assume(["input"], what, `${why} has it; ${but}`);
}
