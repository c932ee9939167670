/** Resolves with the description and all candidates in it, as the SFU gives it. */
export async function gathered(pc: RTCPeerConnection): Promise<string> {
  await pc.setLocalDescription();
  if (pc.iceGatheringState !== "complete")
    await new Promise<void>((resolve) => {
      pc.addEventListener("icegatheringstatechange", () => {
        if (pc.iceGatheringState === "complete") resolve();
      });
    });
  return pc.localDescription?.sdp ?? "";
}
