/** A worker on a machine for which there is no node-datachannel. */
process.on("disconnect", () => process.exit(0));
process.send?.({ type: "failed", cause: "native_module", reason: "no binary for this machine" });
