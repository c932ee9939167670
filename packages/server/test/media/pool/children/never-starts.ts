/** A worker that comes up and says nothing to the server. */
process.on("disconnect", () => process.exit(0));
process.stdout.write(`here as ${process.pid}\n`);
