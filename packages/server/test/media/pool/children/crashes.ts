/** A worker that does not live long enough to say why. */
process.exit(7);
