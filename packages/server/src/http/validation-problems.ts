import { type Problem, problemOf } from "@parley/protocol";
import type { FastifySchemaValidationError } from "fastify/types/schema.js";

type Finding = { readonly path: string; readonly message: string };

/** A `validation_failed` problem that says what is wrong where, in words. */
export function validationProblems(errors: readonly FastifySchemaValidationError[]): Problem {
  const findings = errors.flatMap(findingsOf);
  const detail = findings.map(({ path, message }) => `${path || "The body"} ${message}.`).join(" ");
  return problemOf("validation_failed", detail, findings);
}

function findingsOf(error: FastifySchemaValidationError): Finding[] {
  const { keyword, instancePath: path, params, message } = error;
  switch (keyword) {
    case "additionalProperties":
      return names(params["additionalProperties"]).map((name) =>
        at(path, name, "is not a known field"),
      );
    case "required":
      return names(params["requiredProperties"]).map((name) => at(path, name, "is required"));
    case "boolean":
      // TypeBox says of an unknown field, besides, that nothing is valid there.
      return [];
    case "enum":
      return [{ path, message: `must be one of ${names(params["allowedValues"]).join(", ")}` }];
    case "pattern":
      return [{ path, message: "has characters that are not allowed" }];
    default:
      return [{ path, message: message ?? "is not valid" }];
  }
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A finding about a field, addressed by a JSON Pointer (RFC 6901). */
function at(parent: string, field: string, message: string): Finding {
  return { path: `${parent}/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`, message };
}
