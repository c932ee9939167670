import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "./build/precompress.ts";

const SERVER = "http://127.0.0.1:8000";

// Whole path segments, so that pages such as /sign-in and /abc-defg-hij stay Vite's.
const API_PATHS =
  "^/(register|login|logout|auth-test|guest|token|create-room|join-room|room|api|\\.well-known)(/|$)";
/** Pages for who opens them, and API for programs. */
const SHARED_PATHS = "^/(account|rooms)(/|$)";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), precompress()],
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    proxy: {
      [API_PATHS]: { target: SERVER },
      [SHARED_PATHS]: {
        target: SERVER,
        bypass: ({ headers }) =>
          headers.accept?.includes("text/html") ? "/index.html" : undefined,
      },
      "^/ws/": { target: SERVER, ws: true },
    },
  },
  build: {
    outDir: "dist",
    // A data: URI would have to be downloaded again with every release.
    assetsInlineLimit: 0,
    // Our own budget is held by precompress.
    chunkSizeWarningLimit: 1024,
    // Every browser that runs this client preloads modules by itself.
    modulePreload: { polyfill: false },
  },
});
