import type { ErrorCode } from "@parley/protocol";

export type ApiErrorCode = ErrorCode | "network_error" | "unexpected_response";

export type FieldError = { readonly path: string; readonly message: string };

/**
 * A request that did not succeed. `network_error`: there was no answer (status 0).
 * `unexpected_response`: the answer was not one that this version of the server gives.
 */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ApiErrorCode,
    status: number,
    detail: string,
    options: {
      errors?: readonly FieldError[];
      retryAfterMs?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.errors = options.errors ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * A signalling message that was refused, or never answered. `code` is one of the protocol's error
 * codes, `connection_lost` when the socket broke first, or `left` when the client itself left.
 */
export class SignalingError extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, detail?: string, retryAfterMs?: number) {
    super(detail ?? `Signalling failed: ${code}.`);
    this.name = "SignalingError";
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
