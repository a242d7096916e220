import { isIP } from "node:net";

/**
 * Why an IP address must not be asked for a model: it belongs to this machine, its network or the
 * machinery around it, so that an address in a stranger's record or a redirect could reach what
 * only the user may. Addresses of IPv4 inside those of IPv6 (mapped, NAT64, 6to4) are judged as
 * what they lead to.
 *
 * Source: the special-purpose registries of RFC 6890 and its updates.
 *
 * @returns null for an address of the public network
 */
export function whyPrivate(address: string): string | null {
  const plain = address.replace(/%.*$/, ""); // the zone of a link-local address
  switch (isIP(plain)) {
    case 4:
      return whyPrivate4(bytes4(plain));
    case 6:
      return whyPrivate6(bytes6(plain));
    default:
      return "no IP address";
  }
}

type Rule = readonly [prefix: readonly number[], bits: number, why: string];

const RULES_4: readonly Rule[] = [
  [[0], 8, "of this network"],
  [[10], 8, "private"],
  [[100, 64], 10, "shared by a provider"],
  [[127], 8, "of this machine"],
  [[168, 63, 129, 16], 32, "a cloud's own service"],
  [[169, 254], 16, "link-local, where clouds keep credentials"],
  [[172, 16], 12, "private"],
  [[192, 0, 0], 24, "reserved"],
  [[192, 0, 2], 24, "for documentation"],
  [[192, 88, 99], 24, "reserved"],
  [[192, 168], 16, "private"],
  [[198, 18], 15, "for tests of networks"],
  [[198, 51, 100], 24, "for documentation"],
  [[203, 0, 113], 24, "for documentation"],
  [[224], 4, "for many receivers"],
  [[240], 4, "reserved"],
];

function whyPrivate4(bytes: readonly number[]): string | null {
  return RULES_4.find((rule) => isWithin(bytes, rule))?.[2] ?? null;
}

const ZEROS = (count: number): readonly number[] => new Array<number>(count).fill(0);
const MAPPED: Rule = [[...ZEROS(10), 255, 255], 96, ""];
const COMPATIBLE: Rule = [ZEROS(12), 96, ""];
const NAT64: Rule = [[0, 0x64, 0xff, 0x9b, ...ZEROS(8)], 96, ""];
const SIX_TO_FOUR: Rule = [[0x20, 0x02], 16, ""];
const GLOBAL: Rule = [[0x20], 3, ""];

const RULES_6: readonly Rule[] = [
  [[0x20, 0x01, 0x00], 23, "reserved"], // Teredo, benchmarking, ORCHID
  [[0x20, 0x01, 0x0d, 0xb8], 32, "for documentation"],
  [[0x3f, 0xff, 0x00], 20, "for documentation"],
];

function whyPrivate6(bytes: readonly number[]): string | null {
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15]! <= 1) return "of this machine";
  if (isWithin(bytes, MAPPED) || isWithin(bytes, COMPATIBLE) || isWithin(bytes, NAT64)) {
    return whyPrivate4(bytes.slice(12));
  }
  if (isWithin(bytes, SIX_TO_FOUR)) return whyPrivate4(bytes.slice(2, 6));
  if (!isWithin(bytes, GLOBAL)) return "private or reserved"; // fc00::/7, fe80::/10, ff00::/8, …
  return RULES_6.find((rule) => isWithin(bytes, rule))?.[2] ?? null;
}

function isWithin(bytes: readonly number[], [prefix, bits]: Rule): boolean {
  for (let at = 0, left = bits; left > 0; at++, left -= 8) {
    const mask = left >= 8 ? 255 : (0xff00 >> left) & 255;
    if ((bytes[at]! & mask) !== ((prefix[at] ?? 0) & mask)) return false;
  }
  return true;
}

function bytes4(address: string): readonly number[] {
  return address.split(".").map(Number);
}

/** @param address checked to be one of IPv6 */
function bytes6(address: string): readonly number[] {
  const last = /[^:]*\.[^:]*$/.exec(address)?.[0];
  const tail = last === undefined ? [] : bytes4(last);
  const groups =
    last === undefined ? address : address.slice(0, -last.length).replace(/(?<!:):$/, "");
  const [head = "", rest] = groups.split("::");
  const front = bytesOf(head);
  const back = [...bytesOf(rest ?? ""), ...tail];
  return [...front, ...ZEROS(16 - front.length - back.length), ...back];
}

function bytesOf(groups: string): readonly number[] {
  if (groups === "") return [];
  return groups.split(":").flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}
