// Imported first by every script: modules are evaluated in order, so nothing of ours runs on a Node
// that is too old for it.

/** The oldest Node that can run these scripts. The server itself runs on the pinned one. */
export const OLDEST_NODE = "20.20";

/**
 * One line for the user when `version` ("20.20.2") is older than OLDEST_NODE, else undefined.
 * @param {string} version
 * @returns {string | undefined}
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split(".").map(Number);
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  return isOld
    ? `Parley needs Node.js ${OLDEST_NODE} or newer to start; this is ${version}. Get it from https://nodejs.org/.`
    : undefined;
}

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
