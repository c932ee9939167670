import { type SchemaChecker, serverMessageDecoder } from "@parley/protocol";
import { Check } from "typebox/value";

/**
 * Checks by interpreting the schema: compiling it needs `new Function`, which the web client's
 * Content-Security-Policy forbids. Nobody reads the explanation here, and making a good one would
 * cost the first load 3 KB.
 */
const interpret: SchemaChecker = (schema) => ({
  check: (value) => Check(schema, value),
  explain: () => "The message does not have the form that its type asks for.",
});

export const decodeServerMessage = serverMessageDecoder(interpret);
