import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import packageJson from "../../package.json" with { type: "json" };
import { COOKIE_NAMES } from "./cookies.ts";

const DESCRIPTION = `Accounts, rooms and participants of a Parley server.

Paths work with and without the trailing slash. Times are integer milliseconds since 1970.

**Signing in** sets two cookies. The session cookie says who asks; a request that changes something
must also send the value of the \`csrftoken\` cookie in the header \`X-CSRFToken\`. A guest gives a
name and gets a cookie that says no more.

**Programs** ask POST /token/ for an access token and send it as \`Authorization: Bearer\`; they need
no CSRF token. Where there is an \`Authorization\` header, cookies do not count.

**Errors** are problem documents (RFC 9457). Their \`code\` is stable. 429 and 503 may come with
\`Retry-After\`.`;

const SECURITY_SCHEMES = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: COOKIE_NAMES.session,
    description: "Set by POST /login/.",
  },
  guest: {
    type: "apiKey",
    in: "cookie",
    name: COOKIE_NAMES.guest,
    description: "Set by POST /guest/.",
  },
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "An access token from POST /token/.",
  },
  csrf: {
    type: "apiKey",
    in: "header",
    name: "X-CSRFToken",
    description: `The value of the \`${COOKIE_NAMES.csrf}\` cookie.`,
  },
} as const;

/** Collects the routes that are added after it into an OpenAPI 3.1 document. */
export async function collectRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: "3.1.1",
      info: {
        title: "Parley",
        version: packageJson.version,
        description: DESCRIPTION,
        license: { name: "MIT", identifier: "MIT" },
      },
      tags: [
        { name: "accounts", description: "Who you are" },
        { name: "account", description: "Your own account, and where it is signed in" },
        { name: "guests", description: "Who you are without an account" },
        { name: "tokens", description: "Signing in by programs" },
        { name: "rooms", description: "Where people meet" },
        { name: "signalling", description: "How their browsers find one another" },
        { name: "docs", description: "This document" },
        { name: "health", description: "How the server is doing" },
      ],
      components: { securitySchemes: SECURITY_SCHEMES },
    },
  });
}
