import { createRoot } from "react-dom/client";
import { LiveRegion } from "../src/lib/announcer.tsx";
import "../src/styles/app.css";
import { TipProvider } from "../src/ui/tip.tsx";
import { placeScenes } from "./place-scenes.tsx";
import { scenes as meetingScenes } from "./scenes.tsx";
import { stageScenes } from "./stage-scenes.tsx";

const scenes = { ...placeScenes, ...meetingScenes, ...stageScenes };

/** `gallery.html?scene=green` draws that scene; without one, a list of them all. */
function Gallery() {
  const name = new URLSearchParams(location.search).get("scene") ?? "";
  const Scene = scenes[name];
  if (Scene !== undefined) return <Scene />;
  return (
    <main className="grid gap-2 p-6">
      <h1 className="text-xl font-semibold">Gallery</h1>
      <ul className="columns-3">
        {Object.keys(scenes).map((scene) => (
          <li key={scene}>
            <a className="text-accent underline" href={`?scene=${scene}`}>
              {scene}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}

const root = document.getElementById("root");
if (root === null) throw new Error("gallery.html has no #root");
createRoot(root).render(
  <TipProvider delayDuration={400}>
    <Gallery />
    <LiveRegion />
  </TipProvider>,
);
