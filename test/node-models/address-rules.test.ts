import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whyPrivate } from "../../src/node/models/address-rules.js";

describe("whyPrivate", () => {
  // First and last address of each block of RFC 6890 (and RFC 6598, 3927), and its neighbours.
  it.each([
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
  ])("refuses %s", (address) => {
    expect(whyPrivate(address)).toMatch(/\w/);
  });

  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "168.63.129.15",
  ])("lets %s pass", (address) => {
    expect(whyPrivate(address)).toBeNull();
  });

  it.each([
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "100::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "0:0:0:0:0:ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "3fff::1",
  ])("refuses %s", (address) => {
    expect(whyPrivate(address)).toMatch(/\w/);
  });

  it.each([
    "2606:4700:4700::1111",
    "2a00:1450::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
  ])("lets %s pass", (address) => {
    expect(whyPrivate(address)).toBeNull();
  });

  it.each(["", "localhost", "1.2.3", "1.2.3.4.5", "999.1.1.1", "::ffff"])(
    "refuses %j, which is no address",
    (text) => {
      expect(whyPrivate(text)).not.toBeNull();
    },
  );

  it("judges an address of IPv4 alike in every form of IPv6 that leads to it", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
        const [high, low] = [a * 256 + b, c * 256 + d].map((group) => group.toString(16));
        const plain = whyPrivate(address);
        expect(whyPrivate(`::ffff:${address}`)).toBe(plain);
        expect(whyPrivate(`::ffff:${high}:${low}`)).toBe(plain);
        expect(whyPrivate(`64:ff9b::${high}:${low}`)).toBe(plain);
        expect(whyPrivate(`2002:${high}:${low}::1`)).toBe(plain);
      }),
    );
  });
});
