/** Where a relay might be sent, and must not go. */

/** What stands for the SFU: the one peer that is allowed. */
export const SFU = "203.0.113.7";

/** Nothing is wrong with these, but that they are not the SFU. */
export const STRANGERS = ["203.0.113.9", "8.8.8.8", "1.1.1.1"] as const;

/** Of this machine, of networks of its own, and of nobody. */
export const FORBIDDEN_IPV4 = [
  "127.0.0.1",
  "127.0.0.2",
  "127.255.255.254",
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.127.255.255",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.170",
  "192.168.0.1",
  "192.168.255.255",
  "198.18.0.1",
  "224.0.0.251",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
] as const;

export const FORBIDDEN_IPV6 = [
  "::1",
  "::",
  "fe80::1",
  "fc00::1",
  "fd12:3456:789a::1",
  "ff02::1",
  "2001:db8::9",
  // IPv4-mapped: the address that a dual-stack socket gives to IPv4.
  "::ffff:127.0.0.1",
  "::ffff:0.0.0.0",
  "::ffff:10.0.0.1",
  "::ffff:172.16.0.1",
  "::ffff:192.168.0.1",
  "::ffff:169.254.169.254",
  // IPv4-compatible, NAT64 (RFC 6052), 6to4 and Teredo.
  "::127.0.0.1",
  "::10.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::a00:1",
  "64:ff9b:1::a00:1",
  "2002:7f00:1::",
  "2002:a00:1::",
  "2001:0:7f00:1::",
] as const;
