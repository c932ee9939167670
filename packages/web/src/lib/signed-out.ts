import { createContext } from "react";

/** Tells the application that the server does not know this browser any more. */
export const SignedOut = createContext<() => void>(() => {});
