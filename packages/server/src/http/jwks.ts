import Type from "typebox";
import { SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { JWKS } from "./examples.ts";

const text = Type.String();

/** A JWK Set (RFC 7517). */
const JwkSet = Type.Object({
  keys: Type.Array(
    Type.Object({ kty: text, crv: text, x: text, y: text, kid: text, alg: text, use: text }),
  ),
});

/** The public keys of access tokens, for those who check them themselves. */
export function jwksRoute(app: App, { signingKeys, limits }: HttpDeps): void {
  // Short against the day that a key is published after it has signed for the last time.
  const maxAge = limits.publicKeysMaxAgeMs / 1000;
  const schema = {
    operationId: "getJwks",
    summary: "The public keys of access tokens (RFC 7517)",
    description: "Two while one takes over from the other.",
    tags: ["tokens"],
    security: SECURITY.none,
    response: { 200: json("The keys.", JwkSet, JWKS), ...problems() },
  };
  app.get("/.well-known/jwks.json", { schema }, async (_request, reply) => {
    reply.header("cache-control", `public, max-age=${maxAge}`);
    return reply.send({ keys: await signingKeys.jwks() });
  });
}
