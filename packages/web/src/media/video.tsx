import { useEffect, useRef, useState } from "react";

/**
 * A stream's picture. It stays invisible until its first frame, so that what lies behind it (an
 * avatar) is seen until then.
 */
export function Video({
  stream,
  fit = "cover",
  mirrored = false,
  onFirstFrame,
}: {
  stream: MediaStream;
  fit?: "cover" | "contain";
  mirrored?: boolean;
  /** The stream is seen: words that stood in for it can go. */
  onFirstFrame?: (stream: MediaStream) => void;
}) {
  const element = useRef<HTMLVideoElement>(null);
  const [shown, setShown] = useState<MediaStream | null>(null);
  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = stream;
    return () => {
      video.srcObject = null;
    };
  }, [stream]);
  return (
    <video
      ref={element}
      autoPlay
      muted
      playsInline
      disablePictureInPicture
      aria-hidden
      onLoadedData={() => {
        setShown(stream);
        onFirstFrame?.(stream);
      }}
      className={`absolute inset-0 size-full transition-opacity duration-(--calm) ${fit === "cover" ? "object-cover" : "object-contain"} ${mirrored ? "-scale-x-100" : ""} ${shown === stream ? "" : "opacity-0"}`}
    />
  );
}
