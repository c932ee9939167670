import type { Counters } from "./control.ts";

export const NO_COUNTS: Counters = {
  packetsIn: 0,
  bytesIn: 0,
  packetsOut: 0,
  bytesOut: 0,
  dropsFull: 0,
  dropsStale: 0,
  dropsInvalid: 0,
  nacksIn: 0,
  nacksOut: 0,
  rtxOut: 0,
  plisIn: 0,
  plisOut: 0,
  layerSwitches: 0,
  probes: 0,
};

export function sumOf(a: Counters, b: Counters): Counters {
  return {
    packetsIn: a.packetsIn + b.packetsIn,
    bytesIn: a.bytesIn + b.bytesIn,
    packetsOut: a.packetsOut + b.packetsOut,
    bytesOut: a.bytesOut + b.bytesOut,
    dropsFull: a.dropsFull + b.dropsFull,
    dropsStale: a.dropsStale + b.dropsStale,
    dropsInvalid: a.dropsInvalid + b.dropsInvalid,
    nacksIn: a.nacksIn + b.nacksIn,
    nacksOut: a.nacksOut + b.nacksOut,
    rtxOut: a.rtxOut + b.rtxOut,
    plisIn: a.plisIn + b.plisIn,
    plisOut: a.plisOut + b.plisOut,
    layerSwitches: a.layerSwitches + b.layerSwitches,
    probes: a.probes + b.probes,
  };
}
