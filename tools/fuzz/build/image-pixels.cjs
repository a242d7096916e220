var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// <stdin>
var stdin_exports = {};
__export(stdin_exports, {
  fuzz: () => fuzz,
  seeds: () => seeds
});
module.exports = __toCommonJS(stdin_exports);

// ../../src/core/errors.ts
var HomegroundError = class extends Error {
  name = "HomegroundError";
  code;
  what;
  where;
  fix;
  constructor(code, parts) {
    const options = parts.cause === void 0 ? void 0 : { cause: parts.cause };
    super(`${parts.what} \u2014 ${parts.where} \u2014 ${parts.fix}`, options);
    this.code = code;
    this.what = parts.what;
    this.where = parts.where;
    this.fix = parts.fix;
  }
  toJSON() {
    return { code: this.code, what: this.what, where: this.where, fix: this.fix };
  }
};
function isHomegroundError(value) {
  return value instanceof Error && value.name === "HomegroundError" && "code" in value;
}

// harness.js
function fuzzWith(run3) {
  return (given) => {
    const bytes = new Uint8Array(given);
    try {
      const result = run3(bytes);
      return result instanceof Promise ? result.then(() => {
      }, expected) : void 0;
    } catch (error) {
      return expected(error);
    }
  };
}
function expected(error) {
  if (isHomegroundError(error) && error.code !== "internal/bug") return;
  throw error;
}

// ../../src/images/image-errors.ts
function invalidImage(what, where, cause) {
  const fix = "Save the image again from its source, or leave it out";
  return new HomegroundError("image/invalid", { what, where, fix, cause });
}
function truncatedImage(what, where) {
  const fix = "Copy the file again from where it came; the copy is not whole";
  return new HomegroundError("image/truncated", { what, where, fix });
}
function unsupportedImage(what, where, fix) {
  return new HomegroundError("image/unsupported", { what, where, fix });
}
function checkSides(widthPx, heightPx, limits, where) {
  if (widthPx < 1 || heightPx < 1) {
    throw invalidImage(`the picture is ${widthPx} \xD7 ${heightPx} pixels`, where);
  }
  if (widthPx * heightPx <= limits.maxPixels) return;
  throw new HomegroundError("image/too-large", {
    what: `the picture is ${widthPx} \xD7 ${heightPx} pixels, more than ${limits.maxPixels}`,
    where,
    fix: "Cut or shrink it beforehand, or raise the limit of pixels"
  });
}

// ../../src/images/bmp.ts
function readBmpHeader(bytes, limits) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint8(14);
  const isOs2 = headerBytes === 12;
  const headerEnd = 14 + headerBytes;
  if (headerEnd > bytes.length) throw truncatedImage("the file ends inside its header", "BMP");
  const widthPx = isOs2 ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isOs2 ? view.getUint16(20, true) : view.getInt32(22, true);
  const heightPx = Math.abs(signedHeight);
  checkSides(widthPx, heightPx, limits, "BMP, byte 18");
  const bits2 = view.getUint16(isOs2 ? 24 : 28, true);
  const compression = isOs2 ? 0 : view.getUint32(30, true);
  const hasMasks = compression === 3 || compression === 6;
  if (![1, 4, 8, 16, 24, 32].includes(bits2) || hasMasks && bits2 !== 16 && bits2 !== 32) {
    throw invalidImage(`${bits2} bits a pixel`, "BMP, byte 28");
  }
  if (compression !== 0 && !hasMasks) {
    throw unsupportedImage("BMP with compression is not read", "BMP, byte 30", "Save it as PNG");
  }
  const maskStart = 54;
  const maskCount = hasMasks ? headerBytes >= 56 || compression === 6 ? 4 : 3 : 0;
  if (maskStart + 4 * maskCount > bytes.length && hasMasks) {
    throw truncatedImage("the file ends inside its header", "BMP, byte 54");
  }
  const mask = (i2) => i2 < maskCount ? view.getUint32(maskStart + 4 * i2, true) : 0;
  const paletteStep = isOs2 ? 3 : 4;
  const used = isOs2 ? 0 : view.getUint32(46, true);
  const colours = bits2 > 8 ? 0 : used === 0 ? 2 ** bits2 : Math.min(used, 2 ** bits2);
  const paletteStart = headerEnd + (headerBytes === 40 ? 4 * maskCount : 0);
  const pixelStart = view.getUint32(10, true);
  const rowBytes = Math.ceil(widthPx * bits2 / 32) * 4;
  if (pixelStart + rowBytes * heightPx > bytes.length || paletteStart + colours * paletteStep > bytes.length) {
    throw truncatedImage("the file ends before its pixels do", `BMP, byte ${pixelStart}`);
  }
  return {
    format: "bmp",
    widthPx,
    heightPx,
    bits: bits2,
    isTopDown: signedHeight < 0,
    masks: hasMasks ? [mask(0), mask(1), mask(2), mask(3)] : bits2 === 16 ? RGB555 : RGB888,
    palette: bytes.subarray(paletteStart, paletteStart + colours * paletteStep),
    paletteStep,
    pixelStart
  };
}
var RGB555 = [31744, 992, 31, 0];
var RGB888 = [16711680, 65280, 255, 0];
function decodeBmp(bytes, header) {
  const { widthPx, heightPx, bits: bits2, masks, pixelStart } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasAlpha = bits2 > 8 && masks[3] !== 0;
  const channels = hasAlpha ? 4 : 3;
  const fields = masks.slice(0, channels).map(readMask);
  const rowBytes = Math.ceil(widthPx * bits2 / 32) * 4;
  const data = new Uint8Array(widthPx * heightPx * channels);
  let to = 0;
  for (let y = 0; y < heightPx; y++) {
    const row = pixelStart + (header.isTopDown ? y : heightPx - 1 - y) * rowBytes;
    for (let x2 = 0; x2 < widthPx; x2++) {
      if (bits2 <= 8) {
        const shift = 8 - bits2 - x2 * bits2 % 8;
        const index = bytes[row + Math.floor(x2 * bits2 / 8)] >> shift & 2 ** bits2 - 1;
        const colour = index * header.paletteStep;
        for (let c = 2; c >= 0; c--) data[to++] = header.palette[colour + c] ?? 0;
      } else if (bits2 === 24) {
        for (let c = 2; c >= 0; c--) data[to++] = bytes[row + 3 * x2 + c];
      } else {
        const at = row + x2 * bits2 / 8;
        const value = bits2 === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
        for (const { mask, shift, max: max2 } of fields) {
          data[to++] = max2 === 0 ? 0 : Math.round(((value & mask) >>> shift) * 255 / max2);
        }
      }
    }
  }
  return { widthPx, heightPx, channels, bitDepth: 8, data };
}
function readMask(mask) {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  return { mask, shift, max: mask >>> shift };
}

// ../../src/images/jpeg-bits.ts
function huffmanTable(counts, symbols) {
  const table = new Uint16Array(65536);
  let code = 0;
  let next = 0;
  for (let length = 1; length <= 16; length++) {
    for (let i2 = 0; i2 < counts[length - 1]; i2++) {
      const from = code << 16 - length;
      const to = from + (1 << 16 - length);
      if (to > 65536) throw invalidImage("a Huffman table with too many codes", "JPEG");
      table.fill(length << 8 | symbols[next++], from, to);
      code++;
    }
    code <<= 1;
  }
  return table;
}
function createBitReader(bytes, start) {
  let at = start;
  let buffer = 0;
  let held = 0;
  let invented = 0;
  function fill(count) {
    while (held < count) {
      let byte = bytes[at] ?? 255;
      if (byte === 255) {
        if (bytes[at] === 255 && bytes[at + 1] === 0) {
          at += 2;
        } else {
          byte = 0;
          invented += 8;
        }
      } else {
        at++;
      }
      buffer = (buffer << 8 | byte) & 16777215;
      held += 8;
    }
  }
  function bits2(count) {
    if (count === 0) return 0;
    fill(count);
    held -= count;
    return buffer >> held & (1 << count) - 1;
  }
  return {
    bits: bits2,
    symbol(table) {
      fill(16);
      const entry = table[buffer >> held - 16 & 65535];
      if (entry === 0) throw invalidImage("a code that is in no Huffman table", `JPEG, byte ${at}`);
      held -= entry >> 8;
      return entry & 255;
    },
    signed(size) {
      const value = bits2(size);
      return size > 0 && value < 1 << size - 1 ? value - (1 << size) + 1 : value;
    },
    check() {
      if (invented <= held) return;
      throw truncatedImage("pixels are missing: the scan stops before its end", `JPEG, byte ${at}`);
    },
    end: () => at
  };
}

// ../../src/images/jpeg-blocks.ts
function blockDecoder(scan, reader) {
  const { components, first, last, low } = scan;
  const refine = 1 << low;
  let endOfBand = 0;
  function tableOf(index, kind) {
    const table = components[index][kind];
    if (table === void 0) throw invalidImage("a missing Huffman table", "JPEG");
    return table;
  }
  function decodeDc(index) {
    const { component } = components[index];
    component.predictor += reader.signed(reader.symbol(tableOf(index, "dc")));
    return component.predictor;
  }
  function whole2(index, block) {
    const { coefficients } = components[index].component;
    coefficients[block] = decodeDc(index);
    const table = tableOf(index, "ac");
    for (let k = 1; k < 64; k++) {
      const symbol = reader.symbol(table);
      const size = symbol & 15;
      if (size === 0 && symbol !== 240) return;
      k += symbol >> 4;
      if (size > 0 && k < 64) coefficients[block + k] = reader.signed(size);
    }
  }
  function firstDc(index, block) {
    components[index].component.coefficients[block] = decodeDc(index) << low;
  }
  function nextDc(index, block) {
    const { coefficients } = components[index].component;
    if (reader.bits(1) === 1) coefficients[block] = coefficients[block] | refine;
  }
  function firstAc(index, block) {
    if (endOfBand > 0) {
      endOfBand--;
      return;
    }
    const { coefficients } = components[index].component;
    const table = tableOf(index, "ac");
    for (let k = first; k <= last; k++) {
      const symbol = reader.symbol(table);
      const run3 = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run3 < 15) {
        endOfBand = (1 << run3) - 1 + reader.bits(run3);
        return;
      }
      k += run3;
      if (size > 0 && k <= last) coefficients[block + k] = reader.signed(size) << low;
    }
  }
  function nextAc(index, block) {
    const { coefficients } = components[index].component;
    const table = tableOf(index, "ac");
    let k = first;
    while (endOfBand === 0 && k <= last) {
      const symbol = reader.symbol(table);
      let zeros = symbol >> 4;
      let fresh = 0;
      if ((symbol & 15) > 0) {
        fresh = reader.bits(1) === 1 ? refine : -refine;
      } else if (zeros < 15) {
        endOfBand = (1 << zeros) + reader.bits(zeros);
        break;
      }
      for (; k <= last; k++) {
        if (coefficients[block + k] !== 0) refineOne(coefficients, block + k);
        else if (zeros-- === 0) break;
      }
      if (fresh !== 0 && k <= last) coefficients[block + k] = fresh;
      k++;
    }
    if (endOfBand === 0) return;
    for (; k <= last; k++) {
      if (coefficients[block + k] !== 0) refineOne(coefficients, block + k);
    }
    endOfBand--;
  }
  function refineOne(coefficients, at) {
    const value = coefficients[at];
    if (reader.bits(1) === 1 && (value & refine) === 0) {
      coefficients[at] = value + (value > 0 ? refine : -refine);
    }
  }
  if (!scan.isProgressive) return whole2;
  if (first === 0) return scan.high === 0 ? firstDc : nextDc;
  return scan.high === 0 ? firstAc : nextAc;
}

// ../../src/images/jpeg-coefficients.ts
function readCoefficients(bytes) {
  const tables = { dc: /* @__PURE__ */ new Map(), ac: /* @__PURE__ */ new Map() };
  const steps = /* @__PURE__ */ new Map();
  let components = [];
  let isProgressive = false;
  let restartInterval = 0;
  let at = 2;
  for (; ; ) {
    at = bytes.indexOf(255, at);
    const code = at < 0 ? void 0 : bytes[at + 1];
    if (code === void 0 || code === 217) break;
    if (code === 0 || code === 255 || code >= 208 && code <= 216) {
      at += code === 255 ? 1 : 2;
      continue;
    }
    const length = bytes[at + 2] * 256 + bytes[at + 3];
    const segment2 = bytes.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (at > bytes.length) throw truncatedImage("the file ends inside a segment", "JPEG");
    if (code === 219) readSteps(segment2, steps);
    else if (code === 196) readTables(segment2, tables);
    else if (code === 221) restartInterval = segment2[0] * 256 + segment2[1];
    else if (code >= 192 && code <= 194) {
      isProgressive = code === 194;
      components = readFrame(segment2);
    } else if (code === 218) {
      const scan = readScan(segment2, components, tables, isProgressive);
      at = decodeScan(bytes, at, scan, components, restartInterval);
    }
  }
  return components.map((component) => {
    const own = steps.get(component.table);
    if (own === void 0) throw invalidImage("a missing quantisation table", "JPEG");
    return { ...component, steps: own };
  });
}
function readSteps(segment2, steps) {
  for (let at = 0; at < segment2.length; ) {
    const head = segment2[at++];
    const size = head >> 4 === 0 ? 1 : 2;
    const values = Uint16Array.from({ length: 64 }, (_, i2) => {
      const place = at + i2 * size;
      return size === 1 ? segment2[place] : segment2[place] * 256 + segment2[place + 1];
    });
    steps.set(head & 15, values);
    at += 64 * size;
  }
}
function readTables(segment2, tables) {
  for (let at = 0; at + 17 <= segment2.length; ) {
    const head = segment2[at];
    const counts = segment2.subarray(at + 1, at + 17);
    const n = counts.reduce((sum, count) => sum + count, 0);
    const symbols = segment2.subarray(at + 17, at + 17 + n);
    if (symbols.length < n) throw invalidImage("a Huffman table that is too short", "JPEG");
    tables[head >> 4 === 0 ? "dc" : "ac"].set(head & 15, huffmanTable(counts, symbols));
    at += 17 + n;
  }
}
function readFrame(segment2) {
  const height = segment2[1] * 256 + segment2[2];
  const width = segment2[3] * 256 + segment2[4];
  const parts = Array.from({ length: segment2[5] }, (_, i2) => {
    const [id = 0, sampling = 0, table = 0] = segment2.subarray(6 + 3 * i2, 9 + 3 * i2);
    return { id, table, across: sampling >> 4, down: sampling & 15 };
  });
  if (parts.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) {
    throw invalidImage("a sampling factor outside 1 to 4", "JPEG");
  }
  const maxAcross = Math.max(...parts.map(({ across }) => across));
  const maxDown = Math.max(...parts.map(({ down }) => down));
  return parts.map((part) => {
    const blocksPerRow = Math.ceil(width / (8 * maxAcross)) * part.across;
    const blocksDown = Math.ceil(height / (8 * maxDown)) * part.down;
    return {
      ...part,
      widthPx: Math.ceil(width * part.across / maxAcross),
      heightPx: Math.ceil(height * part.down / maxDown),
      blocksPerRow,
      blocksDown,
      coefficients: new Int16Array(64 * blocksPerRow * blocksDown),
      steps: new Uint16Array(64),
      predictor: 0
    };
  });
}
function readScan(segment2, components, tables, isProgressive) {
  const n = segment2[0] ?? 0;
  const [first = 0, last = 63, bits2 = 0] = segment2.subarray(1 + 2 * n, 4 + 2 * n);
  const chosen = Array.from({ length: n }, (_, i2) => {
    const component = components.find(({ id }) => id === segment2[1 + 2 * i2]);
    const use = segment2[2 + 2 * i2] ?? 0;
    if (component === void 0) throw invalidImage("a scan of an unknown component", "JPEG");
    return { component, dc: tables.dc.get(use >> 4), ac: tables.ac.get(use & 15) };
  });
  const isValid = first <= last && last < 64 && n > 0 && (first === 0 || n === 1);
  if (!isValid) throw invalidImage("a scan of impossible coefficients", "JPEG");
  const range = isProgressive ? { first, last, high: bits2 >> 4, low: bits2 & 15 } : WHOLE;
  return { components: chosen, isProgressive, ...range };
}
var WHOLE = { first: 0, last: 63, high: 0, low: 0 };
function decodeScan(bytes, start, scan, all, restartInterval) {
  const units = scan.components.length === 1 ? unitsOfOne(scan) : unitsOfAll(scan, all);
  let reader = createBitReader(bytes, start);
  let decode = blockDecoder(scan, reader);
  let sinceRestart = 0;
  for (const unit of units) {
    if (restartInterval > 0 && sinceRestart === restartInterval) {
      let at = reader.end();
      if (bytes[at] === 255 && bytes[at + 1] >= 208 && bytes[at + 1] <= 215) at += 2;
      reader = createBitReader(bytes, at);
      decode = blockDecoder(scan, reader);
      for (const { component } of scan.components) component.predictor = 0;
      sinceRestart = 0;
    }
    for (const { index, block } of unit) decode(index, block);
    reader.check();
    sinceRestart++;
  }
  for (const { component } of scan.components) component.predictor = 0;
  return reader.end();
}
function* unitsOfOne({ components }) {
  const { component } = components[0];
  const across = Math.ceil(component.widthPx / 8);
  const down = Math.ceil(component.heightPx / 8);
  for (let y = 0; y < down; y++) {
    for (let x2 = 0; x2 < across; x2++) {
      yield [{ index: 0, block: 64 * (y * component.blocksPerRow + x2) }];
    }
  }
}
function* unitsOfAll({ components }, all) {
  const [any] = all;
  if (any === void 0) return;
  const unitsAcross = any.blocksPerRow / any.across;
  const unitsDown = any.blocksDown / any.down;
  for (let unitY = 0; unitY < unitsDown; unitY++) {
    for (let unitX = 0; unitX < unitsAcross; unitX++) {
      const unit = [];
      for (const [index, { component }] of components.entries()) {
        for (let y = 0; y < component.down; y++) {
          const row = (unitY * component.down + y) * component.blocksPerRow;
          for (let x2 = 0; x2 < component.across; x2++) {
            unit.push({ index, block: 64 * (row + unitX * component.across + x2) });
          }
        }
      }
      yield unit;
    }
  }
}

// ../../src/images/jpeg-grey.ts
function greyJpegOf(component) {
  const { widthPx, heightPx, steps } = component;
  const isWide = steps.some((step) => step > 255);
  const stepBytes = Array.from(steps, (step) => isWide ? [step >> 8, step & 255] : [step]).flat();
  const header = [
    ...[255, 216],
    ...segment(219, [isWide ? 16 : 0, ...stepBytes]),
    ...segment(isWide ? 193 : 192, [8, ...word(heightPx), ...word(widthPx), 1, 1, 17, 0]),
    ...segment(196, [0, ...DC_COUNTS, ...DC_SYMBOLS]),
    ...segment(196, [16, ...AC_COUNTS, ...AC_SYMBOLS]),
    ...segment(218, [1, 1, 0, 0, 63, 0])
  ];
  const scan = encodeScan(component);
  const out = new Uint8Array(header.length + scan.length + 2);
  out.set(header);
  out.set(scan, header.length);
  out.set([255, 217], out.length - 2);
  return out;
}
var DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
var DC_SYMBOLS = Array.from({ length: 12 }, (_, size) => size);
var AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125];
var AC_SYMBOLS = acSymbols();
function acSymbols() {
  const head = [
    1,
    2,
    3,
    0,
    4,
    17,
    5,
    18,
    33,
    49,
    65,
    6,
    19,
    81,
    97,
    7,
    34,
    113,
    20,
    50,
    129,
    145,
    161,
    8,
    35,
    66,
    177,
    193,
    21,
    82,
    209,
    240,
    36,
    51,
    98,
    114,
    130
  ];
  const known = new Set(head);
  const symbols = [...head];
  for (let run3 = 0; run3 < 16; run3++) {
    for (let size = 1; size <= 10; size++) {
      const symbol = run3 * 16 + size;
      if (!known.has(symbol)) symbols.push(symbol);
    }
  }
  return symbols;
}
function codesOf(counts, symbols) {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let value = 0;
  let next = 0;
  for (const [i2, count] of counts.entries()) {
    for (let k = 0; k < count; k++) {
      const symbol = symbols[next++];
      code[symbol] = value++;
      length[symbol] = i2 + 1;
    }
    value <<= 1;
  }
  return { code, length };
}
var DC = codesOf(DC_COUNTS, DC_SYMBOLS);
var AC = codesOf(AC_COUNTS, AC_SYMBOLS);
function encodeScan(component) {
  const { widthPx, heightPx, blocksPerRow, coefficients } = component;
  let out = new Uint8Array(Math.ceil(widthPx * heightPx / 4) + 1024);
  let length = 0;
  let buffer = 0;
  let held = 0;
  function write(value, count) {
    buffer = buffer << count | value & (1 << count) - 1;
    held += count;
    while (held >= 8) {
      held -= 8;
      const byte = buffer >> held & 255;
      out[length++] = byte;
      if (byte === 255) out[length++] = 0;
    }
    buffer &= (1 << held) - 1;
  }
  function writeSymbol({ code, length: lengths }, symbol, value) {
    const size = symbol & 15;
    if (lengths[symbol] === 0) throw invalidImage("a coefficient out of range", "JPEG");
    write(code[symbol], lengths[symbol]);
    write(value < 0 ? value - 1 : value, size);
  }
  let previous = 0;
  for (let y = 0; y < Math.ceil(heightPx / 8); y++) {
    for (let x2 = 0; x2 < Math.ceil(widthPx / 8); x2++) {
      const block = 64 * (y * blocksPerRow + x2);
      if (length + 512 > out.length) out = grown(out);
      const difference = coefficients[block] - previous;
      previous = coefficients[block];
      const size = sizeOf(difference);
      if (size > 11) throw invalidImage("a coefficient out of range", "JPEG");
      writeSymbol(DC, size, difference);
      let run3 = 0;
      for (let k = 1; k < 64; k++) {
        const value = coefficients[block + k];
        if (value === 0) {
          run3++;
          continue;
        }
        for (; run3 > 15; run3 -= 16) writeSymbol(AC, 240, 0);
        if (sizeOf(value) > 10) throw invalidImage("a coefficient out of range", "JPEG");
        writeSymbol(AC, run3 * 16 + sizeOf(value), value);
        run3 = 0;
      }
      if (run3 > 0) writeSymbol(AC, 0, 0);
    }
  }
  write(127, 7);
  return out.subarray(0, length);
}
function sizeOf(value) {
  return 32 - Math.clz32(Math.abs(value));
}
function grown(bytes) {
  const out = new Uint8Array(bytes.length * 2);
  out.set(bytes);
  return out;
}
function segment(code, content) {
  return [255, code, ...word(content.length + 2), ...content];
}
function word(value) {
  return [value >> 8, value & 255];
}

// ../../src/images/jpeg-upsample.ts
function upsample(plane, widthPx, heightPx) {
  const across = Math.round(widthPx / plane.widthPx);
  const down = Math.round(heightPx / plane.heightPx);
  if (across === 1 && down === 1) return plane;
  const isFancy = across === 2 && down <= 2 && plane.widthPx > 2;
  return isFancy ? triangle(plane, widthPx, heightPx, down) : repeated(plane, widthPx, heightPx, across, down);
}
function repeated({ data, ...size }, widthPx, heightPx, across, down) {
  const out = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const row = Math.min(size.heightPx - 1, Math.floor(y / down)) * size.widthPx;
    for (let x2 = 0; x2 < widthPx; x2++) {
      out[y * widthPx + x2] = data[row + Math.min(size.widthPx - 1, Math.floor(x2 / across))];
    }
  }
  return { widthPx, heightPx, data: out };
}
function triangle(plane, widthPx, heightPx, down) {
  const { data } = plane;
  const out = new Uint8Array(widthPx * heightPx);
  const column = new Int32Array(plane.widthPx);
  const last = plane.widthPx - 1;
  const shift = down === 1 ? 2 : 4;
  const [roundLeft, roundRight] = down === 1 ? [1, 2] : [8, 7];
  for (let y = 0; y < heightPx; y++) {
    const near = Math.floor(y / down);
    const wanted = near + (y % 2 === 0 ? -1 : 1);
    const far = Math.min(plane.heightPx - 1, Math.max(0, wanted));
    for (let x2 = 0; x2 <= last; x2++) {
      const value = data[near * plane.widthPx + x2];
      column[x2] = down === 1 ? value : 3 * value + data[far * plane.widthPx + x2];
    }
    const row = y * widthPx;
    for (let x2 = 0; x2 <= last; x2++) {
      const left = column[Math.max(0, x2 - 1)];
      const right = column[Math.min(last, x2 + 1)];
      out[row + 2 * x2] = 3 * column[x2] + left + roundLeft >> shift;
      if (2 * x2 + 1 < widthPx)
        out[row + 2 * x2 + 1] = 3 * column[x2] + right + roundRight >> shift;
    }
  }
  return { widthPx, heightPx, data: out };
}

// ../../src/images/cmyk.ts
async function decodeCmyk(bytes, header, decodeGrey) {
  const { widthPx, heightPx, adobeTransform } = header;
  const planes = [];
  for (const component of readCoefficients(bytes)) {
    const plane = await decodeGrey(greyJpegOf(component));
    planes.push(upsample(plane, widthPx, heightPx).data);
  }
  const [first, second, third, black] = planes;
  if (first === void 0 || second === void 0 || third === void 0 || black === void 0) {
    throw new Error("a frame of four components gave fewer planes");
  }
  if (adobeTransform !== null && adobeTransform !== 0) toCmyk(first, second, third);
  const isInverted = adobeTransform !== null;
  const data = new Uint8Array(3 * widthPx * heightPx);
  for (let i2 = 0, to = 0; i2 < widthPx * heightPx; i2++) {
    const light = isInverted ? black[i2] : 255 - black[i2];
    for (const plane of [first, second, third]) {
      const ink = isInverted ? 255 - plane[i2] : plane[i2];
      data[to++] = light - productOver255(ink, light);
    }
  }
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data };
}
function productOver255(a, b) {
  const product = a * b + 128;
  return (product >> 8) + product >> 8;
}
function toCmyk(luma, blue, red) {
  for (let i2 = 0; i2 < luma.length; i2++) {
    const y = luma[i2];
    const cb = blue[i2] - 128;
    const cr = red[i2] - 128;
    luma[i2] = clamp(255 - (y + (91881 * cr + 32768 >> 16)));
    blue[i2] = clamp(255 - (y + (-22554 * cb - 46802 * cr + 32768 >> 16)));
    red[i2] = clamp(255 - (y + (116130 * cb + 32768 >> 16)));
  }
}
function clamp(value) {
  return Math.max(0, Math.min(value, 255));
}

// ../../src/images/gif.ts
function readGifHeader(bytes, limits) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 13) throw truncatedImage("the file ends inside its header", "GIF, byte 0");
  const widthPx = view.getUint16(6, true);
  const heightPx = view.getUint16(8, true);
  checkSides(widthPx, heightPx, limits, "GIF, byte 6");
  const globalBytes = paletteBytes(bytes[10]);
  let at = 13 + globalBytes;
  const globalPalette = bytes.subarray(13, at);
  let transparent = -1;
  let frame = null;
  for (; ; ) {
    const kind = bytes[at];
    if (kind === 44) {
      if (frame !== null) return { format: "gif", widthPx, heightPx, hasMoreFrames: true, frame };
      if (at + 11 > bytes.length) break;
      const flags = bytes[at + 9];
      const localBytes = paletteBytes(flags);
      const dataStart = at + 10 + localBytes;
      const palette = localBytes > 0 ? bytes.subarray(at + 10, dataStart) : globalPalette;
      const { blocks, end } = readBlocks(bytes, dataStart + 1);
      frame = {
        leftPx: view.getUint16(at + 1, true),
        topPx: view.getUint16(at + 3, true),
        widthPx: view.getUint16(at + 5, true),
        heightPx: view.getUint16(at + 7, true),
        isInterlaced: (flags & 64) !== 0,
        palette,
        transparent,
        codeBits: bytes[dataStart] ?? 0,
        blocks
      };
      checkFrame(frame, widthPx, heightPx, at);
      at = end;
    } else if (kind === 33) {
      const isControl = bytes[at + 1] === 249 && bytes[at + 2] === 4;
      if (isControl) transparent = (bytes[at + 3] & 1) === 1 ? bytes[at + 6] ?? -1 : -1;
      at = readBlocks(bytes, at + 2).end;
    } else if (kind === 59 || kind === void 0 || frame !== null) {
      break;
    } else {
      throw invalidImage(`an unknown block ${kind}`, `GIF, byte ${at}`);
    }
  }
  if (frame === null) throw truncatedImage("no picture in the file", `GIF, byte ${at}`);
  return { format: "gif", widthPx, heightPx, hasMoreFrames: false, frame };
}
function decodeGif(header) {
  const { widthPx, heightPx, frame } = header;
  const indices = decompress(frame);
  const isWhole = frame.widthPx === widthPx && frame.heightPx === heightPx;
  const channels = isWhole && frame.transparent < 0 ? 3 : 4;
  const data = new Uint8Array(widthPx * heightPx * channels);
  let from = 0;
  for (const y of rowOrder(frame)) {
    let to = ((frame.topPx + y) * widthPx + frame.leftPx) * channels;
    for (let x2 = 0; x2 < frame.widthPx; x2++) {
      const index = indices[from++];
      for (let c = 0; c < 3; c++) data[to + c] = frame.palette[3 * index + c] ?? 0;
      if (channels === 4) data[to + 3] = index === frame.transparent ? 0 : 255;
      to += channels;
    }
  }
  return { widthPx, heightPx, channels, bitDepth: 8, data };
}
function paletteBytes(flags) {
  return (flags & 128) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
function readBlocks(bytes, from) {
  const blocks = [];
  let at = from;
  for (; ; ) {
    const length = bytes[at];
    if (length === void 0 || length === 0) return { blocks, end: at + 1 };
    blocks.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
}
function checkFrame(frame, widthPx, heightPx, at) {
  const { leftPx, topPx, codeBits } = frame;
  if (frame.widthPx < 1 || frame.heightPx < 1) {
    throw invalidImage(`a frame of ${frame.widthPx} \xD7 ${frame.heightPx}`, `GIF, byte ${at}`);
  }
  if (leftPx + frame.widthPx > widthPx || topPx + frame.heightPx > heightPx) {
    throw invalidImage("a frame that leaves its canvas", `GIF, byte ${at}`);
  }
  if (codeBits < 1 || codeBits > 8) {
    throw invalidImage(`codes of ${codeBits} bits`, `GIF, byte ${at}`);
  }
}
function rowOrder({ heightPx, isInterlaced }) {
  const passes = isInterlaced ? [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2]
  ] : [[0, 1]];
  const rows = [];
  for (const [first = 0, step = 1] of passes) {
    for (let y = first; y < heightPx; y += step) rows.push(y);
  }
  return rows;
}
function decompress({ widthPx, heightPx, codeBits, blocks }) {
  const out = new Uint8Array(widthPx * heightPx);
  const clear = 2 ** codeBits;
  const end = clear + 1;
  const start = new Int32Array(4096);
  const size = new Int32Array(4096);
  let next = end + 1;
  let width = codeBits + 1;
  let length = 0;
  let buffer = 0;
  let held = 0;
  for (const block of blocks) {
    for (const byte of block) {
      buffer |= byte << held;
      held += 8;
      while (held >= width) {
        const code = buffer & 2 ** width - 1;
        buffer >>>= width;
        held -= width;
        if (code === end || length === out.length) return whole(out, length);
        if (code === clear) {
          next = end + 1;
          width = codeBits + 1;
          continue;
        }
        const written = length;
        if (code < clear) {
          out[length++] = code;
        } else if (code < next) {
          const n = Math.min(size[code], out.length - length);
          for (let i2 = 0, from = start[code]; i2 < n; i2++) out[length++] = out[from++];
        } else {
          throw invalidImage(`the code ${code} is not in the table`, "GIF, LZW");
        }
        if (next < 4096) {
          start[next] = written;
          size[next] = length - written + 1;
          next++;
        }
        if (next > 2 ** width && width < 12) width++;
      }
    }
  }
  return whole(out, length);
}
function whole(out, length) {
  if (length === out.length) return out;
  throw truncatedImage(`${length} of ${out.length} pixels are there`, "GIF");
}

// ../../src/images/image-format.ts
function recogniseFormat(bytes) {
  if (bytes.length === 0) {
    throw new HomegroundError("image/empty", {
      what: "the file has no bytes",
      where: "start of the file",
      fix: "Copy the file again from where it came"
    });
  }
  const format = formatOf(bytes);
  if (format !== null) return format;
  const refused = refusedFormat(bytes);
  if (refused !== null) {
    throw new HomegroundError("image/unsupported", {
      what: `${refused.name} is not read`,
      where: "start of the file",
      fix: refused.fix
    });
  }
  throw new HomegroundError("image/invalid", {
    what: `the bytes begin ${hex(bytes)}, which is no known image format`,
    where: "start of the file",
    fix: "Give JPEG, PNG, WebP, TIFF, BMP or GIF files"
  });
}
function formatOf(bytes) {
  if (startsWith(bytes, [255, 216])) return "jpeg";
  if (startsWith(bytes, [137, 80, 78, 71, 13, 10, 26, 10])) return "png";
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return "webp";
  if (hasText(bytes, 0, "II*\0") || hasText(bytes, 0, "MM\0*")) return "tiff";
  if (hasText(bytes, 0, "GIF87a") || hasText(bytes, 0, "GIF89a")) return "gif";
  if (hasText(bytes, 0, "BM") && [12, 40, 52, 56, 64, 108, 124].includes(bytes[14] ?? 0)) {
    return "bmp";
  }
  return null;
}
function refusedFormat(bytes) {
  if (hasText(bytes, 128, "DICM")) {
    return { name: "DICOM", fix: "Convert it to 16-bit PNG, for instance with dcm2pnm of DCMTK" };
  }
  if (hasText(bytes, 4, "ftyp")) return isoFile(asciiAt(bytes, 8, 4));
  const isBigTiff = hasText(bytes, 0, "II+\0") || hasText(bytes, 0, "MM\0+");
  if (isBigTiff) {
    return {
      name: "BigTIFF",
      fix: "Cut tiles or a smaller level out as PNG, for instance with libvips or QuPath"
    };
  }
  if (hasText(bytes, 0, "8BPS")) {
    return { name: "a Photoshop document", fix: "Export it as PNG" };
  }
  if (startsWith(bytes, [0, 0, 0, 12, 106, 80]) || startsWith(bytes, [255, 79, 255, 81])) {
    return { name: "JPEG 2000", fix: "Convert it to PNG, for instance with opj_decompress" };
  }
  if (startsWith(bytes, [0, 0, 0, 12, 74, 88]) || startsWith(bytes, [255, 10])) {
    return { name: "JPEG XL", fix: "Convert it to PNG, for instance with djxl" };
  }
  if (hasText(bytes, 0, "%PDF")) {
    return { name: "PDF", fix: "Export its pages as PNG, for instance with pdftoppm" };
  }
  if (RAW_MARKS.some((mark) => hasText(bytes, 0, mark))) return CAMERA_RAW;
  if (startsWith(bytes, [26, 69, 223, 163]) || hasText(bytes, 8, "AVI ")) return VIDEO;
  if (startsWith(bytes, [0, 0, 1, 0])) return { name: "an icon file", fix: "Save it as PNG" };
  if (isSvg(bytes)) {
    return { name: "SVG", fix: "Draw it as PNG at the size wanted, for instance with Inkscape" };
  }
  return null;
}
var RAW_MARKS = ["FUJIFILMCCD-RAW", "IIRO", "IIRS", "MMOR", "IIU\0", "FOVb"];
var CAMERA_RAW = {
  name: "a camera's raw file",
  fix: "Develop it to JPEG or 16-bit TIFF, for instance with darktable or rawtherapee"
};
var VIDEO = {
  name: "video",
  fix: "Extract frames as JPEG, for instance with ffmpeg"
};
function isoFile(brand) {
  if (brand.startsWith("av")) {
    return { name: "AVIF", fix: "Convert it to PNG, for instance with avifdec" };
  }
  if (["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"].includes(brand)) {
    return {
      name: "HEIC",
      fix: "Convert it to JPEG, for instance with heif-convert, or set the phone to save JPEG"
    };
  }
  return brand.startsWith("crx") ? CAMERA_RAW : VIDEO;
}
function isSvg(bytes) {
  const start = asciiAt(bytes, 0, 4096);
  return /^(?:\u00ef\u00bb\u00bf)?\s*</.test(start) && /<(?:\w+:)?svg[\s>]/i.test(start);
}
function hasText(bytes, offset, text) {
  if (offset + text.length > bytes.length) return false;
  for (let i2 = 0; i2 < text.length; i2++) {
    if (bytes[offset + i2] !== text.charCodeAt(i2)) return false;
  }
  return true;
}
function asciiAt(bytes, offset, length) {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
function startsWith(bytes, start) {
  return start.every((byte, i2) => bytes[i2] === byte);
}
function hex(bytes) {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

// ../../src/images/exif-orientation.ts
var ORIENTATION = 274;
var SHORT = 3;
function readExifOrientation(exif) {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  if (exif.length < 8) return 1;
  const mark = view.getUint16(0);
  if (mark !== 18761 && mark !== 19789) return 1;
  const isLittle = mark === 18761;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > exif.length) return 1;
  const entries = view.getUint16(directory, isLittle);
  for (let i2 = 0; i2 < entries; i2++) {
    const entry = directory + 2 + 12 * i2;
    if (entry + 12 > exif.length) return 1;
    if (view.getUint16(entry, isLittle) !== ORIENTATION) continue;
    if (view.getUint16(entry + 2, isLittle) !== SHORT) return 1;
    return validOrientation(view.getUint16(entry + 8, isLittle));
  }
  return 1;
}
function validOrientation(value) {
  return value >= 1 && value <= 8 ? value : 1;
}

// ../../src/images/jpeg-header.ts
var MAX_SCANS = 500;
function readJpegHeader(bytes, limits) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame = null;
  let adobeTransform = null;
  let orientation = null;
  let hasProfile = false;
  let scans = 0;
  const coverage = /* @__PURE__ */ new Map();
  let at = 2;
  for (; ; ) {
    const marker = nextMarker(bytes, at, scans > 0);
    if (marker === null) {
      if (scans === 0) throw truncatedImage("the file ends before its pixel data", byteAt(at));
      break;
    }
    const { code, end } = marker;
    at = end;
    if (code === 217) {
      if (scans === 0) throw invalidImage("the end marker comes before any pixel data", byteAt(at));
      return finish(true);
    }
    if (isStandalone(code)) continue;
    if (at + 2 > bytes.length || at + view.getUint16(at) > bytes.length) {
      if (scans > 0) break;
      throw truncatedImage("the file ends inside its header", byteAt(at));
    }
    const length = view.getUint16(at);
    if (length < 2) throw invalidImage(`a segment of ${length} bytes`, byteAt(at));
    const segment2 = bytes.subarray(at + 2, at + length);
    if (isFrame(code)) {
      if (frame !== null) throw invalidImage("a second frame header", byteAt(at));
      frame = readFrame2(code, segment2, limits, byteAt(at));
    } else if (code === 218) {
      if (frame === null) throw invalidImage("pixel data before any frame header", byteAt(at));
      scans++;
      if (scans > MAX_SCANS) throw invalidImage(`more than ${MAX_SCANS} scans`, byteAt(at));
      noteScan(segment2, frame.isProgressive, coverage);
    } else if (code === 225 && hasText(segment2, 0, "Exif\0\0")) {
      orientation ??= readExifOrientation(segment2.subarray(6));
    } else if (code === 226 && hasText(segment2, 0, "ICC_PROFILE\0")) {
      hasProfile = true;
    } else if (code === 238 && segment2.length >= 12 && hasText(segment2, 0, "Adobe")) {
      adobeTransform = segment2[11];
    }
    at += length;
  }
  return finish(false);
  function finish(hasEnd) {
    if (frame === null) throw invalidImage("no frame header", "JPEG");
    return {
      format: "jpeg",
      ...frame,
      adobeTransform,
      orientation: orientation ?? 1,
      hasProfile,
      hasEnd,
      hasAllScans: coverage.size === frame.components && isAllZero(coverage)
    };
  }
}
var COEFFICIENTS = 64;
var MISSING = 127;
function noteScan(segment2, isProgressive, coverage) {
  const n = segment2[0] ?? 0;
  const [first = 0, last = 0, bits2 = 0] = segment2.subarray(1 + 2 * n, 4 + 2 * n);
  for (let i2 = 0; i2 < n; i2++) {
    const id = segment2[1 + 2 * i2] ?? 0;
    const lowest = coverage.get(id) ?? new Int8Array(COEFFICIENTS).fill(MISSING);
    if (isProgressive) lowest.fill(bits2 & 15, first, last + 1);
    else lowest.fill(0);
    coverage.set(id, lowest);
  }
}
function isAllZero(coverage) {
  return [...coverage.values()].every((lowest) => lowest.every((bit) => bit === 0));
}
function nextMarker(bytes, at, isInScan) {
  let from = at;
  for (; ; ) {
    const start = bytes.indexOf(255, from);
    if (start < 0) return null;
    let end = start + 1;
    while (bytes[end] === 255) end++;
    const code = bytes[end];
    if (code === void 0) return null;
    if (isInScan && (code === 0 || code >= 208 && code <= 215)) from = end + 1;
    else return { code, end: end + 1 };
  }
}
function isStandalone(code) {
  return code === 1 || code >= 208 && code <= 216;
}
function isFrame(code) {
  return code >= 192 && code <= 207 && code !== 196 && code !== 200 && code !== 204;
}
function readFrame2(code, segment2, limits, where) {
  const fix = "Save it again as an ordinary (baseline or progressive, 8-bit) JPEG or as PNG";
  if (code > 194) {
    const process = code >= 201 ? "arithmetic coding" : code === 195 ? "lossless coding" : "hierarchical coding";
    throw unsupportedImage(`JPEG with ${process} is not read`, where, fix);
  }
  if (segment2.length < 6) throw invalidImage("a frame header that is too short", where);
  const precision = segment2[0];
  if (precision !== 8) {
    throw unsupportedImage(`JPEG of ${precision} bits a value is not read`, where, fix);
  }
  const heightPx = segment2[1] * 256 + segment2[2];
  const widthPx = segment2[3] * 256 + segment2[4];
  checkSides(widthPx, heightPx, limits, where);
  const components = segment2[5];
  if (components !== 1 && components !== 3 && components !== 4) {
    throw unsupportedImage(`JPEG of ${components} components is not read`, where, fix);
  }
  return { widthPx, heightPx, components, isProgressive: code === 194 };
}
function byteAt(at) {
  return `JPEG, byte ${at}`;
}

// ../../src/images/png-header.ts
var SIGNATURE_BYTES = 8;
var NEEDED = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
var COLOUR_CHANNELS = /* @__PURE__ */ new Map([
  [0, 1],
  [2, 3],
  [3, 3],
  [4, 2],
  [6, 4]
]);
var DEPTHS = /* @__PURE__ */ new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]]
]);
function readPngHeader(bytes, limits) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = [];
  const seen = /* @__PURE__ */ new Set();
  let orientation = 1;
  let frame = null;
  let at = SIGNATURE_BYTES;
  while (at < bytes.length && !seen.has("IEND")) {
    const where = `PNG, byte ${at}`;
    if (at + 8 > bytes.length) {
      if (seen.has("IDAT")) break;
      throw truncatedImage("the file ends inside a chunk's header", where);
    }
    const length = view.getUint32(at);
    const type = asciiAt(bytes, at + 4, 4);
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/.test(type)) throw invalidImage("a chunk without a valid type", where);
    if (frame === null && type !== "IHDR") throw invalidImage("the header is not first", where);
    if (end > bytes.length) {
      if (seen.has("IDAT") && type !== "IDAT") break;
      throw truncatedImage(`the file ends inside its ${type} chunk`, where);
    }
    const data = bytes.subarray(at + 8, end - 4);
    if (type === "IHDR") {
      if (frame !== null) throw invalidImage("a second header", where);
      frame = readFrame3(data, limits, where);
    }
    if (type === "eXIf") orientation = readExifOrientation(data);
    if (NEEDED.includes(type)) chunks.push({ type, start: at, end });
    seen.add(type);
    at = end;
  }
  if (frame === null || !seen.has("IDAT")) {
    throw truncatedImage("the file ends before its pixel data", `PNG, byte ${at}`);
  }
  const { colourType, ...rest } = frame;
  if (colourType === 3 && !seen.has("PLTE")) throw invalidImage("no palette", "PNG");
  const channels = COLOUR_CHANNELS.get(colourType);
  const isSeeThrough = seen.has("tRNS");
  return {
    format: "png",
    ...rest,
    channels: isSeeThrough && channels === 1 ? 2 : isSeeThrough && channels === 3 ? 4 : channels,
    orientation,
    hasProfile: seen.has("iCCP"),
    isAnimated: seen.has("acTL"),
    hasEnd: seen.has("IEND"),
    chunks
  };
}
function essentialPng(bytes, header) {
  const kept = header.chunks.reduce((sum, { start, end }) => sum + end - start, SIGNATURE_BYTES);
  if (kept === bytes.length && header.hasEnd) return bytes;
  const out = new Uint8Array(kept + (header.hasEnd ? 0 : END_CHUNK.length));
  out.set(bytes.subarray(0, SIGNATURE_BYTES));
  let to = SIGNATURE_BYTES;
  for (const { start, end } of header.chunks) {
    out.set(bytes.subarray(start, end), to);
    to += end - start;
  }
  if (!header.hasEnd) out.set(END_CHUNK, to);
  return out;
}
var END_CHUNK = Uint8Array.of(0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130);
function readFrame3(data, limits, where) {
  if (data.length !== 13) throw invalidImage(`a header of ${data.length} bytes`, where);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const widthPx = view.getUint32(0);
  const heightPx = view.getUint32(4);
  checkSides(widthPx, heightPx, limits, where);
  const depth = data[8];
  const colourType = data[9];
  if (DEPTHS.get(colourType)?.includes(depth) !== true) {
    throw invalidImage(`colour type ${colourType} with ${depth} bits a value`, where);
  }
  if (data[10] !== 0 || data[11] !== 0 || data[12] > 1) {
    throw invalidImage("an unknown compression, filter or interlace method", where);
  }
  const bitDepth = depth === 16 ? 16 : 8;
  const bitsPerPixel = depth * (colourType === 3 ? 1 : COLOUR_CHANNELS.get(colourType));
  const isInterlaced = data[12] === 1;
  return { widthPx, heightPx, colourType, bitDepth, bitsPerPixel, isInterlaced };
}

// ../../src/images/tiff-header.ts
var TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  profile: 34675,
  dngVersion: 50706
};
var COLOURS = /* @__PURE__ */ new Map([
  [0, "white-is-zero"],
  [1, "black-is-zero"],
  [2, "rgb"],
  [3, "palette"]
]);
var COMPRESSIONS = /* @__PURE__ */ new Map([
  [1, "none"],
  [5, "lzw"],
  [8, "deflate"],
  [32946, "deflate"],
  [32773, "packbits"]
]);
var EXTRAS = /* @__PURE__ */ new Map([
  [0, "ignored"],
  [1, "premultiplied-alpha"],
  [2, "alpha"]
]);
var FIX = "Save it as PNG, or as TIFF without compression, 8 or 16 bit, grey or RGB";
function readTiffHeader(bytes, limits) {
  const { read, isLittleEndian, hasMorePages } = readDirectory(bytes);
  refuseRaw(bytes, read);
  const widthPx = only(read, TAG.width);
  const heightPx = only(read, TAG.height);
  checkSides(widthPx, heightPx, limits, "TIFF, first directory");
  const sampleLayout = readSamples(read);
  return {
    format: "tiff",
    widthPx,
    heightPx,
    isLittleEndian,
    ...sampleLayout,
    ...readSegments(read, bytes, { widthPx, heightPx, ...sampleLayout }),
    orientation: validOrientation(only(read, TAG.orientation, 1)),
    hasProfile: read(TAG.profile) !== void 0,
    hasMorePages
  };
}
function readDirectory(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw truncatedImage("the file ends inside its header", "TIFF, byte 0");
  const isLittleEndian = view.getUint16(0) === 18761;
  const start = view.getUint32(4, isLittleEndian);
  if (start + 2 > bytes.length) {
    throw truncatedImage("the directory lies beyond the end of the file", `TIFF, byte ${start}`);
  }
  const count = view.getUint16(start, isLittleEndian);
  const end = start + 2 + 12 * count;
  if (end > bytes.length) {
    throw truncatedImage("the file ends inside its directory", `TIFF, byte ${start}`);
  }
  const entries = /* @__PURE__ */ new Map();
  for (let at = start + 2; at < end; at += 12) entries.set(view.getUint16(at, isLittleEndian), at);
  const next = end + 4 <= bytes.length ? view.getUint32(end, isLittleEndian) : 0;
  const read = (tag) => {
    const at = entries.get(tag);
    if (at === void 0) return void 0;
    const type = view.getUint16(at + 2, isLittleEndian);
    const n = view.getUint32(at + 4, isLittleEndian);
    const size = SIZES.get(type) ?? 1;
    const from = n * size <= 4 ? at + 8 : view.getUint32(at + 8, isLittleEndian);
    if (from + n * size > bytes.length) {
      const what = `tag ${tag} with ${n} values leaves the file`;
      const isLie = n * size > MAX_TAG_BYTES;
      throw isLie ? invalidImage(what, `TIFF, byte ${at}`) : truncatedImage(what, `TIFF, byte ${at}`);
    }
    return Array.from({ length: n }, (_, i2) => {
      const place = from + i2 * size;
      if (size === 4) return view.getUint32(place, isLittleEndian);
      return size === 2 ? view.getUint16(place, isLittleEndian) : view.getUint8(place);
    });
  };
  return { read, isLittleEndian, hasMorePages: next !== 0 && next !== start };
}
var MAX_TAG_BYTES = 2 ** 26;
var SIZES = /* @__PURE__ */ new Map([
  [3, 2],
  [4, 4]
]);
function only(read, tag, absent) {
  const value = read(tag)?.[0] ?? absent;
  if (value === void 0) throw invalidImage(`tag ${tag} is missing`, "TIFF, first directory");
  return value;
}
function refuseRaw(bytes, read) {
  const isPreview = (only(read, TAG.newSubfileType, 0) & 1) === 1;
  const isRaw = hasText(bytes, 8, "CR") || read(TAG.dngVersion) !== void 0 || isPreview && read(TAG.subDirectories) !== void 0;
  if (!isRaw) return;
  throw unsupportedImage(`${CAMERA_RAW.name} is not read`, "start of the file", CAMERA_RAW.fix);
}
function readSamples(read) {
  const where = "TIFF, first directory";
  const photometric = only(read, TAG.photometric);
  const colour = COLOURS.get(photometric);
  if (colour === void 0) {
    throw unsupportedImage(`TIFF of colour space ${photometric} is not read`, where, FIX);
  }
  const samples = only(read, TAG.samples, 1);
  const colours = colour === "rgb" ? 3 : 1;
  if (samples < colours) throw invalidImage(`${samples} values a pixel for ${colour}`, where);
  if (samples > colours + 1 || colour === "palette" && samples > 1) {
    throw unsupportedImage(`TIFF of ${samples} values a pixel is not read`, where, FIX);
  }
  const bitsOfEach = read(TAG.bits) ?? [1];
  const bits2 = bitsOfEach[0] ?? 1;
  const isDeep = bits2 === 8 || bits2 === 16;
  const isShallow = [1, 2, 4].includes(bits2) && samples === 1;
  const isUniform = bitsOfEach.every((one) => one === bits2);
  if (!(isDeep || isShallow) || !isUniform || colour === "palette" && bits2 > 8) {
    throw unsupportedImage(`TIFF of ${bitsOfEach.join(", ")} bits is not read`, where, FIX);
  }
  if ((read(TAG.sampleFormat) ?? [1]).some((format) => format !== 1)) {
    const fix = "Scale its values to 0..65535 and save it as 16-bit PNG or TIFF";
    throw unsupportedImage("TIFF of signed or floating-point values is not read", where, fix);
  }
  const compression = COMPRESSIONS.get(only(read, TAG.compression, 1));
  if (compression === void 0) {
    const name = `TIFF with compression ${only(read, TAG.compression)}`;
    throw unsupportedImage(`${name} is not read`, where, FIX);
  }
  const predictor = only(read, TAG.predictor, 1);
  if (predictor > 2 || predictor === 2 && !isDeep || only(read, TAG.fillOrder, 1) !== 1) {
    throw unsupportedImage("TIFF with this predictor or order of bits is not read", where, FIX);
  }
  const palette = colour === "palette" ? read(TAG.palette) ?? [] : [];
  if (colour === "palette" && palette.length !== 3 * 2 ** bits2) {
    throw invalidImage(`a palette of ${palette.length} values`, where);
  }
  const kind = samples > colours ? EXTRAS.get(only(read, TAG.extraSamples, 0)) : "none";
  return {
    bits: bits2,
    samples,
    colour,
    extra: kind ?? "ignored",
    compression,
    isDifferenced: predictor === 2,
    isPlanar: samples > 1 && only(read, TAG.planar, 1) === 2,
    palette
  };
}
function readSegments(read, bytes, layout) {
  const where = "TIFF, first directory";
  const { widthPx, heightPx } = layout;
  const isTiled = read(TAG.tileOffsets) !== void 0;
  const segmentWidthPx = isTiled ? only(read, TAG.tileWidth) : widthPx;
  const segmentHeightPx = isTiled ? only(read, TAG.tileHeight) : Math.min(only(read, TAG.rowsPerStrip, heightPx), heightPx);
  const tooLarge = Math.max(segmentWidthPx / widthPx, segmentHeightPx / heightPx) > 4096;
  if (segmentWidthPx < 1 || segmentHeightPx < 1 || tooLarge) {
    throw invalidImage(`parts of ${segmentWidthPx} \xD7 ${segmentHeightPx} pixels`, where);
  }
  const planes = layout.isPlanar ? layout.samples : 1;
  const count = Math.ceil(widthPx / segmentWidthPx) * Math.ceil(heightPx / segmentHeightPx) * planes;
  const segmentStart = read(isTiled ? TAG.tileOffsets : TAG.stripOffsets) ?? [];
  const samples = layout.isPlanar ? 1 : layout.samples;
  const whole2 = Math.ceil(segmentWidthPx * samples * layout.bits / 8) * segmentHeightPx;
  const segmentBytes = read(isTiled ? TAG.tileBytes : TAG.stripBytes) ?? (layout.compression === "none" ? segmentStart.map((start) => Math.min(whole2, Math.max(0, bytes.length - start))) : []);
  if (segmentStart.length < count || segmentBytes.length < count) {
    throw invalidImage(`${segmentStart.length} parts of the picture for ${count}`, where);
  }
  const outside = segmentStart.findIndex(
    (start, i2) => i2 < count && start + (segmentBytes[i2] ?? 0) > bytes.length
  );
  if (outside >= 0) {
    const what = `part ${outside + 1} of ${count} lies beyond the end of the file`;
    throw (segmentStart[0] ?? 0) < bytes.length ? truncatedImage(what, where) : invalidImage(what, where);
  }
  return { isTiled, segmentWidthPx, segmentHeightPx, segmentStart, segmentBytes };
}

// ../../src/images/webp-header.ts
function readWebpHeader(bytes, limits) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = view.getUint32(4, true) + 8;
  if (declared > bytes.length) {
    throw truncatedImage(`the file has ${bytes.length} of ${declared} bytes`, "WebP, byte 4");
  }
  let canvas = null;
  let still = null;
  let firstFrame = null;
  let orientation = 1;
  let isAnimated = false;
  let hasProfile = false;
  for (const { type, start, end } of chunksOf(view, 12, declared)) {
    const where = `WebP, byte ${start}`;
    if (type === "VP8X") {
      if (end - start < 10) throw invalidImage("a header that is too short", where);
      const flags = bytes[start];
      isAnimated = (flags & 2) !== 0;
      canvas = {
        widthPx: uint24(view, start + 4) + 1,
        heightPx: uint24(view, start + 7) + 1,
        hasAlpha: (flags & 16) !== 0
      };
      checkSides(canvas.widthPx, canvas.heightPx, limits, where);
    } else if (type === "ICCP") {
      hasProfile = true;
    } else if (type === "EXIF") {
      const skipped = hasText(bytes, start, "Exif\0\0") ? 6 : 0;
      orientation = readExifOrientation(bytes.subarray(start + skipped, end));
    } else if (type === "ANMF") {
      firstFrame ??= readFrame4(view, start, end);
    } else if (type === "VP8 " || type === "VP8L") {
      still ??= readBitstream(view, type, start, end);
    }
  }
  if (isAnimated && firstFrame === null) throw invalidImage("an animation without frames", "WebP");
  const size = canvas ?? still;
  if (size === null || still === null && firstFrame === null) {
    throw invalidImage("no pixel data", "WebP");
  }
  checkSides(size.widthPx, size.heightPx, limits, "WebP");
  if (still !== null) checkSides(still.widthPx, still.heightPx, limits, "WebP");
  if (firstFrame !== null) {
    const { leftPx, topPx, widthPx, heightPx } = firstFrame;
    if (leftPx + widthPx > size.widthPx || topPx + heightPx > size.heightPx) {
      throw invalidImage("a frame that leaves its canvas", `WebP, byte ${firstFrame.start}`);
    }
  } else if (still !== null && still.widthPx * still.heightPx !== size.widthPx * size.heightPx) {
    throw invalidImage("two different sizes of the picture", "WebP");
  }
  return {
    format: "webp",
    widthPx: size.widthPx,
    heightPx: size.heightPx,
    hasAlpha: size.hasAlpha || isAnimated,
    orientation,
    hasProfile,
    isAnimated,
    firstFrame: isAnimated ? firstFrame : null
  };
}
function stillOfFrame(bytes, frame) {
  const extended = 18;
  const out = new Uint8Array(12 + extended + frame.end - frame.start);
  const view = new DataView(out.buffer);
  writeText(out, 0, "RIFF");
  view.setUint32(4, out.length - 8, true);
  writeText(out, 8, "WEBPVP8X");
  view.setUint32(16, 10, true);
  out[20] = 16;
  view.setUint32(24, frame.widthPx - 1, true);
  view.setUint16(27, frame.heightPx - 1 & 65535, true);
  out[29] = frame.heightPx - 1 >> 16;
  out.set(bytes.subarray(frame.start, frame.end), 12 + extended);
  return out;
}
function* chunksOf(view, from, to) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let at = from;
  while (at + 8 <= to) {
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    if (start + length > to) {
      throw truncatedImage(`a chunk of ${length} bytes leaves the file`, `WebP, byte ${at}`);
    }
    yield { type: asciiAt(bytes, at, 4), start, end: start + length };
    at = start + length + length % 2;
  }
}
function readFrame4(view, start, end) {
  if (end - start < 16) throw invalidImage("a frame that is too short", `WebP, byte ${start}`);
  const frame = {
    leftPx: 2 * uint24(view, start),
    topPx: 2 * uint24(view, start + 3),
    widthPx: uint24(view, start + 6) + 1,
    heightPx: uint24(view, start + 9) + 1,
    start: start + 16,
    end
  };
  for (const chunk2 of chunksOf(view, frame.start, end)) {
    if (chunk2.type !== "VP8 " && chunk2.type !== "VP8L") continue;
    const size = readBitstream(view, chunk2.type, chunk2.start, chunk2.end);
    if (size.widthPx === frame.widthPx && size.heightPx === frame.heightPx) return frame;
    throw invalidImage("two different sizes of a frame", `WebP, byte ${start}`);
  }
  throw invalidImage("a frame without pixel data", `WebP, byte ${start}`);
}
function readBitstream(view, type, start, end) {
  const where = `WebP, byte ${start}`;
  if (type === "VP8L") {
    if (end - start < 5 || view.getUint8(start) !== 47) {
      throw invalidImage("pixel data without their mark", where);
    }
    const bits2 = view.getUint32(start + 1, true);
    return {
      widthPx: (bits2 & 16383) + 1,
      heightPx: (bits2 >>> 14 & 16383) + 1,
      hasAlpha: (bits2 >>> 28 & 1) === 1
    };
  }
  const isMarked = end - start >= 10 && uint24(view, start + 3) === 2752925;
  if (!isMarked) throw invalidImage("pixel data without their mark", where);
  return {
    widthPx: view.getUint16(start + 6, true) & 16383,
    heightPx: view.getUint16(start + 8, true) & 16383,
    hasAlpha: false
  };
}
function uint24(view, at) {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65536;
}
function writeText(bytes, at, text) {
  for (let i2 = 0; i2 < text.length; i2++) bytes[at + i2] = text.charCodeAt(i2);
}

// ../../src/images/image-header.ts
var DEFAULT_MAX_PIXELS = 1e8;
function readImageHeader(bytes, limits = { maxPixels: DEFAULT_MAX_PIXELS }) {
  const format = recogniseFormat(bytes);
  switch (format) {
    case "jpeg":
      return readJpegHeader(bytes, limits);
    case "png":
      return readPngHeader(bytes, limits);
    case "webp":
      return readWebpHeader(bytes, limits);
    case "tiff":
      return readTiffHeader(bytes, limits);
    case "bmp":
      return readBmpHeader(bytes, limits);
    case "gif":
      return readGifHeader(bytes, limits);
    default:
      return format;
  }
}
function notesOf(header) {
  const notes = [];
  if ("hasEnd" in header && !header.hasEnd) notes.push("image/truncated");
  const isOneOfMany = "isAnimated" in header && header.isAnimated || "hasMoreFrames" in header && header.hasMoreFrames || "hasMorePages" in header && header.hasMorePages;
  if (isOneOfMany) notes.push("image/first-frame");
  if ("hasProfile" in header && header.hasProfile) notes.push("image/profile-ignored");
  return notes;
}

// ../../node_modules/fflate/esm/index.mjs
var import_module = require("module");
var require2 = (0, import_module.createRequire)("/");
var _a;
var Worker;
var isMarkedAsUntransferable;
try {
  _a = require2("worker_threads"), Worker = _a.Worker, isMarkedAsUntransferable = _a.isMarkedAsUntransferable;
} catch (e) {
}
var u8 = Uint8Array;
var u16 = Uint16Array;
var i32 = Int32Array;
var fleb = new u8([
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
  /* unused */
  0,
  0,
  /* impossible */
  0
]);
var fdeb = new u8([
  0,
  0,
  0,
  0,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  5,
  6,
  6,
  7,
  7,
  8,
  8,
  9,
  9,
  10,
  10,
  11,
  11,
  12,
  12,
  13,
  13,
  /* unused */
  0,
  0
]);
var clim = new u8([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
var freb = function(eb, start) {
  var b = new u16(31);
  for (var i2 = 0; i2 < 31; ++i2) {
    b[i2] = start += 1 << eb[i2 - 1];
  }
  var r = new i32(b[30]);
  for (var i2 = 1; i2 < 30; ++i2) {
    for (var j = b[i2]; j < b[i2 + 1]; ++j) {
      r[j] = j - b[i2] << 5 | i2;
    }
  }
  return { b, r };
};
var _a = freb(fleb, 2);
var fl = _a.b;
var revfl = _a.r;
fl[28] = 258, revfl[258] = 28;
var _b = freb(fdeb, 0);
var fd = _b.b;
var revfd = _b.r;
var rev = new u16(32768);
for (i = 0; i < 32768; ++i) {
  x = (i & 43690) >> 1 | (i & 21845) << 1;
  x = (x & 52428) >> 2 | (x & 13107) << 2;
  x = (x & 61680) >> 4 | (x & 3855) << 4;
  rev[i] = ((x & 65280) >> 8 | (x & 255) << 8) >> 1;
}
var x;
var i;
var hMap = (function(cd, mb, r) {
  var s = cd.length;
  var i2 = 0;
  var l = new u16(mb);
  for (; i2 < s; ++i2) {
    if (cd[i2])
      ++l[cd[i2] - 1];
  }
  var le = new u16(mb);
  for (i2 = 1; i2 < mb; ++i2) {
    le[i2] = le[i2 - 1] + l[i2 - 1] << 1;
  }
  var co;
  if (r) {
    co = new u16(1 << mb);
    var rvb = 15 - mb;
    for (i2 = 0; i2 < s; ++i2) {
      if (cd[i2]) {
        var sv = i2 << 4 | cd[i2];
        var r_1 = mb - cd[i2];
        var v = le[cd[i2] - 1]++ << r_1;
        for (var m = v | (1 << r_1) - 1; v <= m; ++v) {
          co[rev[v] >> rvb] = sv;
        }
      }
    }
  } else {
    co = new u16(s);
    for (i2 = 0; i2 < s; ++i2) {
      if (cd[i2]) {
        co[i2] = rev[le[cd[i2] - 1]++] >> 15 - cd[i2];
      }
    }
  }
  return co;
});
var flt = new u8(288);
for (i = 0; i < 144; ++i)
  flt[i] = 8;
var i;
for (i = 144; i < 256; ++i)
  flt[i] = 9;
var i;
for (i = 256; i < 280; ++i)
  flt[i] = 7;
var i;
for (i = 280; i < 288; ++i)
  flt[i] = 8;
var i;
var fdt = new u8(32);
for (i = 0; i < 32; ++i)
  fdt[i] = 5;
var i;
var flrm = /* @__PURE__ */ hMap(flt, 9, 1);
var fdrm = /* @__PURE__ */ hMap(fdt, 5, 1);
var max = function(a) {
  var m = a[0];
  for (var i2 = 1; i2 < a.length; ++i2) {
    if (a[i2] > m)
      m = a[i2];
  }
  return m;
};
var bits = function(d, p, m) {
  var o = p / 8 | 0;
  return (d[o] | d[o + 1] << 8) >> (p & 7) & m;
};
var bits16 = function(d, p) {
  var o = p / 8 | 0;
  return (d[o] | d[o + 1] << 8 | d[o + 2] << 16) >> (p & 7);
};
var shft = function(p) {
  return (p + 7) / 8 | 0;
};
var slc = function(v, s, e) {
  if (s == null || s < 0)
    s = 0;
  if (e == null || e > v.length)
    e = v.length;
  return new u8(v.subarray(s, e));
};
var ec = [
  "unexpected EOF",
  "invalid block type",
  "invalid length/literal",
  "invalid distance",
  "stream finished",
  "no stream handler",
  ,
  // determined by compression function
  "no callback",
  "invalid UTF-8 data",
  "extra field too long",
  "date not in range 1980-2099",
  "filename too long",
  "stream finishing",
  "invalid zip data"
  // determined by unknown compression method
];
var err = function(ind, msg, nt) {
  var e = new Error(msg || ec[ind]);
  e.code = ind;
  if (Error.captureStackTrace)
    Error.captureStackTrace(e, err);
  if (!nt)
    throw e;
  return e;
};
var inflt = function(dat, st, buf, dict) {
  var sl = dat.length, dl = dict ? dict.length : 0;
  if (!sl || st.f && !st.l)
    return buf || new u8(0);
  var noBuf = !buf;
  var resize = noBuf || st.i != 2;
  var noSt = st.i;
  if (noBuf)
    buf = new u8(sl * 3);
  var cbuf = function(l2) {
    var bl = buf.length;
    if (l2 > bl) {
      var nbuf = new u8(Math.max(bl * 2, l2));
      nbuf.set(buf);
      buf = nbuf;
    }
  };
  var final = st.f || 0, pos = st.p || 0, bt = st.b || 0, lm = st.l, dm = st.d, lbt = st.m, dbt = st.n;
  var tbts = sl * 8;
  do {
    if (!lm) {
      final = bits(dat, pos, 1);
      var type = bits(dat, pos + 1, 3);
      pos += 3;
      if (!type) {
        var s = shft(pos) + 4, l = dat[s - 4] | dat[s - 3] << 8, t = s + l;
        if (t > sl) {
          if (noSt)
            err(0);
          break;
        }
        if (resize)
          cbuf(bt + l);
        buf.set(dat.subarray(s, t), bt);
        st.b = bt += l, st.p = pos = t * 8, st.f = final;
        continue;
      } else if (type == 1)
        lm = flrm, dm = fdrm, lbt = 9, dbt = 5;
      else if (type == 2) {
        var hLit = bits(dat, pos, 31) + 257, hcLen = bits(dat, pos + 10, 15) + 4;
        var tl = hLit + bits(dat, pos + 5, 31) + 1;
        pos += 14;
        var ldt = new u8(tl);
        var clt = new u8(19);
        for (var i2 = 0; i2 < hcLen; ++i2) {
          clt[clim[i2]] = bits(dat, pos + i2 * 3, 7);
        }
        pos += hcLen * 3;
        var clb = max(clt), clbmsk = (1 << clb) - 1;
        var clm = hMap(clt, clb, 1);
        for (var i2 = 0; i2 < tl; ) {
          var r = clm[bits(dat, pos, clbmsk)];
          pos += r & 15;
          var s = r >> 4;
          if (s < 16) {
            ldt[i2++] = s;
          } else {
            var c = 0, n = 0;
            if (s == 16)
              n = 3 + bits(dat, pos, 3), pos += 2, c = ldt[i2 - 1];
            else if (s == 17)
              n = 3 + bits(dat, pos, 7), pos += 3;
            else if (s == 18)
              n = 11 + bits(dat, pos, 127), pos += 7;
            while (n--)
              ldt[i2++] = c;
          }
        }
        var lt = ldt.subarray(0, hLit), dt = ldt.subarray(hLit);
        lbt = max(lt);
        dbt = max(dt);
        lm = hMap(lt, lbt, 1);
        dm = hMap(dt, dbt, 1);
      } else
        err(1);
      if (pos > tbts) {
        if (noSt)
          err(0);
        break;
      }
    }
    if (resize)
      cbuf(bt + 131072);
    var lms = (1 << lbt) - 1, dms = (1 << dbt) - 1;
    var lpos = pos;
    for (; ; lpos = pos) {
      var c = lm[bits16(dat, pos) & lms], sym = c >> 4;
      pos += c & 15;
      if (pos > tbts) {
        if (noSt)
          err(0);
        break;
      }
      if (!c)
        err(2);
      if (sym < 256)
        buf[bt++] = sym;
      else if (sym == 256) {
        lpos = pos, lm = null;
        break;
      } else {
        var add = sym - 254;
        if (sym > 264) {
          var i2 = sym - 257, b = fleb[i2];
          add = bits(dat, pos, (1 << b) - 1) + fl[i2];
          pos += b;
        }
        var d = dm[bits16(dat, pos) & dms], dsym = d >> 4;
        if (!d)
          err(3);
        pos += d & 15;
        var dt = fd[dsym];
        if (dsym > 3) {
          var b = fdeb[dsym];
          dt += bits16(dat, pos) & (1 << b) - 1, pos += b;
        }
        if (pos > tbts) {
          if (noSt)
            err(0);
          break;
        }
        if (resize)
          cbuf(bt + 131072);
        var end = bt + add;
        if (bt < dt) {
          var shift = dl - dt, dend = Math.min(dt, end);
          if (shift + bt < 0)
            err(3);
          for (; bt < dend; ++bt)
            buf[bt] = dict[shift + bt];
        }
        for (; bt < end; ++bt)
          buf[bt] = buf[bt - dt];
      }
    }
    st.l = lm, st.p = lpos, st.b = bt, st.f = final;
    if (lm)
      final = 1, st.m = lbt, st.d = dm, st.n = dbt;
  } while (!final);
  return bt != buf.length && noBuf ? slc(buf, 0, bt) : buf.subarray(0, bt);
};
var et = /* @__PURE__ */ new u8(0);
var zls = function(d, dict) {
  if ((d[0] & 15) != 8 || d[0] >> 4 > 7 || (d[0] << 8 | d[1]) % 31)
    err(6, "invalid zlib data");
  if ((d[1] >> 5 & 1) == +!dict)
    err(6, "invalid zlib data: " + (d[1] & 32 ? "need" : "unexpected") + " dictionary");
  return (d[1] >> 3 & 4) + 2;
};
var Inflate = /* @__PURE__ */ (function() {
  function Inflate2(opts, cb) {
    if (typeof opts == "function")
      cb = opts, opts = {};
    this.ondata = cb;
    var dict = opts && opts.dictionary && opts.dictionary.subarray(-32768);
    this.s = { i: 0, b: dict ? dict.length : 0 };
    this.o = new u8(32768);
    this.p = new u8(0);
    if (dict)
      this.o.set(dict);
  }
  Inflate2.prototype.e = function(c) {
    if (!this.ondata)
      err(5);
    if (this.d)
      err(4);
    if (!this.p.length)
      this.p = c;
    else if (c.length) {
      var n = new u8(this.p.length + c.length);
      n.set(this.p), n.set(c, this.p.length), this.p = n;
    }
  };
  Inflate2.prototype.c = function(final) {
    this.s.i = +(this.d = final || false);
    var bts = this.s.b;
    var dt = inflt(this.p, this.s, this.o);
    this.ondata(slc(dt, bts, this.s.b), this.d);
    this.o = slc(dt, this.s.b - 32768), this.s.b = this.o.length;
    this.p = slc(this.p, this.s.p / 8 | 0), this.s.p &= 7;
  };
  Inflate2.prototype.push = function(chunk2, final) {
    this.e(chunk2), this.c(final);
  };
  return Inflate2;
})();
var Unzlib = /* @__PURE__ */ (function() {
  function Unzlib2(opts, cb) {
    Inflate.call(this, opts, cb);
    this.v = opts && opts.dictionary ? 2 : 1;
  }
  Unzlib2.prototype.push = function(chunk2, final) {
    Inflate.prototype.e.call(this, chunk2);
    if (this.v) {
      if (this.p.length < 6 && !final)
        return;
      this.p = this.p.subarray(zls(this.p, this.v - 1)), this.v = 0;
    }
    if (final) {
      if (this.p.length < 4)
        err(6, "invalid zlib data");
      this.p = this.p.subarray(0, -4);
    }
    Inflate.prototype.c.call(this, final);
  };
  return Unzlib2;
})();
var td = typeof TextDecoder != "undefined" && /* @__PURE__ */ new TextDecoder();
var tds = 0;
try {
  td.decode(et, { stream: true });
  tds = 1;
} catch (e) {
}

// ../../src/images/decompress.ts
var PIECE_BYTES = 4096;
function inflate(bytes, maxBytes) {
  const out = new Uint8Array(maxBytes);
  let length = 0;
  const stream = new Unzlib((piece) => {
    out.set(piece.subarray(0, maxBytes - length), length);
    length = Math.min(maxBytes, length + piece.length);
  });
  try {
    for (let at = 0; at < bytes.length && length < maxBytes; at += PIECE_BYTES) {
      const end = Math.min(bytes.length, at + PIECE_BYTES);
      stream.push(bytes.subarray(at, end), false);
    }
  } catch (cause) {
    throw invalidImage("the compressed pixel data are damaged", "deflate", cause);
  }
  return out.subarray(0, length);
}
var CLEAR = 256;
var END = 257;
var MAX_CODES = 4096;
function decompressLzw(bytes, maxBytes) {
  const out = new Uint8Array(maxBytes);
  const start = new Int32Array(MAX_CODES);
  const size = new Int32Array(MAX_CODES);
  let next = END + 1;
  let width = 9;
  let length = 0;
  let buffer = 0;
  let held = 0;
  let at = 0;
  while (length < maxBytes) {
    while (held < width && at < bytes.length) {
      buffer = (buffer << 8 | bytes[at++]) & 16777215;
      held += 8;
    }
    if (held < width) break;
    held -= width;
    const code = buffer >> held & (1 << width) - 1;
    if (code === END) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      continue;
    }
    const written = length;
    if (code < CLEAR) {
      out[length++] = code;
    } else if (code < next) {
      const n = Math.min(size[code], maxBytes - length);
      for (let i2 = 0, from = start[code]; i2 < n; i2++) out[length++] = out[from++];
    } else {
      throw invalidImage(`the code ${code} is not in the table`, "LZW");
    }
    if (next < MAX_CODES) {
      start[next] = written;
      size[next] = length - written + 1;
      next++;
    }
    if (next >= 1 << width && width < 12) width++;
  }
  return out.subarray(0, length);
}
function decompressPackBits(bytes, maxBytes) {
  const out = new Uint8Array(maxBytes);
  let length = 0;
  let at = 0;
  while (at < bytes.length && length < maxBytes) {
    const control = bytes[at++];
    if (control < 128) {
      const run3 = bytes.subarray(at, at + Math.min(control + 1, maxBytes - length));
      out.set(run3, length);
      length += run3.length;
      at += control + 1;
    } else if (control > 128) {
      const value = bytes[at++];
      if (value === void 0) break;
      const end = Math.min(maxBytes, length + 257 - control);
      out.fill(value, length, end);
      length = end;
    }
  }
  return out.subarray(0, length);
}

// ../../src/images/png-check.ts
function checkPngSums(bytes, header) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { type, start, end } of header.chunks) {
    if (view.getUint32(end - 4) === crc32(bytes, start + 4, end - 4)) continue;
    throw invalidImage(`the checksum of the ${type} chunk is wrong`, `PNG, byte ${start}`);
  }
}
function findMissingPixels(bytes, header) {
  const needed = pixelDataBytes(header);
  const data = header.chunks.filter(({ type }) => type === "IDAT");
  const found = inflate(joined(bytes, data), needed).length;
  if (found >= needed) return null;
  return truncatedImage(`${found} of ${needed} bytes of pixel data are there`, "PNG");
}
var PASSES = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2]
];
function pixelDataBytes({ widthPx, heightPx, bitsPerPixel, isInterlaced }) {
  let total = 0;
  for (const [x2, stepX, y, stepY] of isInterlaced ? PASSES : [[0, 1, 0, 1]]) {
    const columns = Math.max(0, Math.ceil((widthPx - x2) / stepX));
    const rows = Math.max(0, Math.ceil((heightPx - y) / stepY));
    if (columns > 0) total += rows * (1 + Math.ceil(columns * bitsPerPixel / 8));
  }
  return total;
}
function joined(bytes, chunks) {
  const out = new Uint8Array(chunks.reduce((sum, { start, end }) => sum + end - start - 12, 0));
  let to = 0;
  for (const { start, end } of chunks) {
    out.set(bytes.subarray(start + 8, end - 4), to);
    to += end - start - 12;
  }
  return out;
}
function crc32(bytes, start, end) {
  let crc = -1;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    crc ^= bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
    crc = CRC[768 + (crc & 255)] ^ CRC[512 + (crc >>> 8 & 255)] ^ CRC[256 + (crc >>> 16 & 255)] ^ CRC[crc >>> 24];
  }
  for (; at < end; at++) crc = CRC[(crc ^ bytes[at]) & 255] ^ crc >>> 8;
  return ~crc >>> 0;
}
var CRC = crcTables();
function crcTables() {
  const tables = new Int32Array(1024);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = (c & 1) === 1 ? 3988292384 ^ c >>> 1 : c >>> 1;
    tables[n] = c;
  }
  for (let n = 256; n < 1024; n++) {
    const before = tables[n - 256];
    tables[n] = tables[before & 255] ^ before >>> 8;
  }
  return tables;
}

// ../../src/images/tiff-pixels.ts
function decodeTiff(bytes, header) {
  const samples = readSamples2(bytes, header);
  const { widthPx, heightPx, bits: bits2, colour, extra } = header;
  const size = { widthPx, heightPx, bitDepth: bits2 === 16 ? 16 : 8 };
  if (colour === "palette") return { ...size, ...resolvePalette(samples, header.palette) };
  const max2 = 2 ** bits2 - 1;
  if (colour === "white-is-zero") {
    const step = header.samples;
    for (let i2 = 0; i2 < samples.length; i2 += step) samples[i2] = max2 - samples[i2];
  }
  if (bits2 < 8) for (let i2 = 0; i2 < samples.length; i2++) samples[i2] = samples[i2] * 255 / max2;
  if (extra === "premultiplied-alpha") divideByAlpha(samples, header.samples, max2);
  if (extra === "ignored") return { ...size, ...withoutLast(samples, header.samples) };
  return { ...size, channels: channelsOf(header.samples), data: samples };
}
function channelsOf(samples) {
  return samples === 1 || samples === 2 || samples === 4 ? samples : 3;
}
function readSamples2(bytes, header) {
  const { widthPx, heightPx, samples, bits: bits2, isPlanar } = header;
  const { segmentWidthPx, segmentHeightPx } = header;
  const total = widthPx * heightPx * samples;
  const out = bits2 === 16 ? new Uint16Array(total) : new Uint8Array(total);
  const inSegment = isPlanar ? 1 : samples;
  const across = Math.ceil(widthPx / segmentWidthPx);
  const down = Math.ceil(heightPx / segmentHeightPx);
  const planes = isPlanar ? samples : 1;
  const rowBytes = Math.ceil(segmentWidthPx * inSegment * bits2 / 8);
  for (let index = 0; index < across * down * planes; index++) {
    const plane = Math.floor(index / (across * down));
    const top = Math.floor(index % (across * down) / across) * segmentHeightPx;
    const left = index % across * segmentWidthPx;
    const rows = header.isTiled ? segmentHeightPx : Math.min(segmentHeightPx, heightPx - top);
    const segment2 = decompressSegment(bytes, header, index, rowBytes * rows);
    const columns = Math.min(segmentWidthPx, widthPx - left);
    const line = new Uint16Array(segmentWidthPx * inSegment);
    for (let y = 0; y < Math.min(rows, heightPx - top); y++) {
      unpackRow(segment2.subarray(y * rowBytes, (y + 1) * rowBytes), line, header);
      if (header.isDifferenced) sumRow(line, inSegment, 2 ** bits2 - 1);
      let to = ((top + y) * widthPx + left) * samples + plane;
      for (let x2 = 0, from = 0; x2 < columns; x2++) {
        for (let c = 0; c < inSegment; c++) out[to + c] = line[from++];
        to += samples;
      }
    }
  }
  return out;
}
function decompressSegment(bytes, header, index, expected2) {
  const start = header.segmentStart[index];
  const stored = bytes.subarray(start, start + header.segmentBytes[index]);
  const segment2 = DECOMPRESS[header.compression](stored, expected2);
  if (segment2.length >= expected2) return segment2;
  const what = `part ${index + 1} has ${segment2.length} of ${expected2} bytes`;
  throw truncatedImage(what, `TIFF, byte ${start}`);
}
var DECOMPRESS = {
  none: (bytes, length) => bytes.subarray(0, length),
  lzw: decompressLzw,
  deflate: inflate,
  packbits: decompressPackBits
};
function unpackRow(row, line, { bits: bits2, isLittleEndian }) {
  if (bits2 === 8) {
    line.set(row);
  } else if (bits2 === 16) {
    const [high, low] = isLittleEndian ? [1, 0] : [0, 1];
    for (let i2 = 0; i2 < line.length; i2++) line[i2] = row[2 * i2 + high] * 256 + row[2 * i2 + low];
  } else {
    const mask = 2 ** bits2 - 1;
    const perByte = 8 / bits2;
    for (let i2 = 0; i2 < line.length; i2++) {
      const shift = 8 - bits2 * (i2 % perByte + 1);
      line[i2] = row[Math.floor(i2 / perByte)] >> shift & mask;
    }
  }
}
function sumRow(line, samples, mask) {
  for (let i2 = samples; i2 < line.length; i2++) line[i2] = line[i2] + line[i2 - samples] & mask;
}
function resolvePalette(samples, palette) {
  const colours = palette.length / 3;
  const data = new Uint8Array(samples.length * 3);
  for (let i2 = 0; i2 < samples.length; i2++) {
    for (let c = 0; c < 3; c++) data[3 * i2 + c] = palette[c * colours + samples[i2]] >> 8;
  }
  return { channels: 3, data };
}
function divideByAlpha(data, samples, max2) {
  for (let i2 = 0; i2 < data.length; i2 += samples) {
    const alpha = data[i2 + samples - 1];
    for (let c = 0; c < samples - 1; c++) {
      data[i2 + c] = alpha === 0 ? 0 : Math.min(max2, Math.round(data[i2 + c] * max2 / alpha));
    }
  }
}
function withoutLast(data, samples) {
  const kept = samples - 1;
  const n = data.length / samples;
  const out = data instanceof Uint8Array ? new Uint8Array(n * kept) : new Uint16Array(n * kept);
  for (let i2 = 0; i2 < n; i2++) {
    for (let c = 0; c < kept; c++) out[i2 * kept + c] = data[i2 * samples + c];
  }
  return { channels: kept === 1 ? 1 : 3, data: out };
}

// ../../src/images/decode.ts
function createPixelDecoder(codecs) {
  return {
    decoder: codecs.name,
    decode: (bytes, limits) => decodeImage(bytes, limits, codecs)
  };
}
async function decodeImage(bytes, limits, codecs) {
  const header = readImageHeader(bytes, limits);
  const { pixels, notes } = await decodePixels(bytes, header, codecs);
  const orientation = "orientation" in header ? header.orientation : 1;
  return { pixels, format: header.format, orientation, notes: [...notesOf(header), ...notes] };
}
async function decodePixels(bytes, header, codecs) {
  switch (header.format) {
    case "jpeg":
      return decodeJpeg(bytes, header, codecs);
    case "png":
      return { pixels: await decodePng(bytes, header, codecs), notes: [] };
    case "webp":
      return { pixels: await decodeWebp(bytes, header, codecs), notes: [] };
    case "tiff":
      return { pixels: decodeTiff(bytes, header), notes: [] };
    case "bmp":
      return { pixels: decodeBmp(bytes, header), notes: [] };
    case "gif":
      return { pixels: decodeGif(header), notes: [] };
    default:
      return header;
  }
}
var END_OF_IMAGE = [255, 217];
var CUT_SCAN = /premature end of (?:data segment|JPEG file)/i;
async function decodeJpeg(bytes, header, codecs) {
  if (!header.hasEnd && !header.hasAllScans) throw truncatedImage("scans are missing", "JPEG");
  if (header.components === 4) {
    const pixels2 = await decodeCmyk(
      bytes,
      header,
      async (grey) => redOf(await run("JPEG", null, () => codecs.decodeJpeg(grey)))
    );
    return { pixels: pixels2, notes: ["image/colour-converted"] };
  }
  const whole2 = header.hasEnd ? bytes : withEnd(bytes);
  const picture = await run("JPEG", header, () => codecs.decodeJpeg(whole2));
  const isCut = picture.warnings.some((line) => CUT_SCAN.test(line));
  if (isCut || !header.hasEnd && picture.warnings.length > 0) {
    throw truncatedImage("pixels are missing: the scan stops before its end", "JPEG");
  }
  const pixels = keepChannels(picture, header.components === 1 ? 1 : 3);
  return { pixels, notes: picture.warnings.length > 0 ? ["image/codec-warning"] : [] };
}
function withEnd(bytes) {
  const out = new Uint8Array(bytes.length + END_OF_IMAGE.length);
  out.set(bytes);
  out.set(END_OF_IMAGE, bytes.length);
  return out;
}
async function decodePng(bytes, header, codecs) {
  checkPngSums(bytes, header);
  const essential = essentialPng(bytes, header);
  const decode = () => codecs.decodePng(essential, header.bitDepth).catch((cause) => {
    throw findMissingPixels(bytes, header) ?? cause;
  });
  const picture = await run("PNG", header, decode);
  return keepChannels(picture, header.channels);
}
async function decodeWebp(bytes, header, codecs) {
  const { firstFrame: frame } = header;
  if (frame === null) {
    const picture2 = await run("WebP", header, () => codecs.decodeWebp(bytes));
    return keepChannels(picture2, header.hasAlpha ? 4 : 3);
  }
  const still = stillOfFrame(bytes, frame);
  const picture = await run("WebP", frame, () => codecs.decodeWebp(still));
  return keepChannels(onCanvas(picture, frame.leftPx, frame.topPx, header), 4);
}
function onCanvas(picture, leftPx, topPx, canvas) {
  const { widthPx, heightPx } = canvas;
  const data = new Uint8Array(widthPx * heightPx * 4);
  const stride = picture.widthPx * 4;
  for (let y = 0; y < picture.heightPx; y++) {
    const row = picture.data.subarray(y * stride, (y + 1) * stride);
    data.set(row, ((topPx + y) * widthPx + leftPx) * 4);
  }
  return { widthPx, heightPx, data, warnings: picture.warnings };
}
async function run(name, size, decode) {
  let picture;
  try {
    picture = await decode();
  } catch (cause) {
    if (isHomegroundError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : "the codec stopped";
    throw invalidImage(`the pixel data are damaged: ${reason}`, name, cause);
  }
  if (size === null) return picture;
  if (picture.widthPx === size.widthPx && picture.heightPx === size.heightPx) return picture;
  throw new HomegroundError("internal/bug", {
    what: `the codec gave ${picture.widthPx} \xD7 ${picture.heightPx} pixels, the header ${size.widthPx} \xD7 ${size.heightPx}`,
    where: name,
    fix: "Report the file to the authors"
  });
}
function keepChannels(picture, channels) {
  const { widthPx, heightPx, data } = picture;
  const bitDepth = data instanceof Uint8Array ? 8 : 16;
  if (channels === 4) return { widthPx, heightPx, channels, bitDepth, data };
  const n = widthPx * heightPx;
  const out = bitDepth === 8 ? new Uint8Array(n * channels) : new Uint16Array(n * channels);
  if (channels === 3 && data instanceof Uint8Array && out instanceof Uint8Array) {
    dropAlpha(data, out);
  } else {
    const second = channels === 2 ? 3 : 1;
    for (let i2 = 0; i2 < n; i2++) {
      out[i2 * channels] = data[4 * i2];
      if (channels > 1) out[i2 * channels + 1] = data[4 * i2 + second];
      if (channels > 2) out[i2 * channels + 2] = data[4 * i2 + 2];
    }
  }
  return { widthPx, heightPx, channels, bitDepth, data: out };
}
function redOf({ widthPx, heightPx, data }) {
  const out = new Uint8Array(widthPx * heightPx);
  for (let i2 = 0; i2 < out.length; i2++) out[i2] = data[4 * i2];
  return { widthPx, heightPx, data: out };
}
function dropAlpha(rgba, rgb) {
  const quads = rgba.byteOffset % 4 === 0 ? Math.floor(rgba.length / 16) : 0;
  const words = new Uint32Array(rgba.buffer, quads > 0 ? rgba.byteOffset : 0, 4 * quads);
  const packed = new Uint32Array(rgb.buffer, 0, 3 * quads);
  for (let i2 = 0, from = 0, to = 0; i2 < quads; i2++, from += 4, to += 3) {
    const first = words[from];
    const second = words[from + 1];
    const third = words[from + 2];
    const fourth = words[from + 3];
    packed[to] = first & 16777215 | second << 24;
    packed[to + 1] = second >>> 8 & 65535 | third << 16;
    packed[to + 2] = third >>> 16 & 255 | fourth << 8;
  }
  for (let from = 16 * quads, to = 12 * quads; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
}

// ../../test/support/png.ts
var SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
function pngChunk(type, data = new Uint8Array()) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc322(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
function exifBlock(orientation, byteOrder = "MM") {
  const out = Buffer.alloc(26);
  const isLittle = byteOrder === "II";
  const word2 = (value, at) => isLittle ? out.writeUInt16LE(value, at) : out.writeUInt16BE(value, at);
  out.write(byteOrder, 0, "latin1");
  word2(42, 2);
  if (isLittle) out.writeUInt32LE(8, 4);
  else out.writeUInt32BE(8, 4);
  word2(1, 8);
  word2(274, 10);
  word2(3, 12);
  if (isLittle) out.writeUInt32LE(1, 14);
  else out.writeUInt32BE(1, 14);
  word2(orientation, 18);
  return out;
}
var END2 = pngChunk("IEND");
function crc322(bytes) {
  let crc = 4294967295;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc & 1) === 1 ? crc >>> 1 ^ 3988292384 : crc >>> 1;
  }
  return ~crc >>> 0;
}

// ../../test/support/png-writer.ts
var import_node_zlib = require("node:zlib");
function plainPng(widthPx, heightPx, colour) {
  const row = Buffer.from([0, ...Array.from({ length: widthPx }, () => colour).flat()]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = 8;
  header[9] = colour.length === 1 ? 0 : 2;
  const pixels = (0, import_node_zlib.deflateSync)(Buffer.concat(Array.from({ length: heightPx }, () => row)));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0))
  ]);
}
function chunk(type, data) {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE((0, import_node_zlib.crc32)(typed));
  return Buffer.concat([length, typed, check]);
}

// targets/image-seeds.js
function imageSeeds() {
  return [
    plainPng(3, 2, [9, 8, 7]),
    Buffer.concat([plainPng(1, 1, [0]).subarray(0, 33), pngChunk("eXIf", exifBlock(6, "II"))]),
    bmp(),
    gif(),
    tiff(),
    webp(),
    jpeg()
  ];
}
function bmp() {
  const file = Buffer.alloc(62);
  file.write("BM", "latin1");
  file.writeUInt32LE(62, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(2, 18);
  file.writeInt32LE(1, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}
function gif() {
  return Buffer.from("474946383961010001008000000000ffffff2c000000000100010000020244 01003b".replaceAll(" ", ""), "hex");
}
function tiff() {
  const entries = [
    [256, 3, 1, 2],
    [257, 3, 1, 1],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 8],
    [277, 3, 1, 1],
    [278, 3, 1, 1],
    [279, 4, 1, 2]
  ];
  const file = Buffer.alloc(10 + 2 + entries.length * 12 + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(10, 4);
  file.writeUInt16LE(entries.length, 10);
  entries.forEach(([tag, type, count, value], i2) => {
    const at = 12 + i2 * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  return file;
}
function webp() {
  const chunk2 = (name, data) => {
    const head2 = Buffer.alloc(8);
    head2.write(name, "latin1");
    head2.writeUInt32LE(data.length, 4);
    return Buffer.concat([head2, data, Buffer.alloc(data.length % 2)]);
  };
  const body = Buffer.concat([
    Buffer.from("WEBP", "latin1"),
    chunk2("VP8X", Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    chunk2("VP8L", Buffer.from([47, 0, 0, 0, 0, 0, 0])),
    chunk2("EXIF", exifBlock(6))
  ]);
  const head = Buffer.alloc(8);
  head.write("RIFF", "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
function jpeg() {
  const segment2 = (marker, data) => {
    const head = Buffer.from([255, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), exifBlock(3)]);
  return Buffer.concat([
    Buffer.from([255, 216]),
    segment2(225, exif),
    segment2(219, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment2(192, Buffer.from([8, 0, 8, 0, 8, 1, 1, 17, 0])),
    segment2(196, Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(15), Buffer.from([0])])),
    segment2(196, Buffer.concat([Buffer.from([16, 1]), Buffer.alloc(15), Buffer.from([0])])),
    segment2(218, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([63, 255, 217])
  ]);
}

// targets/image-pixels.js
var refuse = async () => {
  throw new Error("refused");
};
var decoder = createPixelDecoder({
  name: "none",
  decodeJpeg: refuse,
  decodePng: refuse,
  decodeWebp: refuse
});
async function run2(bytes) {
  await decoder.decode(bytes, { maxPixels: 1e6 });
}
var seeds = imageSeeds();

// <stdin>
var fuzz = fuzzWith(run2);
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  fuzz,
  seeds
});
