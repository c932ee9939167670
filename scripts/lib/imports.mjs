// The formatter is part of the same check: statements start at the line's first column, quotes are
// double. That is what makes these patterns enough.
const STATEMENT = /^(?:import|export)\b[^;"]*?\bfrom\s+"(?<name>[^"]+)"/gm;
const SIDE_EFFECT = /^import\s+"(?<name>[^"]+)"/gm;
const CALL = /\bimport\(\s*(?:"(?<name>[^"]+)"|(?<computed>[^")\s]))/g;

/**
 * What a source file imports or re-exports, types included. A computed `import()` has no name.
 * @param {string} source
 * @returns {{ name: string | undefined, line: number }[]}
 */
export function importsOf(source) {
  const found = [STATEMENT, SIDE_EFFECT, CALL].flatMap((pattern) => [...source.matchAll(pattern)]);
  return found
    .filter((match) => !isComment(source, match.index))
    .map((match) => ({ name: match.groups?.["name"], line: lineOf(source, match.index) }));
}

/**
 * The number of the line, from 1, at an offset.
 * @param {string} source
 * @param {number} index
 */
export function lineOf(source, index) {
  return source.slice(0, index).split("\n").length;
}

/**
 * @param {string} source
 * @param {number} index
 */
function isComment(source, index) {
  const start = source.lastIndexOf("\n", index - 1) + 1;
  return /^\s*(?:\/\/|\*|\/\*)/.test(source.slice(start, index));
}
