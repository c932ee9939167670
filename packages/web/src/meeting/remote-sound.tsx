import { Volume2 } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { canChooseSpeaker } from "../lib/platform.ts";
import { Button } from "../ui/button.tsx";
import type { Sound } from "./meeting-model.ts";

/**
 * Plays what the others say. Where the browser wants a gesture first, a button asks for it: playing
 * again inside its click is allowed.
 */
export function RemoteSound({
  sounds,
  speaker,
}: {
  sounds: readonly Sound[];
  speaker: string | null;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [blocked, setBlocked] = useState(false);
  const onBlocked = useCallback(() => setBlocked(true), []);
  const playAll = () => {
    setBlocked(false);
    for (const audio of box.current?.querySelectorAll("audio") ?? []) play(audio, onBlocked);
  };
  return (
    <>
      <div ref={box} hidden>
        {sounds.map(({ key, stream }) => (
          <SoundOutlet key={key} stream={stream} speaker={speaker} onBlocked={onBlocked} />
        ))}
      </div>
      {blocked && sounds.length > 0 && (
        <Button onClick={playAll} className="shadow-soft">
          <Volume2 size={20} aria-hidden />
          Turn sound on
        </Button>
      )}
    </>
  );
}

function SoundOutlet({
  stream,
  speaker,
  onBlocked,
}: {
  stream: MediaStream;
  speaker: string | null;
  onBlocked: () => void;
}) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = stream;
    play(audio, onBlocked);
    return () => {
      audio.srcObject = null;
    };
  }, [stream, onBlocked]);
  useEffect(() => {
    // A speaker that was unplugged since it was chosen: the system's own goes on playing.
    if (canChooseSpeaker) element.current?.setSinkId(speaker ?? "").catch(() => {});
  }, [speaker]);
  return <audio ref={element} />;
}

function play(audio: HTMLAudioElement, onBlocked: () => void): void {
  audio.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotAllowedError") onBlocked();
  });
}
