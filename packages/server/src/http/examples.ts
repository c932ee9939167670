/** What the OpenAPI document shows. */
import type { Guest, SignInList, TokenPair, User } from "@parley/protocol";

const AT = 1_767_225_600_000;

export const USER: User = {
  id: "mGr5ZbOHT2eTVX0qyJ8sGQ",
  username: "ada",
  displayName: "Ada Lovelace",
  createdAt: AT,
};

export const GUEST: Guest = { id: "p0Yb4mJXTt6d3kqDqj0c1w", displayName: "Charles" };

export const TOKEN_PAIR: TokenPair = {
  access: "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJ1cm46cGFybGV5In0.c2lnbmF0dXJl",
  refresh: "Zb1cXq0V8mJ3o5tK7dWnAg.b9Qk3tq1wZ6n5x0mQ8bq3Z2cT1hY7uV9sL4aR6dE8fG",
};

export const SIGN_INS: SignInList = {
  sessions: [
    {
      id: "c1yq0R3kU0aJ8xVtQm5o7nZ2fLw9dS4gHb6eT1iPjKs",
      kind: "browser",
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
      createdAt: AT,
      expiresAt: AT + 1_209_600_000,
      current: true,
    },
  ],
};

export const JWKS = {
  keys: [
    {
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
      kid: "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s",
      alg: "ES256",
      use: "sig",
    },
  ],
};
