import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { session } from "./services.ts";
import "./styles/app.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void session.check();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
