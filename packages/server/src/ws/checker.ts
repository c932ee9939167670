import type { SchemaChecker } from "@parley/protocol";
import { Compile } from "typebox/compile";

/** Schemas as compiled checks, for the server's hot path. */
export const compiled: SchemaChecker = (schema) => {
  const validator = Compile(schema);
  return {
    check: (value) => validator.Check(value),
    explain: (value) => {
      const [first] = validator.Errors(value);
      if (first === undefined) return "The message does not have the expected form.";
      const where = first.instancePath === "" ? "The message" : first.instancePath;
      // A regular expression is not for people.
      const isPattern = first.keyword === "pattern";
      return `${where} ${isPattern ? "has characters that are not allowed" : first.message}.`;
    },
  };
};
